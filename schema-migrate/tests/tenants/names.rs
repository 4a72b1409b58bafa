//! Names of all kinds. Ten thousand go through the checks and the resolver, some hundred are created.
//! It takes about 10 seconds.

use std::collections::BTreeSet;

use polyschema_core::ident::quote;
use polyschema_core::{Dialect, SchemaName};
use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::tenants::{CreateOptions, DropOptions, Resolution, TenantFilter};

use crate::resolve::resolver;
use crate::support::*;

/// Names that somebody may try.
fn hostile() -> Vec<String> {
    let long = "x".repeat(62);
    let names = [
        "a\"b",
        "a.b",
        "\"",
        "\"\"",
        ".",
        "'",
        "it's",
        "a\\b",
        "\\",
        "%",
        "_",
        "*",
        "?",
        " ",
        " a",
        "a ",
        "UPPER",
        "Upper",
        "upper",
        "1",
        "-",
        "--",
        "/*",
        "*/",
        ";",
        "a;b",
        "$$",
        "$1",
        ":\"x\"",
        "{}",
        "null",
        "NULL",
        "default",
        "user",
        "select",
        "table",
        "tenant",
        "tenants",
        "\u{1f600}",
        "\u{202e}x",
        "\u{feff}",
        "e\u{301}",
        "\u{e9}",
        "\n",
        "\t",
        "\r\n",
        "\u{1}",
        "\u{7f}",
        "acme",
        "ACME",
        "x\"; DROP SCHEMA acme; --",
        "PG_x",
        "pgx",
        "Public",
        "information_schema2",
    ];
    let names = names.into_iter().map(str::to_owned);
    names.chain([long.clone() + "a", long + "b", "\u{e9}".repeat(31)]).collect()
}

/// Names that no tenant can have.
fn refused() -> Vec<String> {
    let long = "x".repeat(63);
    let names = [
        "",
        "\0",
        "a\0b",
        "pg_",
        "pg_x",
        "pg_toast",
        "public",
        "information_schema",
        "citus",
        "citus_internal",
        "crdb_internal",
        "mysql",
        "sys",
        "performance_schema",
        "shared",
        "polyschema",
    ];
    let names = names.into_iter().map(str::to_owned);
    // Two that differ behind the 63rd byte, which PostgreSQL would take for one.
    names.chain([long.clone() + "a", long + "b", "\u{1f600}".repeat(16)]).collect()
}

/// Names put together at random, always the same ones.
fn random(count: usize) -> Vec<String> {
    const PARTS: [&str; 24] = [
        "a",
        "B",
        "\"",
        ".",
        "'",
        "\\",
        " ",
        "\0",
        "pg_",
        "\u{1f600}",
        "\u{e9}",
        ";",
        "--",
        "/*",
        "$",
        "%",
        "_",
        "0",
        "\n",
        ":",
        "xxxxxxxxxxxxxxxx",
        "\u{4e2d}",
        "citus",
        "public",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut name = || (0..next(9)).map(|_| PARTS[next(PARTS.len())]).collect::<String>();
    (0..count).map(|_| name()).collect()
}

fn is_valid(name: &str) -> bool {
    SchemaName::new(name, Dialect::Postgres).is_ok()
}

#[tokio::test]
async fn ten_thousand_names_are_taken_or_refused_and_none_is_an_error_of_the_database() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    let mut names = hostile();
    assert!(names.iter().all(|name| is_valid(name)));
    names.extend(refused());
    names.extend(random(10_000 - names.len()));
    let resolver = resolver();
    let options = CreateOptions::default();
    for name in &names {
        // What is refused is refused before the database is asked: the error says so.
        if !is_valid(name) {
            let error = tenants.create(&mut connection, name, &options).await.unwrap_err();
            assert!(error.to_string().contains("cannot be a name"), "{error}");
        }
        let found = resolver.resolve(&mut connection, name).await.unwrap();
        assert!(matches!(found, Resolution::Unknown), "{name:?}");
    }
    let registry = "SELECT to_regclass('polyschema.tenants')::text";
    assert_eq!(value(&mut connection, registry).await, "", "nothing was written");
    for own in ["shared", "polyschema"] {
        check_error(tenants.create(&mut connection, own, &options).await, "schema `");
    }
}

#[tokio::test]
async fn strange_names_are_created_found_queried_and_dropped() {
    let Some(World { database: _database, mut connection, tenants }) = world().await else {
        return;
    };
    let strange = random(2000).into_iter().filter(|name| is_valid(name)).take(150);
    let names: BTreeSet<String> = hostile().into_iter().chain(strange).collect();
    let names: Vec<String> = names.into_iter().collect();
    let created = tenants.create_many(&mut connection, &names, &CreateOptions::default()).await;
    assert_eq!(created.unwrap().len(), names.len());
    assert_eq!(crate::support::names(&tenants, &mut connection, &TenantFilter::all()).await, names);
    let resolver = resolver();
    for name in &names {
        let found = resolver.resolve(&mut connection, name).await.unwrap();
        let Resolution::Active(tenant) = found else { panic!("{name:?} is {found:?}") };
        assert_eq!(tenant.name(), name);
        let mut table = String::new();
        quote(name, &mut table);
        table.push_str(".customers");
        let sql = format!(
            "INSERT INTO {table} (name) SELECT nspname FROM pg_namespace WHERE nspname = $1 RETURNING name"
        );
        let rows = connection.rows(&sql, &[name]).await.unwrap();
        assert_eq!(rows, [[Some(name.clone())]]);
        let exact: String =
            name.chars().flat_map(|c| if "*?".contains(c) { vec!['?'] } else { vec![c] }).collect();
        let listed =
            crate::support::names(&tenants, &mut connection, &TenantFilter::all().matching(&exact))
                .await;
        assert!(listed.contains(name), "{name:?}");
    }
    assert!(tenants.inspect(&mut connection).await.unwrap().is_empty());
    for name in &names {
        tenants.drop(&mut connection, name, &DropOptions::confirmed(name)).await.unwrap();
        assert!(!has_schema(&mut connection, name).await, "{name:?}");
    }
    assert!(has_schema(&mut connection, "shared").await);
}
