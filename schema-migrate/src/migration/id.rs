//! The name of a revision: a folder's name, and a word on the command line.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use heck::ToSnakeCase;

use super::RevisionError;
use crate::model::is_word;

/// Words that name targets and can name no revision.
const TAKEN: &[&str] = &["base", "current", "head", "heads"];

/// The id of a revision: ASCII letters, digits and underscores, `0002_add_dish`.
///
/// By convention four digits, so that folders sort as they grew, and what the message says.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionId(Arc<str>);

impl RevisionId {
    /// Checks an id.
    ///
    /// # Errors
    /// [`RevisionError::Id`].
    pub fn new(id: &str) -> Result<Self, RevisionError> {
        if is_word(id) && !TAKEN.contains(&id) {
            return Ok(Self(id.into()));
        }
        Err(RevisionError::Id { id: id.to_owned() })
    }

    /// The id after those that there are: the next number, and the message as a name.
    pub fn next<'a>(existing: impl IntoIterator<Item = &'a Self>, message: &str) -> Self {
        let last = existing.into_iter().filter_map(Self::number).max().unwrap_or(0);
        let ascii: String =
            message.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
        let name = ascii.to_snake_case();
        // A folder's name with room for the rest of its path.
        let name: String = name.chars().take(60).collect();
        let number = last.saturating_add(1);
        match name.trim_end_matches('_') {
            "" => Self(format!("{number:04}").into()),
            name => Self(format!("{number:04}_{name}").into()),
        }
    }

    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn number(&self) -> Option<u32> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        self.0[..digits].parse().ok()
    }
}

/// Whether a name can be a psql variable, a folder and a part of a target.

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl FromStr for RevisionId {
    type Err = RevisionError;

    fn from_str(id: &str) -> Result<Self, RevisionError> {
        Self::new(id)
    }
}

impl serde::Serialize for RevisionId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_next(existing: &[&str], message: &str, expected: &str) {
        let existing: Vec<RevisionId> =
            existing.iter().map(|id| RevisionId::new(id).unwrap()).collect();
        let next = RevisionId::next(&existing, message);
        assert_eq!(next.as_str(), expected);
        assert!(RevisionId::new(next.as_str()).is_ok());
    }

    #[test]
    fn ids_go_on_from_the_last_number() {
        check_next(&[], "create", "0001_create");
        check_next(
            &["0001_create", "0009_x"],
            "Add `dish` to Asia's countries!",
            "0010_add_dish_to_asia_s_countries",
        );
        check_next(&["ae1027a6acf"], "größe", "0001_gr_e");
        check_next(&["0001"], "", "0002");
    }

    #[test]
    fn what_a_target_or_a_path_means_is_no_id() {
        for id in ["", "head", "base", "a b", "../x", "0001-x", "+1", "a@head"] {
            let error = RevisionId::new(id).unwrap_err().to_string();
            assert!(error.contains("cannot be the id of a revision"), "{error}");
        }
    }
}
