//! A schema's name and the name of something in it.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, NameFault};
use crate::ident::{self, Ident};

/// The name of a table, index or type together with its schema's.
///
/// Its `Display` is for people: `asia.countries`, and `asia."x.y"` where that alone would be
/// ambiguous. It parses back, but it is no SQL; [`to_sql`](Self::to_sql) is.
///
/// ```
/// # use polyschema_core::metadata::QualifiedName;
/// let name: QualifiedName = r#"asia."x.y""#.parse()?;
/// assert_eq!(name.name.as_str(), "x.y");
/// assert_eq!(name.to_string(), r#"asia."x.y""#);
/// assert_eq!(name.to_sql(), r#""asia"."x.y""#);
/// # Ok::<(), polyschema_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// The schema.
    pub schema: Ident,
    /// What lies in it.
    pub name: Ident,
}

impl QualifiedName {
    /// Puts two names together.
    pub const fn new(schema: Ident, name: Ident) -> Self {
        Self { schema, name }
    }

    /// The name of something in it, for people: `asia.countries.name`.
    pub fn member(&self, name: &Ident) -> String {
        format!("{self}.{}", ForPeople(name))
    }

    /// The name as SQL: `"asia"."countries"`.
    pub fn to_sql(&self) -> String {
        let mut sql = String::new();
        self.write_sql(&mut sql);
        sql
    }

    pub(crate) fn write_sql(&self, sql: &mut String) {
        ident::quote(self.schema.as_str(), sql);
        sql.push('.');
        ident::quote(self.name.as_str(), sql);
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", ForPeople(&self.schema), ForPeople(&self.name))
    }
}

/// One part, delimited where it would be ambiguous alone.
struct ForPeople<'a>(&'a Ident);

impl fmt::Display for ForPeople<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = self.0.as_str();
        if !part.contains(['.', '"']) {
            return f.write_str(part);
        }
        let mut delimited = String::new();
        ident::quote(part, &mut delimited);
        f.write_str(&delimited)
    }
}

impl FromStr for QualifiedName {
    type Err = Error;

    /// Reads `schema.name`; a part that contains `.` or `"` stands in `"`, with every `"` doubled.
    fn from_str(text: &str) -> Result<Self, Error> {
        let malformed = || Error::Name { name: text.to_owned(), fault: NameFault::NotQualified };
        let (schema, rest) = part(text).ok_or_else(malformed)?;
        let (name, end) =
            part(rest.strip_prefix('.').ok_or_else(malformed)?).ok_or_else(malformed)?;
        if !end.is_empty() {
            return Err(malformed());
        }
        Ok(Self { schema: Ident::new(schema)?, name: Ident::new(name)? })
    }
}

/// One part from the front of a text, and what follows it.
fn part(text: &str) -> Option<(String, &str)> {
    let Some(delimited) = text.strip_prefix('"') else {
        let end = text.find(['.', '"']).unwrap_or(text.len());
        return (!text[end..].starts_with('"')).then(|| (text[..end].to_owned(), &text[end..]));
    };
    let mut name = String::new();
    let mut rest = delimited;
    loop {
        let quote = rest.find('"')?;
        name.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None => return Some((name, rest)),
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for QualifiedName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for QualifiedName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_parse(text: &str, schema: &str, name: &str) {
        let parsed: QualifiedName = text.parse().unwrap();
        assert_eq!((parsed.schema.as_str(), parsed.name.as_str()), (schema, name));
        assert_eq!(parsed.to_string().parse::<QualifiedName>().unwrap(), parsed);
    }

    #[test]
    fn members_are_delimited_where_they_are_ambiguous() {
        let table: QualifiedName = "asia.countries".parse().unwrap();
        assert_eq!(table.member(&Ident::new("name").unwrap()), "asia.countries.name");
        assert_eq!(table.member(&Ident::new("a.b").unwrap()), r#"asia.countries."a.b""#);
    }

    #[test]
    fn names_parse() {
        check_parse("asia.countries", "asia", "countries");
        check_parse(r#""asia"."countries""#, "asia", "countries");
        check_parse(r#""a.b"."c""d""#, "a.b", r#"c"d"#);
        check_parse("Asien und Größe.x y", "Asien und Größe", "x y");
    }

    #[test]
    fn other_texts_do_not() {
        for text in
            ["", "countries", "a.b.c", ".a", "a.", r#""a".b""#, r#""a"b.c"#, r#"a"b.c"#, r#""a.b"#]
        {
            assert!(text.parse::<QualifiedName>().is_err(), "{text}");
        }
    }
}
