//! A tenant read from files, under any name, into any database.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use polyschema_core::ident::Ident;
use polyschema_core::{QualifiedName, SchemaName};
use sqlx::PgConnection;

use super::super::handle::not_in_transaction;
use super::super::row::TenantRow;
use super::super::{CreateOptions, TenantError, Tenants};
use super::build::{Build, build, set_sequence};
use super::contents::write_alike;
use super::manifest::{Manifest, TablePart, damaged, io};
use crate::connection::{MigrateConnection, Refusal};
use crate::error::{Error, Result};

/// So many bytes are sent at once.
const CHUNK: usize = 1 << 16;

impl Tenants {
    /// Creates a tenant from what [`export`](Self::export) wrote, in one transaction.
    ///
    /// All files are looked at before anything is created, and all rows are counted before it is committed. Shared
    /// tables that the tenant references must hold what it references.
    ///
    /// # Errors
    /// [`TenantError::Damaged`] for files that are not what was written; [`TenantError::MissingRow`] for a shared
    /// table that lacks what the tenant references; [`TenantError::Io`],
    /// [`TenantError::Exists`], [`TenantError::SchemaExists`], [`TenantError::Database`]. Then nothing is created.
    pub async fn import(
        &self,
        connection: &mut PgConnection,
        directory: &Path,
        name: &str,
    ) -> Result<TenantRow> {
        const DOING: &str = "import";
        let name = self.check(name)?;
        not_in_transaction(connection, DOING)?;
        let manifest = Manifest::read(directory)?;
        self.registry.ensure(connection).await?;
        self.migrator.prepare_history(connection, &name).await?;
        let engine = self.migrator.engine_of(connection).await?;
        let failed = || TenantError::database(DOING, name.as_str());
        let mut options = CreateOptions::default().state(manifest.state(directory)?);
        options.group.clone_from(&manifest.tenant.group);
        options.metadata.clone_from(&manifest.tenant.metadata);
        let plan = Build::new(&manifest.catalog, &manifest.tenant.name, &name)?;
        let mut transaction = self.begin(connection, &name).await?;
        write_alike(&mut transaction).await.map_err(failed())?;
        let row = self.insert_new(&mut transaction, &name, &options).await?;
        let most = engine.statements_per_message();
        self.migrator.create_bare(&mut *transaction, engine, &self.schema, &name).await?;
        build(&mut transaction, &name, &plan.before, most).await.map_err(failed())?;
        for part in &manifest.tables {
            read_table(&mut transaction, &name, part, directory).await?;
        }
        for sequence in &manifest.sequences {
            set_sequence(&mut transaction, &name, sequence).await.map_err(failed())?;
        }
        let built = build(&mut transaction, &name, &plan.after, most).await;
        built.map_err(|error| missing_row(&manifest, &name, error))?;
        self.migrator.write_history(&mut transaction, &name, &manifest.history).await?;
        transaction.commit().await.map_err(failed())?;
        Ok(row)
    }
}

/// The error of the statements behind the rows: a row that a foreign key leads to and that is not there, where the
/// server says so. Those of the tenant itself came along, so it is one of another schema.
fn missing_row(manifest: &Manifest, name: &SchemaName, source: sqlx::Error) -> Error {
    match sides(manifest, name, &source) {
        Some((referencing, referenced)) => {
            let (referencing, referenced) = (Box::new(referencing), Box::new(referenced));
            let Refusal { detail, message, .. } = PgConnection::refusal(&source);
            let said = detail.unwrap_or(message).trim_end_matches('.').to_owned();
            TenantError::MissingRow { referencing, referenced, said, source }.into()
        }
        None => TenantError::database("import", name.as_str())(source),
    }
}

/// The referencing and the referenced table of a foreign key that is violated.
fn sides(
    manifest: &Manifest,
    name: &SchemaName,
    error: &sqlx::Error,
) -> Option<(QualifiedName, QualifiedName)> {
    let server = error.as_database_error().filter(|error| error.is_foreign_key_violation())?;
    let (table, constraint) = (server.table()?, server.constraint()?);
    let schema = manifest.catalog.schemas().get(manifest.tenant.name.as_str())?;
    let (table, def) = schema.tables.get_key_value(table)?;
    let key = def.foreign_keys.iter().find(|key| key.name.as_str() == constraint)?;
    let own = Ident::new(name.as_str()).ok()?;
    Some((QualifiedName::new(own, table.clone()), key.referenced.clone()))
}

async fn read_table(
    connection: &mut PgConnection,
    schema: &SchemaName,
    part: &TablePart,
    directory: &Path,
) -> Result<()> {
    let failed = || TenantError::database("import", schema.as_str());
    let path = part.path(directory)?;
    let mut file = File::open(&path).map_err(io(&path))?;
    let (to, columns) = (part.table.of(schema), part.table.listed());
    let columns = if columns.is_empty() { columns } else { format!(" ({columns})") };
    let sql = format!("COPY {to}{columns} FROM STDIN (FORMAT text, ENCODING 'UTF8')");
    let mut sink = connection.copy_in_raw(&sql).await.map_err(failed())?;
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = file.read(&mut buffer).map_err(io(&path))?;
        if read == 0 {
            break;
        }
        sink.send(&buffer[..read]).await.map_err(failed())?;
    }
    let rows = sink.finish().await.map_err(failed())?;
    match rows == part.rows {
        true => Ok(()),
        false => {
            let why = format!("it has {rows} rows, and {} were written", part.rows);
            Err(damaged(&path, why).into())
        }
    }
}
