//! What differs, in words: `varchar(50) -> varchar(100)`.

use std::fmt;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ColumnDef, ColumnDifference, Constraint, ConstraintDifference, DomainDef, DomainDifference,
    EnumDef, EnumDifference, Fill, Identity, IndexDef, Literal, OwnedBy, PartitionBy, PartitionOf,
    PartitionStrategy, SequenceDef, SequenceDifference, TableDef, TableDifference, ViewDef,
    ViewDifference,
};
use polyschema_core::spec::{Deferrable, ReferentialAction};

use super::parts;

/// Joined by commas.
pub(super) struct Commas<I>(pub(super) I);

impl<I: Iterator<Item: fmt::Display> + Clone> fmt::Display for Commas<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.clone().enumerate().try_for_each(|(at, item)| match at {
            0 => write!(f, "{item}"),
            _ => write!(f, ", {item}"),
        })
    }
}

/// Text in single quotes, on one line.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}'", self.0.replace('\'', "''").replace('\n', "\\n"))
    }
}

/// A value, or `none`.
pub(super) fn optional(value: Option<impl fmt::Display>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

pub(super) fn columns(names: &[Ident]) -> String {
    Commas(names.iter().map(Ident::as_str)).to_string()
}

pub(super) const fn nullable(nullable: bool) -> &'static str {
    if nullable { "null" } else { "not null" }
}

pub(super) fn fill(fill: Option<&Fill>) -> String {
    match fill {
        None => "no default".to_owned(),
        Some(Fill::Default(Literal::Bool(value))) => format!("default {value}"),
        Some(Fill::Default(Literal::Int(value))) => format!("default {value}"),
        Some(Fill::Default(Literal::Float(value))) => format!("default {value:?}"),
        Some(Fill::Default(Literal::Text(value))) => format!("default {}", Quoted(value)),
        Some(Fill::DefaultSql(sql)) => format!("default {sql}"),
        Some(Fill::Identity(Identity::Always)) => "identity always".to_owned(),
        Some(Fill::Identity(Identity::ByDefault)) => "identity by default".to_owned(),
        Some(Fill::Generated(sql)) => format!("generated as {sql}"),
        Some(other) => format!("{other:?}"),
    }
}

pub(super) const fn action(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "no action",
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
    }
}

pub(super) const fn deferrable(value: Deferrable) -> &'static str {
    match value {
        Deferrable::Not => "not deferrable",
        Deferrable::InitiallyImmediate => "deferrable",
        Deferrable::InitiallyDeferred => "deferrable initially deferred",
    }
}

/// What an attribute is called where its value does not tell, and the values.
fn changed(name: &str, from: impl fmt::Display, to: impl fmt::Display) -> String {
    let space = if name.is_empty() { "" } else { " " };
    format!("{name}{space}{from} -> {to}")
}

pub(super) fn of_column(from: &ColumnDef, to: &ColumnDef) -> Vec<String> {
    let words = |difference| match difference {
        ColumnDifference::Type { from, to } => Some(changed("", from, to)),
        ColumnDifference::Nullable { from, to } => Some(changed("", nullable(from), nullable(to))),
        ColumnDifference::Fill { from, to } => {
            Some(changed("", fill(from.as_ref()), fill(to.as_ref())))
        }
        ColumnDifference::Collation { from, to } => {
            Some(changed("collation", optional(from), optional(to)))
        }
        // A change of its own.
        ColumnDifference::Comment { .. } => None,
        other => Some(format!("{other:?}")),
    };
    from.differences(to).into_iter().filter_map(words).collect()
}

/// Of a foreign key that changes in place.
pub(super) fn of_constraint(from: &Constraint, to: &Constraint) -> Vec<String> {
    let words = |difference| match difference {
        ConstraintDifference::Deferrable { from, to } => {
            Some(changed("", deferrable(from), deferrable(to)))
        }
        // A change of its own.
        ConstraintDifference::Validated { .. } => None,
        other => Some(format!("{other:?}")),
    };
    from.differences(to).into_iter().filter_map(words).collect()
}

pub(super) fn of_enum(from: &EnumDef, to: &EnumDef) -> Vec<String> {
    let words = |difference| match difference {
        EnumDifference::RenameLabel { from, to } => {
            Some(format!("rename label {} to {}", Quoted(&from), Quoted(&to)))
        }
        EnumDifference::RemoveLabel(label) => Some(format!("remove label {}", Quoted(&label))),
        EnumDifference::AddLabel { label, before: None } => {
            Some(format!("add label {}", Quoted(&label)))
        }
        EnumDifference::AddLabel { label, before: Some(next) } => {
            Some(format!("add label {} before {}", Quoted(&label), Quoted(&next)))
        }
        EnumDifference::Reorder { from, to } => {
            let list = |labels: &[String]| {
                format!("({})", Commas(labels.iter().map(|label| Quoted(label))))
            };
            Some(changed("order", list(&from), list(&to)))
        }
        // A change of its own.
        EnumDifference::Comment { .. } => None,
        other => Some(format!("{other:?}")),
    };
    from.differences(to).into_iter().filter_map(words).collect()
}

