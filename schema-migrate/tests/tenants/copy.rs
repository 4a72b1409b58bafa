//! Copies of tenants: under another name, in files, in another database.

use std::fs;
use std::path::Path;

use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::migration::NewRevision;
use polyschema_migrate::tenants::{CreateOptions, TenantFilter, TenantState};
use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use crate::support::*;

/// The usual revisions, and what makes copying difficult: foreign keys in a circle and to oneself, types and
/// sequences of the schema's own in expressions, arrays, domains, views, partitions.
fn difficult() -> Vec<NewRevision> {
    let mut revisions = revisions();
    revisions.push(revision(
        "tenant",
        "0003_difficult",
        "0002_index",
        "CREATE SEQUENCE :\"tenant\".numbers START 100;\n\
        CREATE DOMAIN :\"tenant\".cents AS bigint CHECK (VALUE >= 0);\n\
        CREATE TABLE :\"tenant\".a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b int, self int REFERENCES :\"tenant\".a, \
        number int, moods :\"tenant\".mood[] CHECK (moods <> '{sad}'), \
        price :\"tenant\".cents, body text, bytes bytea, moment timestamptz, ratio float8);\n\
        CREATE TABLE :\"tenant\".b (id int PRIMARY KEY, a int NOT NULL REFERENCES :\"tenant\".a);\n\
        ALTER TABLE :\"tenant\".a ADD FOREIGN KEY (b) REFERENCES :\"tenant\".b DEFERRABLE;\n\
        CREATE INDEX sad ON :\"tenant\".orders (cents) WHERE mood = 'sad';\n\
        CREATE TABLE :\"tenant\".parts (day date NOT NULL, n int) PARTITION BY RANGE (day);\n\
        CREATE TABLE :\"tenant\".parts_2026 PARTITION OF :\"tenant\".parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\n\
        CREATE VIEW :\"tenant\".glad AS SELECT order_id, cents FROM :\"tenant\".orders WHERE mood = 'glad';\n\
        CREATE TABLE :\"tenant\".empty ()",
    ));
    revisions
}

const ROWS: &str = r#"
INSERT INTO "Ac""me".customers (name, plan) VALUES ('Ada', 'paid'), (E'tab\t\\ "line"\n\\N', NULL);
INSERT INTO "Ac""me".orders (customer_id, mood, cents) VALUES (1, 'sad', 250), (1, 'glad', 99);
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO "Ac""me".a (b, self, moods, price, body, bytes, moment, ratio)
    VALUES (NULL, 1, '{glad,sad}', 7, 'x', '\xff00', '2026-01-31 12:00:00.123456+02', 0.1), (NULL, 1, NULL, NULL, '', NULL, 'infinity', 'NaN');
INSERT INTO "Ac""me".b VALUES (5, 1), (6, 2);
UPDATE "Ac""me".a SET b = 5;
INSERT INTO "Ac""me".parts VALUES ('2026-05-01', 1);
INSERT INTO "Ac""me".empty DEFAULT VALUES"#;

