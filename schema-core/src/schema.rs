//! Schemas as types: what `#[derive(Schema)]` implements, and what a table asks of a schema.

use std::str::FromStr;

use crate::dialect::{Database, Dialect};
use crate::error::{Error, Result};
use crate::name::{NameSlot, SchemaName, SchemaRef, StaticName};
use crate::spec::{SchemaSpec, TypePath};
use crate::table::{Extends, Table};

/// A schema: a type that lists the tables of one SQL schema, for one kind of database.
///
/// Derive it: `#[derive(Schema)] #[schema(name = "asia", database = Postgres, tables(Country))]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a schema",
    label = "expected a type that derives `Schema`"
)]
pub trait Schema: Sized + Send + Sync + 'static {
    /// The kind of database that the schema lies in.
    type Database: Database;

    /// What a table calls the schema in `#[table(schema = ..)]`: the type, with its default for a type parameter.
    #[doc(hidden)]
    type Home;

    /// How the name is kept: [`StaticName`], or [`SchemaName`] when it is given at run time.
    type Name: NameSlot;

    /// The Rust type, apart from [`Schema::SPEC`] so that tables can name it.
    const PATH: TypePath;

    /// What the derive wrote down.
    const SPEC: &'static SchemaSpec;

    /// Gives a schema that has no name of its own one.
    ///
    /// # Errors
    /// [`Error::Name`] when the database would not accept the name, or owns it.
    fn named(name: &str) -> Result<SchemaRef<Self>>
    where
        Self: RuntimeSchema,
    {
        Ok(SchemaRef::new(SchemaName::new(name, Self::Database::DIALECT)?))
    }

    /// The schema under its own name, for functions that take any schema.
    fn schema_ref() -> SchemaRef<Self>
    where
        Self: StaticSchema,
    {
        SchemaRef::new(StaticName)
    }
}

/// A schema whose type has the name.
#[diagnostic::on_unimplemented(
    message = "schema `{Self}` has no name of its own",
    label = "its name is given at run time",
    note = "name it with `{Self}::named(\"..\")?` and bind the table with `.bind(&schema)`"
)]
pub trait StaticSchema: Schema<Name = StaticName> {}

/// A schema that is named at run time.
#[diagnostic::on_unimplemented(
    message = "schema `{Self}` has a name of its own",
    label = "cannot be given another name",
    note = "to run statements of `{Self}` under another name, use a `SchemaMap`"
)]
pub trait RuntimeSchema: Schema<Name = SchemaName> {}

/// A schema that lists a table whose root is `Root`.
#[diagnostic::on_unimplemented(
    message = "schema `{Self}` does not list the table `{Root}`",
    label = "`{Root}` is not a table of this schema",
    note = "add it, or a table that extends it, to `#[schema(tables(..))]` of `{Self}`",
    note = "where another schema lists it, bind it to that one: `{Root}::bind_schema::<Shared>()`; `sees(Shared)` lets statements of `{Self}` reach it"
)]
pub trait Provides<Root: Table>: Schema {
    /// The table that the schema lists: `Root`, or an extension of it.
    type Table: Table<Root = Root> + Extends<Root>;
}

#[diagnostic::do_not_recommend]
impl<S: Schema, R> Provides<R> for S
where
    R: ListedIn<S::Home, Table: Table<Root = R> + Extends<R>> + Table<Root = R>,
{
    type Table = R::Table;
}

/// Leads from the table that a schema lists to another type: what is written so is not known where the schema
/// does not list the table, and nothing is said of what is done with it then.
#[doc(hidden)]
pub trait LeadsTo<X> {
    /// That type.
    type To;
}

impl<T: Table, X> LeadsTo<X> for T {
    type To = X;
}

/// A table that a schema lists, or the root of one; `Home` is [`Schema::Home`]. For generated code.
///
/// This and not [`Provides`] is what derives implement, because impls for different types are told apart at
/// a glance: 200 of a root that the compiler must look up first are 20,000 pairs to it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "schema `{Home}` does not list the table `{Self}`",
    label = "`{Self}` is not a table of this schema",
    note = "add it to `#[schema(tables(..))]` of `{Home}`"
)]
pub trait ListedIn<Home> {
    /// The table that the schema lists: this one, or an extension of it.
    type Table;
}

/// A schema whose foreign keys and joins may reach another: itself, or one that it `sees`.
#[diagnostic::on_unimplemented(
    message = "schema `{Self}` does not see schema `{Other}`",
    label = "this lies in schema `{Other}`",
    note = "a statement stays in the schema it starts from; add `sees({Other})` to `#[schema(..)]` of `{Self}` to let it reach further"
)]
pub trait Reaches<Other: Schema>: Schema + Sees<Other, Seen = Other> {}

#[diagnostic::do_not_recommend]
impl<S: Schema + Sees<Other, Seen = Other>, Other: Schema> Reaches<Other> for S {}

/// A schema that sees another: itself, or one of its `sees(..)`. For generated code.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "schema `{Self}` does not see schema `{Other}`",
    label = "this lies in schema `{Other}`",
    note = "a statement stays in the schema it starts from; add `sees({Other})` to `#[schema(..)]` of `{Self}` to let it reach further"
)]
pub trait Sees<Other> {
    /// The other: a type that is not known where it is not seen, so that nothing else is said of it then.
    type Seen;
}

impl<S: Schema> Sees<S> for S {
    type Seen = S;
}

