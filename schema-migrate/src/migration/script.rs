//! A script: SQL text cut into statements, which are bound to the schemas' names when they run.
//!
//! Invariant: a name gets into SQL as a token, through `ident::quote`; text is never replaced.

use std::collections::BTreeMap;
use std::sync::Arc;

use polyschema_core::ident::{quote, quote_literal};
use polyschema_core::{Dialect, SchemaName};

use super::RevisionError;
use super::destroyed::{Destroyed, destroyed};
use super::lexer;
use super::split::split;
use super::statement::{Piece, Statement};

/// Logical schemas, as SQL names them, and the names that they have in a database.
pub type Names = BTreeMap<String, SchemaName>;

/// A file of SQL, cut into statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    file: Arc<str>,
    text: Arc<str>,
    dialect: Dialect,
    statements: Vec<Statement>,
}

/// A statement, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BoundStatement {
    /// What it does: its `-- step:` comment, or its first words.
    pub name: String,
    /// The line in the file on which its first word stands, from 1.
    pub line: usize,
    /// The line in the file on which its text begins, with the comments above it.
    pub text_line: usize,
    /// The SQL, without the semicolon.
    pub sql: String,
}

impl Script {
    /// Cuts SQL into statements; `file` is what errors call it.
    ///
    /// # Errors
    /// [`RevisionError::Syntax`], for a quote, comment or parenthesis that is never closed, a command of
    /// psql, or a statement that no revision can have (`COMMIT`, `COPY .. FROM STDIN`); all of the latter at
    /// once.
    pub fn parse(file: &str, text: &str, dialect: Dialect) -> Result<Self, RevisionError> {
        let syntax = |line, why: &str| RevisionError::Syntax {
            file: file.to_owned(),
            line,
            why: why.to_owned(),
        };
        let tokens = lexer::tokens(text, dialect).map_err(|fault| syntax(fault.line, fault.why))?;
        let statements = split(text, &tokens, dialect).map_err(|line| {
            syntax(line, "a parenthesis or block is opened here and never closed; close it before the semicolon")
        })?;
        let fault = |statement: &Statement| {
            let why = if statement.controls_transaction() {
                "the runner begins and ends transactions; remove the statement"
            } else if statement.copies() {
                "rows cannot be copied from or to a revision; write INSERT, or a Rust function"
            } else {
                return None;
            };
            Some(syntax(statement.line, why))
        };
        RevisionError::all(statements.iter().filter_map(fault).collect())?;
        Ok(Self { file: file.into(), text: text.into(), dialect, statements })
    }

    /// The file, as errors call it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The text, as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The statements, in order.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The tables, columns, schemas and types that the script drops or empties.
    ///
    /// A table that the script created itself, and on SQLite one that another takes the place of, is
    /// not among them.
    pub fn destroyed(&self) -> Vec<Destroyed> {
        destroyed(&self.statements, self.dialect)
    }

    /// The statements with the schemas' names in them.
    ///
    /// # Errors
    /// [`RevisionError::UnknownVariable`]; [`RevisionError::Syntax`] for a schema that is written as
    /// `:asia`, where its name would not be quoted.
    pub fn bind(&self, names: &Names) -> Result<Vec<BoundStatement>, RevisionError> {
        self.statements.iter().map(|statement| self.bind_one(statement, names)).collect()
    }

