//! Tables as people write them by hand.

use polyschema_core::metadata::{
    ColumnDef, Fill, Identity, IndexOn, Literal, QualifiedName, SqlType, TableDef,
};
use polyschema_core::spec::{Deferrable, ReferentialAction};
use polyschema_test_support::sqlite;

use super::pragmas::check_pragmas;
use super::{reflect_all, run};
use crate::support::ident;

/// The tables that some statements make, by name. Nothing of them is reported, and all is as the pragmas
/// have it.
async fn tables_after(sql: &str) -> Vec<TableDef> {
    let mut connection = sqlite().await;
    run(&mut connection, sql).await;
    let reflected = reflect_all(&mut connection).await;
    assert_eq!(reflected.unsupported, []);
    check_pragmas(&mut connection, &reflected).await;
    reflected.catalog.tables().map(|table| table.def().clone()).collect()
}

async fn table_after(sql: &str) -> TableDef {
    let [table] = <[TableDef; 1]>::try_from(tables_after(sql).await).expect("one table");
    table
}

/// The constraints of a table, each in words.
fn constraints(table: &TableDef) -> Vec<String> {
    let join = |names: &[polyschema_core::ident::Ident]| {
        names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(",")
    };
    let mut all = Vec::new();
    if let Some(key) = &table.primary_key {
        all.push(format!("{}: key {}", key.name.as_str(), join(&key.columns)));
    }
    for key in &table.unique {
        all.push(format!("{}: unique {}", key.name.as_str(), join(&key.columns)));
    }
    for check in &table.checks {
        all.push(format!("{}: {}", check.name.as_str(), check.predicate));
    }
    for key in &table.foreign_keys {
        let (columns, to) = (join(&key.columns), join(&key.referenced_columns));
        all.push(format!("{}: {columns} -> {}.{to}", key.name.as_str(), key.referenced));
    }
    all
}

#[tokio::test]
async fn what_has_no_name_gets_the_conventions() {
    let tables = tables_after(
        "CREATE TABLE Parent (id INTEGER PRIMARY KEY, code TEXT UNIQUE CHECK (code <> '')) STRICT;
         CREATE TABLE child (
            id INTEGER, parent INTEGER REFERENCES parent, code TEXT REFERENCES PARENT(Code),
            other INTEGER,
            CONSTRAINT uq_child_code UNIQUE (other),
            UNIQUE (code), UNIQUE (ID, code), CHECK (id > 0), CHECK (id < 9),
            FOREIGN KEY (other) REFERENCES child (ID) ON DELETE SET NULL
            PRIMARY KEY (ID)
         ) STRICT;",
    )
    .await;
    assert_eq!(
        constraints(&tables[0]),
        ["pk_Parent: key id", "uq_Parent_code: unique code", "ck_Parent_code: code <> ''"]
    );
    assert_eq!(
        constraints(&tables[1]),
        [
            "pk_child: key id",
            "uq_child_code: unique other",
            "uq_child_code_2: unique code",
            "uq_child_id_code: unique id,code",
            "ck_child: id > 0",
            "ck_child_2: id < 9",
            "fk_child_code: code -> main.Parent.code",
            "fk_child_other: other -> main.child.id",
            "fk_child_parent: parent -> main.Parent.id",
        ]
    );
    assert_eq!(tables[1].foreign_keys[1].on_delete, ReferentialAction::SetNull);
}

#[tokio::test]
async fn one_name_for_two_constraints_is_the_first_ones() {
    let table = table_after(
        "CREATE TABLE t (a TEXT CONSTRAINT x CHECK (a <> 'x'), CONSTRAINT X UNIQUE (a)) STRICT",
    )
    .await;
    assert_eq!(constraints(&table), ["uq_t_a: unique a", "x: a <> 'x'"]);
}

