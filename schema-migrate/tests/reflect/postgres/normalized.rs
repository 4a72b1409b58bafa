//! A model takes the words of the database, where both mean the same.

use polyschema_core::Catalog;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{Fill, IndexOn, Literal, SchemaDef, SqlType, TableDef};
use polyschema_core::spec::Nulls;
use polyschema_migrate::normalize::{Normalized, against};

use super::{all, database, run};

/// A database, and what a model makes of it that differs in one schema.
async fn normalized(
    sql: &str,
    edit: impl FnOnce(&mut SchemaDef),
) -> Option<(Catalog, Catalog, Normalized)> {
    let sql = format!("CREATE SCHEMA asia; SET search_path = asia; {sql}; RESET search_path");
    let (_database, mut connection) = database(&sql).await?;
    let held = all(&mut connection).await.catalog;
    let model = edited(held.clone(), edit);
    let normalized = against(&mut connection, &model, &held).await.unwrap();
    assert_eq!(all(&mut connection).await.catalog, held, "nothing is left behind");
    Some((held, model, normalized))
}

fn edited(catalog: Catalog, edit: impl FnOnce(&mut SchemaDef)) -> Catalog {
    let dialect = catalog.dialect();
    let mut schemas = catalog.into_schemas();
    edit(schemas.get_mut("asia").unwrap());
    Catalog::from_schemas(dialect, schemas.into_values()).unwrap()
}

/// The model means what the database holds.
async fn check_same(sql: &str, edit: impl FnOnce(&mut SchemaDef)) {
    let Some((held, model, normalized)) = normalized(sql, edit).await else { return };
    assert_ne!(model, held, "the model is written otherwise");
    assert_eq!(normalized.catalog, held);
    assert_eq!((normalized.refused, normalized.not_asked), (vec![], None));
}

/// The model means something else, and keeps its words.
async fn check_other(sql: &str, edit: impl FnOnce(&mut SchemaDef)) {
    let Some((_, model, normalized)) = normalized(sql, edit).await else { return };
    assert_eq!(normalized.catalog, model);
    assert_eq!((normalized.refused, normalized.not_asked), (vec![], None));
}

fn table(edit: impl FnOnce(&mut TableDef)) -> impl FnOnce(&mut SchemaDef) {
    |schema| edit(schema.tables.get_mut("t").unwrap())
}

fn fill(fill: Fill) -> impl FnOnce(&mut SchemaDef) {
    table(|table| table.columns[0].fill = Some(fill))
}

fn text(text: &str) -> Fill {
    Fill::Default(Literal::Text(text.to_owned()))
}

#[tokio::test]
async fn checks() {
    let sql = "CREATE TYPE mood AS ENUM ('happy', 'sad'); CREATE TABLE t (a integer, b text, c mood, \
        CONSTRAINT one CHECK (a > 0 AND b IN ('x', 'y')), CONSTRAINT two CHECK (c <> 'sad'))";
    check_same(
        sql,
        table(|table| {
            table.checks[0].predicate = "a>0 and b = any(array['x','y'])".to_owned();
            table.checks[1].predicate = "c != 'sad'::\"asia\".\"mood\"".to_owned();
        }),
    )
    .await;
    check_other(sql, table(|table| table.checks[0].predicate = "a >= 0".to_owned())).await;
    check_other(sql, table(|table| table.checks[1].validated = false)).await;
}

#[tokio::test]
async fn defaults() {
    let check = async |sql_type: &str, held: &str, model: Fill| {
        let sql = format!("CREATE TABLE t (a {sql_type} DEFAULT {held})");
        check_same(&sql, fill(model)).await;
    };
    check("timestamptz", "'2020-01-01T00:00:00+02'", text("2020-01-01 00:00:00+02")).await;
    check("jsonb", "'{\"b\": 1, \"a\": [2]}'", text("{\"a\":[2],\"b\":1}")).await;
    check(
        "uuid",
        "'67e55044-10b1-426f-9247-bb680e5fe0c8'",
        text("67E5504410B1426F9247BB680E5FE0C8"),
    )
    .await;
    check("timestamptz", "now()", Fill::DefaultSql("NOW ( )".to_owned())).await;
    check("text", "'a' || 'b'", Fill::DefaultSql("'a'||'b'".to_owned())).await;
    check("integer", "5", Fill::DefaultSql("5".to_owned())).await;
    check("numeric", "1.50", Fill::DefaultSql("(1.50)".to_owned())).await;
    check("text[]", "ARRAY['a']", Fill::DefaultSql("array['a'::text]".to_owned())).await;
    check_other("CREATE TABLE t (a text DEFAULT 'a')", fill(text("A"))).await;
    check_other("CREATE TABLE t (a json DEFAULT '{}')", fill(text("{\"a\": 1}"))).await;
    check_other("CREATE TABLE t (a integer DEFAULT 5)", fill(Fill::Default(Literal::Int(6)))).await;
}

