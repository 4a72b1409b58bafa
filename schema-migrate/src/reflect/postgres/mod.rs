//! PostgreSQL, 14 and later.
//!
//! Seven queries over the system catalogs read all schemas at once; the rest is put together here.
//! Each file below owns one of the queries. Invariant: nothing is executed that the database holds.

mod columns;
mod constraints;
mod indexes;
mod literal;
mod not_null;
mod others;
mod relations;
mod rows;
mod start;
mod text;
mod types;

use std::collections::HashMap;

use polyschema_core::ident::{Ident, quote};
use polyschema_core::metadata::{QualifiedName, SchemaDef};
use polyschema_core::{Catalog, Dialect};
use sqlx::{Connection, PgConnection};

use self::relations::Relation;
use self::start::Names;
use super::{ReflectConnection, ReflectError, Reflected, Unsupported, UnsupportedKind, Which};
use crate::usual;

/// All of it is seen at one instant.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

impl ReflectConnection for PgConnection {
    async fn reflect(&mut self, which: &Which) -> Result<Reflected, ReflectError> {
        let begun = if self.is_in_transaction() {
            self.begin().await
        } else {
            self.begin_with(BEGIN).await
        };
        let mut transaction = begun.map_err(failed("the start"))?;
        let reflected = read(&mut transaction, Wanted::of(which)).await?;
        // Gives back the settings, within an outer transaction, too.
        transaction.rollback().await.map_err(failed("the end"))?;
        Ok(reflected)
    }
}

/// The schemas that are read.
pub(crate) enum Wanted {
    All,
    Named(Vec<String>),
    /// One schema, in which what is its own is written without its name: it can be created under any other, with
    /// the `search_path` that it was read with.
    Bare(String),
    /// The connection's own temporary objects.
    Temporary,
}

impl Wanted {
    /// What the server need not qualify.
    pub(crate) fn search_path(&self) -> String {
        match self {
            Self::All | Self::Named(_) | Self::Temporary => "pg_catalog, pg_temp".to_owned(),
            Self::Bare(schema) => {
                let mut path = String::from("pg_catalog, ");
                quote(schema, &mut path);
                path + ", pg_temp"
            }
        }
    }

    fn of(which: &Which) -> Self {
        match which {
            Which::All => Self::All,
            Which::Schemas(names) => {
                Self::Named(names.iter().map(|name| name.as_str().to_owned()).collect())
            }
        }
    }
}

/// Reads schemas within a transaction that is rolled back afterwards: it changes settings.
pub(crate) async fn read(
    connection: &mut PgConnection,
    wanted: Wanted,
) -> Result<Reflected, ReflectError> {
    let names = start::read(connection, wanted).await.map_err(failed("the schemas"))?;
    let mut reader = Reader::new(connection, names);
    types::read(&mut reader).await.map_err(failed("the types"))?;
    relations::read(&mut reader).await.map_err(failed("the tables"))?;
    columns::read(&mut reader).await.map_err(failed("the columns"))?;
    let indexes = indexes::read(&mut reader).await.map_err(failed("the indexes"))?;
    constraints::read(&mut reader, indexes).await.map_err(failed("the constraints"))?;
    others::read(&mut reader).await.map_err(failed("the other objects"))?;
    reader.finish()
}

/// What has been read so far. Numbers are the server's object identifiers.
struct Reader<'a> {
    connection: &'a mut PgConnection,
    /// The major version.
    version: u32,
    names: Names,
    schemas: HashMap<u32, SchemaDef>,
    /// The schemas and names of the domains.
    domains: HashMap<u32, (u32, Ident)>,
    relations: HashMap<u32, Relation>,
    unsupported: Vec<Unsupported>,
}

impl<'a> Reader<'a> {
    fn new(connection: &'a mut PgConnection, names: Names) -> Self {
        let version = connection.server_version_num().unwrap_or(0) / 10_000;
        let schemas = names.schemas.iter();
        let schemas = schemas.map(|(&oid, (name, comment))| {
            let mut schema = SchemaDef::new(name.clone());
            schema.comment.clone_from(comment);
            (oid, schema)
        });
        let schemas = schemas.collect();
        let (domains, relations) = (HashMap::new(), HashMap::new());
        Self { connection, version, names, schemas, domains, relations, unsupported: Vec::new() }
    }

    /// What queries take to find the schemas.
    fn schema_oids(&self) -> Vec<sqlx::postgres::types::Oid> {
        self.names.schemas.keys().map(|&oid| sqlx::postgres::types::Oid(oid)).collect()
    }

    fn qualified(&self, schema: u32, name: Ident) -> Option<QualifiedName> {
        let (schema, _) = self.names.schemas.get(&schema)?;
        Some(QualifiedName::new(schema.clone(), name))
    }

    fn report(&mut self, kind: UnsupportedKind, object: QualifiedName, detail: impl Into<String>) {
        self.unsupported.push(Unsupported::new(kind, object, detail));
    }

    fn finish(mut self) -> Result<Reflected, ReflectError> {
        relations::finish(&mut self);
        self.schemas.values_mut().for_each(usual::schema);
        let catalog = Catalog::from_schemas(Dialect::Postgres, self.schemas.into_values())?;
        self.unsupported.sort();
        Ok(Reflected { catalog, unsupported: self.unsupported })
    }
}

pub(crate) fn failed(what: &'static str) -> impl FnOnce(sqlx::Error) -> ReflectError {
    move |source| ReflectError::Database { what, source }
}
