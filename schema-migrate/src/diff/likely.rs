//! What was probably renamed, though no hint says so: asked about, never guessed.

use std::collections::BTreeMap;
use std::fmt;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{ColumnDef, EnumDef, EnumDifference, SchemaDef, TableDef};
use serde::{Deserialize, Serialize};

use super::rename::Rename;

/// Tables that have less than this in common, in percent, are not taken for one another.
const MOSTLY_EQUAL: u8 = 60;

/// A rename that would take the place of a drop and a create.
///
/// Until it is accepted ([`Comparison::renames`](super::Comparison::renames)), the changes are those of a
/// drop and a create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PossibleRename {
    /// What may have been renamed.
    pub rename: Rename,
    /// How much is equal, in percent.
    pub similarity: u8,
}

impl fmt::Display for PossibleRename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "possible rename: {} ({} % alike)", self.rename, self.similarity)
    }
}

/// Tables of a schema of which one is gone and one is new, with mostly the same columns.
pub(super) fn tables(from: &SchemaDef, to: &SchemaDef) -> Vec<PossibleRename> {
    let gone: Vec<_> = only_in(&from.tables, &to.tables).collect();
    let new: Vec<_> = only_in(&to.tables, &from.tables).collect();
    let alike = best(&gone, &new, |gone, new| {
        let similarity = columns_in_common(gone, new);
        (similarity >= MOSTLY_EQUAL).then_some(similarity)
    });
    let question = |(gone, new, similarity): (&&TableDef, &&TableDef, u8)| {
        let rename = Rename::Table { from: gone.name.clone(), to: new.name.name.clone() };
        PossibleRename { rename, similarity }
    };
    alike.into_iter().map(question).collect()
}

fn only_in<'a>(
    these: &'a BTreeMap<Ident, TableDef>,
    those: &'a BTreeMap<Ident, TableDef>,
) -> impl Iterator<Item = &'a TableDef> {
    these
        .values()
        .filter(|table| !those.contains_key(&table.name.name) && table.partition_of.is_none())
}

/// Of all columns of two tables, how many have the same name and type in both.
fn columns_in_common(one: &TableDef, other: &TableDef) -> u8 {
    let same = |column: &&ColumnDef| {
        other.column(column.name.as_str()).is_some_and(|twin| twin.sql_type == column.sql_type)
    };
    let common = one.columns.iter().filter(same).count();
    percent(common, one.columns.len() + other.columns.len() - common)
}

/// Columns of a table of which one is gone and one of the same type is new.
pub(super) fn columns(from: &TableDef, to: &TableDef) -> Vec<PossibleRename> {
    let missing =
        |table: &TableDef, column: &ColumnDef| table.column(column.name.as_str()).is_none();
    let gone: Vec<_> = from.columns.iter().filter(|column| missing(to, column)).collect();
    let new: Vec<_> = to.columns.iter().filter(|column| missing(from, column)).collect();
    let alike = best(&gone, &new, |gone, new| {
        (gone.sql_type == new.sql_type).then(|| column_similarity(gone, new))
    });
    let question = |(gone, new, similarity): (&&ColumnDef, &&ColumnDef, u8)| {
        let (table, from, to) = (to.name.clone(), gone.name.clone(), new.name.clone());
        PossibleRename { rename: Rename::Column { table, from, to }, similarity }
    };
    alike.into_iter().map(question).collect()
}

/// Half for the type, a fifth for all else, the rest for the name.
fn column_similarity(gone: &ColumnDef, new: &ColumnDef) -> u8 {
    let else_equal = gone.differences(new).is_empty();
    let name = strsim::normalized_damerau_levenshtein(gone.name.as_str(), new.name.as_str());
    50 + if else_equal { 20 } else { 0 } + (name * 30.0) as u8
}

/// Labels of an enum of which one is gone and one is new in the same place.
pub(super) fn labels(from: &EnumDef, to: &EnumDef) -> Vec<PossibleRename> {
    let differences = from.differences(to);
    let removed = differences.iter().filter_map(|one| match one {
        EnumDifference::RemoveLabel(label) => Some(label),
        _ => None,
    });
    let replaced = removed.filter_map(|old| {
        let at = from.labels.iter().position(|label| label == old)?;
        let new = to.labels.get(at).filter(|new| is_added(&differences, new))?;
        // Half for the place.
        let similarity = 50 + (strsim::normalized_damerau_levenshtein(old, new) * 50.0) as u8;
        let rename = Rename::Label { of: to.name.clone(), from: old.clone(), to: new.clone() };
        Some(PossibleRename { rename, similarity })
    });
    replaced.collect()
}

fn is_added(differences: &[EnumDifference], new: &str) -> bool {
    let adds = |one: &EnumDifference| matches!(one, EnumDifference::AddLabel { label, .. } if label == new);
    differences.iter().any(adds)
}

/// Pairs what is alike, the most alike first; each is in one pair at most. In the order of `new`.
fn best<'a, T>(
    gone: &'a [T],
    new: &'a [T],
    similarity: impl Fn(&T, &T) -> Option<u8>,
) -> Vec<(&'a T, &'a T, u8)> {
    let mut candidates = Vec::new();
    for (after, one) in new.iter().enumerate() {
        for (before, other) in gone.iter().enumerate() {
            candidates.extend(similarity(other, one).map(|percent| (percent, before, after)));
        }
    }
    candidates.sort_by_key(|&(percent, before, after)| (std::cmp::Reverse(percent), after, before));
    let mut pairs: Vec<(usize, usize, u8)> = Vec::new();
    for (percent, before, after) in candidates {
        if pairs.iter().all(|&(b, a, _)| b != before && a != after) {
            pairs.push((before, after, percent));
        }
    }
    pairs.sort_by_key(|&(_, after, _)| after);
    pairs
        .into_iter()
        .map(|(before, after, percent)| (&gone[before], &new[after], percent))
        .collect()
}

fn percent(part: usize, whole: usize) -> u8 {
    u8::try_from(part * 100 / whole.max(1)).unwrap_or(100)
}