#[tokio::test]
async fn generated_columns_and_indexes() {
    let sql = "CREATE TABLE t (g text GENERATED ALWAYS AS (lower(b) || 'x') STORED, a integer, b text); \
        CREATE INDEX i ON t (upper(b) DESC, (a + 1), b text_pattern_ops) INCLUDE (a) WHERE a > 0 AND b <> ''";
    check_same(sql, fill(Fill::Generated("(lower(b)||'x')".to_owned()))).await;
    check_same(
        sql,
        table(|table| {
            let index = &mut table.indexes[0];
            index.method = Some("btree".to_owned());
            index.keys[0].on = IndexOn::Expression("UPPER(b)".to_owned());
            index.keys[0].nulls = Some(Nulls::First);
            index.keys[1].on = IndexOn::Expression("(a+1)".to_owned());
            index.keys[2].operator_class = Some("pg_catalog.text_pattern_ops".to_owned());
            index.predicate = Some("a>0 and b!=''".to_owned());
        }),
    )
    .await;
    check_other(sql, table(|table| table.indexes[0].predicate = None)).await;
    check_other(sql, table(|table| drop(table.indexes[0].keys.pop()))).await;
}

#[tokio::test]
async fn types_and_collations() {
    let sql = "CREATE TABLE t (a inet, b timestamp(3) with time zone, c varchar(9), d interval[], e text COLLATE \"C\")";
    check_same(
        sql,
        table(|table| {
            let custom = |written: &str| SqlType::Custom(written.to_owned());
            table.columns[0].sql_type = custom("INET");
            table.columns[1].sql_type = custom("timestamptz(3)");
            table.columns[2].sql_type = custom("character varying(9)");
            table.columns[3].sql_type = custom("interval[]");
            table.columns[4].collation = Some("pg_catalog.C".to_owned());
        }),
    )
    .await;
    check_other(sql, table(|table| table.columns[0].sql_type = SqlType::Custom("cidr".into())))
        .await;
}

#[tokio::test]
async fn exclusions() {
    let sql = "CREATE TABLE t (a integer, during tsrange, \
        CONSTRAINT x EXCLUDE USING gist (during WITH &&, int4range(a, a, '[]') WITH =) WHERE (a > 0))";
    check_same(
        sql,
        table(|table| {
            table.exclusions[0].predicate = Some("a>0::int".to_owned());
            let Some((key, _)) = table.exclusions[0].elements.last_mut() else { return };
            key.on = IndexOn::Expression("int4range( a, a, '[]' )".to_owned());
        }),
    )
    .await;
}

#[tokio::test]
async fn partitions() {
    let sql = "CREATE TABLE t (at date, kind text) PARTITION BY RANGE (at, lower(kind)); \
        CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM ('2020-01-01', 'a') TO ('2021-01-01', MAXVALUE)";
    check_same(sql, |schema| {
        let by = schema.tables.get_mut("t").unwrap().partition_by.as_mut().unwrap();
        by.key = "\"at\", (lower(kind::text))".to_owned();
        let of = schema.tables.get_mut("t_1").unwrap().partition_of.as_mut().unwrap();
        of.bound =
            "for values from (DATE '2020-01-01', 'a') to ('2021-01-01', maxvalue)".to_owned();
    })
    .await;
}

