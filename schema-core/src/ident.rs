//! Identifiers: names that are valid by construction, and the only function that quotes one.
//!
//! Invariant: an [`Ident`] has no `Display`, so it cannot slip into SQL unquoted.

use std::fmt;
use std::sync::Arc;

use crate::dialect::Dialect;
use crate::error::{Error, NameFault};

/// A SQL identifier as it is written in the catalog: not empty, without NUL.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(Arc<str>);

impl Ident {
    /// Checks a name.
    ///
    /// # Errors
    /// [`Error::Name`] when the name is empty or contains NUL.
    pub fn new(name: impl AsRef<str>) -> Result<Self, Error> {
        let name = name.as_ref();
        match fault(name, None) {
            None => Ok(Self(name.into())),
            Some(fault) => Err(Error::Name { name: name.to_owned(), fault }),
        }
    }

    /// The name, unquoted.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Checks the name against a database's limit.
    ///
    /// # Errors
    /// [`Error::Name`] when the name is longer than the database allows.
    pub fn check(&self, dialect: Dialect) -> Result<(), Error> {
        match fault(&self.0, Some(dialect)) {
            None => Ok(()),
            Some(fault) => Err(Error::Name { name: self.0.to_string(), fault }),
        }
    }
}

impl fmt::Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl PartialEq<str> for Ident {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl std::borrow::Borrow<str> for Ident {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Ident {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Ident {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::new(name).map_err(serde::de::Error::custom)
    }
}

/// What is wrong with a name, if anything; the length is judged only for a dialect.
pub const fn fault(name: &str, dialect: Option<Dialect>) -> Option<NameFault> {
    let bytes = name.as_bytes();
    if bytes.is_empty() {
        return Some(NameFault::Empty);
    }
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] == 0 {
            return Some(NameFault::Nul);
        }
        i += 1;
    }
    if let Some(dialect) = dialect
        && let Some(limit) = dialect.identifier_limit()
        && bytes.len() > limit
    {
        return Some(NameFault::TooLong { bytes: bytes.len(), limit });
    }
    None
}

/// Writes a delimited identifier: `"` around it, and every `"` in it doubled.
///
/// The only place that quotes a name at run time; `ConstSql::ident` in `fixed` is the same rule for
/// constants. Source: PostgreSQL manual, 4.1.1; SQLite, "SQL As Understood".
pub fn quote(name: &str, sql: &mut String) {
    sql.reserve(name.len() + 2);
    sql.push('"');
    if !name.as_bytes().contains(&b'"') {
        sql.push_str(name);
        sql.push('"');
        return;
    }
    for part in name.split_inclusive('"') {
        sql.push_str(part);
        if part.ends_with('"') {
            sql.push('"');
        }
    }
    sql.push('"');
}

/// Writes a text literal: `'` around it, and every `'` in it doubled.
///
/// Only DDL writes literals (defaults, labels, comments), and sets what a backslash in one means; a statement's values
/// are binds. NUL cannot be written and is refused where metadata is built.
pub fn quote_literal(text: &str, sql: &mut String) {
    sql.push('\'');
    for part in text.split_inclusive('\'') {
        sql.push_str(part);
        if part.ends_with('\'') {
            sql.push('\'');
        }
    }
    sql.push('\'');
}

/// Writes a text literal that the database reads as the text, whatever its settings.
///
/// Source: PostgreSQL manual, 4.1.2.2: what a backslash means between plain quotes is a setting.
pub fn quote_literal_for(dialect: Dialect, text: &str, sql: &mut String) {
    match dialect {
        Dialect::Postgres if text.contains('\\') => {
            sql.push('E');
            quote_literal(&text.replace('\\', "\\\\"), sql);
        }
        Dialect::Postgres | Dialect::Sqlite => quote_literal(text, sql),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_quote(name: &str, expected: &str) {
        let mut sql = String::new();
        quote(name, &mut sql);
        assert_eq!(sql, expected);
    }

    #[test]
    fn quotes_are_doubled() {
        check_quote("countries", r#""countries""#);
        check_quote(r#"a"b"#, r#""a""b""#);
        check_quote(r#"""#, r#""""""#);
        check_quote(r#"x"; drop table y; --"#, r#""x""; drop table y; --""#);
        check_quote("größe", r#""größe""#);
    }

    #[test]
    fn literals_need_no_setting() {
        let check = |dialect, text, expected| {
            let mut sql = String::new();
            quote_literal_for(dialect, text, &mut sql);
            assert_eq!(sql, expected);
        };
        check(Dialect::Postgres, "it's", "'it''s'");
        check(Dialect::Postgres, r"\'; DROP", r"E'\\''; DROP'");
        check(Dialect::Sqlite, r"\'", r"'\'''");
    }

    #[test]
    fn faults_are_found() {
        assert_eq!(fault("", None), Some(NameFault::Empty));
        assert_eq!(fault("a\0b", None), Some(NameFault::Nul));
        let longest = "é".repeat(31) + "x";
        assert_eq!(fault(&longest, Some(Dialect::Postgres)), None);
        let too_long = "é".repeat(32);
        assert_eq!(
            fault(&too_long, Some(Dialect::Postgres)),
            Some(NameFault::TooLong { bytes: 64, limit: 63 })
        );
        assert_eq!(fault(&too_long, Some(Dialect::Sqlite)), None);
    }
}
