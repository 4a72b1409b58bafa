//! What a catalog has no place for is reported, and all else is read.

use polyschema_core::metadata::{Fill, SqlType};
use polyschema_migrate::reflect::Reflected;
use polyschema_test_support::sqlite;

use super::{names, reflect_all, run};

async fn after(sql: &str) -> Reflected {
    let mut connection = sqlite().await;
    run(&mut connection, sql).await;
    reflect_all(&mut connection).await
}

/// Some statements, and what is reported of them.
async fn check(sql: &str, expected: &[&str]) -> Reflected {
    let reflected = after(sql).await;
    let found: Vec<String> = reflected.unsupported.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected, "{sql}");
    reflected
}

#[tokio::test]
async fn tables_that_are_not_strict() {
    let sql = "CREATE TABLE t (
        a VARCHAR(100), b DATETIME, c DECIMAL(10,2), d, e \"Double Precision\", f UNSIGNED BIG INT,
        g Boolean DEFAULT 1, h int PRIMARY KEY, i UUID DEFAULT '')";
    let reflected = check(
        sql,
        &[
            "`main.t`: table that is not strict",
            "`main.t`: column type `DECIMAL(10,2)` of `c`",
            "`main.t`: column type `UNSIGNED BIG INT` of `f`",
            "`main.t`: column type `UUID` of `i`",
        ],
    )
    .await;
    let table = reflected.catalog.table("main.t").unwrap();
    let types: Vec<_> = table.columns.iter().map(|column| column.sql_type.clone()).collect();
    let any = SqlType::Custom("ANY".to_owned());
    assert_eq!(
        types,
        [
            SqlType::Varchar(100),
            SqlType::Timestamp,
            any.clone(),
            any.clone(),
            SqlType::Double,
            SqlType::BigInt,
            SqlType::Boolean,
            SqlType::Custom("INT".to_owned()),
            any,
        ]
    );
    assert!(table.columns[7].nullable, "a key takes NULL where it is not the row's number");
}

#[tokio::test]
async fn tables_without_row_numbers() {
    let reflected = check(
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) WITHOUT ROWID, STRICT",
        &["`main.t`: table without row numbers"],
    )
    .await;
    let table = reflected.catalog.table("main.t").unwrap();
    assert_eq!((table.columns[0].fill.clone(), table.columns[0].nullable), (None, false));
}

#[tokio::test]
async fn options_of_constraints() {
    check(
        "CREATE TABLE t (
            a INTEGER PRIMARY KEY ASC ON CONFLICT REPLACE AUTOINCREMENT,
            b TEXT CONSTRAINT nn NOT NULL ON CONFLICT IGNORE,
            c TEXT REFERENCES u MATCH FULL,
            CONSTRAINT uq UNIQUE (b COLLATE nocase DESC) ON CONFLICT FAIL
         ) STRICT;
         CREATE TABLE u (a TEXT, b TEXT, PRIMARY KEY (a DESC)) STRICT;
         CREATE TABLE w (a INTEGER PRIMARY KEY DESC) STRICT;",
        &[
            "`main.t`: constraint option `MATCH FULL` of `fk_t_c`",
            "`main.t`: constraint option `b COLLATE nocase` of `uq`",
            "`main.t`: constraint option `b DESC` of `uq`",
            "`main.t`: constraint option `nn`, a name for what is said of `b`",
            "`main.t`: conflict clause `FAIL` of `uq`",
            "`main.t`: conflict clause `IGNORE` of `b`",
            "`main.t`: conflict clause `REPLACE` of `pk_t`",
            "`main.t`: autoincrement",
            "`main.u`: constraint option `a DESC` of `pk_u`",
            "`main.w`: constraint option `DESC` of `pk_w`",
        ],
    )
    .await;
}

#[tokio::test]
async fn generated_columns_that_are_not_stored() {
    let reflected = check(
        "CREATE TABLE t (a TEXT, b TEXT AS (a || 'x'), c TEXT AS (a) VIRTUAL, d TEXT AS (a) STORED) STRICT",
        &["`main.t`: virtual generated column `b`", "`main.t`: virtual generated column `c`"],
    )
    .await;
    let table = reflected.catalog.table("main.t").unwrap();
    assert_eq!(table.columns[1].fill, Some(Fill::Generated("a || 'x'".to_owned())));
}