pub(super) fn of_domain(from: &DomainDef, to: &DomainDef) -> Vec<String> {
    let words = |difference| match difference {
        DomainDifference::Base { from, to } => Some(changed("", from, to)),
        DomainDifference::Nullable { from, to } => Some(changed("", nullable(from), nullable(to))),
        DomainDifference::Default { from, to } => {
            Some(changed("default", optional(from), optional(to)))
        }
        DomainDifference::Collation { from, to } => {
            Some(changed("collation", optional(from), optional(to)))
        }
        DomainDifference::AddCheck(check) => {
            Some(format!("add check {} ({})", check.name.as_str(), check.predicate))
        }
        DomainDifference::DropCheck(check) => Some(format!("drop check {}", check.name.as_str())),
        DomainDifference::RenameCheck { from, to } => {
            Some(format!("rename check {} to {}", from.as_str(), to.name.as_str()))
        }
        DomainDifference::ValidateCheck(check) => {
            Some(format!("validate check {}", check.name.as_str()))
        }
        // A change of its own.
        DomainDifference::Comment { .. } => None,
        other => Some(format!("{other:?}")),
    };
    from.differences(to).into_iter().filter_map(words).collect()
}

pub(super) fn of_sequence(from: &SequenceDef, to: &SequenceDef) -> Vec<String> {
    let owner = |by: Option<OwnedBy>| optional(by.map(|by| by.table.member(&by.column)));
    let words = |difference| match difference {
        SequenceDifference::Type { from, to } => Some(changed("", from, to)),
        SequenceDifference::Start { from, to } => Some(changed("start", from, to)),
        SequenceDifference::Increment { from, to } => Some(changed("increment", from, to)),
        SequenceDifference::Min { from, to } => Some(changed("min", from, to)),
        SequenceDifference::Max { from, to } => Some(changed("max", from, to)),
        SequenceDifference::Cache { from, to } => Some(changed("cache", from, to)),
        SequenceDifference::Cycle { from: _, to: true } => Some("no cycle -> cycle".to_owned()),
        SequenceDifference::Cycle { from: _, to: false } => Some("cycle -> no cycle".to_owned()),
        SequenceDifference::OwnedBy { from, to } => {
            Some(changed("owned by", owner(from), owner(to)))
        }
        // A change of its own.
        SequenceDifference::Comment { .. } => None,
        other => Some(format!("{other:?}")),
    };
    from.differences(to).into_iter().filter_map(words).collect()
}

pub(super) fn of_table(from: &TableDef, to: &TableDef) -> Vec<String> {
    let by = |by: Option<PartitionBy>| optional(by.as_ref().map(partition_by));
    let of = |of: Option<PartitionOf>| optional(of.as_ref().map(partition_of));
    let words = |difference| match difference {
        TableDifference::PartitionBy { from, to } => {
            Some(changed("partition by", by(from), by(to)))
        }
        TableDifference::PartitionOf { from, to } => {
            Some(changed("partition of", of(from), of(to)))
        }
        // Part of a rebuilt table.
        TableDifference::Unlogged { .. } | TableDifference::Comment { .. } => None,
        other => Some(format!("{other:?}")),
    };
    from.differences(to).into_iter().filter_map(words).collect()
}

/// `range (day)`.
pub(super) fn partition_by(by: &PartitionBy) -> String {
    format!("{} ({})", strategy(by.strategy), by.key)
}

/// `asia.log FOR VALUES IN (1)`.
pub(super) fn partition_of(of: &PartitionOf) -> String {
    format!("{} {}", of.parent, of.bound)
}

const fn strategy(strategy: PartitionStrategy) -> &'static str {
    match strategy {
        PartitionStrategy::Range => "range",
        PartitionStrategy::List => "list",
        PartitionStrategy::Hash => "hash",
    }
}

pub(super) fn of_view(from: &ViewDef, to: &ViewDef) -> Vec<String> {
    let list = |indexes: &[IndexDef]| {
        let words =
            indexes.iter().map(|def| format!("{} {}", def.name.as_str(), parts::index(def)));
        format!("({})", Commas(words))
    };
    let words = |difference| match difference {
        ViewDifference::Materialized { from: _, to: true } => Some("materialized".to_owned()),
        ViewDifference::Materialized { from: _, to: false } => Some("not materialized".to_owned()),
        ViewDifference::Definition { .. } => Some("another query".to_owned()),
        ViewDifference::Indexes { from, to } => Some(changed("indexes", list(&from), list(&to))),
        // A change of its own.
        ViewDifference::Comment { .. } => None,
        other => Some(format!("{other:?}")),
    };
    from.differences(to).into_iter().filter_map(words).collect()
}
