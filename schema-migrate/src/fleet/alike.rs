//! Failures that are alike: a thousand members that fail for one reason are one thing to read.

use std::collections::{BTreeMap, BTreeSet};

use super::{MemberReport, Status};

/// Failures, those together that are alike but for the member's own name.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    kinds: Vec<Alike>,
    /// Where a kind is among them, by its status and its words.
    known: BTreeMap<(Status, String), usize>,
    members: BTreeSet<String>,
}

/// Members whose failures are alike.
#[derive(Debug)]
pub(crate) struct Alike {
    pub(crate) status: Status,
    /// The name of the first one.
    pub(crate) first: String,
    /// The names of the others.
    pub(crate) others: Vec<String>,
}

impl Failures {
    /// Takes in what became of a member, and says whether it is the first failure of its kind. One that did not fail,
    /// or is known, changes nothing.
    pub(crate) fn add(&mut self, report: &MemberReport) -> bool {
        if !report.status.is_failure() || !self.members.insert(report.tenant.clone()) {
            return false;
        }
        let words = without_name(report.first_line(), &report.tenant);
        let at = *self.known.entry((report.status, words)).or_insert(self.kinds.len());
        match self.kinds.get_mut(at) {
            Some(alike) => {
                alike.others.push(report.tenant.clone());
                false
            }
            None => {
                let (status, first) = (report.status, report.tenant.clone());
                self.kinds.push(Alike { status, first, others: Vec::new() });
                true
            }
        }
    }

    /// The kinds, in the order of their first members.
    pub(crate) fn kinds(&self) -> &[Alike] {
        &self.kinds
    }
}

impl Alike {
    /// `` like `acme`, 2 more failed ``; nothing, where there is one alone.
    pub(crate) fn more(&self) -> Option<String> {
        let (first, more) = (&self.first, self.others.len());
        let became = match (self.status, more) {
            (_, 0) => return None,
            (Status::Failed, _) => "failed",
            (Status::Refused, 1) => "was refused",
            (Status::Busy, 1) => "was busy",
            (Status::Busy, _) => "were busy",
            (_, _) => "were refused",
        };
        Some(format!("like `{first}`, {more} more {became}"))
    }
}

/// A text without a name, wherever that stands as a word by itself. In its place is what no name has.
fn without_name(text: &str, name: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(name) {
        words.push_str(before);
        let is_apart = !words.ends_with(is_word) && !after.starts_with(is_word);
        words.push_str(if is_apart { "\0" } else { name });
        rest = after;
    }
    words + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: (&str, &str), other: (&str, &str), are_alike: bool) {
        let without = |(text, name): (&str, &str)| without_name(text, name);
        assert_eq!(without(one) == without(other), are_alike);
    }

    #[test]
    fn failures_are_alike_but_for_the_names() {
        let gone = |name| format!("schema `{name}` is not there; restore it");
        check((&gone("acme"), "acme"), (&gone("t_1"), "t_1"), true);
        check((&gone("a b\"c"), "a b\"c"), (&gone("t_1"), "t_1"), true);
        check(("relation \"t_1.orders\"", "t_1"), ("relation \"t_11.orders\"", "t_11"), true);
        check(("column \"t_1_note\"", "t_1"), ("column \"t_2_note\"", "t_2"), false);
        check((&gone("acme"), "acme"), ("another reason", "t_1"), false);
    }
}
