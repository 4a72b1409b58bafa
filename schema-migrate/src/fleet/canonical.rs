//! Whether members hold the same, whatever they are called: their own name in SQL texts does not count either.
//!
//! Invariant: it is for telling members apart alone; what differs is found in the texts as they are.

use polyschema_core::Dialect;
use polyschema_core::metadata::SchemaDef;
use serde_json::Value;

use crate::plan::Fingerprint;
use crate::sql::{TokenKind, tokens};

/// What stands for the name.
const NAME: &str = "polyschema_the_own_name_of_a_member_of_a_fleet_7e1f0c52";

/// Texts that are no SQL: names of objects, which a fingerprint knows, and comments.
const NO_SQL: [&str; 7] = ["comment", "name", "referenced", "parent", "table", "enum", "domain"];

/// The fingerprint of what a member holds.
pub(super) fn fingerprint(schema: &SchemaDef) -> Fingerprint {
    let edit = |value: &mut Value| replace_all(value, schema.name.as_str());
    Fingerprint::of_edited(Dialect::Postgres, schema, edit)
}

/// Replaces the name in all texts of SQL.
fn replace_all(value: &mut Value, name: &str) {
    match value {
        Value::String(text) => {
            if let Some(new) = replaced(text, name) {
                *text = new;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| replace_all(value, name)),
        Value::Object(fields) => {
            for (key, value) in fields {
                if !(value.is_string() && NO_SQL.contains(&key.as_str())) {
                    replace_all(value, name);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A SQL text in which the name stands before a full stop, or in a text that names a relation; nothing where it does
/// not.
fn replaced(sql: &str, name: &str) -> Option<String> {
    // In SQL a quote within a name is doubled.
    if !sql.contains('.') || !name.contains('"') && !sql.contains(name) {
        return None;
    }
    let tokens = tokens(sql, Dialect::Postgres)?;
    let (mut new, mut end) = (String::new(), 0);
    for (at, token) in tokens.iter().enumerate() {
        let is_next =
            |after: usize, sign: &str| tokens.get(at + after).is_some_and(|token| token.is(sign));
        let found = match token.kind {
            TokenKind::Word | TokenKind::Delimited if is_next(1, ".") => {
                (token.unquoted() == name).then(|| NAME.to_owned())
            }
            TokenKind::Text if is_next(1, "::") && is_next(2, "regclass") => {
                replaced(&token.unquoted(), name).map(|inner| format!("'{inner}'"))
            }
            _ => None,
        };
        if let Some(found) = found {
            new.push_str(&sql[end..token.start]);
            new.push_str(&found);
            end = token.end();
        }
    }
    new.push_str(&sql[end..]);
    (end > 0).then_some(new)
}

#[cfg(test)]
mod tests {
    use polyschema_core::ident::Ident;
    use polyschema_core::metadata::{CheckDef, ColumnDef, QualifiedName, SqlType, TableDef};

    use super::*;

    fn schema(name: &str, predicate: &str) -> SchemaDef {
        let ident = |text: &str| Ident::new(text).unwrap();
        let qualified = |of| QualifiedName::new(ident(name), ident(of));
        let mut table = TableDef::new(qualified("orders"));
        table.columns.push(ColumnDef::new(ident("mood"), SqlType::Text));
        table.checks.push(CheckDef::new(ident("good"), predicate.to_owned()));
        let mut schema = SchemaDef::new(ident(name));
        schema.tables.insert(ident("orders"), table);
        schema
    }

    #[test]
    fn members_that_hold_the_same_look_the_same() {
        let one = fingerprint(&schema("acme", "mood = 'good'::acme.mood"));
        let names = ["bloom", "two words", "say \"hi\"", "order"];
        for name in names {
            let mut predicate = "mood = 'good'::".to_owned();
            polyschema_core::ident::quote(name, &mut predicate);
            predicate.push_str(".mood");
            assert_eq!(fingerprint(&schema(name, &predicate)), one, "{name}");
        }
        assert_ne!(fingerprint(&schema("bloom", "mood = 'good'::acme.mood")), one);
    }

    #[track_caller]
    fn check(sql: &str, expected: Option<&str>) {
        let replaced = replaced(sql, "acme").map(|sql| sql.replace(NAME, "?"));
        assert_eq!(replaced.as_deref(), expected, "{sql}");
    }

    #[test]
    fn the_own_name_is_replaced_where_it_is_a_name() {
        check("x = 'good'::acme.mood", Some("x = 'good'::?.mood"));
        check("\"acme\".f(x) > acme.g(x)", Some("?.f(x) > ?.g(x)"));
        check("nextval('acme.ids'::regclass)", Some("nextval('?.ids'::regclass)"));
        check("'acme.com'::text", None);
        check("acme > 0.5", None);
        check("bloom.f(acme)", None);
    }
}
