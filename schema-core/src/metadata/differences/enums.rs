//! Between enums.

use crate::metadata::EnumDef;

/// What differs between an enum and itself.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum EnumDifference {
    /// A label that has another name, as a hint says.
    RenameLabel {
        /// The name it had.
        from: String,
        /// The name it gets.
        to: String,
    },
    /// A label that is gone.
    RemoveLabel(String),
    /// A label that is new.
    AddLabel {
        /// The label.
        label: String,
        /// The next one behind it that was there before; `None` when there is none.
        before: Option<String>,
    },
    /// The labels that stay stand in another order.
    Reorder {
        /// Their order before, under the names they get.
        from: Vec<String>,
        /// Their order after.
        to: Vec<String>,
    },
    /// The comment.
    Comment {
        /// What it was.
        from: Option<String>,
        /// What it becomes.
        to: Option<String>,
    },
}

impl EnumDef {
    /// What differs from this enum to another, apart from the name. Renamed labels come first, and what
    /// follows speaks of labels under the names that they get; those to be added stand in the order of `to`,
    /// so that each can be put in its place by [`AddLabel::before`](EnumDifference::AddLabel).
    pub fn differences(&self, to: &Self) -> Vec<EnumDifference> {
        let Self { name: _, comment, labels, renamed_labels: _ } = self;
        let Self { name: _, comment: to_comment, labels: to_labels, renamed_labels: _ } = to;
        let mut all = Vec::new();
        let mut before = labels.clone();
        for (old, new) in self.renames(to) {
            before
                .iter_mut()
                .filter(|label| **label == old)
                .for_each(|label| label.clone_from(&new));
            all.push(EnumDifference::RenameLabel { from: old, to: new });
        }
        let gone = before.iter().filter(|label| !to_labels.contains(label));
        all.extend(gone.cloned().map(EnumDifference::RemoveLabel));
        for (at, label) in to_labels.iter().enumerate() {
            if !before.contains(label) {
                let next = to_labels[at..].iter().find(|next| before.contains(next)).cloned();
                all.push(EnumDifference::AddLabel { label: label.clone(), before: next });
            }
        }
        let (mut stay, mut stays) = (before.clone(), to_labels.clone());
        stay.retain(|label| to_labels.contains(label));
        stays.retain(|label| before.contains(label));
        if stay != stays {
            all.push(EnumDifference::Reorder { from: stay, to: stays });
        }
        if comment != to_comment {
            let (from, to) = (comment.clone(), to_comment.clone());
            all.push(EnumDifference::Comment { from, to });
        }
        all
    }

    /// The labels that the hints of `to` rename, each before and after: those that this enum has under
    /// the old name only, and `to` under the new one only.
    fn renames(&self, to: &Self) -> Vec<(String, String)> {
        let has = |def: &Self, label: &String| def.labels.contains(label);
        let mut taken = Vec::new();
        let hints = to.labels.iter().filter_map(|new| Some((to.renamed_labels.get(new)?, new)));
        let effective = hints.filter(|(old, new)| {
            let fits = has(self, old) && !has(self, new) && !has(to, old);
            let first = fits && !taken.contains(old);
            taken.extend(first.then_some(*old));
            first
        });
        effective.map(|(old, new)| (old.clone(), new.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> EnumDef {
        let labels = text.split_whitespace().map(str::to_owned).collect();
        EnumDef::new("a.e".parse().unwrap(), labels)
    }

    /// Hints are `new=old`.
    #[track_caller]
    fn check_labels(from: &str, to: &str, hints: &[&str], expected: &[&str]) {
        let mut to = labels(to);
        for hint in hints {
            let (new, old) = hint.split_once('=').unwrap();
            to.renamed_labels.insert(new.to_owned(), old.to_owned());
        }
        let found = labels(from).differences(&to).into_iter().map(|one| match one {
            EnumDifference::RenameLabel { from, to } => format!("{from} -> {to}"),
            EnumDifference::RemoveLabel(label) => format!("- {label}"),
            EnumDifference::AddLabel { label, before: Some(next) } => format!("+ {label} < {next}"),
            EnumDifference::AddLabel { label, before: None } => format!("+ {label}"),
            EnumDifference::Reorder { from, to } => {
                format!("{} => {}", from.join(" "), to.join(" "))
            }
            EnumDifference::Comment { .. } => unreachable!("there are no comments"),
        });
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn labels_are_added_where_they_belong() {
        check_labels("a b", "a b", &[], &[]);
        check_labels("a b", "a b c", &[], &["+ c"]);
        check_labels("a b", "x y a z b", &[], &["+ x < a", "+ y < a", "+ z < b"]);
        check_labels("a b c", "a c", &[], &["- b"]);
        check_labels("a b c", "c x a", &[], &["- b", "+ x < a", "a c => c a"]);
    }

    #[test]
    fn labels_are_renamed_by_hints() {
        check_labels("a b", "a x", &["x=b"], &["b -> x"]);
        check_labels("a b", "x a y", &["x=b"], &["b -> x", "+ y", "a x => x a"]);
        check_labels("a x", "a x", &["x=b"], &[]);
        check_labels("a b", "a b x", &["x=b"], &["+ x"]);
        check_labels("a b", "a x y", &["x=b", "y=b"], &["b -> x", "+ y"]);
    }
}
