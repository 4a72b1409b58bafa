//! A schema by `search_path`, for who hands SQL of his own to a driver.

use std::fmt;

use sqlx::postgres::PgConnectOptions;

use crate::error::{Error, Result};
use crate::ident::quote;
use crate::name::SchemaRef;
use crate::schema::Schema;

/// The `search_path` of a schema: the schema, and those that it sees.
///
/// No statement of polyschema needs one: they name their tables in full. It is for SQL written by hand that does not. As a
/// connection's option it stays for as long as the connection, so that **a connection belongs to one schema**; through a
/// pooler in transaction mode it reaches other clients, or is refused. [`set_local`](Self::set_local) in a transaction is
/// right everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPath {
    names: Vec<String>,
}

/// The `search_path` of a schema.
///
/// # Errors
/// A schema is called `$user`, which a `search_path` takes for the name of the role; or a schema that it sees has no name
/// of its own.
pub fn search_path<S: Schema>(schema: &SchemaRef<S>) -> Result<SearchPath> {
    let mut names = vec![schema.name().to_owned()];
    for seen in S::SPEC.sees {
        let seen = seen();
        let name = seen.name.ok_or(Error::SchemaWithoutName { schema: seen.ty.name })?;
        names.push(name.to_owned());
    }
    if names.iter().any(|name| name == "$user") {
        let why = "it stands for the name of the role there; name its tables in full";
        return Err(Error::SearchPath { schema: "$user".to_owned(), why });
    }
    Ok(SearchPath { names })
}

impl SearchPath {
    /// The options of a connection whose `search_path` it is.
    ///
    /// # Errors
    /// A name holds a character of white space that is no blank: sqlx does not escape it, and the server would end the
    /// option there.
    pub fn connect_options(&self, options: PgConnectOptions) -> Result<PgConnectOptions> {
        let ends = |name: &&String| name.contains(['\t', '\n', '\u{b}', '\u{c}', '\r']);
        match self.names.iter().find(ends) {
            Some(name) => Err(Error::SearchPath {
                schema: name.clone(),
                why: "it holds white space at which the server ends an option; use `set_local`",
            }),
            None => Ok(options.options([("search_path", self)])),
        }
    }

    /// The statement that sets it until the transaction ends.
    pub fn set_local(&self) -> String {
        format!("SET LOCAL search_path TO {self}")
    }
}

/// The names, quoted, with commas between them.
impl fmt::Display for SearchPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for (at, name) in self.names.iter().enumerate() {
            text.push_str(if at == 0 { "" } else { ", " });
            quote(name, &mut text);
        }
        f.write_str(&text)
    }
}
