//! Constraints and indexes that tables have in common.

use polyschema_core::metadata::IndexOn;

use super::Family;
use crate::pull::model::{Rule, Table, Target};
use crate::pull::words::names;

/// The rules other than foreign keys that all members have, over columns of the base.
pub(super) fn shared(family: &Family, members: &[(usize, &Table)]) -> Vec<Rule> {
    let foreign_key = |rule: &Rule| matches!(rule, Rule::ForeignKey(_));
    common(family, members).filter(|rule| !foreign_key(rule)).cloned().collect()
}

/// The foreign keys that all members have, over columns of the base and to a base.
pub(super) fn shared_foreign_keys(family: &Family, members: &[(usize, &Table)]) -> Vec<Rule> {
    let to_base = |rule: &Rule| match rule {
        Rule::ForeignKey(key) => members.len() == 1 || matches!(key.target, Target::Base(_)),
        _ => false,
    };
    common(family, members).filter(|rule| to_base(rule)).cloned().collect()
}

fn common<'a>(
    family: &'a Family,
    members: &'a [(usize, &'a Table)],
) -> impl Iterator<Item = &'a Rule> {
    let first = members.first().into_iter().flat_map(|(_, table)| &table.rules);
    first.filter(move |rule| {
        members.iter().all(|(_, table)| table.rules.contains(rule))
            && is_of_base(family, members, rule)
    })
}

fn is_of_base(family: &Family, members: &[(usize, &Table)], rule: &Rule) -> bool {
    match rule {
        Rule::Unique(key) => family.has_columns(&key.columns),
        Rule::ForeignKey(key) => family.has_columns(&key.columns),
        Rule::Check { predicate, .. } => says_nothing_of_others(family, members, predicate),
        Rule::Index(index) => {
            let keys = index.keys.iter().all(|key| match &key.on {
                IndexOn::Column(column) => family.has_columns(std::slice::from_ref(column)),
                IndexOn::Expression(sql) => says_nothing_of_others(family, members, sql),
            });
            let predicate = index.predicate.iter();
            keys && family.has_columns(&index.include)
                && predicate.clone().all(|sql| says_nothing_of_others(family, members, sql))
        }
    }
}

/// Whether SQL names no column that only members have.
fn says_nothing_of_others(family: &Family, members: &[(usize, &Table)], sql: &str) -> bool {
    let others = members.iter().flat_map(|(_, table)| &table.columns).map(|column| &column.name);
    let mut others = others.filter(|name| !family.has_columns(std::slice::from_ref(*name)));
    !others.any(|name| names(sql, name))
}