#[tokio::test]
async fn domains_and_views() {
    let sql = "CREATE DOMAIN email AS text DEFAULT 'a' || '@' CONSTRAINT at CHECK (VALUE LIKE '%@%'); \
        CREATE TABLE t (a integer, b email); CREATE VIEW v AS SELECT a FROM t WHERE b <> ''; \
        CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t; CREATE INDEX m_b ON m (lower(b))";
    check_same(sql, |schema| {
        let email = schema.domains.get_mut("email").unwrap();
        email.checks[0].predicate = "value like '%@%'".to_owned();
        email.default = Some("'a'||'@'".to_owned());
        let view = schema.views.get_mut("v").unwrap();
        view.definition = "select a from asia.t where b != ''".to_owned();
        let view = schema.views.get_mut("m").unwrap();
        view.definition = "select a, b from asia.t".to_owned();
        view.indexes[0].keys[0].on = IndexOn::Expression("LOWER(b::text)".to_owned());
    })
    .await;
}

#[tokio::test]
async fn what_the_server_refuses_is_named_and_spoils_nothing_else() {
    let sql = "CREATE TABLE t (a integer DEFAULT 1 + 1, b integer, CONSTRAINT one CHECK (a > 0 AND b > 0), \
        CONSTRAINT two CHECK (b > 0)); CREATE TABLE u (a integer, CONSTRAINT one CHECK (a > 0 AND a < 9))";
    let Some((held, model, normalized)) = normalized(sql, |schema| {
        let table = schema.tables.get_mut("t").unwrap();
        table.columns[0].fill = Some(Fill::DefaultSql("1+1".to_owned()));
        table.checks[0].predicate = "a>0 and b>0".to_owned();
        table.checks[1].predicate = "nowhere > 0".to_owned();
        schema.tables.get_mut("u").unwrap().checks[0].predicate = "a>0 and a<9".to_owned();
    })
    .await
    else {
        return;
    };
    let refused: Vec<String> = normalized.refused.iter().map(ToString::to_string).collect();
    assert_eq!(
        refused,
        ["`asia.t`: the server refuses check `two`: column \"nowhere\" does not exist"]
    );
    let expected = edited(held, |schema| {
        let model = model.table("asia.t").unwrap().checks[1].clone();
        schema.tables.get_mut("t").unwrap().checks[1] = model;
    });
    assert_eq!(normalized.catalog, expected);
}

#[tokio::test]
async fn an_enum_that_the_database_lacks_is_no_hindrance() {
    let sql = "CREATE TABLE t (a integer, CONSTRAINT one CHECK (a > 0 AND a < 9))";
    let Some((held, model, normalized)) = normalized(sql, |schema| {
        use polyschema_core::metadata::{ColumnDef, EnumDef, QualifiedName};
        let name = |name: &str| Ident::new(name).unwrap();
        let mood = QualifiedName::new(name("asia"), name("mood"));
        schema.enums.insert(name("mood"), EnumDef::new(mood.clone(), vec!["happy".to_owned()]));
        let table = schema.tables.get_mut("t").unwrap();
        table.columns.push(ColumnDef::new(name("mood"), SqlType::Enum(mood)));
        table.checks[0].predicate = "a>0 and a<9".to_owned();
    })
    .await
    else {
        return;
    };
    let check = |catalog: &Catalog| catalog.table("asia.t").unwrap().checks[0].clone();
    assert_ne!(check(&model), check(&held));
    assert_eq!(check(&normalized.catalog), check(&held));
    assert_eq!(normalized.refused, []);
}

#[tokio::test]
async fn a_role_that_may_make_nothing_compares_by_how_texts_read() {
    let Some((_database, mut connection)) = database(
        "CREATE SCHEMA asia; CREATE TABLE asia.t (a integer, CONSTRAINT one CHECK (a > 0 AND a < 9), \
        CONSTRAINT two CHECK (a > 1))",
    )
    .await
    else {
        return;
    };
    let held = all(&mut connection).await.catalog;
    let model = edited(
        held.clone(),
        table(|table| {
            table.checks[0].predicate = "a>0 and a<9".to_owned();
            table.checks[1].predicate = "a>1".to_owned();
        }),
    );
    run(&mut connection, "SET default_transaction_read_only = on").await;
    let normalized = against(&mut connection, &model, &held).await.unwrap();
    assert_eq!(normalized.not_asked.as_deref(), Some("the database is read-only"));
    let checks = &normalized.catalog.table("asia.t").unwrap().checks;
    assert_eq!([&*checks[0].predicate, &*checks[1].predicate], ["a>0 and a<9", "a > 1"]);
    let normalized = against(&mut connection, &held, &held).await.unwrap();
    assert_eq!(normalized.not_asked, None, "there is nothing to ask");
}
