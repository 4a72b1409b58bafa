//! What SQLite itself says of its tables, held against what was read of their texts.

use std::collections::{BTreeMap, BTreeSet};

use polyschema_core::Dialect;
use polyschema_core::metadata::{Fill, IndexOn, SqlType, TableDef};
use polyschema_core::render::types::write_type;
use polyschema_core::spec::ReferentialAction;
use polyschema_migrate::reflect::Reflected;
use sqlx::{Row, SqliteConnection};

use super::names;

/// Each table that was read is as the pragmas have it.
pub async fn check_pragmas(connection: &mut SqliteConnection, reflected: &Reflected) {
    for table in reflected.catalog.tables() {
        check_columns(connection, table.def()).await;
        check_foreign_keys(connection, table.def()).await;
        check_indexes(connection, table.def()).await;
    }
}

async fn rows(
    connection: &mut SqliteConnection,
    sql: &'static str,
    name: &str,
    schema: &str,
) -> Vec<sqlx::sqlite::SqliteRow> {
    sqlx::query(sql).bind(name).bind(schema).fetch_all(connection).await.unwrap()
}

async fn check_columns(connection: &mut SqliteConnection, table: &TableDef) {
    let sql =
        "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1, ?2)";
    let rows = rows(connection, sql, table.name.name.as_str(), table.name.schema.as_str()).await;
    let found: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(names(table.columns.iter().map(|column| &column.name)), found);
    let mut key = BTreeMap::new();
    for (row, column) in rows.iter().zip(&table.columns) {
        let (pk, hidden): (i64, i64) = (row.get(4), row.get(5));
        if pk == 0 {
            assert_eq!(row.get::<i64, _>(2) == 0, column.nullable, "{column:?}");
        } else {
            key.insert(pk, column.name.as_str());
        }
        assert_eq!(hidden > 1, matches!(column.fill, Some(Fill::Generated(_))), "{column:?}");
        if !matches!(column.fill, Some(Fill::Identity(_))) {
            let default = row.get::<Option<String>, _>(3);
            let default = default.filter(|text| !text.eq_ignore_ascii_case("null"));
            let found = matches!(column.fill, Some(Fill::Default(_) | Fill::DefaultSql(_)));
            assert_eq!(default.is_some(), found, "{default:?} {column:?}");
        }
        let mut expected = String::new();
        write_type(&column.sql_type, Dialect::Sqlite, &mut expected);
        let declared = row.get::<String, _>(1).to_ascii_uppercase();
        let declared = match declared.as_str() {
            "INT" if column.sql_type == SqlType::BigInt => "INTEGER",
            other => other,
        };
        assert_eq!(declared, expected, "{column:?}");
    }
    assert_eq!(names(table.key()), key.into_values().collect::<Vec<_>>());
}

async fn check_foreign_keys(connection: &mut SqliteConnection, table: &TableDef) {
    let sql = "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete \
               FROM pragma_foreign_key_list(?1, ?2) ORDER BY id, seq";
    let rows = rows(connection, sql, table.name.name.as_str(), table.name.schema.as_str()).await;
    let mut found: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for row in &rows {
        let words = found.entry(row.get(0)).or_insert_with(|| {
            let table = row.get::<String, _>(1).to_lowercase();
            vec![table, row.get(4), row.get(5)]
        });
        words.push(row.get::<String, _>(2).to_lowercase());
        words.extend(row.get::<Option<String>, _>(3).map(|to| to.to_lowercase()));
    }
    let mut found: Vec<Vec<String>> = found.into_values().collect();
    let mut read = Vec::new();
    for key in &table.foreign_keys {
        let target = key.referenced.name.as_str().to_lowercase();
        let mut words = vec![target, action(key.on_update), action(key.on_delete)];
        let mut short = words.clone();
        for (from, to) in key.columns.iter().zip(&key.referenced_columns) {
            words.extend([from, to].map(|name| name.as_str().to_lowercase()));
            short.push(from.as_str().to_lowercase());
        }
        // `REFERENCES t` alone names no columns.
        read.push(if found.contains(&short) { short } else { words });
    }
    found.sort();
    read.sort();
    assert_eq!(read, found);
}

fn action(action: ReferentialAction) -> String {
    let words = match action {
        ReferentialAction::NoAction => "NO ACTION",
        ReferentialAction::Restrict => "RESTRICT",
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
    };
    words.to_owned()
}

async fn check_indexes(connection: &mut SqliteConnection, table: &TableDef) {
    let schema = table.name.schema.as_str();
    let sql = "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?1, ?2)";
    let list = rows(connection, sql, table.name.name.as_str(), schema).await;
    let (mut unique, mut created) = (BTreeSet::new(), BTreeSet::new());
    let mut key: Vec<String> = Vec::new();
    for row in &list {
        let name: String = row.get(0);
        let sql =
            "SELECT name, \"desc\", coll FROM pragma_index_xinfo(?1, ?2) WHERE key ORDER BY seqno";
        let keys = rows(connection, sql, &name, schema).await;
        let columns = keys.iter().map(|key| key.get::<Option<String>, _>(0));
        match row.get::<String, _>(2).as_str() {
            "c" => {
                let index = table.indexes.iter().find(|index| *index.name.as_str() == name);
                let index = index.unwrap_or_else(|| panic!("{name} is missing in {table:?}"));
                assert_eq!(row.get::<i64, _>(1) == 1, index.unique, "{index:?}");
                assert_eq!(row.get::<i64, _>(3) == 1, index.predicate.is_some(), "{index:?}");
                let read = index.keys.iter().map(|key| match &key.on {
                    IndexOn::Column(column) => Some(column.as_str().to_owned()),
                    IndexOn::Expression(_) => None,
                });
                assert_eq!(read.collect::<Vec<_>>(), columns.collect::<Vec<_>>(), "{index:?}");
                for (row, key) in keys.iter().zip(&index.keys) {
                    assert_eq!(row.get::<i64, _>(1) == 1, key.descending, "{index:?}");
                    let own = match &key.on {
                        IndexOn::Column(column) => {
                            table.column(column.as_str()).unwrap().collation.clone()
                        }
                        // Of what it is made, which only SQLite knows.
                        IndexOn::Expression(_) if key.collation.is_none() => continue,
                        IndexOn::Expression(_) => None,
                    };
                    let read = key.collation.clone().or(own).unwrap_or_else(|| "BINARY".to_owned());
                    assert_eq!(
                        row.get::<String, _>(2).to_uppercase(),
                        read.to_uppercase(),
                        "{index:?}"
                    );
                }
                created.insert(name);
            }
            "u" => drop(unique.insert(columns.flatten().collect::<Vec<_>>())),
            _ => key = columns.flatten().collect(),
        }
    }
    assert_eq!(created.len(), table.indexes.len());
    // SQLite makes one index for two constraints over the same columns.
    let columns =
        table.unique.iter().map(|key| key.columns.iter().map(|name| name.as_str().to_owned()));
    let read: BTreeSet<Vec<String>> =
        columns.map(Iterator::collect).filter(|columns| *columns != key).collect();
    assert_eq!(read, unique);
}
