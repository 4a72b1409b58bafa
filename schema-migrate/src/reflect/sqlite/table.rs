//! From what a `CREATE TABLE` says to a table, and to what a table of a catalog cannot say.

use std::collections::BTreeSet;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    CheckDef, ColumnDef, Fill, Identity, Named, Namer, PrimaryKeyDef, QualifiedName, TableDef,
    UniqueDef,
};

use super::create_table::{Column, Constraint, CreateTable, KeyColumn, Says};
use super::foreign_key::ForeignKey;
use super::types::declared_type;
use crate::reflect::{Unsupported, UnsupportedKind};
use crate::sql;

/// A table whose foreign keys wait for the tables that they reference.
pub(super) struct ReadTable {
    pub(super) def: TableDef,
    pub(super) foreign_keys: Vec<ForeignKey>,
    pub(super) unsupported: Vec<Unsupported>,
}

/// The table of a name. The error says why it cannot be one of a catalog.
pub(super) fn table(name: QualifiedName, said: CreateTable<'_>) -> Result<ReadTable, String> {
    let mut reader = Reader::new(name, &said);
    let key = own_key(&said).map(str::to_owned);
    if !said.strict {
        reader.report(UnsupportedKind::NotStrict, "");
    }
    if said.without_rowid {
        reader.report(UnsupportedKind::WithoutRowid, "");
    }
    for column in &said.columns {
        let own_key = key.as_deref().is_some_and(|key| key.eq_ignore_ascii_case(&column.name));
        reader.column(column, &said, own_key)?;
    }
    let CreateTable { columns, constraints, strict, without_rowid } = said;
    for column in columns {
        for constraint in column.constraints {
            reader.constraint(Some(&column.name), constraint)?;
        }
    }
    for constraint in constraints {
        reader.constraint(None, constraint)?;
    }
    if strict || without_rowid {
        reader.key_takes_no_null();
    }
    Ok(reader.read)
}

/// The column that is the whole primary key.
fn own_key<'a>(said: &'a CreateTable<'_>) -> Option<&'a str> {
    let of_columns = said.columns.iter().flat_map(|column| {
        column.constraints.iter().map(move |constraint| (column.name.as_str(), constraint))
    });
    let of_table = said.constraints.iter().map(|constraint| ("", constraint));
    of_columns.chain(of_table).find_map(|(column, constraint)| match &constraint.says {
        Says::PrimaryKey { columns, .. } => match &columns[..] {
            [] => Some(column),
            [key] => Some(&key.name),
            _ => None,
        },
        _ => None,
    })
}

struct Reader {
    read: ReadTable,
    /// The names of constraints that were written and read.
    written: BTreeSet<String>,
    namer: Namer,
}

impl Reader {
    fn new(name: QualifiedName, said: &CreateTable<'_>) -> Self {
        let of_columns = said.columns.iter().flat_map(|column| &column.constraints);
        let names = of_columns.chain(&said.constraints).filter_map(|said| said.name.as_deref());
        let namer = Namer::new(name.name.as_str(), names);
        let read = ReadTable {
            def: TableDef::new(name),
            foreign_keys: Vec::new(),
            unsupported: Vec::new(),
        };
        Self { read, written: BTreeSet::new(), namer }
    }

    fn report(&mut self, kind: UnsupportedKind, detail: impl Into<String>) {
        let table = self.read.def.name.clone();
        self.read.unsupported.push(Unsupported::new(kind, table, detail));
    }

    /// A column with all that is said of it, constraints apart.
    fn column(
        &mut self,
        said: &Column<'_>,
        table: &CreateTable<'_>,
        own_key: bool,
    ) -> Result<(), String> {
        let declared = declared_type(said.declared_type, own_key);
        if !declared.known {
            let detail = format!("`{}` of `{}`", said.declared_type, said.name);
            self.report(UnsupportedKind::ColumnType, detail);
        }
        let mut def = ColumnDef::new(ident(&said.name)?, declared.sql_type);
        def.nullable = true;
        let mut is_row_number = own_key && declared.integer && !table.without_rowid;
        for constraint in &said.constraints {
            match &constraint.says {
                Says::NotNull => def.nullable = false,
                Says::Default(text) => def.fill = sql::default(text, &def.sql_type),
                Says::Collate(name) => def.collation = sql::collation(name),
                Says::Generated { expression, stored } => {
                    def.fill = Some(Fill::Generated((*expression).to_owned()));
                    if !stored {
                        self.report(UnsupportedKind::VirtualColumn, format!("`{}`", said.name));
                    }
                }
                // Source: SQLite, "ROWIDs and the INTEGER PRIMARY KEY", on `DESC`.
                Says::PrimaryKey { descending: true, .. } => is_row_number = false,
                Says::Null
                | Says::PrimaryKey { .. }
                | Says::Unique(_)
                | Says::Check(_)
                | Says::ForeignKey { .. } => {}
            }
        }
        if is_row_number {
            def.nullable = false;
            def.fill = Some(Fill::Identity(Identity::ByDefault));
        }
        self.read.def.columns.push(def);
        Ok(())
    }

