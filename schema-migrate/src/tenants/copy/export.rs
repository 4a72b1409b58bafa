//! A tenant written to files: a manifest, and the rows of each table as `COPY` writes them.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;

use futures_util::TryStreamExt;
use polyschema_core::SchemaName;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::super::{TenantError, Tenants};
use super::contents::TableContents;
use super::manifest::{
    FORMAT, MANIFEST, MANIFEST_HASH, Manifest, TablePart, TenantPart, VERSION, hex, io,
};
use crate::error::Result;

impl Tenants {
    /// Writes a tenant to a directory that is empty, or not there: all that it holds at one instant, while others
    /// use it.
    ///
    /// `manifest.json` has its tables, history, registry row, and of each file the number of rows, the size and the
    /// SHA-256; it is written last, so that an export without one is not complete. The rows are streamed: memory does
    /// not grow with them. Whoever imports it runs the expressions in it, so import what is yours alone.
    ///
    /// # Errors
    /// [`TenantError::NotCopied`], [`TenantError::Unknown`], and [`TenantError::Io`] for a directory that holds
    /// anything. Then no directory is made. What was written before it failed otherwise is left for a look.
    pub async fn export(
        &self,
        connection: &mut PgConnection,
        name: &str,
        directory: &Path,
    ) -> Result<()> {
        const DOING: &str = "export";
        self.check(name)?;
        check_empty(directory).map_err(io(directory))?;
        let (mut transaction, row) = self.begin_snapshot(connection, DOING, name).await?;
        let contents = self.contents(&mut transaction, DOING, &row.name).await?;
        // Whatever refuses the tenant comes before it, so that nothing is left of an export that did not begin.
        fs::create_dir_all(directory).map_err(io(directory))?;
        let mut tables = Vec::with_capacity(contents.tables.len());
        for (at, table) in contents.tables.into_iter().enumerate() {
            let file = file_name(at, &table.name);
            tables.push(write_table(&mut transaction, &row.name, table, directory, file).await?);
        }
        transaction.rollback().await.map_err(TenantError::database(DOING, name))?;
        let tenant = TenantPart {
            name: name.to_owned(),
            state: row.state.word().to_owned(),
            group: row.group,
            metadata: row.metadata,
        };
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            version: VERSION,
            tenant,
            tables,
            sequences: contents.sequences,
            history: contents.history,
            catalog: contents.catalog,
        };
        write_manifest(&manifest, directory)?;
        Ok(())
    }
}

/// Whether a directory is empty, or not there.
fn check_empty(directory: &Path) -> std::io::Result<()> {
    match fs::read_dir(directory) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(ErrorKind::DirectoryNotEmpty.into()),
            None => Ok(()),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// `0001_orders.copy`: the number makes it unique, and the name tells people.
fn file_name(at: usize, table: &str) -> String {
    let known = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let table: String = table.chars().take(40).map(known).collect();
    format!("{:04}_{table}.copy", at + 1)
}

async fn write_table(
    connection: &mut PgConnection,
    schema: &SchemaName,
    table: TableContents,
    directory: &Path,
    file: String,
) -> Result<TablePart> {
    let failed = || TenantError::database("export", schema.as_str());
    let path = directory.join(&file);
    let mut out = BufWriter::new(File::create_new(&path).map_err(io(&path))?);
    let (columns, from) = (table.listed(), table.of(schema));
    let sql =
        format!("COPY (SELECT {columns} FROM {from}) TO STDOUT (FORMAT text, ENCODING 'UTF8')");
    let (mut hash, mut bytes, mut rows) = (Sha256::new(), 0, 0);
    let mut chunks = connection.copy_out_raw(&sql).await.map_err(failed())?;
    while let Some(chunk) = chunks.try_next().await.map_err(failed())? {
        out.write_all(&chunk).map_err(io(&path))?;
        hash.update(&chunk);
        bytes += chunk.len() as u64;
        // A line break within a value is written as `\n`.
        rows += chunk.iter().filter(|byte| **byte == b'\n').count() as u64;
    }
    let file_written = out.into_inner().map_err(|error| io(&path)(error.into_error()))?;
    file_written.sync_all().map_err(io(&path))?;
    Ok(TablePart { table, file, rows, bytes, sha256: hex(hash.finalize().as_slice()) })
}

fn write_manifest(manifest: &Manifest, directory: &Path) -> Result<(), TenantError> {
    let path = directory.join(MANIFEST);
    let json = serde_json::to_string_pretty(manifest);
    let text = json.map_err(|error| io(&path)(error.into()))? + "\n";
    let hash = hex(Sha256::digest(text.as_bytes()).as_slice()) + "\n";
    for (name, text) in [(MANIFEST_HASH, hash), (MANIFEST, text)] {
        let path = directory.join(name);
        let mut file = File::create_new(&path).map_err(io(&path))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io(&path))?;
    }
    Ok(())
}
