//! The order in which objects can be created: what is used before what uses it.

use std::collections::BTreeMap;

use crate::metadata::{
    Catalog, DomainDef, ForeignKeyDef, Mentions, QualifiedName, TableDef, ViewDef,
};

/// Tables so that each stands behind those that it references, cut foreign keys apart.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DependencyOrder<'a> {
    /// The tables. A partition stands behind the table that it is a part of.
    pub tables: Vec<&'a TableDef>,
    /// The foreign keys that close a cycle, with their tables: to be added when all tables exist, and
    /// to be dropped first.
    pub cut: Vec<(&'a TableDef, &'a ForeignKeyDef)>,
}

impl DependencyOrder<'_> {
    /// Whether a foreign key of a table is one of the cut.
    pub fn is_cut(&self, table: &QualifiedName, foreign_key: &ForeignKeyDef) -> bool {
        self.cut.iter().any(|(cut, key)| cut.name == *table && key.name == foreign_key.name)
    }
}

/// How far the search is with an object.
#[derive(Clone, Copy, PartialEq)]
enum Visit {
    Open,
    Done,
}

/// What a table needs another one for.
enum Need<'a> {
    Parent(&'a QualifiedName),
    Referenced(&'a ForeignKeyDef),
}

impl Catalog {
    /// All tables, referenced before referencing, and the foreign keys that had to be cut for it.
    ///
    /// The same catalog has the same order. A table that references itself is no cycle. Foreign keys
    /// to tables outside of the catalog do not count. Foreign keys from and to partitions are all cut: a
    /// partition cannot be created without its parent, so it must never be part of a cycle.
    pub fn tables_in_dependency_order(&self) -> DependencyOrder<'_> {
        let mut order = DependencyOrder { tables: Vec::new(), cut: Vec::new() };
        let mut visits = BTreeMap::new();
        for table in self.tables() {
            self.visit(table.def(), &mut visits, &mut order);
        }
        order
    }

    /// All views, each behind those that its definition mentions.
    ///
    /// A definition is text, so a mention is judged by the words in it.
    pub fn views_in_dependency_order(&self) -> Vec<&ViewDef> {
        let views = self.schemas().values().flat_map(|schema| schema.views.values());
        let views: Vec<&ViewDef> = views.collect();
        let mentions: BTreeMap<&QualifiedName, Mentions> =
            views.iter().map(|view| (&view.name, Mentions::of(&view.definition))).collect();
        by_need(&views, |view, other| mentions[&view.name].contain(&view.name.schema, &other.name))
    }

    /// All domains, each behind the one that it is based on.
    pub fn domains_in_dependency_order(&self) -> Vec<&DomainDef> {
        let domains = self.schemas().values().flat_map(|schema| schema.domains.values());
        let domains: Vec<&DomainDef> = domains.collect();
        by_need(&domains, |domain, other| domain.base.as_domain() == Some(&other.name))
    }

    /// Depth first, with a stack of its own: a chain of references may be long.
    fn visit<'a>(
        &'a self,
        root: &'a TableDef,
        visits: &mut BTreeMap<&'a QualifiedName, Visit>,
        order: &mut DependencyOrder<'a>,
    ) {
        if visits.contains_key(&root.name) {
            return;
        }
        visits.insert(&root.name, Visit::Open);
        let mut stack = vec![(root, needs(root))];
        while let Some((table, needs_left)) = stack.last_mut() {
            let Some(need) = needs_left.next() else {
                visits.insert(&table.name, Visit::Done);
                order.tables.push(table);
                stack.pop();
                continue;
            };
            let name = match &need {
                Need::Parent(name) => name,
                Need::Referenced(key) => &key.referenced,
            };
            if *name == table.name {
                continue;
            }
            let Some(other) = self.find(name) else {
                continue;
            };
            let other = other.def();
            if let Need::Referenced(key) = need
                && (table.partition_of.is_some() || other.partition_of.is_some())
            {
                order.cut.push((*table, key));
                continue;
            }
            match visits.get(&other.name) {
                Some(Visit::Done) => {}
                Some(Visit::Open) => {
                    if let Need::Referenced(key) = need {
                        order.cut.push((*table, key));
                    }
                }
                None => {
                    visits.insert(&other.name, Visit::Open);
                    stack.push((other, needs(other)));
                }
            }
        }
    }
}

