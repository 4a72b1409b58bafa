//! A trigger or index of SQLite, as `sqlite_master` has it, with the name of its schema.

use polyschema_core::ident::quote;
use polyschema_core::{Dialect, SchemaName};

use super::lexer::{Kind, tokens};

/// The SQL with the schema before the object's name, which stands there alone: SQLite keeps what was
/// written from the name on.
pub(crate) fn qualified(sql: &str, schema: &SchemaName) -> String {
    let words = ["CREATE", "UNIQUE", "TRIGGER", "INDEX", "IF", "NOT", "EXISTS"];
    let Ok(tokens) = tokens(sql, Dialect::Sqlite) else { return sql.to_owned() };
    let is_name = |kind: Kind, text: &str| {
        let is_key_word =
            kind == Kind::Word && words.iter().any(|word| text.eq_ignore_ascii_case(word));
        kind != Kind::Comment && !is_key_word
    };
    let name = tokens.iter().find(|token| is_name(token.kind, &sql[token.range.clone()]));
    let at = name.map_or(0, |name| name.range.start);
    let mut with_schema = sql[..at].to_owned();
    quote(schema.as_str(), &mut with_schema);
    with_schema.push('.');
    with_schema.push_str(&sql[at..]);
    with_schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, expected: &str) {
        let schema = SchemaName::new("asia", Dialect::Sqlite).unwrap();
        assert_eq!(qualified(sql, &schema), expected);
    }

    #[test]
    fn the_schema_stands_before_the_name() {
        check("CREATE INDEX \"i\" ON t(a)", "CREATE INDEX \"asia\".\"i\" ON t(a)");
        check("CREATE UNIQUE INDEX i ON t(a)", "CREATE UNIQUE INDEX \"asia\".i ON t(a)");
        check(
            "CREATE TRIGGER [index] AFTER INSERT ON t BEGIN SELECT 1; END",
            "CREATE TRIGGER \"asia\".[index] AFTER INSERT ON t BEGIN SELECT 1; END",
        );
    }
}