/// [`Reaches`] from the other side, so that it is judged when the joined table is known, and not before.
#[diagnostic::on_unimplemented(
    message = "schema `{S}` does not see schema `{Self}`",
    label = "this lies in schema `{Self}`",
    note = "a statement stays in the schema it starts from; add `sees({Self})` to `#[schema(..)]` of `{S}` to let it reach further"
)]
pub trait SeenFrom<S>: Schema {
    /// Itself, as [`Sees::Seen`].
    #[doc(hidden)]
    type Seen;
}

#[diagnostic::do_not_recommend]
impl<S: Reaches<Other>, Other: Schema> SeenFrom<S> for Other {
    type Seen = <S as Sees<Other>>::Seen;
}

/// Schemas among which a name chooses at run time: an enum with a variant for each. Derive it.
///
/// [`FromStr`] finds the variant of a name, and the macro `dispatch!` its type.
pub trait SchemaSet: FromStr<Err = Error> + Sized + 'static {
    /// All of them, in the order of the variants.
    const ALL: &'static [Self];

    /// The schema's name, unquoted.
    fn name(&self) -> &'static str;
}

/// A set's schema at a position. For generated code.
#[doc(hidden)]
pub trait Member<const POSITION: usize>: SchemaSet {
    /// The schema.
    type Schema: StaticSchema;
}

/// A schema with a type parameter for its database. For generated code.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "schema `{Self}` has a database of its own",
    label = "`{Self}` has no type parameter for its database",
    note = "`dispatch!(Set<D>, ..)` is for sets of schemas such as `struct Asia<D>`; leave out `<D>`"
)]
pub trait OnAnyDatabase: Schema {
    /// The same schema in a database of the kind `D`.
    type On<D: Database>: Schema<Database = D>;
}

/// The name of a set's schema at a position. For generated code.
#[doc(hidden)]
pub const fn member_name<W: Member<POSITION>, const POSITION: usize>() -> &'static str {
    match <W::Schema as Schema>::SPEC.name {
        Some(name) => name,
        None => "",
    }
}

/// The error about a name that no schema of a set has. For generated code.
#[doc(hidden)]
pub fn unknown_schema(name: &str, known: &[&str]) -> Error {
    let known = known.iter().map(|known| (*known).to_owned()).collect();
    Error::UnknownSchema { name: name.to_owned(), known }
}

/// Runs code for the schema that a [`SchemaSet`] value stands for, with its type.
///
/// The body is repeated for each schema of the set, so it can call generic functions, and holds
/// `.await`, `?` and `return` as if it stood alone. The name after the value is a
/// [`&SchemaRef<..>`](crate::SchemaRef) in it. `dispatch!(World<D>, world, |schema| ..)` is for a
/// set of schemas with a type parameter for their database.
///
/// The set is given by its path, as `use` would take it: the macro of the same name comes with it.
#[macro_export]
macro_rules! dispatch {
    ($($set:ident)::+ $(<$database:ty>)?, $value:expr, |$schema:ident| $body:expr $(,)?) => {
        $($set)::+! {
            [$crate::__dispatch]
            ($($set)::+) [$($database)?] ($value) $schema ($body)
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch {
    ([$($variant:ident $position:tt)+] ($set:ty) [] ($value:expr) $schema:ident ($body:expr)) => {
        match $value {
            $(<$set>::$variant => {
                let $schema = &<<$set as $crate::schema::Member<$position>>::Schema
                    as $crate::Schema>::schema_ref();
                $body
            })+
        }
    };
    (
        [$($variant:ident $position:tt)+] ($set:ty) [$database:ty] ($value:expr) $schema:ident
        ($body:expr)
    ) => {
        match $value {
            $(<$set>::$variant => {
                let $schema = &<<<$set as $crate::schema::Member<$position>>::Schema
                    as $crate::schema::OnAnyDatabase>::On<$database>
                    as $crate::Schema>::schema_ref();
                $body
            })+
        }
    };
}

/// One schema or a tuple of them, for `Catalog::of`.
pub trait SchemaList {
    /// The kind of database of the first. That the others are in the same one is for the catalog to check.
    type Database: Database;

    /// Their descriptions and dialects, in order.
    fn specs() -> Vec<(&'static SchemaSpec, Dialect)>;
}

impl<S: Schema> SchemaList for S {
    type Database = S::Database;

    fn specs() -> Vec<(&'static SchemaSpec, Dialect)> {
        vec![(S::SPEC, S::Database::DIALECT)]
    }
}

macro_rules! schema_lists {
    ($first:ident $($schema:ident)*) => {
        impl<$first: Schema, $($schema: Schema),*> SchemaList for ($first, $($schema,)*) {
            type Database = $first::Database;

            fn specs() -> Vec<(&'static SchemaSpec, Dialect)> {
                vec![
                    ($first::SPEC, $first::Database::DIALECT),
                    $(($schema::SPEC, $schema::Database::DIALECT)),*
                ]
            }
        }
    };
}

schema_lists!(A);
schema_lists!(A B);
schema_lists!(A B C);
schema_lists!(A B C D);
schema_lists!(A B C D E);
schema_lists!(A B C D E F);
schema_lists!(A B C D E F G);
schema_lists!(A B C D E F G H);
schema_lists!(A B C D E F G H I);
schema_lists!(A B C D E F G H I J);
schema_lists!(A B C D E F G H I J K);
schema_lists!(A B C D E F G H I J K L);