/// A tenant that is difficult to copy.
async fn difficult_world() -> Option<World> {
    let mut world = world_of(&difficult()).await?;
    let options = CreateOptions::default().group("g").metadata(serde_json::json!({"a": [1]}));
    world.tenants.create(&mut world.connection, "Ac\"me", &options).await.unwrap();
    // A default names its sequence in a text, where a revision has no variable.
    let default = r#"ALTER TABLE "Ac""me".a ALTER number SET DEFAULT nextval('"Ac""me".numbers')"#;
    world.connection.send(default).await.unwrap();
    world.connection.send(ROWS).await.unwrap();
    world.connection.send(r#"COMMENT ON SCHEMA "Ac""me" IS 'It''s Acme'"#).await.unwrap();
    Some(world)
}

/// All rows of a tenant, and where its sequences stand.
async fn everything(connection: &mut PgConnection, name: &str) -> Vec<String> {
    let comment = format!("SELECT obj_description(CAST('{name}' AS regnamespace), 'pg_namespace')");
    let mut all = vec![value(connection, &comment).await];
    for table in ["customers", "orders", "a", "b", "parts", "parts_2026", "glad", "empty"] {
        let sql = format!("SELECT t::text FROM {name}.{table} t ORDER BY 1");
        let rows = connection.rows(&sql, &[]).await.unwrap();
        all.extend(rows.into_iter().flatten().flatten().map(|row| format!("{table} {row}")));
    }
    for (table, columns) in [("orders", "customer_id, cents"), ("a", "body"), ("customers", "name")]
    {
        let values = if table == "orders" { "1, 1" } else { "'new'" };
        let returning = if table == "a" { "id || ' ' || number" } else { "1" };
        let sql = format!(
            "INSERT INTO {name}.{table} ({columns}) VALUES ({values}) RETURNING ({returning})::text"
        );
        all.push(value(connection, &sql).await);
        let last = format!("SELECT max(t::text) FROM {name}.{table} t");
        all.push(value(connection, &last).await);
    }
    let glad = format!("SELECT count(*)::text FROM {name}.glad");
    all.push(value(connection, &glad).await);
    all
}

/// What differs between the structure of two tenants, as the server words it with their names taken away.
async fn structure(connection: &mut PgConnection, name: &str, quoted: &str) -> Vec<String> {
    // From PostgreSQL 18 on NOT NULL is a constraint, and a partition's is named by how it became one.
    let sql = "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_namespace n ON n.oid = connamespace WHERE nspname = $1 \
        AND NOT (contype = 'n' AND EXISTS (SELECT FROM pg_class r WHERE r.oid = conrelid AND relispartition)) \
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = $1 \
        UNION ALL SELECT table_name || ' ' || column_name || ' ' || coalesce(column_default, '') || udt_name || is_nullable || is_identity FROM information_schema.columns WHERE table_schema = $1 \
        UNION ALL SELECT definition FROM pg_views WHERE schemaname = $1 ORDER BY 1";
    let rows = connection.rows(sql, &[name]).await.unwrap();
    let mut all: Vec<String> = rows
        .into_iter()
        .flatten()
        .flatten()
        .map(|row| row.replace(&format!("{quoted}."), ""))
        .collect();
    all.sort();
    all
}

async fn check_same(connection: &mut PgConnection, copy: &str, quoted: &str) {
    assert_eq!(
        structure(connection, copy, quoted).await,
        structure(connection, "Ac\"me", "\"Ac\"\"me\"").await
    );
    let copied = everything(connection, quoted).await;
    assert_eq!(copied, everything(connection, "\"Ac\"\"me\"").await);
}

#[tokio::test]
async fn a_copy_has_all_that_the_tenant_has() {
    let Some(World { database: _database, mut connection, tenants }) = difficult_world().await
    else {
        return;
    };
    let copy = tenants.clone_tenant(&mut connection, "Ac\"me", "copy").await.unwrap();
    assert_eq!((copy.group.as_deref(), copy.metadata["a"][0].as_i64()), (Some("g"), Some(1)));
    check_same(&mut connection, "copy", "copy").await;
    assert!(tenants.inspect(&mut connection).await.unwrap().is_empty());
    let migrator = tenants.migrator().clone().bind("tenant", "copy").unwrap();
    migrator.verify(&mut connection).await.unwrap();
    assert_eq!(
        migrator.current(&mut connection).await.unwrap()["tenant"].heads,
        [id("0003_difficult")]
    );
    for (from, to, expected) in [
        ("nobody", "x", "there is no tenant `nobody`"),
        ("copy", "Ac\"me", "tenant `Ac\"me` exists already"),
        ("copy", "shared", "schema `shared` is what tenants share"),
        ("copy", "pg_x", "`pg_x` cannot be a name"),
    ] {
        check_error(tenants.clone_tenant(&mut connection, from, to).await, expected);
    }
    connection
        .send("CREATE FUNCTION copy.f() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        .await
        .unwrap();
    check_error(
        tenants.clone_tenant(&mut connection, "copy", "x").await,
        "tenant `copy` holds what cannot be copied: `copy.f`: function (); drop that first, or",
    );
    assert!(!connection.is_in_transaction());
    assert!(!has_schema(&mut connection, "x").await);
}

#[tokio::test]
async fn an_export_becomes_a_tenant_again_here_and_elsewhere() {
    let Some(World { database: _database, mut connection, tenants }) = difficult_world().await
    else {
        return;
    };
    tenants.registry().suspend(&mut connection, "Ac\"me").await.unwrap();
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("acme");
    tenants.export(&mut connection, "Ac\"me", &path).await.unwrap();
    let again = tenants.export(&mut connection, "Ac\"me", &path).await;
    check_error(again, &format!("`{}`", path.display()));
    let elsewhere = directory.path().join("new/x");
    let nobody = tenants.export(&mut connection, "nobody", &elsewhere).await;
    check_error(nobody, "there is no tenant `nobody`");
    connection.send("CREATE SCHEMA odd; INSERT INTO polyschema.tenants (name) VALUES ('odd'), ('lost'); CREATE FUNCTION odd.f() RETURNS int LANGUAGE sql AS 'SELECT 1'").await.unwrap();
    let refused = tenants.export(&mut connection, "odd", &elsewhere).await;
    check_error(refused, "tenant `odd` holds what cannot be copied: `odd.f`: function (); ");
    let lost = tenants.export(&mut connection, "lost", &elsewhere).await;
    check_error(lost, "tenant `lost` has no schema");
    assert!(!directory.path().join("new").exists(), "nothing is left of what did not begin");
    let file = tenants.export(&mut connection, "Ac\"me", &path.join("manifest.json")).await;
    check_error(file, &format!("`{}", path.display()));
    connection
        .send(
            "DROP SCHEMA odd CASCADE; DELETE FROM polyschema.tenants WHERE name IN ('odd', 'lost')",
        )
        .await
        .unwrap();
    let row = tenants.import(&mut connection, &path, "imported").await.unwrap();
    assert_eq!((row.state, row.group.as_deref()), (TenantState::Suspended, Some("g")));
    check_same(&mut connection, "imported", "imported").await;
    check_error(
        tenants.import(&mut connection, &path, "imported").await,
        "tenant `imported` exists already",
    );

    let Some(World { database: _other, connection: mut elsewhere, tenants }) =
        world_of(&difficult()).await
    else {
        return;
    };
    tenants.import(&mut elsewhere, &path, "Ac\"me").await.unwrap();
    let migrator = tenants.migrator().clone().bind("tenant", "Ac\"me").unwrap();
    migrator.verify(&mut elsewhere).await.unwrap();
    assert!(tenants.inspect(&mut elsewhere).await.unwrap().is_empty());
    let count = "SELECT count(*)::text FROM \"Ac\"\"me\".orders";
    assert_eq!(value(&mut elsewhere, count).await, "2");
}

#[tokio::test]
async fn a_shared_row_that_is_not_there_is_named() {
    let Some(World { database: _database, mut connection, tenants }) = difficult_world().await
    else {
        return;
    };
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("acme");
    tenants.export(&mut connection, "Ac\"me", &path).await.unwrap();
    let Some(World { database: _other, connection: mut elsewhere, tenants }) =
        world_of(&difficult()).await
    else {
        return;
    };
    elsewhere.send("DELETE FROM shared.plans WHERE name = 'paid'").await.unwrap();
    check_error(
        tenants.import(&mut elsewhere, &path, "acme").await,
        "table `acme.customers` references a row that `shared.plans` has not: \
        Key (plan)=(paid) is not present in table \"plans\"; insert it there, and import the tenant again",
    );
    assert!(!has_schema(&mut elsewhere, "acme").await);
    elsewhere.send("INSERT INTO shared.plans VALUES ('paid')").await.unwrap();
    tenants.import(&mut elsewhere, &path, "acme").await.unwrap();
}

/// What a role or a database can have set, and another one not.
const SETTINGS: &str = "SET intervalstyle = sql_standard; SET datestyle = 'SQL, DMY'; \
    SET extra_float_digits = -3; SET standard_conforming_strings = off";

#[tokio::test]
async fn settings_of_a_session_change_no_value() {
    let Some(World { database, mut connection, tenants }) = world().await else { return };
    tenants.create(&mut connection, "acme", &CreateOptions::default()).await.unwrap();
    let sql = r"CREATE DOMAIN acme.ratio AS float8;
        CREATE TABLE acme.t (i interval, d date, f float8, r acme.ratio, b text DEFAULT 'a\\b''c');
        INSERT INTO acme.t VALUES ('-1 day -02:03:04', '2026-02-01', 0.30000000000000004, 0.30000000000000004)";
    connection.send(sql).await.unwrap();
    let directory = TempDir::new().unwrap();
    let [plain, set] = ["plain", "set"].map(|name| directory.path().join(name));
    tenants.export(&mut connection, "acme", &plain).await.unwrap();
    connection.send(SETTINGS).await.unwrap();
    tenants.export(&mut connection, "acme", &set).await.unwrap();
    tenants.import(&mut connection, &plain, "read_with_settings").await.unwrap();
    tenants.clone_tenant(&mut connection, "acme", "copied_with_settings").await.unwrap();
    let mut connection = database.connect().await;
    tenants.import(&mut connection, &set, "written_with_settings").await.unwrap();
    let row = "-1 days -02:03:04 2026-02-01 0.30000000000000004 0.30000000000000004 a\\\\b'c";
    for name in ["acme", "read_with_settings", "copied_with_settings", "written_with_settings"] {
        let rows = format!("SELECT concat_ws(' ', i, d, f, r, b) FROM {name}.t");
        assert_eq!(value(&mut connection, &rows).await, row, "{name}");
        let default = format!("INSERT INTO {name}.t DEFAULT VALUES RETURNING b");
        assert_eq!(value(&mut connection, &default).await, r"a\\b'c", "{name}");
    }
}

#[tokio::test]
async fn a_damaged_or_cut_export_is_refused_and_leaves_nothing() {
    let Some(World { database: _database, mut connection, tenants }) = difficult_world().await
    else {
        return;
    };
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("acme");
    tenants.export(&mut connection, "Ac\"me", &path).await.unwrap();
    let mut files: Vec<String> = fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files.len(), 8, "{files:?}");
    for file in &files {
        let whole = fs::read(path.join(file)).unwrap();
        let mut flipped = whole.clone();
        let middle = flipped.len() / 2;
        let mut damages = vec![[&whole[..], b"x\n"].concat()];
        if !whole.is_empty() {
            flipped[middle] ^= 1;
            damages.extend([flipped, whole[..middle].to_vec(), Vec::new()]);
        }
        for damage in damages {
            fs::write(path.join(file), &damage).unwrap();
            refused(&tenants, &mut connection, &path).await;
        }
        fs::remove_file(path.join(file)).unwrap();
        refused(&tenants, &mut connection, &path).await;
        fs::write(path.join(file), whole).unwrap();
    }
    tenants.import(&mut connection, &path, "x").await.unwrap();
}

/// Its hash is right, and what it says does not fit together.
#[tokio::test]
async fn a_manifest_of_something_else_is_refused() {
    let Some(World { database: _database, mut connection, tenants }) = difficult_world().await
    else {
        return;
    };
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("acme");
    tenants.export(&mut connection, "Ac\"me", &path).await.unwrap();
    let text = fs::read_to_string(path.join("manifest.json")).unwrap();
    let whole: serde_json::Value = text.parse().unwrap();
    let mut check = async |change: &dyn Fn(&mut serde_json::Value)| {
        let mut manifest = whole.clone();
        change(&mut manifest);
        let text = manifest.to_string();
        let hash = Sha256::digest(text.as_bytes());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(path.join("manifest.json"), text).unwrap();
        fs::write(path.join("manifest.json.sha256"), hash).unwrap();
        refused(&tenants, &mut connection, &path).await;
    };
    let tables = whole["tables"].as_array().unwrap();
    let keyless = tables.iter().position(|table| table["name"] == "parts").unwrap();
    // A table without a key would have its rows twice, or none of them.
    check(&|manifest| {
        let twice = manifest["tables"][keyless].clone();
        manifest["tables"].as_array_mut().unwrap().push(twice);
    })
    .await;
    check(&|manifest| {
        manifest["tables"].as_array_mut().unwrap().remove(keyless);
    })
    .await;
    // Tables of a schema that is not the tenant's.
    check(&|manifest| {
        let empty = serde_json::json!({"name": "shared"});
        manifest["catalog"]["schemas"]["shared"] = empty;
    })
    .await;
    check(&|manifest| manifest["tenant"]["name"] = "other".into()).await;
    check(&|manifest| manifest["tables"][0]["file"] = "../acme/0001_a.copy".into()).await;
}

async fn refused(
    tenants: &polyschema_migrate::tenants::Tenants,
    connection: &mut PgConnection,
    path: &Path,
) {
    let error = tenants.import(connection, path, "x").await.expect_err("it is damaged").to_string();
    assert!(error.starts_with(&format!("`{}", path.display())), "{error}");
    assert!(!has_schema(connection, "x").await);
    assert_eq!(names(tenants, connection, &TenantFilter::all()).await, ["Ac\"me"]);
}
