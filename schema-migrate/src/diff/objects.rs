//! One schema on both sides: what lies in it, kind by kind.

use std::collections::{BTreeMap, BTreeSet};

use polyschema_core::ddl::CommentTarget;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    DomainDef, DomainDifference, EnumDef, EnumDifference, QualifiedName, SchemaDef,
    SchemaDifference, SequenceDef, SequenceDifference, TableDef, ViewDef, ViewDifference,
};

use super::change::{Change, TableChange};
use super::expressions::{self, Key};
use super::outcome::Diff;
use super::rename::Renames;
use super::scope::Unmodelled;
use super::{likely, table};

/// A schema before and after, and what is needed to compare what lies in it.
pub(super) struct Sides<'a> {
    pub(super) from: &'a SchemaDef,
    pub(super) to: &'a SchemaDef,
    /// All schemas after, for what belongs to something in another one.
    pub(super) after: &'a BTreeMap<Ident, SchemaDef>,
    pub(super) renames: &'a Renames,
    pub(super) key: Key<'a>,
    /// What becomes of objects that only `from` has.
    pub(super) objects: Unmodelled,
    /// What becomes of parts of tables that only `from` has.
    pub(super) parts: Unmodelled,
}

impl Sides<'_> {
    /// The schema itself.
    pub(super) fn schema(&self, diff: &mut Diff) {
        for difference in self.from.differences(self.to) {
            if let SchemaDifference::Comment { from, to } = difference {
                let on = CommentTarget::Schema(self.to.name.clone());
                diff.changes.push(Change::Comment { on, from, to });
            }
        }
    }

    /// Everything in it.
    pub(super) fn objects(&self, diff: &mut Diff) {
        for (from, to) in both(&self.from.enums, &self.to.enums) {
            self.enums(from, to, diff);
        }
        for (from, to) in both(&self.from.domains, &self.to.domains) {
            self.domain(from, to, diff);
        }
        for (from, to) in both(&self.from.sequences, &self.to.sequences) {
            self.sequence(from, to, diff);
        }
        diff.questions.extend(likely::tables(self.from, self.to));
        for (from, to) in both(&self.from.tables, &self.to.tables) {
            self.table(from, to, diff);
        }
        for (from, to) in both(&self.from.views, &self.to.views) {
            self.view(from, to, diff);
        }
    }

    fn enums(&self, from: Option<&EnumDef>, to: Option<&EnumDef>, diff: &mut Diff) {
        let (from, to) = match (from, to) {
            (Some(from), Some(to)) => (from, to),
            (None, Some(to)) => return diff.changes.push(Change::CreateEnum(to.clone())),
            (from, _) => return gone(from, self.objects, Change::DropEnum, diff),
        };
        let differences = from.differences(to);
        if differences.iter().any(|one| !matches!(one, EnumDifference::Comment { .. })) {
            diff.changes.push(Change::AlterEnum { from: from.clone(), to: to.clone() });
            diff.questions.extend(likely::labels(from, to));
        }
        let on = CommentTarget::Enum(to.name.clone());
        comment(on, from.comment.as_ref(), to.comment.as_ref(), diff);
    }

    fn domain(&self, from: Option<&DomainDef>, to: Option<&DomainDef>, diff: &mut Diff) {
        let (from, to) = match (from, to) {
            (Some(from), Some(to)) => (expressions::domain(from, to, self.key), to),
            (None, Some(to)) => return diff.changes.push(Change::CreateDomain(to.clone())),
            (from, _) => return gone(from, self.objects, Change::DropDomain, diff),
        };
        let on = CommentTarget::Domain(to.name.clone());
        let differences = from.differences(to);
        if differences.iter().any(|one| !matches!(one, DomainDifference::Comment { .. })) {
            diff.changes.push(Change::AlterDomain { from: from.clone(), to: to.clone() });
        }
        comment(on, from.comment.as_ref(), to.comment.as_ref(), diff);
    }

    fn sequence(&self, from: Option<&SequenceDef>, to: Option<&SequenceDef>, diff: &mut Diff) {
        let (from, to) = match (from, to) {
            (Some(from), Some(to)) => (from, to),
            (None, Some(to)) => return diff.changes.push(Change::CreateSequence(to.clone())),
            (from, _) => {
                let unmodelled = from.map_or(self.objects, |from| self.unmodelled_sequence(from));
                return gone(from, unmodelled, Change::DropSequence, diff);
            }
        };
        let differences = from.differences(to);
        if differences.iter().any(|one| !matches!(one, SequenceDifference::Comment { .. })) {
            diff.changes.push(Change::AlterSequence { from: from.clone(), to: to.clone() });
        }
        let on = CommentTarget::Sequence(to.name.clone());
        comment(on, from.comment.as_ref(), to.comment.as_ref(), diff);
    }

    /// A sequence goes with the column that owns it, asked or not.
    fn unmodelled_sequence(&self, sequence: &SequenceDef) -> Unmodelled {
        let Some(by) = &sequence.owned_by else { return self.objects };
        match self.table_after(&by.table) {
            None => self.objects,
            Some(table) if table.column(by.column.as_str()).is_some() => self.parts,
            Some(_) => Unmodelled::Drop,
        }
    }

    fn table(&self, from: Option<&TableDef>, to: Option<&TableDef>, diff: &mut Diff) {
        let (from, to) = match (from, to) {
            (Some(from), Some(to)) => (from, to),
            (None, Some(to)) => {
                return diff.changes.push(Change::CreateTable(Box::new(to.clone())));
            }
            (from, _) => {
                let parent = from.and_then(|from| from.partition_of.as_ref()).map(|of| &of.parent);
                let stays = parent.is_some_and(|parent| self.table_after(parent).is_some());
                let unmodelled = if stays { self.parts } else { self.objects };
                return gone(from, unmodelled, |def| Change::DropTable(Box::new(def)), diff);
            }
        };
        let renamed = |(from, new): &&(QualifiedName, Ident)| {
            from.schema == to.name.schema && *new == to.name.name
        };
        if let Some((from, new)) = self.renames.tables.iter().find(renamed) {
            diff.changes.push(Change::RenameTable { from: from.clone(), to: new.clone() });
        }
        for (from, new) in self.renames.columns.get(&to.name).into_iter().flatten() {
            let (table, from, to) = (to.name.clone(), from.clone(), new.clone());
            let change = TableChange::RenameColumn { from, to };
            diff.changes.push(Change::AlterTable { table, change });
        }
        diff.questions.extend(likely::columns(from, to));
        table::compare(from, to, self.key, diff);
    }

    fn view(&self, from: Option<&ViewDef>, to: Option<&ViewDef>, diff: &mut Diff) {
        let (from, to) = match (from, to) {
            (Some(from), Some(to)) => (expressions::view(from, to, self.key), to),
            (None, Some(to)) => return diff.changes.push(Change::CreateView(to.clone())),
            (from, _) => return gone(from, self.objects, Change::DropView, diff),
        };
        let on = CommentTarget::View { name: to.name.clone(), materialized: to.materialized };
        let differences = from.differences(to);
        if differences.iter().any(|one| !matches!(one, ViewDifference::Comment { .. })) {
            diff.changes.push(Change::AlterView { from: from.clone(), to: to.clone() });
        }
        comment(on, from.comment.as_ref(), to.comment.as_ref(), diff);
    }

    fn table_after(&self, name: &QualifiedName) -> Option<&TableDef> {
        self.after.get(&name.schema)?.tables.get(&name.name)
    }
}

/// What is on either side, in the order of the names.
fn both<'a, T>(
    from: &'a BTreeMap<Ident, T>,
    to: &'a BTreeMap<Ident, T>,
) -> impl Iterator<Item = (Option<&'a T>, Option<&'a T>)> {
    let names: BTreeSet<_> = from.keys().chain(to.keys()).collect();
    names.into_iter().map(|name| (from.get(name), to.get(name)))
}

/// What only `from` has, if anything.
fn gone<T: Clone>(
    from: Option<&T>,
    unmodelled: Unmodelled,
    drop: impl FnOnce(T) -> Change,
    diff: &mut Diff,
) {
    match unmodelled {
        Unmodelled::Leave => {}
        Unmodelled::Drop => diff.changes.extend(from.cloned().map(drop)),
    }
}

/// A comment, if it differs.
pub(super) fn comment(
    on: CommentTarget,
    from: Option<&String>,
    to: Option<&String>,
    diff: &mut Diff,
) {
    if from != to {
        diff.changes.push(Change::Comment { on, from: from.cloned(), to: to.cloned() });
    }
}
