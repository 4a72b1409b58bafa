//! A comment at the end of a statement that says which schema it is for.
//!
//! Source: the specification of sqlcommenter. Invariant: nothing but letters, digits and `-._~%` stands between the quotes.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The tags of a comment: the schema, and what a program adds.
#[derive(Debug, Clone)]
pub(super) struct Comment {
    /// Encoded.
    tags: BTreeMap<String, String>,
}

const SCHEMA: &str = "schema";

impl Comment {
    pub(super) fn new<'t>(tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let encoded = |(key, value)| (encoded(key), encoded(value));
        Self { tags: tags.into_iter().map(encoded).filter(|(key, _)| key != SCHEMA).collect() }
    }

    /// The statement with the comment after it.
    pub(super) fn after(&self, sql: &str, schema: &str) -> String {
        let schema = (!schema.is_empty()).then(|| encoded(schema));
        let mut tags: Vec<(&str, &str)> =
            self.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        if let Some(schema) = &schema {
            let at = tags.partition_point(|(key, _)| *key < SCHEMA);
            tags.insert(at, (SCHEMA, schema));
        }
        if tags.is_empty() {
            return sql.to_owned();
        }
        // A statement that ends in a comment of its own, up to the end of the line, keeps it.
        let mut commented = format!("{sql}\n/*");
        for (at, (key, value)) in tags.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            // Writing to a `String` cannot fail.
            let _ = write!(commented, "{comma}{key}='{value}'");
        }
        commented.push_str("*/");
        commented
    }
}

/// Percent-encoded. Source: RFC 3986, 2.3, "Unreserved Characters".
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte.into());
            }
            // Writing to a `String` cannot fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tags: &[(&str, &str)], schema: &str, expected: &str) {
        assert_eq!(Comment::new(tags.iter().copied()).after("SELECT 1", schema), expected);
    }

    #[test]
    fn tags_are_sorted_and_encoded() {
        check(&[], "acme", "SELECT 1\n/*schema='acme'*/");
        check(
            &[("zone", "eu 1"), ("app", "it's")],
            "acme",
            "SELECT 1\n/*app='it%27s',schema='acme',zone='eu%201'*/",
        );
        check(&[("schema", "other")], "acme", "SELECT 1\n/*schema='acme'*/");
        check(&[], "", "SELECT 1");
    }

    #[test]
    fn no_name_ends_the_comment() {
        check(
            &[],
            "a*/; DROP TABLE x; /*",
            "SELECT 1\n/*schema='a%2A%2F%3B%20DROP%20TABLE%20x%3B%20%2F%2A'*/",
        );
        check(&[], "ü'\\\n", "SELECT 1\n/*schema='%C3%BC%27%5C%0A'*/");
        check(&[("*/", "'")], "x", "SELECT 1\n/*%2A%2F='%27',schema='x'*/");
    }
}
