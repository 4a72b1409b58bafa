//! Where foreign keys lead: to the structs of families, as a schema type resolves them.
//!
//! A schema finds the root of a reference among its own tables, and then in the first schema that it sees and
//! that lists it. A key for which that is another table than the database's cannot be said.

use std::collections::{BTreeMap, BTreeSet};

use polyschema_core::ident::Ident;
use polyschema_core::spec::ReferentialAction;

use super::Families;
use crate::pull::Note;
use crate::pull::model::{ForeignKey, Model, Place, Rule, Table, Target};

/// Replaces the targets of all foreign keys, and leaves out those that cannot be said.
pub(super) fn resolve(model: &mut Model, families: &mut Families) {
    let mut wanted: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (unit, of) in model.units.iter().enumerate() {
        let keys = of.tables.values().flat_map(foreign_keys);
        for key in keys {
            if let Target::Table(target, _) = key.target
                && target != unit
            {
                wanted.entry(unit).or_default().insert(target);
            }
        }
    }
    for unit in 0..model.units.len() {
        let names: Vec<Ident> = model.units[unit].tables.keys().cloned().collect();
        for name in names {
            let Some(mut table) = model.units[unit].tables.get(&name).cloned() else {
                continue;
            };
            let mut notes = Vec::new();
            let own = table.clone();
            table.rules.retain_mut(|rule| match rule {
                Rule::ForeignKey(key) => match target(model, families, &wanted, unit, &own, key) {
                    Ok(target) => {
                        if let Target::Table(seen, _) = &key.target
                            && *seen != unit
                        {
                            families.sees.entry(unit).or_default().insert(*seen);
                        }
                        key.target = target;
                        true
                    }
                    Err(why) => {
                        let place = Place::Table(unit, name.clone());
                        let object = format!("`{}` of {}", key.name.as_str(), model.object(&place));
                        let text = format!("left out, because {why}");
                        notes.push((place, Note { object, text }));
                        false
                    }
                },
                _ => true,
            });
            model.notes.extend(notes);
            model.units[unit].tables.insert(name, table);
        }
    }
}

fn foreign_keys(table: &Table) -> impl Iterator<Item = &ForeignKey> {
    table.rules.iter().filter_map(|rule| match rule {
        Rule::ForeignKey(key) => Some(key),
        _ => None,
    })
}

/// The struct that the key references, or why it cannot be said.
fn target(
    model: &Model,
    families: &Families,
    wanted: &BTreeMap<usize, BTreeSet<usize>>,
    unit: usize,
    table: &Table,
    key: &ForeignKey,
) -> Result<Target, String> {
    let Target::Table(of, name) = &key.target else {
        return Ok(key.target.clone());
    };
    let found = families.of(*of, name).zip(model.units[*of].tables.get(name));
    let (position, referenced) =
        found.ok_or_else(|| format!("`{}` is not part of the models", name.as_str()))?;
    let family = &families.all[position];
    if *of != unit {
        let seen = wanted.get(&unit).into_iter().flatten();
        let lists = seen.filter(|seen| family.units.contains(seen)).count();
        if family.units.contains(&unit) || lists > 1 {
            let name = name.as_str();
            return Err(format!("a reference to `{name}` would lead to another schema's"));
        }
    }
    same_types(table, referenced, key)?;
    can_act(table, key)?;
    let is_key = |columns: &[Ident]| same_columns(columns, &key.target_columns);
    let unique = |rules: &[Rule]| {
        rules.iter().any(|rule| matches!(rule, Rule::Unique(unique) if is_key(&unique.columns)))
    };
    if family.key.as_ref().is_some_and(|key| is_key(&key.columns)) || unique(&family.rules) {
        return Ok(Target::Base(position));
    }
    if unique(&referenced.rules) {
        return Ok(Target::Member(position, *of));
    }
    Err("what it references is unique by an index alone; make it a constraint".to_owned())
}

/// The columns of both sides are of the same Rust types.
fn same_types(table: &Table, referenced: &Table, key: &ForeignKey) -> Result<(), String> {
    for (own, other) in key.columns.iter().zip(&key.target_columns) {
        let types = (table.column(own), referenced.column(other));
        if let (Some(own), Some(other)) = types
            && own.rust != other.rust
        {
            let (own, other) = (own.name.as_str(), other.name.as_str());
            return Err(format!("`{own}` is of another Rust type than `{other}`"));
        }
    }
    Ok(())
}

/// `SET NULL` and `SET DEFAULT` need columns that can take it.
fn can_act(table: &Table, key: &ForeignKey) -> Result<(), String> {
    for column in key.columns.iter().filter_map(|name| table.column(name)) {
        for action in [key.on_delete, key.on_update] {
            let can = match action {
                ReferentialAction::SetNull => column.nullable,
                ReferentialAction::SetDefault => column.nullable || column.fill.is_some(),
                _ => true,
            };
            if !can {
                let name = column.name.as_str();
                return Err(format!("`{name}` cannot take what its action sets"));
            }
        }
    }
    Ok(())
}

fn same_columns(a: &[Ident], b: &[Ident]) -> bool {
    a.len() == b.len() && a.iter().all(|column| b.contains(column))
}
