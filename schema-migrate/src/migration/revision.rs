//! One revision: what its files say, and how they are written.
//!
//! Invariant: a [`Revision`] is always read from text, so that what is written is what would be read.

use std::fmt::Write as _;

use polyschema_core::{Catalog, Dialect};
use sha2::{Digest, Sha256};

use super::header::{self, Header};
use super::{RevisionError, RevisionId, RevisionKey, Script};
use crate::model::is_word;

/// A revision of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    key: RevisionKey,
    message: String,
    parents: Vec<RevisionId>,
    label: Option<String>,
    depends: Vec<RevisionKey>,
    replaces: Vec<RevisionId>,
    upgrade: RevisionScript,
    downgrade: Option<RevisionScript>,
    snapshot: Option<String>,
    checksum: String,
}

/// One direction of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevisionScript {
    /// Whether all of it runs in one transaction.
    pub transactional: bool,
    /// The registered Rust function that runs after the SQL.
    pub rust: Option<String>,
    /// The SQL.
    pub script: Script,
}

/// A revision that is to be made.
#[derive(Debug, Clone)]
pub struct NewRevision {
    /// The logical schema.
    pub schema: String,
    /// The id.
    pub id: RevisionId,
    /// What it does, in one line.
    pub message: String,
    /// The revisions that it stands on; several merge branches into one.
    pub parents: Vec<RevisionId>,
    /// A name for it, as a target.
    pub label: Option<String>,
    /// Revisions of other schemas that must be applied before.
    pub depends: Vec<RevisionKey>,
    /// The revisions that it takes the place of: a schema that has the last of them has it.
    pub replaces: Vec<RevisionId>,
    /// How it is applied.
    pub upgrade: NewScript,
    /// How it is taken back, if it can be.
    pub downgrade: Option<NewScript>,
    /// What the model is with it.
    pub snapshot: Option<Catalog>,
}

/// One direction of a revision that is to be made.
#[derive(Debug, Clone)]
pub struct NewScript {
    /// The SQL, without header.
    pub sql: String,
    /// Whether all of it runs in one transaction.
    pub transactional: bool,
    /// The registered Rust function that runs after the SQL.
    pub rust: Option<String>,
}

impl NewScript {
    /// SQL that runs in one transaction.
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), transactional: true, rust: None }
    }
}

/// The texts of a revision.
#[derive(Debug, Clone, Default)]
pub(super) struct Files {
    pub(super) upgrade: String,
    pub(super) downgrade: Option<String>,
    pub(super) snapshot: Option<String>,
}

impl NewRevision {
    /// A revision that does nothing yet, and stands on nothing.
    pub fn new(schema: &str, id: RevisionId, message: &str) -> Self {
        Self {
            schema: schema.to_owned(),
            id,
            message: message.to_owned(),
            parents: Vec::new(),
            label: None,
            depends: Vec::new(),
            replaces: Vec::new(),
            upgrade: NewScript::new(""),
            downgrade: None,
            snapshot: None,
        }
    }

    /// The revision with its texts; write it with [`Revision::write`].
    ///
    /// # Errors
    /// [`RevisionError`], when its SQL, a name or its label is not valid.
    pub fn build(&self, dialect: Dialect) -> Result<Revision, RevisionError> {
        let joined = |ids: Vec<String>| ids.join(", ");
        let ids = |ids: &[RevisionId]| joined(ids.iter().map(ToString::to_string).collect());
        let (parents, replaces) = (ids(&self.parents), ids(&self.replaces));
        let on = |on: &RevisionKey| format!("{} {}", on.schema, on.id);
        let depends = joined(self.depends.iter().map(on).collect());
        let message = self.message.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut upgrade = format!("-- revision: {}\n", self.id);
        let label = self.label.as_deref().unwrap_or_default();
        let values = [
            ("message", &*message),
            ("parents", &*parents),
            ("label", label),
            ("depends", &*depends),
            ("replaces", &*replaces),
        ];
        for (key, value) in values {
            if !value.is_empty() {
                writeln!(upgrade, "-- {key}: {value}").ok();
            }
        }
        self.upgrade.write(&mut upgrade);
        let downgrade = self.downgrade.as_ref().map(|script| {
            let mut text = format!("-- revision: {}\n", self.id);
            script.write(&mut text);
            text
        });
        let file = format!("{}/{}/snapshot.json", self.schema, self.id);
        let snapshot = self.snapshot.as_ref().map(serde_json::to_string_pretty).transpose();
        let snapshot = snapshot.map_err(|source| RevisionError::Snapshot { file, source })?;
        let snapshot = snapshot.map(|text| text + "\n");
        Revision::parse(
            &self.schema,
            self.id.as_str(),
            Files { upgrade, downgrade, snapshot },
            dialect,
        )
    }
}

