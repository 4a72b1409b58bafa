//! What in a statement not every engine can do, read out of its words.

use super::statement::Statement;
use super::words::{ObjectName, Reader, SchemaPart, Word};

impl Statement {
    /// The schema that it creates, by its logical name.
    pub(crate) fn creates_schema(&self) -> Option<&str> {
        let mut reader = self.reader();
        if !reader.take(&["CREATE", "SCHEMA"]) {
            return None;
        }
        reader.take(&["IF", "NOT", "EXISTS"]);
        reader.schema()
    }

    /// Whether it creates a schema and objects in it at once.
    pub(crate) fn creates_schema_with_objects(&self) -> bool {
        self.creates_schema().is_some() && self.words_after_first("CREATE")
    }

    /// Whether it gives a constraint another name.
    pub(crate) fn renames_constraint(&self) -> bool {
        self.alters_table().is_some_and(|mut actions| actions.take(&["RENAME", "CONSTRAINT"]))
    }

    /// Whether it adds a constraint to a table, and anything else.
    pub(crate) fn adds_constraint_and_more(&self) -> bool {
        let actions = self.actions();
        actions.len() > 1 && actions.into_iter().any(adds_constraint)
    }

    /// Whether it adds a column to a table that is an identity, or has the type `serial`.
    pub(crate) fn adds_identity_column(&self) -> bool {
        self.actions().into_iter().any(|action| {
            let words = action.words();
            let is_column =
                words.first().is_some_and(|word| word.is("ADD")) && !adds_constraint(action);
            let serial = ["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"];
            is_column
                && words
                    .iter()
                    .any(|word| word.is("IDENTITY") || serial.iter().any(|serial| word.is(serial)))
        })
    }

    /// Whether it makes a column that numbers its rows with less than `bigint`.
    pub(crate) fn makes_small_identity(&self) -> bool {
        let words: &[Word] = &self.words;
        let is_identity =
            |at: &usize| *at > 0 && words[at - 1].is("AS") && words[*at].is("IDENTITY");
        let small = ["int", "integer", "int4", "smallint", "int2"];
        (0..words.len()).filter(is_identity).any(|at| {
            let of_column = of_column(&words[..at]);
            of_column.into_iter().any(|word| small.iter().any(|small| word.is(small)))
        })
    }

    /// The other schema that a foreign key of its references, by its logical name.
    pub(crate) fn references(&self, own: &str) -> Option<&str> {
        self.words.iter().zip(self.words.iter().skip(1)).find_map(|pair| match pair {
            (before, Word::Schema(schema)) if before.is("REFERENCES") && schema != own => {
                Some(schema.as_str())
            }
            _ => None,
        })
    }

    /// The table that it creates, by the logical name of its schema and its own.
    pub(crate) fn creates_table_of(&self) -> Option<(String, String)> {
        match self.creates_table()? {
            ObjectName { schema: Some(SchemaPart::Logical(schema)), name } => Some((schema, name)),
            ObjectName { .. } => None,
        }
    }

    /// Reads what stands behind `ALTER TABLE` and the table's name.
    fn alters_table(&self) -> Option<Reader<'_>> {
        let mut reader = self.reader();
        if !reader.take(&["ALTER", "TABLE"]) {
            return None;
        }
        reader.take(&["IF", "EXISTS"]);
        reader.only_name()?;
        Some(reader)
    }

    /// The actions of an `ALTER TABLE`.
    fn actions(&self) -> Vec<Reader<'_>> {
        let Some(mut reader) = self.alters_table() else { return Vec::new() };
        let mut actions = Vec::new();
        loop {
            let before = reader.words();
            let more = reader.skip_to_comma();
            let length = before.len() - reader.words().len() - usize::from(more);
            actions.push(Reader::new(&before[..length]));
            if !more {
                return actions;
            }
        }
    }

    /// Whether a key word comes again after its first place.
    fn words_after_first(&self, key_word: &str) -> bool {
        self.words.iter().filter(|word| word.is(key_word)).count() > 1
    }
}

