//! What is created from a model is its stored form, and nothing of it is reported.

use polyschema_core::metadata::{
    CheckDef, ColumnDef, EnumDef, Fill, ForeignKeyDef, IndexDef, IndexKeyDef, IndexOn, Literal,
    PrimaryKeyDef, QualifiedName, SchemaDef, SqlType, TableDef, UniqueDef, ViewDef,
};
use polyschema_core::spec::{Deferrable, Nulls, ReferentialAction};
use polyschema_core::{Catalog, Dialect, Sqlite};
use polyschema_migrate::normalize::stored_form;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::created;
use crate::models::{COUNTRY, EGG, HEN, SQLITE_CAPITAL, SQLITE_TYPES};
use crate::schema;
use crate::support::{ident, random_catalog, world};

schema!(Asia, "asia", Sqlite, [&SQLITE_CAPITAL, &COUNTRY]);
schema!(Farm, "farm", Sqlite, [&HEN, &EGG]);
schema!(Types, "types", Sqlite, [&SQLITE_TYPES]);

#[track_caller]
fn assert_fixed_point(catalog: &Catalog, found: polyschema_migrate::reflect::Reflected) {
    let stored = stored_form(catalog).unwrap();
    assert_eq!(found.unsupported, []);
    assert_eq!(found.catalog, stored);
    assert_eq!(stored_form(&stored).unwrap(), stored, "the form of the form is the form");
}

async fn check_fixed_point(catalog: &Catalog) {
    assert_fixed_point(catalog, created(catalog).await);
    let stored = stored_form(catalog).unwrap();
    assert_eq!(created(&stored).await.catalog, stored, "the form creates the same");
}

/// One table `t` in one schema.
async fn check_table(change: impl FnOnce(&mut TableDef)) {
    let mut schema = SchemaDef::new(ident("s"));
    let name = QualifiedName::new(ident("s"), ident("t"));
    let mut table = TableDef::new(name);
    table.columns = ["a", "b"].map(|name| ColumnDef::new(ident(name), SqlType::Integer)).to_vec();
    change(&mut table);
    schema.tables.insert(ident("t"), table);
    check_fixed_point(&Catalog::from_schemas(Dialect::Sqlite, [schema]).unwrap()).await;
}

#[tokio::test]
async fn the_world() {
    check_fixed_point(&world(Dialect::Sqlite)).await;
}

#[tokio::test]
async fn models_of_the_core() {
    check_fixed_point(&Catalog::of::<(Asia, Farm)>().unwrap()).await;
    check_fixed_point(&Catalog::of::<Types>().unwrap()).await;
}

#[tokio::test]
async fn each_kind_of_constraint_with_all_its_options() {
    check_table(|table| {
        let (a, b) = (ident("a"), ident("b"));
        let mut key = PrimaryKeyDef::new(ident("pk"), vec![b.clone(), a.clone()]);
        key.include = vec![a.clone()];
        table.primary_key = Some(key);
        let mut unique = UniqueDef::new(ident("uq"), vec![a.clone()]);
        unique.include = vec![b.clone()];
        table.unique = vec![unique, UniqueDef::new(ident("uq 2"), vec![b.clone(), a.clone()])];
        let check = CheckDef::new(ident("ck"), "  a > 0 ");
        table.checks = vec![CheckDef::new(ident("ck 2"), "((b < ')' || 'x'))"), check];
        let itself = table.name.clone();
        let actions = [
            ReferentialAction::NoAction,
            ReferentialAction::Restrict,
            ReferentialAction::Cascade,
            ReferentialAction::SetNull,
            ReferentialAction::SetDefault,
        ];
        for (number, action) in actions.into_iter().enumerate() {
            let mut key = ForeignKeyDef::new(
                ident(&format!("fk {number}")),
                vec![a.clone()],
                itself.clone(),
                vec![a.clone()],
            );
            (key.on_delete, key.on_update) = (action, actions[4 - number]);
            key.deferrable =
                [Deferrable::Not, Deferrable::InitiallyImmediate, Deferrable::InitiallyDeferred]
                    [number % 3];
            table.foreign_keys.push(key);
        }
    })
    .await;
}

#[tokio::test]
async fn each_kind_of_index() {
    check_table(|table| {
        table.columns.push(ColumnDef::new(ident("text"), SqlType::Text));
        table.columns[2].collation = Some("nocase".to_owned());
        let on = |name: &str| IndexKeyDef::new(IndexOn::Column(ident(name)));
        let of = |sql: &str| IndexKeyDef::new(IndexOn::Expression(sql.to_owned()));
        let mut odd = on("a");
        odd.descending = true;
        odd.nulls = Some(Nulls::Last);
        odd.operator_class = Some("int4_ops".to_owned());
        let collated = |mut key: IndexKeyDef, name: &str| {
            key.collation = Some(name.to_owned());
            key
        };
        let keys = [
            vec![odd],
            vec![on("b"), of(" (a  + b)")],
            vec![of("(a)")],
            vec![of("\"text\" COLLATE rtrim")],
            vec![collated(of("lower(text)"), "NoCase"), collated(of("a || text"), "rtrim")],
            vec![collated(on("text"), "NOCASE"), collated(on("a"), "binary")],
            vec![collated(on("text"), "BINARY")],
        ];
        for (number, keys) in keys.into_iter().enumerate() {
            table.indexes.push(IndexDef::new(ident(&format!("ix {}", 9 - number)), keys));
        }
        table.indexes[0].include = vec![ident("b")];
        table.indexes[0].method = Some("hash".to_owned());
        table.indexes[0].unique = true;
        table.indexes[1].predicate = Some("((a > 0))".to_owned());
        table.indexes[2].predicate = Some("text <> ')' AND (b)".to_owned());
    })
    .await;
}

