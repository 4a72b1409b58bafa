//! One element of a diff.

use polyschema_core::ddl::CommentTarget;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ColumnDef, Constraint, DomainDef, EnumDef, IndexDef, QualifiedName, SequenceDef, TableDef,
    ViewDef,
};
use serde::{Deserialize, Serialize};

/// Something that must happen so that `from` becomes `to`.
///
/// What is created or dropped is whole, so that each change can be undone. A change that has two sides
/// holds both. Comments of what is created are part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    /// A schema that is new. What lies in it follows as changes of its own.
    CreateSchema {
        /// The name.
        name: Ident,
        /// The comment.
        comment: Option<String>,
    },
    /// A schema that is gone, and empty when all other changes are done.
    DropSchema {
        /// The name.
        name: Ident,
        /// The comment it had.
        comment: Option<String>,
    },
    /// An enum that is new.
    CreateEnum(EnumDef),
    /// An enum that is gone.
    DropEnum(EnumDef),
    /// An enum whose labels differ.
    AlterEnum {
        /// What it was.
        from: EnumDef,
        /// What it becomes.
        to: EnumDef,
    },
    /// A domain that is new.
    CreateDomain(DomainDef),
    /// A domain that is gone.
    DropDomain(DomainDef),
    /// A domain that differs in more than its comment.
    AlterDomain {
        /// What it was.
        from: DomainDef,
        /// What it becomes.
        to: DomainDef,
    },
    /// A sequence that is new.
    CreateSequence(SequenceDef),
    /// A sequence that is gone.
    DropSequence(SequenceDef),
    /// A sequence that differs in more than its comment.
    AlterSequence {
        /// What it was.
        from: SequenceDef,
        /// What it becomes.
        to: SequenceDef,
    },
    /// A table that is new.
    CreateTable(Box<TableDef>),
    /// A table that is gone.
    DropTable(Box<TableDef>),
    /// A table that has another name; it keeps its schema.
    RenameTable {
        /// The name it had.
        from: QualifiedName,
        /// The name it gets.
        to: Ident,
    },
    /// A table that differs, under the name that it has in `to`.
    AlterTable {
        /// The table.
        table: QualifiedName,
        /// In what.
        change: TableChange,
    },
    /// A view that is new.
    CreateView(ViewDef),
    /// A view that is gone.
    DropView(ViewDef),
    /// A view that differs in more than its comment.
    AlterView {
        /// What it was.
        from: ViewDef,
        /// What it becomes.
        to: ViewDef,
    },
    /// A comment that differs, on something that stays.
    Comment {
        /// What has it, under the name that it has in `to`.
        on: CommentTarget,
        /// What it was.
        from: Option<String>,
        /// What it becomes.
        to: Option<String>,
    },
}

/// What differs between a table and itself. Columns and constraints go by the names that they have in
/// `to`, after all renames.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TableChange {
    /// A column that is new.
    AddColumn(ColumnDef),
    /// A column that is gone.
    DropColumn(ColumnDef),
    /// A column that has another name.
    RenameColumn {
        /// The name it had.
        from: Ident,
        /// The name it gets.
        to: Ident,
    },
    /// A column that differs in more than its name and comment.
    AlterColumn {
        /// What it was, under the name that it gets.
        from: ColumnDef,
        /// What it becomes.
        to: ColumnDef,
    },
    /// A constraint that is new, or that takes the place of one that was dropped.
    AddConstraint(Constraint),
    /// A constraint that is gone, or that another takes the place of.
    DropConstraint(Constraint),
    /// A constraint that has another name and nothing else.
    RenameConstraint {
        /// The name it had.
        from: Ident,
        /// What it becomes.
        to: Constraint,
    },
    /// A constraint that was not validated, and is to be.
    ValidateConstraint(Constraint),
    /// A foreign key that is checked at another time.
    AlterConstraint {
        /// What it was.
        from: Constraint,
        /// What it becomes.
        to: Constraint,
    },
    /// An index that is new, or that takes the place of one that was dropped.
    CreateIndex(IndexDef),
    /// An index that is gone, or that another takes the place of.
    DropIndex(IndexDef),
    /// An index that has another name and nothing else.
    RenameIndex {
        /// The name it had.
        from: Ident,
        /// What it becomes.
        to: IndexDef,
    },
    /// Whether the rows are lost in a crash.
    SetUnlogged {
        /// What it was.
        from: bool,
        /// What it becomes.
        to: bool,
    },
    /// Partitioning that no statement changes: it takes a new table, in which all other differences of the
    /// table are, renames apart.
    Rebuild {
        /// What it was, under the names that it gets.
        from: Box<TableDef>,
        /// What it becomes.
        to: Box<TableDef>,
    },
}