#[tokio::test]
async fn expressions_keep_their_text() {
    let table = table_after(
        r#"CREATE TABLE t (
            a INTEGER NOT NULL CHECK ( a IN (1,2) /* ) */ AND ')' <> "a" ),
            b TEXT GENERATED ALWAYS AS ( 'It''s (' || a -- )
            ) STORED,
            c INTEGER AS (a+1) STORED NOT NULL,
            d TEXT DEFAULT (lower ( 'A' )),
            CONSTRAINT "ck" CHECK (CASE WHEN a THEN b ELSE (c) END IS NOT NULL)
        ) STRICT"#,
    )
    .await;
    assert_eq!(
        constraints(&table),
        [
            "ck: CASE WHEN a THEN b ELSE (c) END IS NOT NULL",
            r#"ck_t_a: a IN (1,2) /* ) */ AND ')' <> "a""#,
        ]
    );
    let fills: Vec<_> = table.columns.iter().map(|column| column.fill.clone()).collect();
    assert_eq!(
        fills,
        [
            None,
            Some(Fill::Generated("'It''s (' || a".to_owned())),
            Some(Fill::Generated("a+1".to_owned())),
            Some(Fill::DefaultSql("lower ( 'A' )".to_owned())),
        ]
    );
    assert!(!table.columns[2].nullable);
}

#[tokio::test]
async fn defaults_in_all_their_forms() {
    let table = table_after(
        "CREATE TABLE t (
            a ANY DEFAULT 5, b ANY DEFAULT -5 NOT NULL, c ANY DEFAULT + 1.5 UNIQUE, d ANY DEFAULT (-5),
            e ANY DEFAULT 'it''s', f ANY DEFAULT word, g ANY DEFAULT \"a word\", h ANY DEFAULT NULL,
            i ANY DEFAULT true, j ANY DEFAULT current_timestamp, k BLOB DEFAULT x'6162',
            l BLOB DEFAULT (X'FF'), m ANY DEFAULT 9223372036854775808
        ) STRICT",
    )
    .await;
    let fills: Vec<_> = table.columns.into_iter().map(|column| column.fill).collect();
    let literal = |literal| Some(Fill::Default(literal));
    let text = |text: &str| literal(Literal::Text(text.to_owned()));
    let sql = |sql: &str| Some(Fill::DefaultSql(sql.to_owned()));
    assert_eq!(
        fills,
        [
            literal(Literal::Int(5)),
            literal(Literal::Int(-5)),
            literal(Literal::Float(1.5)),
            literal(Literal::Int(-5)),
            text("it's"),
            text("word"),
            text("a word"),
            None,
            literal(Literal::Int(1)),
            sql("current_timestamp"),
            text("ab"),
            sql("x'ff'"),
            literal(Literal::Float(9.223372036854776e18)),
        ]
    );
}

