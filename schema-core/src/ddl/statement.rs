//! One statement.

use crate::ddl::{CommentTarget, DomainAction, EnumAction, RowCopy, TableAction};
use crate::ident::Ident;
use crate::metadata::{
    DomainDef, EnumDef, IndexDef, OwnedBy, QualifiedName, SequenceDef, TableDef, ViewDef,
};

/// A DDL statement.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DdlStatement {
    /// `CREATE SCHEMA`.
    CreateSchema(Ident),
    /// `CREATE TYPE .. AS ENUM`.
    CreateEnum(EnumDef),
    /// `ALTER TYPE` of an enum.
    AlterEnum {
        /// The enum.
        name: QualifiedName,
        /// What happens to it.
        action: EnumAction,
    },
    /// `CREATE DOMAIN`.
    CreateDomain(DomainDef),
    /// `ALTER DOMAIN`.
    AlterDomain {
        /// The domain.
        name: QualifiedName,
        /// What happens to it.
        action: DomainAction,
    },
    /// `CREATE SEQUENCE`; what owns it is a statement of its own, because the column may come later.
    CreateSequence(SequenceDef),
    /// `ALTER SEQUENCE`, with all that a sequence can be told apart from what owns it.
    AlterSequence(SequenceDef),
    /// `SELECT setval(..)`: a sequence that stands before a number is put on it, others stay.
    AdvanceSequence {
        /// The sequence.
        sequence: QualifiedName,
        /// The number.
        to: i64,
        /// Whether it counts down.
        descending: bool,
    },
    /// `ALTER SEQUENCE .. OWNED BY`.
    SetSequenceOwner {
        /// The sequence.
        sequence: QualifiedName,
        /// The column that owns it, if any.
        owned_by: Option<OwnedBy>,
    },
    /// `CREATE TABLE` with its constraints; its indexes and comments are statements of their own.
    CreateTable {
        /// The table.
        table: Box<TableDef>,
        /// The enums of its columns, where the database has no types for them.
        enums: Vec<EnumDef>,
    },
    /// `ALTER TABLE`.
    AlterTable {
        /// The table.
        table: QualifiedName,
        /// What happens to it.
        action: TableAction,
    },
    /// `CREATE INDEX`.
    CreateIndex {
        /// The table, or materialized view.
        table: QualifiedName,
        /// The index.
        index: IndexDef,
        /// Whether others may write meanwhile: `CONCURRENTLY`, which no transaction allows.
        concurrently: bool,
    },
    /// `ALTER INDEX .. RENAME TO`.
    RenameIndex {
        /// The index.
        index: QualifiedName,
        /// Its new name.
        to: Ident,
    },
    /// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`.
    CreateView(ViewDef),
    /// `COMMENT ON`.
    Comment {
        /// What has the comment.
        on: CommentTarget,
        /// The text; `None` takes the comment away.
        text: Option<String>,
    },
    /// `INSERT INTO .. SELECT`: the rows of a table that another one takes the place of.
    CopyRows(RowCopy),
    /// `DROP VIEW`, `DROP MATERIALIZED VIEW`.
    DropView {
        /// The view.
        name: QualifiedName,
        /// Whether its rows are stored.
        materialized: bool,
    },
    /// `DROP INDEX`.
    DropIndex {
        /// The index.
        index: QualifiedName,
        /// Whether others may write meanwhile: `CONCURRENTLY`, which no transaction allows.
        concurrently: bool,
    },
    /// `DROP TABLE`.
    DropTable(QualifiedName),
    /// `DROP SEQUENCE`.
    DropSequence(QualifiedName),
    /// `DROP DOMAIN`.
    DropDomain(QualifiedName),
    /// `DROP TYPE`.
    DropEnum(QualifiedName),
    /// `DROP SCHEMA`, which the database refuses for a schema that still holds anything.
    DropSchema(Ident),
}

