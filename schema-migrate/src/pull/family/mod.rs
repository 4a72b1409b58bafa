//! What tables of one name have in common: a base, and for each schema what it has beside that.
//!
//! Tables are a family where they have one primary key and share at least half of each one's columns. A
//! column is common when all members have it alike; what an extension can override may differ.

mod columns;
mod foreign_keys;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use polyschema_core::ident::Ident;

use self::columns::{base_columns, differences};
use super::model::{Column, Fill, Key, Model, Rule, Table, Written};

/// Tables of one name that share a struct.
#[derive(Debug)]
pub(super) struct Family {
    /// The SQL name.
    pub(super) name: Ident,
    /// The units that have such a table.
    pub(super) units: Vec<usize>,
    pub(super) comment: Option<String>,
    pub(super) columns: Vec<Column>,
    pub(super) key: Option<Key>,
    pub(super) rules: Vec<Rule>,
    /// What the units have that are more than the base.
    pub(super) variants: Vec<Variant>,
}

/// An extension of a family's base, of one unit or of several that are alike.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) units: Vec<usize>,
    /// `None` for the base's.
    pub(super) comment: Option<String>,
    pub(super) columns: Vec<Column>,
    pub(super) overrides: Vec<Override>,
    pub(super) rules: Vec<Rule>,
}

/// What an extension says otherwise of a column of its base.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Override {
    pub(super) column: Ident,
    pub(super) written: Option<Written>,
    pub(super) fill: Option<Fill>,
    pub(super) collation: Option<String>,
}

impl Family {
    /// The extension that a unit lists; `None` for the base itself.
    pub(super) fn variant_of(&self, unit: usize) -> Option<usize> {
        self.variants.iter().position(|variant| variant.units.contains(&unit))
    }

    fn has_columns(&self, columns: &[Ident]) -> bool {
        columns.iter().all(|name| self.columns.iter().any(|column| column.name == *name))
    }
}

/// All families, and the units that each unit sees.
#[derive(Debug)]
pub(super) struct Families {
    pub(super) all: Vec<Family>,
    pub(super) sees: BTreeMap<usize, BTreeSet<usize>>,
}

impl Families {
    /// The family of a unit's table.
    pub(super) fn of(&self, unit: usize, table: &Ident) -> Option<usize> {
        self.all.iter().position(|family| family.name == *table && family.units.contains(&unit))
    }
}

/// The families of a model's tables. Foreign keys that cannot be said are left out, with a note.
pub(super) fn families(model: &mut Model) -> Families {
    let all = clusters(model).into_iter().map(|(name, units)| base(model, name, units)).collect();
    let mut families = Families { all, sees: BTreeMap::new() };
    foreign_keys::resolve(model, &mut families);
    for family in &mut families.all {
        let members = members(model, &family.name, &family.units);
        family.rules.extend(rules::shared_foreign_keys(family, &members));
        family.variants = variants(family, &members);
    }
    families
}

fn members<'a>(model: &'a Model, name: &Ident, units: &[usize]) -> Vec<(usize, &'a Table)> {
    units.iter().filter_map(|&unit| Some((unit, model.units[unit].tables.get(name)?))).collect()
}

/// Tables that are a family so far.
struct Cluster<'a> {
    units: Vec<usize>,
    /// Its tables, equal ones once.
    different: Vec<(usize, &'a Table)>,
}

/// Which units' tables of a name belong together, in the order of the names.
fn clusters(model: &Model) -> Vec<(Ident, Vec<usize>)> {
    let names: BTreeSet<&Ident> = model.units.iter().flat_map(|unit| unit.tables.keys()).collect();
    let mut all = Vec::new();
    for name in names {
        let mut clusters: Vec<Cluster<'_>> = Vec::new();
        for (unit, of) in model.units.iter().enumerate() {
            if let Some(table) = of.tables.get(name) {
                join(&mut clusters, unit, table);
            }
        }
        all.extend(clusters.into_iter().map(|cluster| (name.clone(), cluster.units)));
    }
    all
}

/// Puts a table into the first cluster with which it is a family, or into a new one.
fn join<'a>(clusters: &mut Vec<Cluster<'a>>, unit: usize, table: &'a Table) {
    for Cluster { units, different } in clusters.iter_mut() {
        let is_same =
            |(_, known): &(usize, &Table)| known.columns == table.columns && known.key == table.key;
        if different.iter().any(is_same) {
            units.push(unit);
            return;
        }
        different.push((unit, table));
        if is_family(different) {
            units.push(unit);
            return;
        }
        different.pop();
    }
    clusters.push(Cluster { units: vec![unit], different: vec![(unit, table)] });
}

/// Whether tables have one key, in the base, and at least half of their columns in common.
fn is_family(members: &[(usize, &Table)]) -> bool {
    let Some((_, first)) = members.first() else {
        return false;
    };
    let base = base_columns(members);
    let most = members.iter().map(|(_, table)| table.columns.len()).max().unwrap_or_default();
    let key = first.key.iter().flat_map(|key| &key.columns);
    members.iter().all(|(_, table)| table.key == first.key)
        && key.clone().all(|name| base.iter().any(|column| column.name == *name))
        && base.len() * 2 >= most
        && !base.is_empty()
}

fn base(model: &Model, name: Ident, units: Vec<usize>) -> Family {
    let members = members(model, &name, &units);
    let mut family = Family {
        comment: base_comment(&members),
        columns: base_columns(&members),
        key: members.first().and_then(|(_, table)| table.key.clone()),
        rules: Vec::new(),
        variants: Vec::new(),
        name,
        units,
    };
    family.rules = rules::shared(&family, &members);
    family
}

/// An extension has its base's comment unless it has one of its own: one without any needs a base without.
fn base_comment(members: &[(usize, &Table)]) -> Option<String> {
    let comments = members.iter().map(|(_, table)| table.comment.as_ref());
    columns::most_common(comments.collect::<Option<Vec<_>>>()?).cloned()
}

/// What members have beside the base; those that have the same share an extension.
fn variants(family: &Family, members: &[(usize, &Table)]) -> Vec<Variant> {
    let mut variants: Vec<Variant> = Vec::new();
    for &(unit, table) in members {
        let (columns, overrides) = differences(family, table);
        let rules: Vec<Rule> =
            table.rules.iter().filter(|rule| !family.rules.contains(rule)).cloned().collect();
        let comment = table.comment.clone().filter(|_| table.comment != family.comment);
        if columns.is_empty() && overrides.is_empty() && rules.is_empty() && comment.is_none() {
            continue;
        }
        let own = Variant { units: vec![unit], comment, columns, overrides, rules };
        match variants.iter_mut().find(|variant| variant.is_like(&own)) {
            Some(variant) => variant.units.push(unit),
            None => variants.push(own),
        }
    }
    variants
}

impl Variant {
    fn is_like(&self, other: &Self) -> bool {
        let Self { units: _, comment, columns, overrides, rules } = self;
        (comment, columns, overrides, rules)
            == (&other.comment, &other.columns, &other.overrides, &other.rules)
    }
}
