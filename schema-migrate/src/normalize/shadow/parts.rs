//! A refused copy, taken apart until the one part is found that the server refuses.

use polyschema_core::metadata::{ColumnDef, DomainDef, QualifiedName, TableDef, ViewDef};

use super::super::against::Refusal;
use super::copies::{Asks, Copied, Copy};

impl Copy {
    /// The same questions, one by one.
    pub(super) fn parts(&self) -> Vec<Self> {
        let with = |copied| Self { copied, targets: self.targets.clone() };
        match &self.copied {
            Copied::Table { def, asks: Asks::Types, .. } => {
                let alone = def.columns.iter().map(|column| {
                    let mut alone = TableDef::new(def.name.clone());
                    alone.columns = vec![column.clone()];
                    with(Copied::Table { def: Box::new(alone), asks: Asks::Types, parent: None })
                });
                alone.collect()
            }
            Copied::Table { def, asks: Asks::Expressions, .. } => {
                let parts = expression_parts(def).into_iter();
                parts
                    .map(|def| {
                        let def = Box::new(def);
                        with(Copied::Table { def, asks: Asks::Expressions, parent: None })
                    })
                    .collect()
            }
            Copied::Table { .. } => vec![self.clone()],
            Copied::View(def) if def.indexes.is_empty() => vec![self.clone()],
            Copied::View(def) => {
                let view = ViewDef::new(def.name.clone(), def.definition.clone());
                let mut parts = vec![with(Copied::View(view.clone()))];
                parts.extend(def.indexes.iter().map(|index| {
                    let mut alone = view.clone();
                    alone.indexes = vec![index.clone()];
                    with(Copied::View(alone))
                }));
                parts
            }
            Copied::Domain(def) => {
                let bare = || DomainDef::new(def.name.clone(), def.base.clone());
                let default = def.default.iter().map(|default| {
                    let mut alone = bare();
                    alone.default = Some(default.clone());
                    alone
                });
                let checks = def.checks.iter().map(|check| {
                    let mut alone = bare();
                    alone.checks = vec![check.clone()];
                    alone
                });
                default.chain(checks).map(|def| with(Copied::Domain(def))).collect()
            }
        }
    }

    /// Says of each object that the server refuses the one part that is left.
    pub(super) fn refusals(&self, message: &str) -> Vec<Refusal> {
        let part = match &self.copied {
            Copied::Table { def, asks, .. } => part_of_table(def, *asks),
            Copied::View(def) => match def.indexes.first() {
                Some(index) => format!("index `{}`", index.name.as_str()),
                None => "its query".to_owned(),
            },
            Copied::Domain(def) => match def.checks.first() {
                Some(check) => format!("check `{}`", check.name.as_str()),
                None => "its type or default".to_owned(),
            },
        };
        let refusal = |object: &QualifiedName| Refusal {
            object: object.clone(),
            part: part.clone(),
            message: message.to_owned(),
        };
        self.targets.iter().map(refusal).collect()
    }
}

/// A table with one fill, check, exclusion constraint or index each.
fn expression_parts(def: &TableDef) -> Vec<TableDef> {
    let mut bare = def.clone();
    bare.columns.iter_mut().for_each(|column| column.fill = None);
    bare.checks.clear();
    bare.exclusions.clear();
    bare.indexes.clear();
    let mut parts = Vec::new();
    let mut part = |put: &dyn Fn(&mut TableDef)| {
        let mut alone = bare.clone();
        put(&mut alone);
        parts.push(alone);
    };
    for (position, column) in def.columns.iter().enumerate() {
        if column.fill.is_some() {
            part(&|alone| alone.columns[position].fill.clone_from(&column.fill));
        }
    }
    for check in &def.checks {
        part(&|alone| alone.checks.push(check.clone()));
    }
    for exclusion in &def.exclusions {
        part(&|alone| alone.exclusions.push(exclusion.clone()));
    }
    for index in &def.indexes {
        part(&|alone| alone.indexes.push(index.clone()));
    }
    parts
}

fn part_of_table(def: &TableDef, asks: Asks) -> String {
    let column = |column: &ColumnDef| format!("column `{}`", column.name.as_str());
    match asks {
        Asks::Types => def.columns.first().map(column),
        Asks::PartitionKey => Some("its partition key".to_owned()),
        Asks::Bound => Some("its partition bound".to_owned()),
        Asks::Expressions => {
            let fill = def.columns.iter().find(|column| column.fill.is_some());
            let check = def.checks.first().map(|check| format!("check `{}`", check.name.as_str()));
            let exclusion = def.exclusions.first();
            let exclusion =
                exclusion.map(|def| format!("exclusion constraint `{}`", def.name.as_str()));
            let index = def.indexes.first().map(|def| format!("index `{}`", def.name.as_str()));
            fill.map(column).or(check).or(exclusion).or(index)
        }
    }
    .unwrap_or_default()
}
