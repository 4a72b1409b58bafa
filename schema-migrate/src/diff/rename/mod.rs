//! Names that changed: which hints are true, and the side before under the names that it gets.
//!
//! A hint stays in a model after it was followed, so one that finds nothing to rename says nothing.

mod apply;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use polyschema_core::Catalog;
use polyschema_core::dialect::Dialect;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{QualifiedName, SchemaDef, TableDef};
use serde::{Deserialize, Serialize};

use super::change::{Change, TableChange};

/// One thing under another name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rename {
    /// A table, within its schema.
    Table {
        /// The name it had.
        from: QualifiedName,
        /// The name it gets.
        to: Ident,
    },
    /// A column.
    Column {
        /// The table, under the name that it gets.
        table: QualifiedName,
        /// The name it had.
        from: Ident,
        /// The name it gets.
        to: Ident,
    },
    /// A label of an enum.
    Label {
        /// The enum.
        of: QualifiedName,
        /// The name it had.
        from: String,
        /// The name it gets.
        to: String,
    },
}

impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { from, to } => {
                write!(f, "table {from} -> {}", QualifiedName::new(from.schema.clone(), to.clone()))
            }
            Self::Column { table, from, to } => {
                write!(f, "column {} -> {}", table.member(from), to.as_str())
            }
            Self::Label { of, from, to } => write!(f, "label of {of}: '{from}' -> '{to}'"),
        }
    }
}

/// A catalog under the names that things get by changes, in its SQL texts, too.
pub(crate) fn renamed(catalog: &Catalog, changes: &[Change]) -> Catalog {
    let mut tables: Vec<(QualifiedName, Ident)> = Vec::new();
    let mut columns: BTreeMap<&QualifiedName, Vec<(Ident, Ident)>> = BTreeMap::new();
    for change in changes {
        match change {
            Change::RenameTable { from, to } => tables.push((from.clone(), to.clone())),
            Change::AlterTable { table, change: TableChange::RenameColumn { from, to } } => {
                columns.entry(table).or_default().push((from.clone(), to.clone()));
            }
            _ => {}
        }
    }
    if tables.is_empty() && columns.is_empty() {
        return catalog.clone();
    }
    let dialect = catalog.dialect();
    let mut schemas = catalog.clone().into_schemas();
    apply::tables(&mut schemas, &tables, dialect);
    for (table, renames) in columns {
        apply::columns(&mut schemas, table, &renames, dialect);
    }
    // Names change everywhere at once, so that what was consistent stays so.
    Catalog::from_schemas(dialect, schemas.into_values()).unwrap_or_else(|_| catalog.clone())
}

/// Why a hint is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IgnoredHint {
    /// What has the old name is there after, too.
    StillThere,
    /// Another hint of the same old name was followed.
    Taken,
}

impl fmt::Display for IgnoredHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StillThere => {
                "the old name is in use; remove `renamed_from`, or what has the name"
            }
            Self::Taken => "the old name was renamed to another; remove one `renamed_from`",
        })
    }
}

/// The renames to be made, and the hints for which there is none.
#[derive(Debug, Default)]
pub(super) struct Renames {
    pub(super) tables: Vec<(QualifiedName, Ident)>,
    /// By the name that the table gets.
    pub(super) columns: BTreeMap<QualifiedName, Vec<(Ident, Ident)>>,
    pub(super) ignored: Vec<(Rename, IgnoredHint)>,
}

impl Renames {
    /// Finds what `to` says was renamed, and gives it its new name in `from`, wherever it is named.
    pub(super) fn follow(
        from: &mut BTreeMap<Ident, SchemaDef>,
        to: &BTreeMap<Ident, SchemaDef>,
        dialect: Dialect,
    ) -> Self {
        let mut renames = Self::default();
        for (name, after) in to {
            if let Some(before) = from.get(name) {
                renames.find_tables(before, after);
            }
        }
        apply::tables(from, &renames.tables, dialect);
        for after in to.values().flat_map(|schema| schema.tables.values()) {
            let before =
                from.get(&after.name.schema).and_then(|def| def.tables.get(&after.name.name));
            if let Some(before) = before {
                renames.find_columns(before, after);
            }
        }
        for (table, columns) in &renames.columns {
            apply::columns(from, table, columns, dialect);
        }
        renames
    }

    fn find_tables(&mut self, from: &SchemaDef, to: &SchemaDef) {
        let hints =
            to.tables.values().filter_map(|table| Some((table.renamed_from.as_ref()?, table)));
        let mut judge =
            Judge::new(|name| from.tables.contains_key(name), |name| to.tables.contains_key(name));
        for (old, table) in hints {
            let (old_name, new) = (table.sibling(old), table.name.name.clone());
            match judge.verdict(old, &new) {
                Ok(true) => self.tables.push((old_name, new)),
                Ok(false) => {}
                Err(why) => self.ignored.push((Rename::Table { from: old_name, to: new }, why)),
            }
        }
    }

    fn find_columns(&mut self, from: &TableDef, to: &TableDef) {
        let has = |table: &TableDef, name: &Ident| table.column(name.as_str()).is_some();
        let hints =
            to.columns.iter().filter_map(|column| Some((column.renamed_from.as_ref()?, column)));
        let mut judge = Judge::new(|name| has(from, name), |name| has(to, name));
        for (old, column) in hints {
            let (from, to, table) = (old.clone(), column.name.clone(), to.name.clone());
            match judge.verdict(old, &column.name) {
                Ok(true) => self.columns.entry(table).or_default().push((from, to)),
                Ok(false) => {}
                Err(why) => self.ignored.push((Rename::Column { table, from, to }, why)),
            }
        }
    }
}

/// What to think of a hint.
struct Judge<B, A> {
    before: B,
    after: A,
    followed: BTreeSet<Ident>,
}

impl<B: Fn(&Ident) -> bool, A: Fn(&Ident) -> bool> Judge<B, A> {
    /// By what is there before and after.
    const fn new(before: B, after: A) -> Self {
        Self { before, after, followed: BTreeSet::new() }
    }

    /// Whether to follow a hint; an error where it was meant to be followed and cannot be.
    fn verdict(&mut self, old: &Ident, new: &Ident) -> Result<bool, IgnoredHint> {
        if !(self.before)(old) || (self.before)(new) {
            return Ok(false);
        }
        if (self.after)(old) {
            return Err(IgnoredHint::StillThere);
        }
        match self.followed.insert(old.clone()) {
            true => Ok(true),
            false => Err(IgnoredHint::Taken),
        }
    }
}

/// Writes answers down as the hints that they stand for.
pub(super) fn hint(to: &mut BTreeMap<Ident, SchemaDef>, accepted: &[Rename]) {
    for rename in accepted {
        match rename {
            Rename::Table { from, to: new } => {
                let schema = to.get_mut(&from.schema);
                if let Some(table) = schema.and_then(|schema| schema.tables.get_mut(new)) {
                    table.renamed_from = Some(from.name.clone());
                }
            }
            Rename::Column { table, from, to: new } => {
                let schema = to.get_mut(&table.schema);
                let table = schema.and_then(|schema| schema.tables.get_mut(&table.name));
                let mut columns = table.into_iter().flat_map(|table| &mut table.columns);
                if let Some(column) = columns.find(|column| column.name == *new) {
                    column.renamed_from = Some(from.clone());
                }
            }
            Rename::Label { of, from, to: new } => {
                let schema = to.get_mut(&of.schema);
                if let Some(def) = schema.and_then(|schema| schema.enums.get_mut(&of.name)) {
                    def.renamed_labels.insert(new.clone(), from.clone());
                }
            }
        }
    }
}
