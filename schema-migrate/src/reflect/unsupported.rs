//! What a database holds and a catalog cannot express: reported, never dropped silently.

use std::fmt;

use polyschema_core::metadata::QualifiedName;

/// Something that a [`Catalog`](polyschema_core::Catalog) cannot express.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Unsupported {
    /// The object, or the table that it belongs to.
    pub object: QualifiedName,
    /// What it is.
    pub kind: UnsupportedKind,
    /// Its name where it has one of its own, and what is lost, in words.
    pub detail: String,
    /// All of it, as the server says it, so that a change of it is seen; empty where the detail says all. It is
    /// not part of the `Display`.
    pub definition: String,
}

impl Unsupported {
    /// A part of an object, or an object of a schema.
    pub fn new(kind: UnsupportedKind, object: QualifiedName, detail: impl Into<String>) -> Self {
        Self { object, kind, detail: detail.into(), definition: String::new() }
    }
}

/// `asia.countries: trigger \`audit\` is not part of a catalog`.
impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { object, kind, detail, definition: _ } = self;
        write!(f, "`{object}`: {kind}")?;
        if !detail.is_empty() {
            write!(f, " {detail}")?;
        }
        Ok(())
    }
}

/// What cannot be expressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum UnsupportedKind {
    /// A trigger of a table or view.
    Trigger,
    /// A policy of row-level security, or row-level security itself.
    Policy,
    /// A rule of a table or view.
    Rule,
    /// A table that inherits from another without being its partition.
    Inheritance,
    /// A foreign table.
    ForeignTable,
    /// A function, procedure or aggregate.
    Function,
    /// A composite type.
    CompositeType,
    /// A range type.
    RangeType,
    /// A type that is made of functions, or only declared.
    BaseType,
    /// A table whose columns are those of a composite type.
    TypedTable,
    /// A collation, operator, operator class or text search object of the schema's own.
    SchemaObject,
    /// A comment on an index, on a constraint, on a column of what is no table, or on an identity's sequence.
    Comment,
    /// Extended statistics.
    Statistics,
    /// A storage parameter or an option of a table, column, index or view.
    StorageParameter,
    /// A tablespace other than the database's.
    Tablespace,
    /// A table access method other than the database's own.
    AccessMethod,
    /// How rows are told to those that replicate the table.
    ReplicaIdentity,
    /// An index that is not valid: left by a failed `CREATE INDEX CONCURRENTLY`.
    InvalidIndex,
    /// An option of a constraint: `NO INHERIT`, `NOT ENFORCED`, `WITHOUT OVERLAPS`, `PERIOD`, the columns of `ON
    /// DELETE SET NULL`, that its triggers are disabled; of `NOT NULL` a name of its own, and `NOT VALID`.
    ConstraintOption,
    /// Options of an identity's sequence.
    IdentityOptions,
    /// A generated column that is not stored.
    VirtualColumn,
    /// A table without row numbers: `WITHOUT ROWID`.
    WithoutRowid,
    /// A table that is not `STRICT`.
    NotStrict,
    /// A virtual table.
    VirtualTable,
    /// `ON CONFLICT` of a constraint.
    ConflictClause,
    /// `AUTOINCREMENT`.
    Autoincrement,
    /// A type that no other stands for.
    ColumnType,
    /// A foreign key that leads nowhere.
    DanglingForeignKey,
    /// A default of a view's column.
    ViewDefault,
    /// The columns that a view names itself.
    ViewColumns,
    /// A definition that cannot be read.
    Unreadable,
}

impl fmt::Display for UnsupportedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Trigger => "trigger",
            Self::Policy => "row-level security",
            Self::Rule => "rule",
            Self::Inheritance => "inheritance",
            Self::ForeignTable => "foreign table",
            Self::Function => "function",
            Self::CompositeType => "composite type",
            Self::RangeType => "range type",
            Self::BaseType => "base type",
            Self::TypedTable => "table of type",
            Self::SchemaObject => "object",
            Self::Comment => "comment",
            Self::Statistics => "extended statistics",
            Self::StorageParameter => "storage parameter",
            Self::Tablespace => "tablespace",
            Self::AccessMethod => "access method",
            Self::ReplicaIdentity => "replica identity",
            Self::InvalidIndex => "invalid index",
            Self::ConstraintOption => "constraint option",
            Self::IdentityOptions => "identity options",
            Self::VirtualColumn => "virtual generated column",
            Self::WithoutRowid => "table without row numbers",
            Self::NotStrict => "table that is not strict",
            Self::VirtualTable => "virtual table",
            Self::ConflictClause => "conflict clause",
            Self::Autoincrement => "autoincrement",
            Self::ColumnType => "column type",
            Self::DanglingForeignKey => "foreign key that leads nowhere:",
            Self::ViewDefault => "default of a view's column",
            Self::ViewColumns => "columns that the view names itself",
            Self::Unreadable => "definition that cannot be read:",
        })
    }
}
