//! A copy of a tenant with its rows, in the same database.

use polyschema_core::SchemaName;
use sqlx::PgConnection;

use super::super::handle::not_in_transaction;
use super::super::row::TenantRow;
use super::super::{CreateOptions, TenantError, Tenants};
use super::build::{Build, build, set_sequence};
use super::contents::{Contents, TableContents, delimited, send};
use crate::error::Result;

impl Tenants {
    /// Copies a tenant with all that it holds to a new name, in one transaction.
    ///
    /// It copies what the tenant holds at one instant, while others use it: its rows, where its sequences stand,
    /// its history, its group and metadata; not its role. The copy is active.
    ///
    /// # Errors
    /// [`TenantError::NotCopied`] for a tenant that holds what cannot be rendered again (a trigger, a function);
    /// [`TenantError::Unknown`], [`TenantError::Exists`], [`TenantError::SchemaExists`]. Then nothing is created.
    pub async fn clone_tenant(
        &self,
        connection: &mut PgConnection,
        from: &str,
        to: &str,
    ) -> Result<TenantRow> {
        const DOING: &str = "copy";
        let new = self.check(to)?;
        not_in_transaction(connection, DOING)?;
        let engine = self.migrator.engine_of(connection).await?;
        let (mut transaction, row) = self.begin_snapshot(connection, DOING, from).await?;
        let contents = self.contents(&mut transaction, DOING, &row.name).await?;
        let mut options = CreateOptions::default().metadata(row.metadata.clone());
        options.group.clone_from(&row.group);
        let copy = self.insert_new(&mut transaction, &new, &options).await?;
        self.migrator.lock_now(&mut transaction, &new).await?;
        let plan = Build::new(&contents.catalog, from, &new)?;
        let failed = || TenantError::database(DOING, from);
        let most = engine.statements_per_message();
        self.migrator.create_bare(&mut *transaction, engine, &self.schema, &new).await?;
        build(&mut transaction, &new, &plan.before, most).await.map_err(failed())?;
        copy_rows(&mut transaction, &contents, &row.name, &new).await.map_err(failed())?;
        build(&mut transaction, &new, &plan.after, most).await.map_err(failed())?;
        self.migrator.write_history(&mut transaction, &new, &contents.history).await?;
        transaction.commit().await.map_err(failed())?;
        Ok(copy)
    }
}

async fn copy_rows(
    connection: &mut PgConnection,
    contents: &Contents,
    from: &SchemaName,
    to: &SchemaName,
) -> sqlx::Result<()> {
    for table in &contents.tables {
        send(connection, copy_sql(table, from, to)).await?;
    }
    for sequence in &contents.sequences {
        set_sequence(connection, to, sequence).await?;
    }
    Ok(())
}

/// A value of a type of the tenant's own is the same text in the copy's type.
fn copy_sql(table: &TableContents, from: &SchemaName, to: &SchemaName) -> String {
    let (source, target) = (table.of(from), table.of(to));
    if table.columns.is_empty() {
        return format!("INSERT INTO {target} SELECT FROM {source}");
    }
    let values = table.columns.iter().map(|column| {
        let name = delimited(&column.name);
        match &column.own_type {
            None => name,
            Some(own) => {
                let (schema, ty) = (delimited(to.as_str()), delimited(&own.name));
                let array = if own.is_array { "[]" } else { "" };
                format!("CAST(CAST({name} AS pg_catalog.text) AS {schema}.{ty}{array})")
            }
        }
    });
    let values = values.collect::<Vec<_>>().join(", ");
    let columns = table.listed();
    format!(
        "INSERT INTO {target} ({columns}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {source}"
    )
}
