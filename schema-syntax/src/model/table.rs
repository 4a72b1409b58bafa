//! A struct that derives `Table`.

use proc_macro2::Ident;
use syn::{Path, Type, Visibility};

/// A struct of columns.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Table {
    /// The struct's name.
    pub ident: Ident,
    /// Its visibility.
    pub vis: Visibility,
    /// The path of polyschema, if `crate = ..` gives it.
    pub krate: Option<Path>,
    /// Where the table lives.
    pub home: Home,
    /// The SQL name; `None` for a mixin and for an extension.
    pub name: Option<String>,
    /// From the doc comment.
    pub comment: Option<String>,
    /// The SQL name it had before; `None` for an extension, which has its base's.
    pub renamed_from: Option<String>,
    /// The fields, in order.
    pub fields: Vec<Field>,
    /// The constraints, the primary key first.
    pub constraints: Vec<Constraint>,
    /// The indexes.
    pub indexes: Vec<Index>,
    /// What changes about inherited columns.
    pub overrides: Vec<Override>,
    /// Further derives of the struct for inserts.
    pub new_derives: Vec<Path>,
    /// Fields that attributes name and that can only be the base's or a mixin's.
    pub foreign_fields: Vec<Ident>,
}

/// Where a table lives.
#[derive(Debug, Clone)]
pub enum Home {
    /// Nowhere: it is part of tables.
    Mixin,
    /// In each schema that lists it.
    Abstract,
    /// In one schema.
    Schema(Path),
}

/// A field.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Field {
    /// Its name.
    pub ident: Ident,
    /// Its visibility.
    pub vis: Visibility,
    /// Its type.
    pub ty: Type,
    /// What it is.
    pub role: Role,
}

/// What a field is.
#[derive(Debug, Clone)]
pub enum Role {
    /// A column.
    Column(Box<Column>),
    /// The table that this one extends.
    Extends,
    /// A mixin's columns.
    Flatten,
}

/// What the attributes say of a column.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Column {
    /// The SQL name.
    pub name: String,
    /// The SQL type.
    pub sql_type: SqlType,
    /// How the database fills it.
    pub fill: Fill,
    /// The collation's name.
    pub collation: Option<String>,
    /// From the doc comment.
    pub comment: Option<String>,
    /// The SQL name it had before.
    pub renamed_from: Option<String>,
    /// Whether the field's type is an `Option`.
    pub nullable: bool,
    /// Whether the type, NULL apart, is one that every program spells alike, and surely a column.
    pub builtin: bool,
    /// Whether what the attributes say must be compared with a type that only the compiler knows.
    pub unproven: bool,
}

/// What is said of a column's SQL type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlType {
    /// Nothing.
    FromKind,
    /// `varchar = n`.
    Varchar(u32),
    /// `char = n`.
    Char(u32),
    /// `numeric(precision, scale)`.
    Numeric(u16, u16),
    /// `sql_type = ".."`.
    Custom(String),
}

/// How the database fills a column.
#[derive(Debug, Clone)]
pub enum Fill {
    /// Not at all.
    None,
    /// `identity`.
    IdentityAlways,
    /// `identity = "by_default"`.
    IdentityByDefault,
    /// `generated = ".."`.
    Generated(String),
    /// `default = sql("..")`.
    DefaultSql(String),
    /// `default = literal`.
    Default(Literal),
}

/// A default's literal.
#[derive(Debug, Clone)]
pub enum Literal {
    /// `true`, `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// Text.
    Text(String),
    /// A variant of an enum that derives `DbEnum`.
    Variant(Path),
}

/// A constraint.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Constraint {
    /// Its name, if it is given.
    pub name: Option<String>,
    /// What it demands.
    pub kind: ConstraintKind,
}

/// What a constraint demands.
#[derive(Debug, Clone)]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey(Vec<Ident>),
    /// `UNIQUE`.
    Unique(Vec<Ident>),
    /// `CHECK`.
    Check {
        /// The field that it is written on.
        field: Option<Ident>,
        /// The SQL predicate.
        predicate: String,
    },
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKey),
}

/// A foreign key.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ForeignKey {
    /// The referencing fields.
    pub fields: Vec<Ident>,
    /// The referenced struct.
    pub target: Path,
    /// The referenced fields.
    pub target_fields: Vec<Ident>,
    /// `ON DELETE`.
    pub on_delete: ReferentialAction,
    /// `ON UPDATE`.
    pub on_update: ReferentialAction,
    /// When it is checked.
    pub deferrable: Deferrable,
}

/// What happens to referencing rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "SQL's own words")]
pub enum ReferentialAction {
    #[default]
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

/// When a foreign key is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "SQL's own words")]
pub enum Deferrable {
    #[default]
    Not,
    InitiallyImmediate,
    InitiallyDeferred,
}

/// An index.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Index {
    /// Its name, if it is given.
    pub name: Option<String>,
    /// Whether it is unique.
    pub unique: bool,
    /// The access method.
    pub method: Option<String>,
    /// What is indexed.
    pub keys: Vec<IndexKey>,
    /// Fields stored beside the keys.
    pub include: Vec<Ident>,
    /// The predicate of a partial index.
    pub predicate: Option<String>,
}

/// A key of an index.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct IndexKey {
    /// What it is made of.
    pub on: IndexOn,
    /// Whether it is in descending order.
    pub descending: bool,
    /// Where NULLs go.
    pub nulls: Option<Nulls>,
    /// The operator class.
    pub operator_class: Option<String>,
}

/// What an index key is made of.
#[derive(Debug, Clone)]
pub enum IndexOn {
    /// A field.
    Field(Ident),
    /// A SQL expression.
    Expression(String),
}

/// Where NULLs stand in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "SQL's own words")]
pub enum Nulls {
    First,
    Last,
}

/// What an extension changes about a column that it inherits.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Override {
    /// The inherited field.
    pub field: Ident,
    /// The SQL name.
    pub name: Option<String>,
    /// The SQL type.
    pub sql_type: Option<SqlType>,
    /// The default.
    pub default: Option<Fill>,
    /// The collation's name.
    pub collation: Option<String>,
}

impl Table {
    /// The field that holds the table which this one extends.
    pub fn base(&self) -> Option<&Field> {
        self.fields.first().filter(|field| matches!(field.role, Role::Extends))
    }

    /// Whether all columns are the struct's own.
    pub fn is_flat(&self) -> bool {
        self.fields.iter().all(|field| field.column().is_some())
    }

    /// The fields that are columns.
    pub fn columns(&self) -> impl Iterator<Item = (&Field, &Column)> {
        self.fields.iter().filter_map(|field| Some((field, field.column()?)))
    }

    /// The fields of the primary key.
    pub fn primary_key(&self) -> Option<&[Ident]> {
        self.constraints.iter().find_map(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey(fields) => Some(&**fields),
            _ => None,
        })
    }
}

impl Field {
    /// The column, if it is one.
    pub fn column(&self) -> Option<&Column> {
        match &self.role {
            Role::Column(column) => Some(column),
            Role::Extends | Role::Flatten => None,
        }
    }
}

impl Column {
    /// Whether an insert must give a value.
    pub fn is_required(&self) -> bool {
        !self.nullable && matches!(self.fill, Fill::None)
    }

    /// Whether an insert may leave the value to the database.
    pub fn has_default(&self) -> bool {
        matches!(self.fill, Fill::IdentityByDefault | Fill::DefaultSql(_) | Fill::Default(_))
    }

    /// Whether an insert cannot give a value.
    pub fn is_filled_by_database(&self) -> bool {
        matches!(self.fill, Fill::IdentityAlways | Fill::Generated(_))
    }
}
