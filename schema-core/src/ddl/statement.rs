//! One statement.

use crate::ident::Ident;
use crate::metadata::{EnumDef, ForeignKeyDef, IndexDef, QualifiedName, TableDef};

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
    /// `CREATE TABLE` with its constraints; its indexes and comments are statements of their own.
    CreateTable {
        /// The table.
        table: Box<TableDef>,
        /// The enums of its columns, where the database has no types for them.
        enums: Vec<EnumDef>,
    },
    /// `ALTER TABLE .. ADD CONSTRAINT .. FOREIGN KEY`.
    AddForeignKey {
        /// The referencing table.
        table: QualifiedName,
        /// The foreign key.
        foreign_key: ForeignKeyDef,
    },
    /// `CREATE INDEX`.
    CreateIndex {
        /// The table.
        table: QualifiedName,
        /// The index.
        index: IndexDef,
    },
    /// `COMMENT ON`.
    Comment {
        /// What has the comment.
        on: CommentTarget,
        /// The text; `None` takes the comment away.
        text: Option<String>,
    },
    /// `ALTER TABLE .. DROP CONSTRAINT`.
    DropForeignKey {
        /// The referencing table.
        table: QualifiedName,
        /// The foreign key's name.
        name: Ident,
    },
    /// `DROP TABLE`.
    DropTable(QualifiedName),
    /// `DROP TYPE`.
    DropEnum(QualifiedName),
    /// `DROP SCHEMA`, which the database refuses for a schema that still holds anything.
    DropSchema(Ident),
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

impl DdlStatement {
    /// What the statement does, in SQL's words: `create table`.
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::CreateSchema(_) => "create schema",
            Self::CreateEnum(_) => "create type",
            Self::CreateTable { .. } => "create table",
            Self::AddForeignKey { .. } => "add constraint",
            Self::CreateIndex { .. } => "create index",
            Self::Comment { .. } => "comment",
            Self::DropForeignKey { .. } => "drop constraint",
            Self::DropTable(_) => "drop table",
            Self::DropEnum(_) => "drop type",
            Self::DropSchema(_) => "drop schema",
        }
    }

    /// The schema that the statement is about.
    pub const fn schema(&self) -> &Ident {
        match self {
            Self::CreateSchema(schema)
            | Self::DropSchema(schema)
            | Self::Comment { on: CommentTarget::Schema(schema), .. } => schema,
            Self::CreateEnum(def) => &def.name.schema,
            Self::CreateTable { table, .. } => &table.name.schema,
            Self::AddForeignKey { table: name, .. }
            | Self::CreateIndex { table: name, .. }
            | Self::DropForeignKey { table: name, .. }
            | Self::DropTable(name)
            | Self::DropEnum(name)
            | Self::Comment {
                on:
                    CommentTarget::Table(name)
                    | CommentTarget::Column { table: name, .. }
                    | CommentTarget::Enum(name)
                    | CommentTarget::Domain(name)
                    | CommentTarget::Sequence(name)
                    | CommentTarget::View { name, .. },
                ..
            } => &name.schema,
        }
    }

    /// The table or type in the schema, if the statement is about one.
    pub const fn object(&self) -> Option<&Ident> {
        match self {
            Self::CreateSchema(_)
            | Self::DropSchema(_)
            | Self::Comment { on: CommentTarget::Schema(_), .. } => None,
            Self::CreateEnum(def) => Some(&def.name.name),
            Self::CreateTable { table, .. } => Some(&table.name.name),
            Self::AddForeignKey { table: name, .. }
            | Self::CreateIndex { table: name, .. }
            | Self::DropForeignKey { table: name, .. }
            | Self::DropTable(name)
            | Self::DropEnum(name)
            | Self::Comment {
                on:
                    CommentTarget::Table(name)
                    | CommentTarget::Column { table: name, .. }
                    | CommentTarget::Enum(name)
                    | CommentTarget::Domain(name)
                    | CommentTarget::Sequence(name)
                    | CommentTarget::View { name, .. },
                ..
            } => Some(&name.name),
        }
    }
}
