//! The order in which tables can be created: referenced before referencing.

use std::collections::BTreeMap;

use crate::metadata::{Catalog, ForeignKeyDef, QualifiedName, TableDef};

/// Tables so that each stands behind those that it references, cut foreign keys apart.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DependencyOrder<'a> {
    /// The tables.
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

/// How far the search is with a table.
#[derive(Clone, Copy, PartialEq)]
enum Visit {
    Open,
    Done,
}

impl Catalog {
    /// All tables, referenced before referencing, and the foreign keys that had to be cut for it.
    ///
    /// The same catalog has the same order. A table that references itself is no cycle. Foreign keys
    /// to tables outside of the catalog do not count.
    pub fn tables_in_dependency_order(&self) -> DependencyOrder<'_> {
        let mut order = DependencyOrder { tables: Vec::new(), cut: Vec::new() };
        let mut visits = BTreeMap::new();
        for table in self.tables() {
            self.visit(table.def(), &mut visits, &mut order);
        }
        order
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
        let mut stack = vec![(root, root.foreign_keys.iter())];
        while let Some((table, foreign_keys)) = stack.last_mut() {
            let Some(foreign_key) = foreign_keys.next() else {
                visits.insert(&table.name, Visit::Done);
                order.tables.push(table);
                stack.pop();
                continue;
            };
            if foreign_key.referenced == table.name {
                continue;
            }
            let Some(referenced) = self.find(&foreign_key.referenced) else {
                continue;
            };
            match visits.get(&foreign_key.referenced) {
                Some(Visit::Done) => {}
                Some(Visit::Open) => order.cut.push((*table, foreign_key)),
                None => {
                    let referenced = referenced.def();
                    visits.insert(&referenced.name, Visit::Open);
                    stack.push((referenced, referenced.foreign_keys.iter()));
                }
            }
        }
    }
}