impl NewScript {
    fn write(&self, text: &mut String) {
        if !self.transactional {
            text.push_str("-- transactional: no\n");
        }
        if let Some(rust) = &self.rust {
            writeln!(text, "-- rust: {rust}").ok();
        }
        let sql = self.sql.trim();
        if !sql.is_empty() {
            let end = if sql.ends_with(';') { "\n" } else { ";\n" };
            text.extend(["\n", sql, end]);
        }
    }
}

impl Revision {
    /// Reads a revision; all faults of its files at once.
    pub(super) fn parse(
        schema: &str,
        folder: &str,
        files: Files,
        dialect: Dialect,
    ) -> Result<Self, RevisionError> {
        if !is_word(schema) {
            return Err(RevisionError::SchemaName { schema: schema.to_owned() });
        }
        let id = RevisionId::new(folder)?;
        let mut faults = Vec::new();
        let file = format!("{schema}/{id}/upgrade.sql");
        let header = Header::parse(&file, &files.upgrade, header::UPGRADE, &mut faults);
        check_id(&file, &id, &header, true, &mut faults);
        let upgrade = RevisionScript::parse(&file, &files.upgrade, &header, dialect, &mut faults);
        let mut ids = |key| {
            let (_, ids) = header.list(key);
            ids.into_iter().filter_map(|id| keep(RevisionId::new(id), &mut faults)).collect()
        };
        let (parents, replaces) = (ids("parents"), ids("replaces"));
        let label = label(&file, &header, &mut faults);
        let depends = depends(&file, &header, &mut faults);
        let downgrade = files.downgrade.as_ref().and_then(|text| {
            let file = format!("{schema}/{id}/downgrade.sql");
            let header = match Header::is_in(text, header::DOWNGRADE) {
                true => Header::parse(&file, text, header::DOWNGRADE, &mut faults),
                false => Header::default(),
            };
            check_id(&file, &id, &header, false, &mut faults);
            RevisionScript::parse(&file, text, &header, dialect, &mut faults)
        });
        RevisionError::all(faults)?;
        let Some(upgrade) = upgrade else {
            unreachable!("a script that cannot be read is a fault");
        };
        let checksum = checksum(&files);
        let message =
            header.get("message").map_or(String::new(), |(_, message)| message.to_owned());
        let key = RevisionKey { schema: schema.to_owned(), id };
        let snapshot = files.snapshot;
        Ok(Self {
            key,
            message,
            parents,
            label,
            depends,
            replaces,
            upgrade,
            downgrade,
            snapshot,
            checksum,
        })
    }

    /// The schema and the id.
    pub const fn key(&self) -> &RevisionKey {
        &self.key
    }

    /// The id.
    pub const fn id(&self) -> &RevisionId {
        &self.key.id
    }

    /// The logical schema.
    pub fn schema(&self) -> &str {
        &self.key.schema
    }

    /// What it does; may be empty.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The revisions that it stands on.
    pub fn parents(&self) -> &[RevisionId] {
        &self.parents
    }

    /// Its name as a target.
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// Revisions of other schemas that must be applied before.
    pub fn depends(&self) -> &[RevisionKey] {
        &self.depends
    }

    /// The revisions that it takes the place of: a schema that has the last of them has it.
    pub fn replaces(&self) -> &[RevisionId] {
        &self.replaces
    }

    /// Has it stand on what took the place of others.
    pub(super) fn follow(&mut self, replaced: impl Fn(&RevisionKey) -> Option<RevisionId>) {
        let schema = &self.key.schema;
        for parent in &mut self.parents {
            let key = RevisionKey { schema: schema.clone(), id: parent.clone() };
            *parent = replaced(&key).unwrap_or(key.id);
        }
        for key in &mut self.depends {
            if let Some(id) = replaced(key) {
                key.id = id;
            }
        }
    }

