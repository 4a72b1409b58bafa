//! What PostgreSQL makes of a model's SQL, seen in temporary copies that are rolled back.
//!
//! Temporary objects need no privilege on any schema, and nobody else sees them. They stay empty, so
//! no expression is executed.

mod copies;
mod parts;
mod statements;

use polyschema_core::Catalog;
use polyschema_core::metadata::{QualifiedName, SchemaDef};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use self::copies::{Asks, Copied, Copy};
use super::against::{NormalizeConnection, Normalized, Refusal};
use super::alike::{adopt_domain, adopt_table, adopt_view};
use super::counterpart;
use crate::error::Result;
use crate::reflect::ReflectError;
use crate::reflect::postgres::{Wanted, failed, read};

/// Whether temporary tables can be made: not on a standby, and not by everybody. A backslash in a literal is
/// one, as when the model is created.
const MAY_COPY: &str = "SELECT CASE
    WHEN pg_catalog.current_setting('transaction_read_only') = 'on' THEN 'the database is read-only'
    WHEN NOT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMP')
        THEN 'the role may not create temporary tables'
    END, pg_catalog.set_config('standard_conforming_strings', 'on', true)";

impl NormalizeConnection for PgConnection {
    async fn in_its_words(&mut self, model: Catalog, held: &Catalog) -> Result<Normalized> {
        let copies = copies::of(&model, held);
        let mut normalized = Normalized { catalog: model, refused: Vec::new(), not_asked: None };
        if copies.is_empty() {
            return Ok(normalized);
        }
        let mut transaction = self.begin().await.map_err(failed("the start"))?;
        let why_not = sqlx::query_scalar(MAY_COPY).persistent(false).fetch_one(&mut *transaction);
        normalized.not_asked = why_not.await.map_err(failed("privileges"))?;
        if normalized.not_asked.is_none() {
            let (made, refused) = make(&mut transaction, copies).await?;
            let temporary = read(&mut transaction, Wanted::Temporary).await?.catalog;
            normalized.catalog = adopted(normalized.catalog, held, &made, &temporary)?;
            normalized.refused = refused;
        }
        transaction.rollback().await.map_err(failed("the end"))?;
        Ok(normalized)
    }
}

/// Makes copies in one message. Where the server refuses it, it is asked for less and less at once, so
/// that one bad text spoils no other.
async fn make(
    connection: &mut PgConnection,
    copies: Vec<Copy>,
) -> Result<(Vec<(String, Copy)>, Vec<Refusal>), ReflectError> {
    let (mut made, mut refused) = (Vec::new(), Vec::new());
    let mut batches = vec![copies];
    let mut count = 0;
    while let Some(mut batch) = batches.pop() {
        let first = count;
        count += batch.len();
        let named: Vec<String> =
            (first..count).map(|number| format!("polyschema_copy_{number}")).collect();
        let sql: Vec<String> =
            named.iter().zip(&batch).flat_map(|(name, copy)| copy.statements(name)).collect();
        match attempt(connection, sql.join(";\n")).await.map_err(failed("temporary copies"))? {
            None => made.extend(named.into_iter().zip(batch)),
            Some(_) if batch.len() > 1 => {
                let rest = batch.split_off(batch.len() / 2);
                batches.extend([rest, batch]);
            }
            Some(message) => {
                let parts = batch[0].parts();
                if parts.len() > 1 {
                    batches.push(parts);
                } else {
                    refused.extend(batch[0].refusals(&message));
                }
            }
        }
    }
    refused.sort();
    Ok((made, refused))
}

/// Sends statements; the server's words if it refuses one, and then none of them is done.
async fn attempt(connection: &mut PgConnection, sql: String) -> sqlx::Result<Option<String>> {
    let mut savepoint = connection.begin().await?;
    match sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *savepoint).await {
        Ok(_) => savepoint.commit().await.map(|()| None),
        Err(sqlx::Error::Database(refusal)) => {
            savepoint.rollback().await?;
            Ok(Some(refusal.message().to_owned()))
        }
        Err(failure) => Err(failure),
    }
}

fn adopted(
    model: Catalog,
    held: &Catalog,
    made: &[(String, Copy)],
    temporary: &Catalog,
) -> Result<Catalog, polyschema_core::Error> {
    let dialect = model.dialect();
    let mut schemas = model.into_schemas();
    let Some(temporary) = temporary.schemas().values().next() else {
        return Ok(Catalog::from_schemas(dialect, schemas.into_values())?);
    };
    for (name, copy) in made {
        for target in &copy.targets {
            if let (Some(schema), Some(held)) =
                (schemas.get_mut(&target.schema), held.schemas().get(&target.schema))
            {
                adopt(schema, held, target, name, copy, temporary);
            }
        }
    }
    Ok(Catalog::from_schemas(dialect, schemas.into_values())?)
}

fn adopt(
    schema: &mut SchemaDef,
    held: &SchemaDef,
    target: &QualifiedName,
    name: &str,
    copy: &Copy,
    temporary: &SchemaDef,
) {
    match &copy.copied {
        Copied::Table { asks, .. } => {
            let (Some(model), Some(form)) =
                (schema.tables.get_mut(&target.name), temporary.tables.get(name))
            else {
                return;
            };
            let Some(held) = counterpart(model, held) else { return };
            let mut form = form.clone();
            copy.restore(&mut form.indexes, &mut form.exclusions);
            if *asks != Asks::Types {
                // The copy has the types that the database has.
                for column in &mut form.columns {
                    if let Some(model) = model.column(column.name.as_str()) {
                        column.sql_type.clone_from(&model.sql_type);
                        column.collation.clone_from(&model.collation);
                    }
                }
            }
            adopt_table(model, held, &form, held);
        }
        Copied::View(_) => {
            if let (Some(model), Some(held), Some(form)) = (
                schema.views.get_mut(&target.name),
                held.views.get(&target.name),
                temporary.views.get(name),
            ) {
                let mut form = form.clone();
                if let Some(rows) = temporary.tables.get(&*statements::rows_name(name)) {
                    form.indexes.clone_from(&rows.indexes);
                    copy.restore(&mut form.indexes, &mut []);
                }
                adopt_view(model, held, &form, held);
            }
        }
        Copied::Domain(_) => {
            if let (Some(model), Some(held), Some(form)) = (
                schema.domains.get_mut(&target.name),
                held.domains.get(&target.name),
                temporary.domains.get(name),
            ) {
                adopt_domain(model, held, form, held);
            }
        }
    }
}