#[tokio::test]
async fn names_in_all_quotes() {
    let tables = tables_after(
        r#"CREATE TABLE "a ""b"" c" ([x y] TEXT, `z``` TEXT, 'it''s' TEXT, "select" TEXT, größe TEXT, key TEXT,
            PRIMARY KEY ('it''s', "SELECT")) STRICT;
           CREATE TABLE IF NOT EXISTS main.'order' ("a" TEXT, b TEXT, [primary] TEXT,
            FOREIGN KEY (a, b) REFERENCES [a "b" c]) STRICT;
           CREATE UNIQUE INDEX "i ""1""" ON 'order' (b DESC, [primary] COLLATE nocase, (a || b)) WHERE (a > 'x');
           CREATE INDEX i2 ON "order" ("A", lower(b) ASC, 'b' COLLATE binary)"#,
    )
    .await;
    let [first, order] = &tables[..] else { panic!("{tables:?}") };
    let columns: Vec<_> = first.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns, ["x y", "z`", "it's", "select", "größe", "key"]);
    assert_eq!(constraints(first), [r#"pk_a "b" c: key it's,select"#]);
    assert_eq!(constraints(order), [r#"fk_order_a_b: a,b -> main."a ""b"" c".it's,select"#]);
    assert_eq!(
        order.indexes.iter().map(|index| index.name.as_str()).collect::<Vec<_>>(),
        [r#"i "1""#, "i2"]
    );
    let [one, two] = &order.indexes[..] else { panic!() };
    assert!(one.unique && one.keys[0].descending);
    assert_eq!(one.keys[1].collation.as_deref(), Some("NOCASE"));
    assert_eq!(one.keys[2].on, IndexOn::Expression("a || b".to_owned()));
    assert_eq!(one.predicate.as_deref(), Some("a > 'x'"));
    assert_eq!(two.keys[0].on, IndexOn::Column(ident("a")));
    assert_eq!(two.keys[1].on, IndexOn::Expression("lower(b)".to_owned()));
    assert_eq!((&two.keys[2].on, &two.keys[2].collation), (&IndexOn::Column(ident("b")), &None));
}

#[tokio::test]
async fn what_a_key_makes_of_its_columns() {
    let number = |table: &TableDef| {
        matches!(table.columns[0].fill, Some(Fill::Identity(Identity::ByDefault)))
    };
    let table = table_after("CREATE TABLE t (a integer, PRIMARY KEY (A)) STRICT").await;
    assert!(number(&table) && !table.columns[0].nullable);
    let table = table_after("CREATE TABLE t (a INT PRIMARY KEY) STRICT").await;
    assert_eq!(table.columns[0].sql_type, SqlType::Custom("INT".to_owned()));
    assert!(!number(&table) && !table.columns[0].nullable);
    let table = table_after("CREATE TABLE t (a INTEGER, b INT, PRIMARY KEY (a, b)) STRICT").await;
    assert!(!number(&table) && !table.columns[1].nullable);
    assert_eq!(table.columns[1].sql_type, SqlType::BigInt);
}

#[tokio::test]
async fn when_a_foreign_key_is_checked() {
    let table = table_after(
        "CREATE TABLE t (a INTEGER PRIMARY KEY,
            b INTEGER REFERENCES t ON DELETE CASCADE ON UPDATE SET DEFAULT DEFERRABLE INITIALLY DEFERRED,
            c INTEGER REFERENCES t(a) NOT NULL DEFERRABLE,
            d INTEGER CONSTRAINT named REFERENCES t NOT DEFERRABLE INITIALLY DEFERRED DEFAULT 1,
            FOREIGN KEY (d) REFERENCES t ON UPDATE NO ACTION DEFERRABLE INITIALLY IMMEDIATE) STRICT",
    )
    .await;
    let deferrable: Vec<_> = table.foreign_keys.iter().map(|key| key.deferrable).collect();
    assert_eq!(
        deferrable,
        [
            Deferrable::InitiallyDeferred,
            Deferrable::InitiallyImmediate,
            Deferrable::InitiallyImmediate,
            Deferrable::Not,
        ]
    );
    assert_eq!(table.foreign_keys[3].name.as_str(), "named");
    assert_eq!(table.foreign_keys[0].on_update, ReferentialAction::SetDefault);
    assert!(!table.columns[2].nullable);
}

#[tokio::test]
async fn what_was_altered_afterwards() {
    let tables = tables_after(
        "CREATE TABLE p (a INTEGER PRIMARY KEY, b TEXT, gone TEXT) STRICT;
         CREATE TABLE c (p INTEGER REFERENCES p, CHECK (p > 0)) STRICT;
         CREATE INDEX i ON p (b) WHERE b <> 'b';
         ALTER TABLE p RENAME TO \"new p\";
         ALTER TABLE \"new p\" RENAME COLUMN b TO \"new b\";
         ALTER TABLE \"new p\" DROP COLUMN gone;
         ALTER TABLE \"new p\" ADD COLUMN d INTEGER NOT NULL DEFAULT (5) CHECK (d > 0);",
    )
    .await;
    assert_eq!(constraints(&tables[0]), ["ck_c: p > 0", "fk_c_p: p -> main.new p.a"]);
    let columns: Vec<_> = tables[1].columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns, ["a", "new b", "d"]);
    assert_eq!(constraints(&tables[1]), ["pk_new p: key a", "ck_new p_d: d > 0"]);
    assert_eq!(tables[1].indexes[0].keys[0].on, IndexOn::Column(ident("new b")));
    assert_eq!(tables[1].indexes[0].predicate.as_deref(), Some("\"new b\" <> 'b'"));
}

#[tokio::test]
async fn a_table_of_one_column() {
    let table = table_after("CREATE TABLE t(a TEXT COLLATE BINARY NULL)STRICT").await;
    let mut expected = TableDef::new(QualifiedName::new(ident("main"), ident("t")));
    expected.columns.push(ColumnDef::new(ident("a"), SqlType::Text));
    expected.columns[0].nullable = true;
    assert_eq!(table, expected);
}