/// The words of the column whose definition is the end of these, but for its name and what stands in parentheses.
fn of_column(words: &[Word]) -> Vec<&Word> {
    let (mut depth, mut own) = (0_usize, Vec::new());
    for word in words.iter().rev() {
        match word {
            Word::Sign(')') => depth += 1,
            Word::Sign('(') if depth > 0 => depth -= 1,
            Word::Sign('(' | ',') if depth == 0 => break,
            _ if depth == 0 => own.push(word),
            _ => {}
        }
    }
    own.pop();
    own
}

fn adds_constraint(mut action: Reader<'_>) -> bool {
    let kinds = ["CONSTRAINT", "FOREIGN", "CHECK", "UNIQUE", "PRIMARY", "EXCLUDE"];
    action.take(&["ADD"]) && action.take_any(&kinds)
}

#[cfg(test)]
mod tests {
    use polyschema_core::Dialect;

    use super::super::Script;
    use super::*;

    #[track_caller]
    fn check(sql: &str, of: fn(&Statement) -> bool, expected: bool) {
        let script = Script::parse("upgrade.sql", sql, Dialect::Postgres).unwrap();
        assert_eq!(of(&script.statements()[0]), expected, "{sql}");
    }

    #[test]
    fn constraints_are_renamed() {
        let of = Statement::renames_constraint;
        check("ALTER TABLE ONLY :\"a\".t RENAME CONSTRAINT x TO y", of, true);
        check("ALTER TABLE :\"a\".t RENAME \"CONSTRAINT\" TO y", of, false);
    }

    #[test]
    fn a_constraint_is_added_and_more() {
        let of = Statement::adds_constraint_and_more;
        check("ALTER TABLE :\"a\".t ADD CONSTRAINT x CHECK (f(a, b)), ADD c int", of, true);
        check("ALTER TABLE :\"a\".t ADD CONSTRAINT x CHECK (f(a, b))", of, false);
        check("ALTER TABLE :\"a\".t ADD b int, ADD c int", of, false);
    }

    #[test]
    fn an_identity_is_added() {
        let of = Statement::adds_identity_column;
        check("ALTER TABLE :\"a\".t ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY", of, true);
        check("ALTER TABLE :\"a\".t ADD b int, ADD n bigserial", of, true);
        check("ALTER TABLE :\"a\".t ADD n bigint", of, false);
        check("ALTER TABLE :\"a\".t ALTER n ADD GENERATED ALWAYS AS IDENTITY", of, false);
    }

    #[test]
    fn rows_are_numbered_with_a_small_type() {
        let of = Statement::makes_small_identity;
        let table = |column: &str| {
            format!("CREATE TABLE :\"a\".t (int text, {column}, n int CHECK (n IN (1, 2)))")
        };
        check(&table("i int GENERATED ALWAYS AS IDENTITY"), of, true);
        let long = "i smallint CHECK (f(i, 1)) NOT NULL GENERATED BY DEFAULT AS IDENTITY (START 5)";
        check(&table(long), of, true);
        check(&table("int bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"), of, false);
        check(&table("i int GENERATED ALWAYS AS (1) STORED"), of, false);
    }

    #[test]
    fn a_schema_is_created_with_objects() {
        let of = Statement::creates_schema_with_objects;
        check("CREATE SCHEMA :\"a\" CREATE TABLE t (i int)", of, true);
        check("CREATE SCHEMA IF NOT EXISTS :\"a\"", of, false);
        check("CREATE TABLE :\"a\".t (i int)", of, false);
    }

    #[test]
    fn another_schema_is_referenced() {
        let sql = "ALTER TABLE :\"a\".t ADD FOREIGN KEY (x) REFERENCES :\"shared\".u (x)";
        check(sql, |statement| statement.references("a") == Some("shared"), true);
        check(sql, |statement| statement.references("shared").is_some(), false);
    }
}