/// The parent comes first: then only foreign keys can close a cycle.
fn needs(table: &TableDef) -> impl Iterator<Item = Need<'_>> {
    let parent = table.partition_of.iter().map(|of| Need::Parent(&of.parent));
    parent.chain(table.foreign_keys.iter().map(Need::Referenced))
}

/// Objects so that each stands behind those that it needs, else in the order that they have. What needs
/// itself through others keeps its place.
fn by_need<'a, T>(all: &[&'a T], needs: impl Fn(&T, &T) -> bool) -> Vec<&'a T> {
    let needed = |at: usize| (0..all.len()).filter(move |&other| other != at);
    let needed: Vec<Vec<usize>> = (0..all.len())
        .map(|at| needed(at).filter(|&other| needs(all[at], all[other])).collect())
        .collect();
    let mut left: Vec<usize> = (0..all.len()).collect();
    let mut done = vec![false; all.len()];
    let mut sorted = Vec::with_capacity(all.len());
    while !left.is_empty() {
        let is_free = |&at: &usize| needed[at].iter().all(|&other| done[other]);
        let next = left.remove(left.iter().position(is_free).unwrap_or(0));
        done[next] = true;
        sorted.push(all[next]);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;
    use crate::ident::Ident;
    use crate::metadata::{PartitionOf, SchemaDef, SqlType};

    fn ident(name: &str) -> Ident {
        Ident::new(name).unwrap()
    }

    fn name(name: &str) -> QualifiedName {
        QualifiedName::new(ident("asia"), ident(name))
    }

    fn catalog(fill: impl FnOnce(&mut SchemaDef)) -> Catalog {
        let mut schema = SchemaDef::new(ident("asia"));
        fill(&mut schema);
        Catalog::from_schemas(Dialect::Postgres, [schema]).unwrap()
    }

    #[test]
    fn views_stand_behind_what_they_mention() {
        let catalog = catalog(|schema| {
            for (view, sql) in
                [("a", "SELECT * FROM asia.c"), ("b", "SELECT 1"), ("c", "SELECT * FROM b")]
            {
                schema.views.insert(ident(view), ViewDef::new(name(view), sql));
            }
        });
        let order = catalog.views_in_dependency_order();
        assert_eq!(order.iter().map(|view| view.name.name.as_str()).collect::<String>(), "bca");
    }

    #[test]
    fn domains_stand_behind_their_base() {
        let catalog = catalog(|schema| {
            schema
                .domains
                .insert(ident("a"), DomainDef::new(name("a"), SqlType::Domain(name("b"))));
            schema.domains.insert(ident("b"), DomainDef::new(name("b"), SqlType::Text));
        });
        let order = catalog.domains_in_dependency_order();
        assert_eq!(order.iter().map(|def| def.name.name.as_str()).collect::<String>(), "ba");
    }

    #[test]
    fn a_partition_stands_behind_its_parent_and_its_keys_are_cut() {
        let catalog = catalog(|schema| {
            let mut part = TableDef::new(name("a"));
            part.partition_of = Some(PartitionOf::new(name("z"), "DEFAULT"));
            let mut parent = TableDef::new(name("z"));
            let key = ForeignKeyDef::new(ident("fk"), vec![], name("a"), vec![]);
            parent.foreign_keys.push(key);
            schema.tables.insert(ident("a"), part);
            schema.tables.insert(ident("z"), parent);
        });
        let order = catalog.tables_in_dependency_order();
        assert_eq!(order.tables.iter().map(|def| def.name.name.as_str()).collect::<String>(), "za");
        assert_eq!(order.cut.len(), 1);
    }
}