    fn bind_one(
        &self,
        statement: &Statement,
        names: &Names,
    ) -> Result<BoundStatement, RevisionError> {
        let named = |name: &str, line| match names.get(name) {
            Some(physical) => Ok(physical.as_str()),
            None => Err(RevisionError::UnknownVariable {
                file: self.file.to_string(),
                line,
                name: name.to_owned(),
                known: names.keys().cloned().collect(),
            }),
        };
        let mut sql = String::new();
        for piece in &statement.pieces {
            match piece {
                Piece::Text(text) => sql.push_str(text),
                Piece::Identifier { name, line } => quote(named(name, *line)?, &mut sql),
                Piece::Literal { name, line } => quote_literal(named(name, *line)?, &mut sql),
                Piece::Bare { name, line } if names.contains_key(name) => {
                    return Err(RevisionError::Syntax {
                        file: self.file.to_string(),
                        line: *line,
                        why: format!("`:{name}` would not be quoted; write `:\"{name}\"`"),
                    });
                }
                Piece::Bare { name, .. } => sql.extend([":", name]),
            }
        }
        Ok(BoundStatement {
            name: statement.name.clone(),
            line: statement.line,
            text_line: statement.text_line,
            sql,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let name = |name| SchemaName::new(name, Dialect::Postgres).unwrap();
        Names::from([("asia".to_owned(), name("a\"b")), ("shared".to_owned(), name("it's"))])
    }

    /// The statements of a script, each with the line of its first word.
    #[track_caller]
    fn check(dialect: Dialect, sql: &str, expected: &[(usize, &str)]) {
        let script = Script::parse("x.sql", sql, dialect).expect("the script is well formed");
        let bound = script.bind(&names()).expect("the schemas are known");
        let found: Vec<(usize, &str)> =
            bound.iter().map(|statement| (statement.line, statement.sql.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn check_postgres(sql: &str, expected: &[(usize, &str)]) {
        check(Dialect::Postgres, sql, expected);
    }

    #[track_caller]
    fn check_names(sql: &str, expected: &[&str]) {
        let script = Script::parse("x.sql", sql, Dialect::Postgres).unwrap();
        let found: Vec<&str> = script.statements().iter().map(Statement::name).collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn check_refused(sql: &str, expected: &str) {
        let script = Script::parse("asia/0001_x/upgrade.sql", sql, Dialect::Postgres);
        let error = script.and_then(|script| script.bind(&names())).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[track_caller]
    fn check_destroyed(dialect: Dialect, sql: &str, expected: &[&str]) {
        let script = Script::parse("x.sql", sql, dialect).unwrap();
        let found: Vec<String> = script.destroyed().iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn statements_end_at_semicolons_outside_of_everything() {
        check_postgres("a; b ;\n\n c", &[(1, "a"), (1, "b"), (3, "c")]);
        check_postgres(";;\n;", &[]);
        check_postgres("-- nothing", &[]);
        check_postgres(
            "select ';', $$;$$, \";\" /* ; */ -- ;\n;b",
            &[(1, "select ';', $$;$$, \";\""), (2, "b")],
        );
        check_postgres(
            "create rule r as do (a; b); c",
            &[(1, "create rule r as do (a; b)"), (1, "c")],
        );
    }

    #[test]
    fn bodies_of_routines_and_triggers_are_one_statement() {
        let body = "create function f() returns int begin atomic select case when true then 1 end; select 2; end";
        check_postgres(&format!("{body};\nx"), &[(1, body), (2, "x")]);
        let body = "CREATE OR REPLACE PROCEDURE p() AS $$ begin; end; $$ LANGUAGE plpgsql";
        check_postgres(&format!("{body}; x"), &[(1, body), (1, "x")]);
        let trigger = "create temp trigger t after insert on x begin\n update x set a = case when 1 then 2 end;\n delete from y; end";
        check(Dialect::Sqlite, &format!("{trigger}; x"), &[(1, trigger), (3, "x")]);
        check_postgres(
            "create trigger t before insert on x execute function begin(); y",
            &[(1, "create trigger t before insert on x execute function begin()"), (1, "y")],
        );
    }

    #[test]
    fn schemas_are_bound_as_tokens() {
        check_postgres(r#"drop table :"asia".t"#, &[(1, r#"drop table "a""b".t"#)]);
        check_postgres(":'shared'", &[(1, "'it''s'")]);
        check_postgres(
            r#"x::text, ':"asia"', a[1:2], :other"#,
            &[(1, r#"x::text, ':"asia"', a[1:2], :other"#)],
        );
        check_refused(
            "\nselect :\"aisa\".t",
            "asia/0001_x/upgrade.sql line 2: schema `aisa` is not bound to a name; known: `asia`, `shared`",
        );
        check_refused(
            "drop schema :asia",
            "asia/0001_x/upgrade.sql line 1: `:asia` would not be quoted; write `:\"asia\"`",
        );
    }

    #[test]
    fn comments_directly_above_stay_with_their_statement() {
        check_postgres("-- far\n\n-- near\n/* nearer */\na;", &[(5, "-- near\n/* nearer */\na")]);
        check_postgres("a; -- of a\nb", &[(1, "a"), (2, "b")]);
        check_names(
            "-- step: add column asia.countries.note\nalter table x add y int;\ninsert into  t\nvalues (1)",
            &["add column asia.countries.note", "insert into t values (1)"],
        );
        check_names(
            "alter table :\"asia\".countries_of_the_world add column signature_dish text not null",
            &["alter table :\"asia\".countries_of_the_world add column .."],
        );
    }

    #[test]
    fn what_cannot_be_run_is_refused() {
        check_refused(
            "a;\ncreate table t (\n a int;\nb",
            "asia/0001_x/upgrade.sql line 2: a parenthesis or block is opened here and never closed; close it before the semicolon",
        );
        let why = "the runner begins and ends transactions; remove the statement";
        check_refused(
            "begin; a;\nCOMMIT; rollback to savepoint x; rollback",
            &format!(
                "asia/0001_x/upgrade.sql line 1: {why}\nasia/0001_x/upgrade.sql line 2: {why}\nasia/0001_x/upgrade.sql line 2: {why}"
            ),
        );
    }

    #[test]
    fn rows_cannot_be_copied() {
        let why = "rows cannot be copied from or to a revision; write INSERT, or a Rust function";
        check_refused("copy x from stdin", &format!("asia/0001_x/upgrade.sql line 1: {why}"));
        check_postgres("copy x from '/stdin'", &[(1, "copy x from '/stdin'")]);
    }

    #[test]
    fn what_is_destroyed_is_found_by_words() {
        let postgres = Dialect::Postgres;
        check_destroyed(
            postgres,
            r#"DROP TABLE IF EXISTS :"asia".a, "x".B CASCADE; truncate table only :"asia".c restart identity"#,
            &["drops the table `asia.a`", "drops the table `x.b`", "empties the table `asia.c`"],
        );
        check_destroyed(
            postgres,
            r#"alter table :"asia".t add x int default f(1, 2), drop column if exists "No", drop y cascade, drop constraint z, alter column w drop not null"#,
            &["drops the column `asia.t.No`", "drops the column `asia.t.y`"],
        );
        check_destroyed(
            postgres,
            r#"drop schema :"asia"; drop type :"asia".mood"#,
            &["drops the schema `asia`", "drops the type `asia.mood`"],
        );
        check_destroyed(
            postgres,
            "drop index i; drop trigger t on x; drop view v; select 'drop table t'",
            &[],
        );
    }

    #[test]
    fn what_only_moves_is_not_destroyed() {
        let rebuild = "create table :\"asia\".new (a); drop table :\"asia\".t; alter table :\"asia\".new rename to t";
        check_destroyed(Dialect::Sqlite, rebuild, &[]);
        check_destroyed(Dialect::Postgres, rebuild, &["drops the table `asia.t`"]);
        check_destroyed(Dialect::Sqlite, "create table x.t (a); drop table x.t", &[]);
        let ty = "alter type :\"asia\".mood rename to mood_before; create type :\"asia\".mood as enum (); drop type :\"asia\".mood_before";
        check_destroyed(Dialect::Postgres, ty, &[]);
        check_destroyed(
            Dialect::Postgres,
            &format!("{ty} cascade"),
            &["drops the type `asia.mood_before`"],
        );
    }
}