#[tokio::test]
async fn foreign_keys_that_lead_nowhere() {
    let reflected = check(
        "CREATE TABLE u (a TEXT, b TEXT, PRIMARY KEY (a, b)) STRICT;
         CREATE TABLE t (
            a TEXT REFERENCES nowhere (a), b TEXT REFERENCES u (c), c TEXT REFERENCES u,
            d TEXT CONSTRAINT view REFERENCES v, e TEXT REFERENCES u (A)
         ) STRICT;
         CREATE VIEW v AS SELECT 1;",
        &[
            "`main.t`: foreign key that leads nowhere: `fk_t_a` references `nowhere`, which is no table",
            "`main.t`: foreign key that leads nowhere: `fk_t_b` references columns that `u` has not",
            "`main.t`: foreign key that leads nowhere: `fk_t_c` has more columns on one side than on the other",
            "`main.t`: foreign key that leads nowhere: `view` references `v`, which is no table",
        ],
    )
    .await;
    let table = reflected.catalog.table("main.t").unwrap();
    assert_eq!(names(table.foreign_keys.iter().map(|key| &key.name)), ["fk_t_e"]);
}

#[tokio::test]
async fn views_and_triggers() {
    let reflected = check(
        "CREATE TABLE t (a TEXT) STRICT;
         CREATE VIEW IF NOT EXISTS \"a view\" AS SELECT a, ')' AS x FROM t -- all
         ;
         CREATE VIEW named (x, y) AS SELECT 1, 2;
         CREATE TRIGGER audit AFTER INSERT ON t BEGIN SELECT 1; END;
         CREATE TRIGGER of_view INSTEAD OF INSERT ON \"a view\" BEGIN SELECT 1; END;",
        &[
            "`main.a view`: trigger `of_view`",
            "`main.named`: columns that the view names itself",
            "`main.t`: trigger `audit`",
        ],
    )
    .await;
    let views = &reflected.catalog.schema("main").unwrap().views;
    assert_eq!(names(views.keys()), ["a view", "named"]);
    assert_eq!(views["a view"].definition, "SELECT a, ')' AS x FROM t");
    assert_eq!(views["named"].definition, "SELECT 1, 2");
}

#[tokio::test]
async fn virtual_tables_and_their_shadows() {
    let reflected = check(
        "create virtual table if not exists docs USING fts5(title, body);
         CREATE TABLE docs_of_ours (a TEXT) STRICT;",
        &["`main.docs`: virtual table"],
    )
    .await;
    let tables = &reflected.catalog.schema("main").unwrap().tables;
    assert_eq!(names(tables.keys()), ["docs_of_ours"]);
}

#[tokio::test]
async fn names_that_are_empty() {
    let reflected = check(
        "CREATE TABLE \"\" (a TEXT) STRICT;
         CREATE TABLE t (\"\" TEXT, b TEXT) STRICT;
         CREATE INDEX i ON t (b);
         CREATE TABLE u (a TEXT) STRICT;",
        &[
            "`main.main`: definition that cannot be read: table ``: `` cannot be a name: it is empty",
            "`main.t`: definition that cannot be read: index `i`: table `t` was not read",
            "`main.t`: definition that cannot be read: table `t`: `` cannot be a name: it is empty",
        ],
    )
    .await;
    assert_eq!(names(reflected.catalog.schema("main").unwrap().tables.keys()), ["u"]);
}

#[tokio::test]
async fn what_sqlite_keeps_for_itself_is_no_part() {
    let reflected = check(
        "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT UNIQUE) STRICT;
         CREATE TABLE sqliteish (a TEXT) STRICT;
         ANALYZE;",
        &["`main.t`: autoincrement"],
    )
    .await;
    assert_eq!(names(reflected.catalog.schema("main").unwrap().tables.keys()), ["sqliteish", "t"]);
}
