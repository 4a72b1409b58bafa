//! Two catalogs: what is compared, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use polyschema_core::Catalog;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::SchemaDef;

use super::change::Change;
use super::expressions::Key;
use super::objects::Sides;
use super::outcome::{Diff, Note};
use super::rename::{self, Rename, Renames};
use super::scope::{self, Scope, Unmodelled};

/// What differs between two catalogs of one kind of database.
///
/// ```
/// # use polyschema_core::{Catalog, Dialect};
/// # use polyschema_core::ident::Ident;
/// # use polyschema_core::metadata::SchemaDef;
/// # use polyschema_migrate::diff::{Scope, diff};
/// let from = Catalog::from_schemas(Dialect::Postgres, [])?;
/// let to = Catalog::from_schemas(Dialect::Postgres, [SchemaDef::new(Ident::new("asia")?)])?;
/// let diff = diff(&from, &to, &Scope::of_database());
/// assert_eq!(diff.to_string(), "create schema asia\n");
/// # Ok::<(), polyschema_core::Error>(())
/// ```
pub fn diff(from: &Catalog, to: &Catalog, scope: &Scope) -> Diff {
    Comparison::new(scope).diff(from, to)
}

/// How two catalogs are compared, where more is known than the scope.
#[derive(Clone, Copy)]
pub struct Comparison<'a> {
    scope: &'a Scope,
    key: Key<'a>,
    accepted: &'a [Rename],
}

impl<'a> Comparison<'a> {
    /// Within a scope.
    pub const fn new(scope: &'a Scope) -> Self {
        Self { scope, key: &str::to_owned, accepted: &[] }
    }

    /// Takes SQL texts for the same when their keys are equal.
    #[must_use]
    pub const fn expressions(self, key: &'a dyn Fn(&str) -> String) -> Self {
        Self { key, ..self }
    }

    /// Takes these renames for true, as if the model had hints of them.
    #[must_use]
    pub const fn renames(self, accepted: &'a [Rename]) -> Self {
        Self { accepted, ..self }
    }

    /// What differs between two catalogs of one kind of database.
    pub fn diff(self, from: &Catalog, to: &Catalog) -> Diff {
        let mut after = to.clone().into_schemas();
        rename::hint(&mut after, self.accepted);
        self.scope.apply(&mut after, &BTreeSet::new());
        let mut before = from.clone().into_schemas();
        self.scope.apply(&mut before, &scope::names_before(&after));
        let renames = Renames::follow(&mut before, &after, to.dialect());

        let mut diff = Diff::default();
        for schema in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            self.compare_schema(schema, [&before, &after], &renames, &mut diff);
        }
        let ignored = renames.ignored.into_iter();
        diff.notes.extend(ignored.map(|(rename, why)| Note::IgnoredHint { rename, why }));
        diff
    }

    fn compare_schema(
        self,
        name: &Ident,
        [before, after]: [&BTreeMap<Ident, SchemaDef>; 2],
        renames: &Renames,
        diff: &mut Diff,
    ) {
        let (scope, nothing) = (self.scope, SchemaDef::new(name.clone()));
        let (from, to) = (before.get(name), after.get(name));
        let (objects, parts) = match to {
            Some(_) => (scope.objects, scope.parts),
            None if scope.schemas == Unmodelled::Leave => return,
            None => (Unmodelled::Drop, Unmodelled::Drop),
        };
        let sides = Sides {
            from: from.unwrap_or(&nothing),
            to: to.unwrap_or(&nothing),
            after,
            renames,
            key: self.key,
            objects,
            parts,
        };
        match (from, to) {
            (None, Some(to)) if scope.covers_schemas() => {
                let (name, comment) = (name.clone(), to.comment.clone());
                diff.changes.push(Change::CreateSchema { name, comment });
            }
            (Some(_), Some(_)) if scope.covers_schemas() => sides.schema(diff),
            _ => {}
        }
        sides.objects(diff);
        if let (Some(from), None, true) = (from, to, scope.covers_schemas()) {
            let (name, comment) = (name.clone(), from.comment.clone());
            diff.changes.push(Change::DropSchema { name, comment });
        }
    }
}
