//! The header: a block of `-- key: value` comments on top of a file.
//!
//! It ends with the first line that is no such comment, by convention an empty one.

use std::collections::BTreeMap;

use polyschema_core::metadata::near::nearest;

use super::RevisionError;

/// What a header says; each value with its line.
#[derive(Debug, Default)]
pub(super) struct Header {
    values: BTreeMap<&'static str, (usize, String)>,
}

/// The keys of `upgrade.sql`, in the order in which they are written.
pub(super) const UPGRADE: &[&str] =
    &["revision", "message", "parents", "label", "depends", "replaces", "transactional", "rust"];

/// The keys of `downgrade.sql`.
pub(super) const DOWNGRADE: &[&str] = &["revision", "transactional", "rust"];

impl Header {
    /// Whether a file begins with one of the keys: it may have no header, and begin with any comment.
    pub(super) fn is_in(text: &str, keys: &[&'static str]) -> bool {
        let first = text.lines().next().and_then(|line| line.strip_prefix("--")?.split_once(':'));
        first.is_some_and(|(key, _)| keys.contains(&key.trim()))
    }

    /// Reads the header of a file; all faults at once.
    pub(super) fn parse(
        file: &str,
        text: &str,
        keys: &[&'static str],
        faults: &mut Vec<RevisionError>,
    ) -> Self {
        let mut header = Self::default();
        for (at, line) in text.lines().enumerate() {
            let Some(comment) = line.strip_prefix("--") else { break };
            let line = at + 1;
            let mut fault = |why| {
                faults.push(RevisionError::Syntax { file: file.to_owned(), line, why });
            };
            let Some((key, value)) = comment.split_once(':') else {
                fault("this is no `-- key: value` of the header; leave an empty line after the header".to_owned());
                continue;
            };
            let (key, value) = (key.trim(), value.trim());
            let Some(known) = keys.iter().find(|known| **known == key) else {
                fault(match nearest(key, keys.iter().copied()) {
                    Some(near) => format!("unknown header key `{key}`; did you mean `{near}`?"),
                    None => format!(
                        "unknown header key `{key}`; known: `{}`; leave an empty line after the header",
                        keys.join("`, `")
                    ),
                });
                continue;
            };
            if header.values.insert(known, (line, value.to_owned())).is_some() {
                fault(format!("`{key}` stands twice in the header; keep one"));
            }
        }
        header
    }

    /// A value, with its line; nothing when it is empty.
    pub(super) fn get(&self, key: &str) -> Option<(usize, &str)> {
        let (line, value) = self.values.get(key)?;
        (!value.is_empty()).then_some((*line, value))
    }

    /// A value with commas in it.
    pub(super) fn list(&self, key: &str) -> (usize, Vec<&str>) {
        let (line, value) = self.get(key).unwrap_or((1, ""));
        let items = value.split(',').map(str::trim).filter(|item| !item.is_empty());
        (line, items.collect())
    }
}