    /// How it is applied.
    pub const fn upgrade(&self) -> &RevisionScript {
        &self.upgrade
    }

    /// How it is taken back.
    pub const fn downgrade(&self) -> Option<&RevisionScript> {
        self.downgrade.as_ref()
    }

    /// SHA-256 of its SQL files, in which all line endings are the same, as hexadecimal digits.
    pub fn checksum(&self) -> &str {
        &self.checksum
    }

    /// What the model is with it.
    ///
    /// # Errors
    /// [`RevisionError::Snapshot`].
    pub fn snapshot(&self) -> Result<Option<Catalog>, RevisionError> {
        let parsed = self.snapshot.as_deref().map(serde_json::from_str).transpose();
        parsed.map_err(|source| RevisionError::Snapshot {
            file: format!("{}/{}/snapshot.json", self.key.schema, self.key.id),
            source,
        })
    }

    /// Its files, as name and text.
    pub(super) fn files(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let downgrade = self.downgrade.as_ref().map(|script| script.script.text());
        let files = [
            ("upgrade.sql", Some(self.upgrade.script.text())),
            ("downgrade.sql", downgrade),
            ("snapshot.json", self.snapshot.as_deref()),
        ];
        files.into_iter().filter_map(|(name, text)| Some((name, text?)))
    }
}

impl RevisionScript {
    fn parse(
        file: &str,
        text: &str,
        header: &Header,
        dialect: Dialect,
        faults: &mut Vec<RevisionError>,
    ) -> Option<Self> {
        let transactional = match header.get("transactional") {
            None | Some((_, "yes")) => true,
            Some((_, "no")) => false,
            Some((line, value)) => {
                let why = format!("`transactional` is `{value}`; write `yes` or `no`");
                faults.push(RevisionError::Syntax { file: file.to_owned(), line, why });
                true
            }
        };
        let rust = header.get("rust").map(|(_, name)| name.to_owned());
        let script = keep(Script::parse(file, text, dialect), faults)?;
        Some(Self { transactional, rust, script })
    }
}

fn keep<T>(result: Result<T, RevisionError>, faults: &mut Vec<RevisionError>) -> Option<T> {
    result.map_err(|fault| faults.push(fault)).ok()
}

fn check_id(
    file: &str,
    id: &RevisionId,
    header: &Header,
    needed: bool,
    faults: &mut Vec<RevisionError>,
) {
    let (line, why) = match header.get("revision") {
        Some((_, said)) if said == id.as_str() => return,
        Some((line, said)) => {
            (line, format!("the header says `{said}`, and the folder `{id}`; make them the same"))
        }
        None if needed => {
            (1, format!("there is no revision in the header; begin with `-- revision: {id}`"))
        }
        None => return,
    };
    faults.push(RevisionError::Syntax { file: file.to_owned(), line, why });
}

fn label(file: &str, header: &Header, faults: &mut Vec<RevisionError>) -> Option<String> {
    let (line, label) = header.get("label")?;
    if RevisionId::new(label).is_err() {
        let why = format!("`{label}` cannot be a label; take letters, digits and underscores");
        faults.push(RevisionError::Syntax { file: file.to_owned(), line, why });
    }
    Some(label.to_owned())
}

fn depends(file: &str, header: &Header, faults: &mut Vec<RevisionError>) -> Vec<RevisionKey> {
    let (line, items) = header.list("depends");
    let mut depends = Vec::new();
    for item in items {
        let parts: Vec<&str> = item.split_whitespace().collect();
        match parts[..] {
            [schema, id] => {
                if let Some(id) = keep(RevisionId::new(id), faults) {
                    depends.push(RevisionKey { schema: schema.to_owned(), id });
                }
            }
            _ => {
                let why = format!(
                    "`{item}` is no dependency; write `schema revision`, as in `shared 0003_x`"
                );
                faults.push(RevisionError::Syntax { file: file.to_owned(), line, why });
            }
        }
    }
    depends
}

fn checksum(files: &Files) -> String {
    let mut hasher = Sha256::new();
    for text in [Some(&files.upgrade), files.downgrade.as_ref()].into_iter().flatten() {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        hasher.update(text.as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").ok();
        hex
    })
}
