//! DDL statements as SQL text.
//!
//! Invariant: the name of a schema is written by `SchemaSpelling` alone.

mod alter_table;
mod constraint;
mod create_table;
mod index;
mod object;
mod writer;

pub use create_table::type_checks;
pub use writer::DdlStyle;

use crate::ddl::{CommentTarget, CopiedValue, DdlStatement, DomainAction, RowCopy};
use crate::dialect::Dialect;
use crate::metadata::QualifiedName;
use crate::render::IfExists;
use writer::Writer;

/// The text of a statement, without a semicolon.
pub fn to_sql(statement: &DdlStatement, dialect: Dialect) -> String {
    to_sql_with(statement, DdlStyle::new(dialect))
}

/// The text of a statement in a style, without a semicolon.
pub fn to_sql_with(statement: &DdlStatement, style: DdlStyle<'_>) -> String {
    let mut writer = Writer::new(style);
    writer.statement(statement);
    let sql = writer.finish();
    match style.if_exists {
        IfExists::Skip if needs_block(statement, style.dialect) => unless_duplicate(&sql),
        _ => sql,
    }
}

impl Writer<'_> {
    fn statement(&mut self, statement: &DdlStatement) {
        match statement {
            DdlStatement::CreateSchema(name) => {
                self.push("CREATE SCHEMA ");
                self.if_absent();
                self.schema(name);
            }
            DdlStatement::CreateEnum(def) => self.create_enum(def),
            DdlStatement::AlterEnum { name, action } => self.alter_enum(name, action),
            DdlStatement::CreateDomain(def) => self.create_domain(def),
            DdlStatement::AlterDomain { name, action } => self.alter_domain(name, action),
            DdlStatement::CreateSequence(def) => self.create_sequence(def),
            DdlStatement::AlterSequence(def) => self.alter_sequence(def),
            DdlStatement::AdvanceSequence { sequence, to, descending } => {
                self.advance_sequence(sequence, *to, *descending);
            }
            DdlStatement::SetSequenceOwner { sequence, owned_by } => {
                self.sequence_owner(sequence, owned_by.as_ref());
            }
            DdlStatement::CreateTable { table, enums } => self.create_table(table, enums),
            DdlStatement::AlterTable { table, action } => self.alter_table(table, action),
            DdlStatement::CreateIndex { table, index, concurrently } => {
                self.create_index(table, index, *concurrently);
            }
            DdlStatement::RenameIndex { index, to } => {
                self.push("ALTER INDEX ");
                self.name(index);
                self.push(" RENAME TO ");
                self.ident(to);
            }
            DdlStatement::CreateView(def) => self.create_view(def),
            DdlStatement::Comment { on, text } => self.comment(on, text.as_deref()),
            DdlStatement::CopyRows(copy) => self.copy_rows(copy),
            DdlStatement::DropView { name, materialized: true } => {
                self.drop("MATERIALIZED VIEW ", name);
            }
            DdlStatement::DropView { name, materialized: false } => self.drop("VIEW ", name),
            DdlStatement::DropIndex { index, concurrently: true } => {
                self.drop("INDEX CONCURRENTLY ", index);
            }
            DdlStatement::DropIndex { index, concurrently: false } => self.drop("INDEX ", index),
            DdlStatement::DropTable(name) => self.drop("TABLE ", name),
            DdlStatement::DropSequence(name) => self.drop("SEQUENCE ", name),
            DdlStatement::DropDomain(name) => self.drop("DOMAIN ", name),
            DdlStatement::DropEnum(name) => self.drop("TYPE ", name),
            DdlStatement::DropSchema(name) => {
                self.push("DROP SCHEMA ");
                self.if_present();
                self.schema(name);
            }
        }
    }

    fn drop(&mut self, kind: &str, name: &QualifiedName) {
        self.push("DROP ");
        self.push(kind);
        self.if_present();
        self.name(name);
    }

    fn comment(&mut self, on: &CommentTarget, text: Option<&str>) {
        self.push("COMMENT ON ");
        let (kind, name) = match on {
            CommentTarget::Schema(_) => ("SCHEMA ", None),
            CommentTarget::Table(name) => ("TABLE ", Some(name)),
            CommentTarget::Column { table, .. } => ("COLUMN ", Some(table)),
            CommentTarget::Enum(name) => ("TYPE ", Some(name)),
            CommentTarget::Domain(name) => ("DOMAIN ", Some(name)),
            CommentTarget::Sequence(name) => ("SEQUENCE ", Some(name)),
            CommentTarget::View { name, materialized: false } => ("VIEW ", Some(name)),
            CommentTarget::View { name, materialized: true } => ("MATERIALIZED VIEW ", Some(name)),
        };
        self.push(kind);
        if let Some(name) = name {
            self.name(name);
        }
        match on {
            CommentTarget::Schema(name) => self.schema(name),
            CommentTarget::Column { column, .. } => {
                self.push(".");
                self.ident(column);
            }
            _ => {}
        }
        self.push(" IS ");
        match text {
            Some(text) => self.literal(text),
            None => self.push("NULL"),
        }
    }

    fn copy_rows(&mut self, copy: &RowCopy) {
        self.push("INSERT INTO ");
        self.name(&copy.to);
        self.push(" ");
        self.list(&copy.columns, |writer, (column, _)| writer.ident(column));
        if self.dialect() == Dialect::Postgres {
            // Else an identity that is always generated takes no values.
            self.push(" OVERRIDING SYSTEM VALUE");
        }
        self.push("\nSELECT ");
        for (position, (_, value)) in copy.columns.iter().enumerate() {
            self.push(if position == 0 { "" } else { ", " });
            match value {
                CopiedValue::Column(column) => self.ident(column),
                CopiedValue::Cast(column, sql_type) => {
                    self.push("CAST(");
                    self.ident(column);
                    self.push(" AS ");
                    self.sql_type(sql_type);
                    self.push(")");
                }
                CopiedValue::Relabelled(column, labels) => {
                    self.push("CASE ");
                    self.ident(column);
                    for (from, to) in labels {
                        self.push(" WHEN ");
                        self.literal(from);
                        self.push(" THEN ");
                        self.literal(to);
                    }
                    self.push(" ELSE ");
                    self.ident(column);
                    self.push(" END");
                }
            }
        }
        self.push("\nFROM ");
        self.name(&copy.from);
    }
}

