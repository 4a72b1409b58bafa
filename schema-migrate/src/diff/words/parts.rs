//! What is created, in words.

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ColumnDef, Constraint, DomainDef, IndexDef, IndexKeyDef, IndexOn, TableDef, ViewDef,
};
use polyschema_core::spec::{Deferrable, Nulls, ReferentialAction};

use super::attributes::{
    Commas, action, columns, deferrable, fill, nullable, partition_by, partition_of,
};

pub(super) const fn table_kind(def: &TableDef) -> &'static str {
    match (def.unlogged, def.partition_of.is_some()) {
        (true, _) => "unlogged table",
        (false, true) => "partition",
        (false, false) => "table",
    }
}

/// `(id, day) partition by range (day)`.
pub(super) fn table(def: &TableDef) -> String {
    let mut words = match &def.partition_of {
        Some(of) => format!("of {}", partition_of(of)),
        None => {
            let names = def.columns.iter().map(|column| column.name.as_str());
            format!("({})", Commas(names))
        }
    };
    if let Some(by) = &def.partition_by {
        words.push_str(" partition by ");
        words.push_str(&partition_by(by));
    }
    words
}

pub(super) const fn view_kind(def: &ViewDef) -> &'static str {
    if def.materialized { "materialized view" } else { "view" }
}

/// `varchar(50), not null, default 'x'`.
pub(super) fn column(def: &ColumnDef) -> String {
    let mut words = vec![def.sql_type.to_string(), nullable(def.nullable).to_owned()];
    words.extend(def.fill.is_some().then(|| fill(def.fill.as_ref())));
    words.extend(def.collation.as_ref().map(|name| format!("collation {name}")));
    words.join(", ")
}

pub(super) fn domain(def: &DomainDef) -> String {
    let mut words = vec![def.base.to_string(), nullable(def.nullable).to_owned()];
    words.extend(def.default.as_ref().map(|sql| format!("default {sql}")));
    words.extend(def.collation.as_ref().map(|name| format!("collation {name}")));
    words.extend(def.checks.iter().map(|check| format!("check {}", check.predicate)));
    words.join(", ")
}

pub(super) const fn is_validated(def: &Constraint) -> bool {
    match def {
        Constraint::Check(def) => def.validated,
        Constraint::ForeignKey(def) => def.validated,
        _ => true,
    }
}

/// `(country) references asia.countries (name) on delete cascade`.
pub(super) fn constraint(def: &Constraint) -> String {
    match def {
        Constraint::PrimaryKey(def) => {
            let words = format!("({})", columns(&def.columns));
            words + &include(&def.include) + &when(def.deferrable)
        }
        Constraint::Unique(def) => {
            let nulls = if def.nulls_not_distinct { " nulls not distinct" } else { "" };
            let words = format!("({}){nulls}", columns(&def.columns));
            words + &include(&def.include) + &when(def.deferrable)
        }
        Constraint::ForeignKey(def) => {
            let (from, to) = (columns(&def.columns), columns(&def.referenced_columns));
            let mut words = format!("({from}) references {} ({to})", def.referenced);
            if def.match_full {
                words.push_str(" match full");
            }
            for (event, taken) in [("delete", def.on_delete), ("update", def.on_update)] {
                if taken != ReferentialAction::default() {
                    words.push_str(&format!(" on {event} {}", action(taken)));
                }
            }
            words + &when(def.deferrable)
        }
        Constraint::Check(def) => format!("({})", def.predicate),
        Constraint::Exclusion(def) => {
            let elements = def
                .elements
                .iter()
                .map(|(key, operator)| format!("{} with {operator}", index_key(key)));
            let words = format!("{}({})", method(def.method.as_ref()), Commas(elements));
            words + &predicate(def.predicate.as_ref()) + &when(def.deferrable)
        }
        other => format!("{other:?}"),
    }
}

fn when(value: Deferrable) -> String {
    match value {
        Deferrable::Not => String::new(),
        _ => format!(" {}", deferrable(value)),
    }
}

/// `using gin (code desc, lower(name)) include (note) where note is not null`.
pub(super) fn index(def: &IndexDef) -> String {
    let nulls = if def.nulls_not_distinct { " nulls not distinct" } else { "" };
    let words = format!("{}({}){nulls}", method(def.method.as_ref()), index_keys(&def.keys));
    words + &include(&def.include) + &predicate(def.predicate.as_ref())
}

pub(super) fn index_keys(keys: &[IndexKeyDef]) -> String {
    Commas(keys.iter().map(index_key)).to_string()
}

pub(super) fn index_key(key: &IndexKeyDef) -> String {
    let mut words = match &key.on {
        IndexOn::Column(column) => column.as_str().to_owned(),
        IndexOn::Expression(sql) => sql.clone(),
    };
    for name in [&key.operator_class, &key.collation].into_iter().flatten() {
        words.push(' ');
        words.push_str(name);
    }
    if key.descending {
        words.push_str(" desc");
    }
    words.push_str(match key.nulls {
        Some(Nulls::First) => " nulls first",
        Some(Nulls::Last) => " nulls last",
        None => "",
    });
    words
}

fn method(name: Option<&String>) -> String {
    name.map_or_else(String::new, |name| format!("using {name} "))
}

fn include(names: &[Ident]) -> String {
    if names.is_empty() { String::new() } else { format!(" include ({})", columns(names)) }
}

fn predicate(sql: Option<&String>) -> String {
    sql.map_or_else(String::new, |sql| format!(" where {sql}"))
}
