//! Revisions as files: a directory, or texts that a program has in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use polyschema_core::Dialect;
use polyschema_core::metadata::near::nearest;

use super::revision::Files;
use super::{Revision, RevisionError, Revisions};

/// A file of a migrations directory, in the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddedFile {
    /// The path below the directory: `asia/0001_create/upgrade.sql`.
    pub path: &'static str,
    /// The text.
    pub text: &'static str,
}

/// The files that a revision's folder can have.
const NAMES: &[&str] = &["upgrade.sql", "downgrade.sql", "snapshot.json"];

/// Schema, folder and name of a file.
type Place = (String, String, String);

impl Revisions {
    /// Reads a directory: a folder for each schema, and in it a folder for each revision.
    ///
    /// What begins with a full stop, and files beside the folders, are passed over.
    ///
    /// # Errors
    /// All faults of all files at once, as [`RevisionError::Several`].
    pub fn read(directory: &Path, dialect: Dialect) -> Result<Self, RevisionError> {
        let mut texts = Vec::new();
        let mut faults = Vec::new();
        for schema in folders(directory)? {
            for folder in folders(&directory.join(&schema))? {
                let path = directory.join(&schema).join(&folder);
                let mut found = Vec::new();
                for name in entries(&path, |entry| entry.is_file())? {
                    found.push(name.clone());
                    if !NAMES.contains(&name.as_str()) {
                        continue;
                    }
                    let path = path.join(&name);
                    let bytes =
                        fs::read(&path).map_err(|source| RevisionError::Io { path, source })?;
                    match String::from_utf8(bytes) {
                        Ok(text) => texts.push(((schema.clone(), folder.clone(), name), text)),
                        Err(error) => faults.push(RevisionError::File {
                            file: format!("{schema}/{folder}/{name}"),
                            why: format!(
                                "it is not UTF-8 (byte {}); save it as UTF-8",
                                error.utf8_error().valid_up_to() + 1
                            ),
                        }),
                    }
                }
                if !found.iter().any(|name| name == NAMES[0]) {
                    faults.push(without_upgrade(&schema, &folder, &found));
                }
            }
        }
        Self::of_texts(texts, faults, dialect)
    }

    /// Reads files that the program has in it.
    ///
    /// # Errors
    /// As of [`read`](Self::read).
    pub fn embedded(files: &[EmbeddedFile], dialect: Dialect) -> Result<Self, RevisionError> {
        let mut texts: Vec<(Place, String)> = Vec::new();
        let mut faults = Vec::new();
        for file in files {
            let parts: Vec<&str> = file.path.split('/').collect();
            let [schema, folder, name] = parts[..] else { continue };
            if !NAMES.contains(&name) {
                continue;
            }
            let place = (schema.to_owned(), folder.to_owned(), name.to_owned());
            if texts.iter().any(|(there, _)| *there == place) {
                let (schema, id) = (schema.to_owned(), folder.to_owned());
                faults.push(RevisionError::Twice { schema, id });
                continue;
            }
            texts.push((place, file.text.to_owned()));
        }
        Self::of_texts(texts, faults, dialect)
    }

    fn of_texts(
        texts: Vec<(Place, String)>,
        mut faults: Vec<RevisionError>,
        dialect: Dialect,
    ) -> Result<Self, RevisionError> {
        let mut folders: BTreeMap<(String, String), BTreeMap<String, String>> = BTreeMap::new();
        for ((schema, folder, name), text) in texts {
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            folders.entry((schema, folder)).or_default().insert(name, text);
        }
        let mut revisions = Vec::new();
        for ((schema, folder), mut texts) in folders {
            let Some(upgrade) = texts.remove(NAMES[0]) else {
                if faults.is_empty() {
                    let found: Vec<String> = texts.into_keys().collect();
                    faults.push(without_upgrade(&schema, &folder, &found));
                }
                continue;
            };
            let (downgrade, snapshot) = (texts.remove(NAMES[1]), texts.remove(NAMES[2]));
            match Revision::parse(&schema, &folder, Files { upgrade, downgrade, snapshot }, dialect)
            {
                Ok(revision) => revisions.push(revision),
                Err(RevisionError::Several(several)) => faults.extend(several),
                Err(fault) => faults.push(fault),
            }
        }
        Self::checked(revisions, faults)
    }
}

impl Revision {
    /// Writes the revision's folder below the directory of all revisions, and says where it is.
    ///
    /// The folder appears with all of its files or not at all.
    ///
    /// # Errors
    /// [`RevisionError::Exists`], when there is such a folder; [`RevisionError::Io`].
    pub fn write(&self, directory: &Path) -> Result<PathBuf, RevisionError> {
        let of_schema = directory.join(self.schema());
        let folder = of_schema.join(self.id().as_str());
        let passing = of_schema.join(format!(".{}.{}", self.id(), std::process::id()));
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| RevisionError::Io { path, source }
        };
        if folder.exists() {
            return Err(RevisionError::Exists { path: folder });
        }
        fs::create_dir_all(&passing).map_err(io(&passing))?;
        let written = self.files().try_for_each(|(name, text)| {
            let path = passing.join(name);
            fs::write(&path, text).map_err(io(&path))
        });
        let moved = written.and_then(|()| fs::rename(&passing, &folder).map_err(io(&folder)));
        if moved.is_err() {
            // The first error says what went wrong.
            fs::remove_dir_all(&passing).ok();
        }
        moved.map(|()| folder)
    }
}

fn without_upgrade(schema: &str, folder: &str, found: &[String]) -> RevisionError {
    let others = found.iter().map(String::as_str).filter(|name| !NAMES.contains(name));
    let why = match nearest(NAMES[0], others) {
        Some(near) => format!("there is no `upgrade.sql`; rename `{near}`"),
        None => "there is no `upgrade.sql`; write it, or remove the folder".to_owned(),
    };
    RevisionError::File { file: format!("{schema}/{folder}"), why }
}

/// The folders in a directory, in order, without those that are hidden.
fn folders(directory: &Path) -> Result<Vec<String>, RevisionError> {
    entries(directory, |entry| entry.is_dir())
}

fn entries(directory: &Path, of: impl Fn(&Path) -> bool) -> Result<Vec<String>, RevisionError> {
    let io = |source| RevisionError::Io { path: directory.to_owned(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(directory).map_err(io)? {
        let entry = entry.map_err(io)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && of(&entry.path()) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