/// What a statement is about.
enum Subject<'a> {
    Schema(&'a Ident),
    Object(&'a QualifiedName),
}

impl DdlStatement {
    /// `ALTER TABLE`.
    pub const fn alter_table(table: QualifiedName, action: TableAction) -> Self {
        Self::AlterTable { table, action }
    }

    /// What the statement does, in SQL's words: `create table`.
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::CreateSchema(_) => "create schema",
            Self::CreateEnum(_) => "create type",
            Self::AlterEnum { .. } => "alter type",
            Self::CreateDomain(_) => "create domain",
            Self::AlterDomain { .. } => "alter domain",
            Self::CreateSequence(_) => "create sequence",
            Self::AlterSequence(_) | Self::SetSequenceOwner { .. } => "alter sequence",
            Self::AdvanceSequence { .. } => "advance sequence",
            Self::CreateTable { .. } => "create table",
            Self::AlterTable { action, .. } => action.operation(),
            Self::CreateIndex { .. } => "create index",
            Self::RenameIndex { .. } => "rename index",
            Self::CreateView(_) => "create view",
            Self::Comment { .. } => "comment",
            Self::CopyRows(_) => "copy rows",
            Self::DropView { .. } => "drop view",
            Self::DropIndex { .. } => "drop index",
            Self::DropTable(_) => "drop table",
            Self::DropSequence(_) => "drop sequence",
            Self::DropDomain(_) => "drop domain",
            Self::DropEnum(_) => "drop type",
            Self::DropSchema(_) => "drop schema",
        }
    }

    /// Whether the database refuses the statement within a transaction.
    ///
    /// Source: PostgreSQL manual, `CREATE INDEX`, `DROP INDEX`.
    pub const fn refuses_transaction(&self) -> bool {
        matches!(
            self,
            Self::CreateIndex { concurrently: true, .. }
                | Self::DropIndex { concurrently: true, .. }
        )
    }

    /// The schema that the statement is about.
    pub const fn schema(&self) -> &Ident {
        match self.subject() {
            Subject::Schema(schema) => schema,
            Subject::Object(name) => &name.schema,
        }
    }

    /// The table, type, view, .. in the schema, if the statement is about one.
    pub const fn object(&self) -> Option<&Ident> {
        match self.subject() {
            Subject::Schema(_) => None,
            Subject::Object(name) => Some(&name.name),
        }
    }

    const fn subject(&self) -> Subject<'_> {
        Subject::Object(match self {
            Self::CreateSchema(schema) | Self::DropSchema(schema) => {
                return Subject::Schema(schema);
            }
            Self::Comment { on, .. } => match on {
                CommentTarget::Schema(schema) => return Subject::Schema(schema),
                CommentTarget::Table(name)
                | CommentTarget::Column { table: name, .. }
                | CommentTarget::Enum(name)
                | CommentTarget::Domain(name)
                | CommentTarget::Sequence(name)
                | CommentTarget::View { name, .. } => name,
            },
            Self::CreateEnum(def) => &def.name,
            Self::CreateDomain(def) => &def.name,
            Self::CreateSequence(def) | Self::AlterSequence(def) => &def.name,
            Self::CreateTable { table, .. } => &table.name,
            Self::CreateView(def) => &def.name,
            Self::CopyRows(copy) => &copy.to,
            Self::AlterEnum { name, .. }
            | Self::AlterDomain { name, .. }
            | Self::AdvanceSequence { sequence: name, .. }
            | Self::SetSequenceOwner { sequence: name, .. }
            | Self::AlterTable { table: name, .. }
            | Self::CreateIndex { table: name, .. }
            | Self::RenameIndex { index: name, .. }
            | Self::DropView { name, .. }
            | Self::DropIndex { index: name, .. }
            | Self::DropTable(name)
            | Self::DropSequence(name)
            | Self::DropDomain(name)
            | Self::DropEnum(name) => name,
        })
    }
}
