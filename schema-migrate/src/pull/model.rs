//! What is pulled, between catalog and source: columns with their Rust types, rules by column names.
//!
//! Invariant: knows no names of Rust items; those are given last, by `names`.

use std::collections::BTreeMap;

use polyschema_core::dialect::Dialect;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{Identity, IndexDef, Literal, QualifiedName};
use polyschema_core::spec::{Deferrable, ReferentialAction};

use super::Note;

/// All that is to be written.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) dialect: Dialect,
    pub(super) units: Vec<Unit>,
    pub(super) enums: Vec<Enum>,
    pub(super) notes: Vec<(Place, Note)>,
}

impl Model {
    /// What stands at a place, in words.
    pub(super) fn object(&self, place: &Place) -> String {
        let schema = |unit: &usize| self.units[*unit].schemas[0].clone();
        match place {
            Place::Unit(unit) => format!("schema `{}`", schema(unit).as_str()),
            Place::Table(unit, table) => {
                format!("`{}`", QualifiedName::new(schema(unit), table.clone()))
            }
        }
    }
}

/// What becomes one schema type: a schema, or many that are equal.
#[derive(Debug)]
pub(super) struct Unit {
    /// The schemas, the first of which stands for all.
    pub(super) schemas: Vec<Ident>,
    /// Whether the type has the schema's name; else it is named at run time.
    pub(super) is_named: bool,
    pub(super) comment: Option<String>,
    pub(super) tables: BTreeMap<Ident, Table>,
}

/// Where in the source a note stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Above the schema type of a unit.
    Unit(usize),
    /// Above the struct of a unit's table.
    Table(usize, Ident),
}

/// An enum, of one schema or of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Enum {
    /// The SQL name; `None` where the database has but checks.
    pub(super) name: Option<Ident>,
    /// The column in which it was found, where it has no name.
    pub(super) column: Option<(Ident, Ident)>,
    pub(super) labels: Vec<String>,
    pub(super) comment: Option<String>,
    /// The units that have it.
    pub(super) units: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) comment: Option<String>,
    pub(super) columns: Vec<Column>,
    pub(super) key: Option<Key>,
    pub(super) rules: Vec<Rule>,
}

impl Table {
    pub(super) fn column(&self, name: &Ident) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == *name)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub(super) name: Ident,
    pub(super) rust: Rust,
    pub(super) written: Written,
    pub(super) nullable: bool,
    pub(super) fill: Option<Fill>,
    pub(super) collation: Option<String>,
    pub(super) comment: Option<String>,
}

/// A Rust type, NULL apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rust {
    I16,
    I32,
    I64,
    F32,
    F64,
    Bool,
    Text,
    Bytes,
    Uuid,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Json,
    Decimal,
    /// An enum of the model, by its position.
    Enum(usize),
    Array(Box<Rust>),
}

impl Rust {
    pub(super) const fn is_integer(&self) -> bool {
        matches!(self, Self::I16 | Self::I32 | Self::I64)
    }
}

/// What an attribute says of the SQL type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Written {
    /// Nothing: the Rust type says it.
    FromRust,
    Varchar(u32),
    Char(u32),
    Numeric(u16, u16),
    Custom(String),
    /// A type of the own schema, whose name no other schema can have in it.
    Own(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fill {
    Default(Literal),
    Sql(String),
    /// A default that names its schema.
    Own(String),
    /// The next number of a sequence, the name of which has its schema's in it.
    Serial(String),
    Identity(Identity),
    Generated(String),
}

impl Fill {
    /// Whether an extension can put another default in its place.
    pub(super) const fn is_default(&self) -> bool {
        matches!(self, Self::Default(_) | Self::Sql(_) | Self::Own(_) | Self::Serial(_))
    }

    /// Whether any schema can have it.
    pub(super) const fn is_shareable(&self) -> bool {
        !matches!(self, Self::Own(_) | Self::Serial(_))
    }

    /// Whether the database numbers the rows.
    pub(super) const fn numbers(&self) -> bool {
        matches!(self, Self::Serial(_) | Self::Identity(_))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) name: Ident,
    pub(super) columns: Vec<Ident>,
}

/// A constraint other than the primary key, or an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rule {
    Unique(Key),
    Check { name: Ident, predicate: String },
    ForeignKey(ForeignKey),
    Index(IndexDef),
}

impl Rule {
    pub(super) const fn name(&self) -> &Ident {
        match self {
            Self::Unique(key) => &key.name,
            Self::Check { name, .. } => name,
            Self::ForeignKey(key) => &key.name,
            Self::Index(index) => &index.name,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForeignKey {
    pub(super) name: Ident,
    pub(super) columns: Vec<Ident>,
    pub(super) target: Target,
    pub(super) target_columns: Vec<Ident>,
    pub(super) on_delete: ReferentialAction,
    pub(super) on_update: ReferentialAction,
    pub(super) deferrable: Deferrable,
}

/// The table that a foreign key references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// As it is read: in a unit.
    Table(usize, Ident),
    /// What is common to a family of tables.
    Base(usize),
    /// The struct of a family in one unit, because of columns that are not common.
    Member(usize, usize),
}