    /// A constraint of the table, or of a column.
    fn constraint(&mut self, column: Option<&str>, said: Constraint<'_>) -> Result<(), String> {
        let Constraint { name, says, on_conflict } = said;
        let (named, columns) = match &says {
            Says::PrimaryKey { columns, .. } => (Named::PrimaryKey, self.key(column, columns)?),
            Says::Unique(columns) => (Named::Unique, self.key(column, columns)?),
            Says::ForeignKey { columns, .. } => {
                let columns = column.into_iter().chain(columns.iter().map(String::as_str));
                let known = &self.read.def.columns;
                let columns = columns.map(|name| column_of(known, name));
                (Named::ForeignKey, columns.collect::<Result<_, _>>()?)
            }
            Says::Check(_) => {
                let known = &self.read.def.columns;
                let column = column.map(|name| column_of(known, name)).transpose()?;
                (Named::Check, column.into_iter().collect())
            }
            Says::NotNull
            | Says::Null
            | Says::Default(_)
            | Says::Collate(_)
            | Says::Generated { .. } => {
                self.report_of_column(column, name.as_deref(), on_conflict);
                return Ok(());
            }
        };
        let name = self.name(name, named, &columns)?;
        if let Some(word) = on_conflict {
            let detail = format!("`{word}` of `{}`", name.as_str());
            self.report(UnsupportedKind::ConflictClause, detail);
        }
        match says {
            Says::PrimaryKey { columns: keys, descending, autoincrement } => {
                if autoincrement {
                    self.report(UnsupportedKind::Autoincrement, "");
                }
                if descending {
                    self.report_option(&name, "`DESC`");
                }
                self.report_keys(&name, &keys);
                self.read.def.primary_key = Some(PrimaryKeyDef::new(name, columns));
            }
            Says::Unique(keys) => {
                self.report_keys(&name, &keys);
                self.read.def.unique.push(UniqueDef::new(name, columns));
            }
            Says::Check(predicate) => {
                self.read.def.checks.push(CheckDef::new(name, predicate));
            }
            Says::ForeignKey { references, .. } => {
                if let Some(word) = &references.match_name {
                    self.report_option(&name, &format!("`MATCH {word}`"));
                }
                self.read.foreign_keys.push(ForeignKey { name, columns, references });
            }
            _ => {}
        }
        Ok(())
    }

    /// What a catalog has no place for, of what is said of a column.
    fn report_of_column(
        &mut self,
        column: Option<&str>,
        name: Option<&str>,
        on_conflict: Option<&str>,
    ) {
        let column = column.unwrap_or_default().to_owned();
        if let Some(name) = name {
            let detail = format!("`{name}`, a name for what is said of `{column}`");
            self.report(UnsupportedKind::ConstraintOption, detail);
        }
        if let Some(word) = on_conflict {
            self.report(UnsupportedKind::ConflictClause, format!("`{word}` of `{column}`"));
        }
    }

    fn report_option(&mut self, constraint: &Ident, option: &str) {
        let detail = format!("{option} of `{}`", constraint.as_str());
        self.report(UnsupportedKind::ConstraintOption, detail);
    }

    fn report_keys(&mut self, constraint: &Ident, keys: &[KeyColumn]) {
        for key in keys {
            if key.descending {
                self.report_option(constraint, &format!("`{} DESC`", key.name));
            }
            if let Some(collation) = &key.collation {
                self.report_option(constraint, &format!("`{} COLLATE {collation}`", key.name));
            }
        }
    }

    /// The columns of a key: those that it names, or the one that it is of.
    fn key(&self, column: Option<&str>, keys: &[KeyColumn]) -> Result<Vec<Ident>, String> {
        let names = column.into_iter().chain(keys.iter().map(|key| key.name.as_str()));
        names.map(|name| column_of(&self.read.def.columns, name)).collect()
    }

    /// The name that is written, or the naming convention's. SQLite lets two constraints have one name.
    fn name(
        &mut self,
        written: Option<String>,
        named: Named,
        columns: &[Ident],
    ) -> Result<Ident, String> {
        match written {
            Some(name) if self.written.insert(name.to_ascii_lowercase()) => ident(&name),
            _ => ident(&self.namer.name(named, columns.iter().map(Ident::as_str))),
        }
    }

    /// Source: SQLite, "STRICT Tables", "WITHOUT ROWID".
    fn key_takes_no_null(&mut self) {
        let key = self.read.def.key().to_vec();
        for column in &mut self.read.def.columns {
            column.nullable &= !key.contains(&column.name);
        }
    }
}

/// The column of a name; its case means nothing.
pub(super) fn column_of(columns: &[ColumnDef], name: &str) -> Result<Ident, String> {
    let found = columns.iter().find(|column| column.name.as_str().eq_ignore_ascii_case(name));
    found.map(|column| column.name.clone()).ok_or_else(|| format!("there is no column `{name}`"))
}

pub(super) fn ident(name: &str) -> Result<Ident, String> {
    Ident::new(name).map_err(|error| error.to_string())
}
