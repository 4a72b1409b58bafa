//! A change in words, one line each.

mod attributes;
mod parts;

use std::fmt;

use polyschema_core::ddl::CommentTarget;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::QualifiedName;

use super::change::{Change, TableChange};
use attributes::{Commas, Quoted};

/// `add column asia.countries.note (text, null)`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateSchema { name, comment: _ } => write!(f, "create schema {}", name.as_str()),
            Self::DropSchema { name, comment: _ } => write!(f, "drop schema {}", name.as_str()),
            Self::CreateEnum(def) => {
                let labels = def.labels.iter().map(|label| Quoted(label));
                write!(f, "create enum {} ({})", def.name, Commas(labels))
            }
            Self::DropEnum(def) => write!(f, "drop enum {}", def.name),
            Self::AlterEnum { from, to } => {
                altered(f, "enum", &to.name, attributes::of_enum(from, to))
            }
            Self::CreateDomain(def) => {
                write!(f, "create domain {} ({})", def.name, parts::domain(def))
            }
            Self::DropDomain(def) => write!(f, "drop domain {}", def.name),
            Self::AlterDomain { from, to } => {
                altered(f, "domain", &to.name, attributes::of_domain(from, to))
            }
            Self::CreateSequence(def) => {
                write!(f, "create sequence {} ({})", def.name, def.sql_type)
            }
            Self::DropSequence(def) => write!(f, "drop sequence {}", def.name),
            Self::AlterSequence { from, to } => {
                altered(f, "sequence", &to.name, attributes::of_sequence(from, to))
            }
            Self::CreateTable(def) => {
                write!(f, "create {} {} {}", parts::table_kind(def), def.name, parts::table(def))
            }
            Self::DropTable(def) => write!(f, "drop {} {}", parts::table_kind(def), def.name),
            Self::RenameTable { from, to } => write!(f, "rename table {from} to {}", to.as_str()),
            Self::AlterTable { table, change } => table_change(f, table, change),
            Self::CreateView(def) => write!(f, "create {} {}", parts::view_kind(def), def.name),
            Self::DropView(def) => write!(f, "drop {} {}", parts::view_kind(def), def.name),
            Self::AlterView { from, to } => {
                altered(f, parts::view_kind(from), &to.name, attributes::of_view(from, to))
            }
            Self::Comment { on, from, to } => {
                let text = |text: &Option<String>| {
                    attributes::optional(text.as_ref().map(|text| Quoted(text)))
                };
                write!(f, "comment on {}: {} -> {}", commented(on), text(from), text(to))
            }
        }
    }
}

fn altered(
    f: &mut fmt::Formatter<'_>,
    kind: &str,
    name: &QualifiedName,
    differences: Vec<String>,
) -> fmt::Result {
    write!(f, "alter {kind} {name}: {}", differences.join(", "))
}

fn table_change(
    f: &mut fmt::Formatter<'_>,
    table: &QualifiedName,
    change: &TableChange,
) -> fmt::Result {
    let of = |name: &Ident| table.member(name);
    let sibling = |name: &Ident| QualifiedName::new(table.schema.clone(), name.clone());
    match change {
        TableChange::AddColumn(column) => {
            write!(f, "add column {} ({})", of(&column.name), parts::column(column))
        }
        TableChange::DropColumn(column) => write!(f, "drop column {}", of(&column.name)),
        TableChange::RenameColumn { from, to } => {
            write!(f, "rename column {} to {}", of(from), to.as_str())
        }
        TableChange::AlterColumn { from, to } => {
            let differences = attributes::of_column(from, to);
            write!(f, "alter column {}: {}", of(&to.name), differences.join(", "))
        }
        TableChange::AddConstraint(def) => {
            let not_valid = if parts::is_validated(def) { "" } else { " not valid" };
            write!(f, "add {} {} {}{not_valid}", def.kind(), of(def.name()), parts::constraint(def))
        }
        TableChange::DropConstraint(def) => write!(f, "drop {} {}", def.kind(), of(def.name())),
        TableChange::RenameConstraint { from, to } => {
            write!(f, "rename {} {} to {}", to.kind(), of(from), to.name().as_str())
        }
        TableChange::ValidateConstraint(def) => {
            write!(f, "validate {} {}", def.kind(), of(def.name()))
        }
        TableChange::AlterConstraint { from, to } => {
            let differences = attributes::of_constraint(from, to);
            write!(f, "alter {} {}: {}", to.kind(), of(to.name()), differences.join(", "))
        }
        TableChange::CreateIndex(index) => {
            let unique = if index.unique { "unique " } else { "" };
            write!(
                f,
                "create {unique}index {} on {table} {}",
                sibling(&index.name),
                parts::index(index)
            )
        }
        TableChange::DropIndex(index) => write!(f, "drop index {}", sibling(&index.name)),
        TableChange::RenameIndex { from, to } => {
            write!(f, "rename index {} to {}", sibling(from), to.name.as_str())
        }
        TableChange::SetUnlogged { from: _, to: true } => {
            write!(f, "alter table {table}: unlogged")
        }
        TableChange::SetUnlogged { from: _, to: false } => write!(f, "alter table {table}: logged"),
        TableChange::Rebuild { from, to } => {
            write!(f, "rebuild table {table}: {}", attributes::of_table(from, to).join(", "))
        }
    }
}

fn commented(on: &CommentTarget) -> String {
    match on {
        CommentTarget::Schema(name) => format!("schema {}", name.as_str()),
        CommentTarget::Table(name) => format!("table {name}"),
        CommentTarget::Column { table, column } => format!("column {}", table.member(column)),
        CommentTarget::Enum(name) => format!("enum {name}"),
        CommentTarget::Domain(name) => format!("domain {name}"),
        CommentTarget::Sequence(name) => format!("sequence {name}"),
        CommentTarget::View { name, materialized: false } => format!("view {name}"),
        CommentTarget::View { name, materialized: true } => format!("materialized view {name}"),
        other => format!("{other:?}"),
    }
}
