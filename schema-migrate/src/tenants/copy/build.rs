//! A schema made again under another name, in two parts with the rows between them.

use polyschema_core::ddl::{CommentTarget, DdlStatement, Existing, TableAction, create_all};
use polyschema_core::ident::quote_literal;
use polyschema_core::metadata::{Constraint, QualifiedName};
use polyschema_core::render::ddl::to_sql;
use polyschema_core::{Catalog, Dialect, SchemaName};
use sqlx::PgConnection;

use super::contents::{SequenceContents, delimited, send};
use crate::connection::MigrateConnection;
use crate::error::Result;
use crate::reflect::postgres::Wanted;

/// The statements that make a schema, around its rows.
pub(super) struct Build {
    /// Its types and tables.
    pub(super) before: Vec<String>,
    /// Foreign keys, which may go round in circles, those to other schemas last; indexes and views.
    pub(super) after: Vec<String>,
}

impl Build {
    /// Of a catalog of the schema `from`, under the name `to`.
    pub(super) fn new(catalog: &Catalog, from: &str, to: &SchemaName) -> Result<Self> {
        let mut catalog = catalog.clone();
        if from != to.as_str() {
            catalog.rebind(from, to.as_str())?;
        }
        let mut bare = catalog.clone().into_schemas();
        let mut keys = Vec::new();
        for schema in bare.values_mut() {
            schema.views.clear();
            for table in schema.tables.values_mut() {
                table.indexes.clear();
                keys.extend(table.foreign_keys.drain(..).map(|key| (table.name.clone(), key)));
            }
        }
        let bare = Catalog::from_schemas(Dialect::Postgres, bare.into_values())?;
        let own = |name: &QualifiedName| name.schema.as_str() == to.as_str();
        keys.sort_by_key(|(table, key)| {
            (!own(&key.referenced), key.referenced.clone(), table.clone(), key.name.clone())
        });
        let mut existing = Existing::all_of(&bare);
        let mut after: Vec<DdlStatement> = Vec::new();
        for (table, key) in keys {
            existing.constraints.insert((table.clone(), key.name.clone()));
            let action = TableAction::AddConstraint(Constraint::ForeignKey(key));
            after.push(DdlStatement::alter_table(table, action));
        }
        let (own_keys, others): (Vec<_>, Vec<_>) = after.into_iter().partition(|key| match key {
            DdlStatement::AlterTable {
                action: TableAction::AddConstraint(Constraint::ForeignKey(key)),
                ..
            } => own(&key.referenced),
            _ => true,
        });
        let rest = create_all(&catalog, &existing);
        let text = |statement: &DdlStatement| to_sql(statement, Dialect::Postgres);
        let mut made = Existing::default();
        made.schemas.extend(bare.schemas().keys().cloned());
        let before = create_all(&bare, &made).iter().map(text).collect();
        // The schema itself is made before, and its comment with it.
        let comments = catalog.schemas().values().filter(|schema| schema.comment.is_some());
        let comments: Vec<DdlStatement> = comments
            .map(|schema| DdlStatement::Comment {
                on: CommentTarget::Schema(schema.name.clone()),
                text: schema.comment.clone(),
            })
            .collect();
        let after = own_keys.iter().chain(&rest).chain(&others).chain(&comments);
        Ok(Self { before, after: after.map(text).collect() })
    }
}

/// Sends statements in which names of the schema's own stand bare.
pub(super) async fn build(
    connection: &mut PgConnection,
    schema: &SchemaName,
    statements: &[String],
    most: usize,
) -> sqlx::Result<()> {
    let path = Wanted::Bare(schema.as_str().to_owned()).search_path();
    let sql = "SELECT pg_catalog.set_config('search_path', $1, true)";
    connection.rows(sql, &[&path]).await?;
    let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
    connection.send_all(&texts, most).await.map_err(|refused| refused.source)
}

/// Has a sequence of the new schema go on where the old one stands.
pub(super) async fn set_sequence(
    connection: &mut PgConnection,
    schema: &SchemaName,
    sequence: &SequenceContents,
) -> sqlx::Result<()> {
    let qualified = |name: &str| format!("{}.{}", delimited(schema.as_str()), delimited(name));
    let literal = |text: &str| {
        let mut sql = String::new();
        quote_literal(text, &mut sql);
        sql
    };
    let of = match &sequence.identity {
        Some((table, column)) => format!(
            "pg_catalog.pg_get_serial_sequence({}, {})",
            literal(&qualified(table)),
            literal(column)
        ),
        None => literal(&qualified(&sequence.name)),
    };
    let (last, called) = (literal(&sequence.last_value), sequence.is_called);
    let sql = format!(
        "SELECT pg_catalog.setval(CAST({of} AS pg_catalog.regclass), CAST({last} AS pg_catalog.int8), {called})"
    );
    send(connection, sql).await.map(drop)
}