/// Whether the statement creates something and knows no `IF NOT EXISTS`.
const fn needs_block(statement: &DdlStatement, dialect: Dialect) -> bool {
    use crate::ddl::TableAction::{AddConstraint, AddConstraintUsingIndex};
    match (statement, dialect) {
        (_, Dialect::Sqlite) => false,
        (DdlStatement::CreateView(view), Dialect::Postgres) => !view.materialized,
        (DdlStatement::AlterTable { action, .. }, Dialect::Postgres) => {
            matches!(action, AddConstraint(_) | AddConstraintUsingIndex { .. })
        }
        (DdlStatement::AlterDomain { action, .. }, Dialect::Postgres) => {
            matches!(action, DomainAction::AddCheck(_))
        }
        (statement, Dialect::Postgres) => {
            matches!(statement, DdlStatement::CreateEnum(_) | DdlStatement::CreateDomain(_))
        }
    }
}

/// A block for PostgreSQL's statements that know no `IF NOT EXISTS`.
fn unless_duplicate(statement: &str) -> String {
    let mut tag = String::from("$skip$");
    while statement.contains(&tag) {
        tag.insert(tag.len() - 1, '_');
    }
    format!(
        "DO {tag}\nBEGIN\n    {statement};\nEXCEPTION WHEN duplicate_object OR duplicate_table THEN NULL;\nEND\n{tag}"
    )
}
