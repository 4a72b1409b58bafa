//! Schemas with a type parameter, and concrete tables in one of them.

use db::Dialect;
use db::prelude::*;
use std::marker::PhantomData;

/// A word.
#[derive(Debug, Clone, Table)]
#[table(name = "words", schema = Dictionary<Sqlite>)]
pub struct Word {
    /// The word.
    #[column(primary_key)]
    pub word: String,
}

/// Many words.
#[derive(Debug, Schema)]
#[schema(name = "dictionary", database = D, tables(Word), sees(Library<D>))]
pub struct Dictionary<D = Sqlite>(PhantomData<D>);

/// Nothing.
#[derive(Debug, Schema)]
#[schema(name = "library", database = D, tables())]
pub struct Library<D = Sqlite>(PhantomData<D>);

/// Both.
#[derive(Debug, SchemaSet)]
pub enum Books {
    /// Many words.
    Dictionary,
    /// Nothing.
    #[schema_set(Library<Postgres>)]
    Library,
}

/// The dialect of a schema of the set, through its type.
#[must_use]
pub fn dialect<D: Database>(books: &Books) -> Dialect {
    dispatch!(Books<D>, books, |schema| schema.dialect())
}
