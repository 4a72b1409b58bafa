//! The manifest of an exported tenant: what it is made of, and what its files are to be.
//!
//! Invariant: nothing of an export is used before its hash is the one that was written down.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use polyschema_core::Catalog;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::{TenantError, TenantState};
use super::contents::{SequenceContents, TableContents};
use crate::connection::TextRow;

/// What the manifest says it is.
pub(super) const FORMAT: &str = "polyschema tenant";

/// The form of the files, for releases to come.
pub(super) const VERSION: u32 = 1;

pub(super) const MANIFEST: &str = "manifest.json";

/// The hash of the manifest, which has those of all other files.
pub(super) const MANIFEST_HASH: &str = "manifest.json.sha256";

#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Manifest {
    pub(super) format: String,
    pub(super) version: u32,
    pub(super) tenant: TenantPart,
    pub(super) tables: Vec<TablePart>,
    pub(super) sequences: Vec<SequenceContents>,
    pub(super) history: Vec<TextRow>,
    pub(super) catalog: Catalog,
}

/// The tenant's row.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct TenantPart {
    pub(super) name: String,
    pub(super) state: String,
    pub(super) group: Option<String>,
    pub(super) metadata: Value,
}

/// A table and its file.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct TablePart {
    #[serde(flatten)]
    pub(super) table: TableContents,
    pub(super) file: String,
    pub(super) rows: u64,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl Manifest {
    /// Reads the manifest of a directory, and looks whether all files are what it says.
    pub(super) fn read(directory: &Path) -> Result<Self, TenantError> {
        let path = directory.join(MANIFEST);
        let text = std::fs::read_to_string(&path).map_err(io(&path))?;
        let hash_path = directory.join(MANIFEST_HASH);
        let hash = std::fs::read_to_string(&hash_path).map_err(io(&hash_path))?;
        if hash.trim_end() != hex(Sha256::digest(text.as_bytes()).as_slice()) {
            return Err(damaged(&path, "it is not as it was written; export the tenant again"));
        }
        let json: Value = serde_json::from_str(&text).map_err(|why| damaged(&path, why))?;
        if json["format"] != FORMAT || json["version"] != VERSION {
            let (format, version) = (&json["format"], &json["version"]);
            let why = format!(
                "it has the format {format} of version {version}; this release reads \"{FORMAT}\" of version {VERSION}"
            );
            return Err(damaged(&path, why));
        }
        let manifest: Self = serde_json::from_value(json).map_err(|why| damaged(&path, why))?;
        manifest.state(directory)?;
        manifest.check_tables().map_err(|why| damaged(&path, why))?;
        for part in &manifest.tables {
            part.check(directory)?;
        }
        Ok(manifest)
    }

    /// Looks whether it is of the tenant's schema alone, and has the rows of each of its tables, once.
    fn check_tables(&self) -> Result<(), &'static str> {
        let mut schemas = self.catalog.schemas().iter();
        let (Some((name, schema)), None) = (schemas.next(), schemas.next()) else {
            return Err("it is not of one schema");
        };
        if name.as_str() != self.tenant.name {
            return Err("it is of another schema than the tenant's");
        }
        let with_rows = schema.tables.iter().filter(|(_, table)| table.partition_of.is_none());
        let with_rows: BTreeSet<&str> = with_rows.map(|(name, _)| name.as_str()).collect();
        let files: BTreeSet<&str> = self.tables.iter().map(|part| &*part.table.name).collect();
        match files == with_rows && files.len() == self.tables.len() {
            true => Ok(()),
            false => Err("its files are not those of its tables, one for each"),
        }
    }

    /// The state that the tenant had.
    pub(super) fn state(&self, directory: &Path) -> Result<TenantState, TenantError> {
        let state = self.tenant.state.parse::<TenantState>();
        state.map_err(|why| damaged(&directory.join(MANIFEST), why))
    }
}

impl TablePart {
    /// The path of its file, which lies in the directory itself.
    pub(super) fn path(&self, directory: &Path) -> Result<PathBuf, TenantError> {
        let name = Path::new(&self.file);
        match name.file_name().is_some_and(|only| only == name) {
            true => Ok(directory.join(name)),
            false => {
                Err(damaged(&directory.join(MANIFEST), "a file lies outside of the directory"))
            }
        }
    }

    fn check(&self, directory: &Path) -> Result<(), TenantError> {
        let path = self.path(directory)?;
        let mut file = BufReader::new(File::open(&path).map_err(io(&path))?);
        let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
        loop {
            let read = file.read(&mut buffer).map_err(io(&path))?;
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
            bytes += read as u64;
        }
        match bytes == self.bytes && hex(hash.finalize().as_slice()) == self.sha256 {
            true => Ok(()),
            false => Err(damaged(&path, "it is not as it was written; export the tenant again")),
        }
    }
}

/// A hash as people write it.
pub(super) fn hex(hash: &[u8]) -> String {
    hash.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text does not fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

pub(super) fn damaged(path: &Path, why: impl ToString) -> TenantError {
    TenantError::Damaged { path: path.to_owned(), why: why.to_string() }
}

pub(super) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> TenantError {
    let path = path.to_owned();
    move |source| TenantError::Io { path, source }
}
