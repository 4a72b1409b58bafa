//! What the `ALTER` statements do.

use crate::ident::Ident;
use crate::metadata::{
    CheckDef, ColumnDef, Constraint, Fill, ForeignKeyDef, Identity, QualifiedName, SqlType,
};

/// What `ALTER TABLE` does.
///
/// SQLite knows `AddColumn`, `DropColumn`, `RenameColumn` and `RenameTo`.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TableAction {
    /// `ADD COLUMN`.
    AddColumn {
        /// The column.
        column: ColumnDef,
        /// Checks, and foreign keys of this column alone, that are declared with it: SQLite adds no others.
        constraints: Vec<Constraint>,
    },
    /// `DROP COLUMN`.
    DropColumn(Ident),
    /// `RENAME COLUMN .. TO`.
    RenameColumn {
        /// The name it had.
        from: Ident,
        /// The name it gets.
        to: Ident,
    },
    /// `ALTER COLUMN`.
    AlterColumn {
        /// The column.
        column: Ident,
        /// What happens to it.
        action: ColumnAction,
    },
    /// `ADD CONSTRAINT`.
    AddConstraint(Constraint),
    /// `ADD CONSTRAINT .. USING INDEX`: a primary key or unique constraint made of an index, which takes
    /// the constraint's name.
    AddConstraintUsingIndex {
        /// The constraint.
        constraint: Constraint,
        /// The index.
        index: Ident,
    },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint(Ident),
    /// `ALTER CONSTRAINT`: when a foreign key is checked.
    AlterConstraint(ForeignKeyDef),
    /// `RENAME CONSTRAINT .. TO`.
    RenameConstraint {
        /// The name it had.
        from: Ident,
        /// The name it gets.
        to: Ident,
    },
    /// `DROP CONSTRAINT`.
    DropConstraint(Ident),
    /// `SET UNLOGGED`, `SET LOGGED`.
    SetUnlogged(bool),
    /// `ATTACH PARTITION`.
    AttachPartition {
        /// The table that becomes a partition.
        partition: QualifiedName,
        /// Which rows belong there, in SQL.
        bound: String,
    },
    /// `DETACH PARTITION`.
    DetachPartition(QualifiedName),
    /// `RENAME TO`.
    RenameTo(Ident),
}

impl TableAction {
    pub(super) const fn operation(&self) -> &'static str {
        match self {
            Self::AddColumn { .. } => "add column",
            Self::DropColumn(_) => "drop column",
            Self::RenameColumn { .. } => "rename column",
            Self::AlterColumn { .. } => "alter column",
            Self::AddConstraint(_) | Self::AddConstraintUsingIndex { .. } => "add constraint",
            Self::ValidateConstraint(_) => "validate constraint",
            Self::AlterConstraint(_) => "alter constraint",
            Self::RenameConstraint { .. } => "rename constraint",
            Self::DropConstraint(_) => "drop constraint",
            Self::SetUnlogged(true) => "set unlogged",
            Self::SetUnlogged(false) => "set logged",
            Self::AttachPartition { .. } => "attach partition",
            Self::DetachPartition(_) => "detach partition",
            Self::RenameTo(_) => "rename table",
        }
    }
}

/// What `ALTER COLUMN` does.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ColumnAction {
    /// `TYPE`.
    SetType {
        /// The type.
        sql_type: SqlType,
        /// The collation's name.
        collation: Option<String>,
        /// What makes a value of the column into one of the type, where no assignment does.
        using: Option<Using>,
    },
    /// `SET NOT NULL`.
    SetNotNull,
    /// `DROP NOT NULL`.
    DropNotNull,
    /// `SET DEFAULT`, for the two kinds of [`Fill`] that are defaults.
    SetDefault {
        /// The default.
        default: Fill,
        /// The column's type, which says how a literal is written.
        sql_type: SqlType,
    },
    /// `DROP DEFAULT`.
    DropDefault,
    /// `ADD GENERATED .. AS IDENTITY`.
    AddIdentity(Identity),
    /// `SET GENERATED ..`, of an identity.
    SetIdentity(Identity),
    /// `DROP IDENTITY`.
    DropIdentity,
    /// `DROP EXPRESSION`: a generated column keeps its values.
    DropExpression,
}

/// `USING` of a type change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Using {
    /// The column's value, cast to the type.
    Cast,
    /// The column's value, cast to text and then to the type: from one enum to another.
    CastOfText,
    /// The elements of the column's array, cast to text and then to the type's.
    CastOfElements,
}

/// What `ALTER TYPE` does to an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum EnumAction {
    /// `ADD VALUE`.
    AddValue {
        /// The label.
        label: String,
        /// Where it goes; `None` is behind all others.
        before: Option<String>,
    },
    /// `RENAME VALUE .. TO`.
    RenameValue {
        /// The label it was.
        from: String,
        /// The label it becomes.
        to: String,
    },
    /// `RENAME TO`.
    RenameTo(Ident),
}

/// What `ALTER DOMAIN` does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DomainAction {
    /// `SET DEFAULT`, `DROP DEFAULT`.
    SetDefault(Option<String>),
    /// `SET NOT NULL`.
    SetNotNull,
    /// `DROP NOT NULL`.
    DropNotNull,
    /// `ADD CONSTRAINT`.
    AddCheck(CheckDef),
    /// `VALIDATE CONSTRAINT`.
    ValidateCheck(Ident),
    /// `RENAME CONSTRAINT .. TO`.
    RenameCheck {
        /// The name it had.
        from: Ident,
        /// The name it gets.
        to: Ident,
    },
    /// `DROP CONSTRAINT`.
    DropCheck(Ident),
    /// `RENAME TO`.
    RenameTo(Ident),
}

/// What can have a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum CommentTarget {
    /// A schema.
    Schema(Ident),
    /// A table.
    Table(QualifiedName),
    /// A column.
    Column {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: Ident,
    },
    /// An enum.
    Enum(QualifiedName),
    /// A domain.
    Domain(QualifiedName),
    /// A sequence.
    Sequence(QualifiedName),
    /// A view.
    View {
        /// The view.
        name: QualifiedName,
        /// Whether its rows are stored.
        materialized: bool,
    },
}

/// The rows of one table, written to another.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RowCopy {
    /// The table that has the rows.
    pub from: QualifiedName,
    /// The table that gets them.
    pub to: QualifiedName,
    /// The columns that are written, each with what it gets. Those left out take their defaults.
    pub columns: Vec<(Ident, CopiedValue)>,
}

/// What a column gets when rows are copied.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum CopiedValue {
    /// The value of a column.
    Column(Ident),
    /// The value of a column, cast to a type.
    Cast(Ident, SqlType),
    /// The value of a column of text, where some values become others.
    Relabelled(Ident, Vec<(String, String)>),
}