#[tokio::test]
async fn columns_that_sqlite_fills() {
    check_table(|table| {
        for (number, sql) in [
            "CURRENT_TIMESTAMP",
            "(5)",
            "-5",
            "'it''s'",
            "NULL",
            "true",
            "lower('A')",
            "1 + 1",
            "x'00'",
            "X'616263'",
            "1.5e3",
            "( 'a' )",
            "random()",
        ]
        .iter()
        .enumerate()
        {
            for (kind, sql_type) in [("any", "ANY"), ("blob", "BLOB")] {
                let name = ident(&format!("{kind} {number}"));
                let mut column = ColumnDef::new(name, SqlType::Custom(sql_type.to_owned()));
                column.fill = Some(Fill::DefaultSql((*sql).to_owned()));
                table.columns.push(column);
            }
        }
        let mut column = ColumnDef::new(ident("sum"), SqlType::Integer);
        column.fill = Some(Fill::Generated("\n a + (b) -- sum\n".to_owned()));
        table.columns.push(column);
    })
    .await;
}

#[tokio::test]
async fn a_key_of_an_integer_is_the_number_of_the_row() {
    for sql_type in [SqlType::SmallInt, SqlType::Boolean, SqlType::Custom("integer".to_owned())] {
        check_table(|table| {
            table.columns[0].sql_type = sql_type;
            table.columns[0].nullable = true;
            table.columns[0].fill = Some(Fill::Default(Literal::Int(1)));
            table.primary_key = Some(PrimaryKeyDef::new(ident("pk"), vec![ident("a")]));
        })
        .await;
    }
    check_table(|table| {
        table.columns[0].sql_type = SqlType::Custom("int".to_owned());
        table.columns[0].nullable = true;
        table.columns[0].fill = Some(Fill::Default(Literal::Int(1)));
        table.primary_key = Some(PrimaryKeyDef::new(ident("pk"), vec![ident("a")]));
    })
    .await;
}

#[tokio::test]
async fn views() {
    let mut world = world(Dialect::Sqlite).into_schemas();
    let asia = world.get_mut("asia").unwrap();
    let name = QualifiedName::new(ident("asia"), ident("big \"countries\""));
    let query = "\nSELECT name, ')' FROM countries WHERE population > 5 -- millions\n";
    let mut view = ViewDef::new(name, query);
    view.comment = Some("Many people.".to_owned());
    asia.views.insert(view.name.name.clone(), view);
    let catalog = Catalog::from_schemas(Dialect::Sqlite, world.into_values()).unwrap();
    check_fixed_point(&catalog).await;
}

#[test]
fn a_check_that_has_the_name_of_a_types_is_refused() {
    let mut schema = SchemaDef::new(ident("s"));
    let mut table = TableDef::new(QualifiedName::new(ident("s"), ident("t")));
    table.columns.push(ColumnDef::new(ident("a"), SqlType::Varchar(5)));
    table.checks.push(CheckDef::new(ident("ck_t_a_length"), "a <> ''"));
    schema.tables.insert(ident("t"), table);
    let catalog = Catalog::from_schemas(Dialect::Sqlite, [schema]).unwrap();
    let error = stored_form(&catalog).unwrap_err().to_string();
    assert!(error.contains("ck_t_a_length"), "{error}");
}

#[test]
fn the_labels_of_enums_are_in_checks() {
    let mut schema = SchemaDef::new(ident("s"));
    let mood = QualifiedName::new(ident("s"), ident("mood"));
    let labels = ["happy", "it's ok"].map(str::to_owned).to_vec();
    schema.enums.insert(ident("mood"), EnumDef::new(mood.clone(), labels));
    let mut table = TableDef::new(QualifiedName::new(ident("s"), ident("t")));
    table.columns.push(ColumnDef::new(ident("a"), SqlType::Enum(mood)));
    table.columns[0].renamed_from = Some(ident("b"));
    schema.tables.insert(ident("t"), table);
    let catalog = Catalog::from_schemas(Dialect::Sqlite, [schema]).unwrap();
    let stored = stored_form(&catalog).unwrap();
    assert_eq!(stored.schema("s").unwrap().enums.len(), 0);
    let table = stored.table("s.t").unwrap();
    assert_eq!(table.columns[0].sql_type, SqlType::Text);
    assert_eq!(table.columns[0].renamed_from, Some(ident("b")), "hints stay");
    let check = CheckDef::new(ident("ck_t_a_label"), r#""a" IN ('happy', 'it''s ok')"#);
    assert_eq!(table.checks, [check]);
}

#[test]
fn random_models() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner =
        TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(200) });
    let run = runner.run(&random_catalog(Dialect::Sqlite), |catalog| {
        let found = runtime.block_on(created(&catalog));
        prop_assert_eq!(&found.unsupported, &[]);
        let stored = stored_form(&catalog).unwrap();
        prop_assert_eq!(&found.catalog, &stored);
        prop_assert_eq!(&stored_form(&stored).unwrap(), &stored);
        prop_assert_eq!(&runtime.block_on(created(&stored)).catalog, &stored);
        Ok(())
    });
    run.unwrap();
}
