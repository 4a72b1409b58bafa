//! Creating and dropping on a real server, compared with what its catalog then says.
#![cfg(feature = "postgres")]

mod models;

use models::{
    CAPITAL, COUNTRY, EGG, EVERY_TYPE, HEN, MOOD, column, nullable, primary_key, table, unique,
};
use polyschema_core::spec::{ConstraintKindSpec, ConstraintSpec, EnumSpec, IndexOnSpec, TableSpec};
use polyschema_core::value::ValueKind;
use polyschema_core::{Catalog, Dialect, Error, Postgres, RuntimeSchema, Schema};
use polyschema_test_support::{PostgresDatabase, postgres};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

schema!(Asia, "asia", Postgres, [&CAPITAL, &COUNTRY]);
schema!(Europe, "europe", Postgres, [&COUNTRY]);
schema!(Farm, "farm", Postgres, [&HEN, &EGG]);
schema!(Types, "types", Postgres, [&EVERY_TYPE]);
schema!(Tenant, named, Postgres, [&COUNTRY, &CAPITAL]);

const VISIT: TableSpec = table(
    "Visit",
    "visits",
    &[column("id", ValueKind::I64), column("country", ValueKind::I32)],
    &[
        primary_key(&["id"]),
        models::foreign_key(models::references(&["country"], "Country", &["country_id"])),
    ],
);
schema!(Travel, "travel", Postgres, [&VISIT], sees Asia);

/// All rows of a query as text, columns with ` | ` between them.
async fn rows(connection: &mut PgConnection, sql: &str) -> String {
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(connection).await.unwrap();
    let line = |row: &sqlx::postgres::PgRow| {
        let cells = (0..row.len()).map(|i| row.get::<Option<String>, _>(i).unwrap_or("-".into()));
        cells.collect::<Vec<_>>().join(" | ")
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

const COLUMNS: &str = "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), \
    CASE WHEN a.attnotnull THEN 'not null' END, a.attidentity::text || a.attgenerated::text, \
    pg_get_expr(d.adbin, d.adrelid), \
    (SELECT collname::text FROM pg_collation WHERE oid = a.attcollation AND collname <> 'default') \
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
    WHERE c.relnamespace = 'SCHEMA'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 \
    ORDER BY c.relname, a.attnum";

const CONSTRAINTS: &str = "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) \
    FROM pg_constraint WHERE connamespace = 'SCHEMA'::regnamespace AND contype <> 'n' ORDER BY 1, 2";

const INDEXES: &str = "SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indexrelid \
    WHERE c.relnamespace = 'SCHEMA'::regnamespace ORDER BY c.relname";

const COMMENTS: &str = "SELECT pg_describe_object(classoid, objoid, objsubid), description FROM pg_description \
    WHERE pg_describe_object(classoid, objoid, objsubid) LIKE '%SCHEMA%' ORDER BY 1";

const LABELS: &str = "SELECT t.oid::regtype::text, enumlabel::text FROM pg_enum JOIN pg_type t ON t.oid = enumtypid \
    WHERE typnamespace = 'SCHEMA'::regnamespace ORDER BY 1, enumsortorder";

async fn describe(connection: &mut PgConnection, schema: &str) -> String {
    let mut all = String::new();
    for sql in [COLUMNS, CONSTRAINTS, INDEXES, LABELS, COMMENTS] {
        all += &rows(connection, &sql.replace("SCHEMA", schema)).await;
        all += "\n\n";
    }
    all
}

#[tokio::test]
async fn the_server_has_what_the_catalog_says() {
    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    let outcome = Catalog::of::<Asia>().unwrap().create_all(&mut connection).await.unwrap();
    assert_eq!(outcome.statements.len(), 9);
    insta::assert_snapshot!(describe(&mut connection, "asia").await, @r#"
    capitals | capital_id | integer | not null | a | - | -
    capitals | name | text | not null |  | - | C
    capitals | country | character varying(100) | not null |  | - | -
    countries | country_id | integer | not null | a | - | -
    countries | name | character varying(100) | not null |  | - | -
    countries | population | bigint | - |  | - | -
    countries | mood | asia.mood | not null |  | 'it''s ok'::asia.mood | -
    countries | name_length | integer | not null | s | length((name)::text) | -

    asia.capitals | fk_capitals_country | FOREIGN KEY (country) REFERENCES asia.countries(name) ON UPDATE RESTRICT ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
    asia.capitals | pk_capitals | PRIMARY KEY (capital_id)
    asia.countries | ck_countries | CHECK (((name)::text <> ''::text))
    asia.countries | ck_countries_population | CHECK ((population >= 0))
    asia.countries | pk_countries | PRIMARY KEY (country_id)
    asia.countries | uq_countries_name | UNIQUE (name)

    CREATE UNIQUE INDEX ix_countries_expr_country_id ON asia.countries USING btree (lower((name)::text) DESC NULLS LAST, country_id) INCLUDE (population) WHERE (population > 0)
    CREATE INDEX ix_countries_population ON asia.countries USING btree (population)
    CREATE UNIQUE INDEX pk_capitals ON asia.capitals USING btree (capital_id)
    CREATE UNIQUE INDEX pk_countries ON asia.countries USING btree (country_id)
    CREATE UNIQUE INDEX uq_countries_name ON asia.countries USING btree (name)

    asia.mood | happy
    asia.mood | it's ok

    column name of table asia.countries | The country's own name.
    table asia.countries | A sovereign state.
    type asia.mood | How it goes.
    "#);
}

#[tokio::test]
async fn the_server_knows_every_type() {
    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    Catalog::of::<Types>().unwrap().create_all(&mut connection).await.unwrap();
    insta::assert_snapshot!(rows(&mut connection, &COLUMNS.replace("SCHEMA", "types")).await, @r#"
    every_type | id | bigint | not null |  | - | -
    every_type | i16 | smallint | not null |  | '-1'::integer | -
    every_type | i32 | integer | not null |  | - | -
    every_type | f32 | real | not null |  | - | -
    every_type | f64 | double precision | not null |  | 1.5 | -
    every_type | bool | boolean | not null |  | true | -
    every_type | text | text | not null |  | - | -
    every_type | varchar | character varying(3) | not null |  | - | -
    every_type | char | character(3) | - |  | - | -
    every_type | bytes | bytea | not null |  | '\x61275c62'::bytea | -
    every_type | uuid | uuid | not null |  | '67e55044-10b1-426f-9247-bb680e5fe0c8'::uuid | -
    every_type | date | date | not null |  | - | -
    every_type | time | time without time zone | not null |  | - | -
    every_type | timestamp | timestamp without time zone | not null |  | - | -
    every_type | timestamptz | timestamp with time zone | not null |  | CURRENT_TIMESTAMP | -
    every_type | json | jsonb | not null |  | '{"a": 1}'::jsonb | -
    every_type | mood | types.mood | - |  | - | -
    every_type | custom | text | - |  | - | -
    every_type | decimal | numeric | - |  | - | -
    every_type | numeric | numeric(10,2) | - |  | - | -
    every_type | array | integer[] | - |  | - | -
    every_type | texts | character varying(5)[] | - |  | - | -
    every_type | moods | types.mood[] | - |  | - | -
    every_type | address | inet | - |  | - | -
    "#);
    sqlx::query(
        "INSERT INTO types.every_type (id, i32, f32, text, varchar, date, time, timestamp) \
        VALUES (1, 1, 1, '', '', '2000-01-01', '00:00', '2000-01-01')",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    let bytes = rows(&mut connection, "SELECT encode(bytes, 'escape') FROM types.every_type").await;
    assert_eq!(bytes, r"a'\\b");
}

#[tokio::test]
async fn creating_again_does_nothing() {
    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    let catalog = Catalog::of::<(Asia, Europe, Farm)>().unwrap();
    catalog.create_all(&mut connection).await.unwrap();
    assert_eq!(catalog.create_all(&mut connection).await.unwrap(), Default::default());
}

#[tokio::test]
async fn what_is_missing_is_created() {
    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    let catalog = Catalog::of::<(Asia, Farm)>().unwrap();
    catalog.create_all(&mut connection).await.unwrap();
    for statement in [
        "DROP INDEX asia.ix_countries_population",
        "DROP TABLE asia.capitals",
        "ALTER TABLE farm.hens DROP CONSTRAINT fk_hens_egg",
    ] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    let outcome = catalog.create_all(&mut connection).await.unwrap();
    let starts: Vec<_> = outcome.statements.iter().map(|sql| sql.lines().next().unwrap()).collect();
    assert_eq!(
        starts,
        [
            r#"CREATE TABLE "asia"."capitals" ("#,
            r#"ALTER TABLE "farm"."hens" ADD CONSTRAINT "fk_hens_egg" FOREIGN KEY ("egg") REFERENCES "farm"."eggs" ("egg_id")"#,
            r#"CREATE INDEX "ix_countries_population" ON "asia"."countries" ("population")"#,
        ]
    );
}

#[tokio::test]
async fn everything_goes_and_nothing_else() {
    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    let catalog = Catalog::of::<(Asia, Farm, Types)>().unwrap();
    catalog.create_all(&mut connection).await.unwrap();
    sqlx::query("CREATE TABLE asia.own (id int)").execute(&mut connection).await.unwrap();
    let outcome = catalog.drop_all(&mut connection).await.unwrap();
    assert_eq!(outcome.kept_schemas, ["asia"]);
    let left = "SELECT n.nspname::text, c.relname::text FROM pg_namespace n \
        LEFT JOIN pg_class c ON c.relnamespace = n.oid LEFT JOIN pg_type t ON t.typnamespace = n.oid AND t.typtype = 'e' \
        WHERE n.nspname IN ('asia', 'farm', 'types')";
    assert_eq!(rows(&mut connection, left).await, "asia | own");
    sqlx::query("DROP TABLE asia.own").execute(&mut connection).await.unwrap();
    let outcome = catalog.drop_all(&mut connection).await.unwrap();
    assert_eq!(outcome.statements, [r#"DROP SCHEMA "asia""#]);
    assert_eq!(catalog.drop_all(&mut connection).await.unwrap(), Default::default());
}

#[tokio::test]
async fn what_others_depend_on_stays_and_so_does_all_else() {
    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    let catalog = Catalog::of::<(Asia, Travel)>().unwrap();
    catalog.create_all(&mut connection).await.unwrap();
    let error = catalog.only("asia").unwrap().drop_all(&mut connection).await.unwrap_err();
    let Error::Database(refusal) = &error else { panic!("{error}") };
    assert_eq!(refusal.operation, "drop table");
    assert!(error.to_string().starts_with("drop table of `asia.countries` failed"), "{error}");
    assert_eq!(catalog.create_all(&mut connection).await.unwrap(), Default::default());
    catalog.drop_all(&mut connection).await.unwrap();
}

#[tokio::test]
async fn a_table_that_exists_gets_no_foreign_key_to_another_schema() {
    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    let catalog = Catalog::of::<(Asia, Travel)>().unwrap();
    catalog.create_all(&mut connection).await.unwrap();
    let keys = "SELECT conname::text FROM pg_constraint \
        WHERE conrelid = 'travel.visits'::regclass AND contype = 'f'";
    assert_eq!(rows(&mut connection, keys).await, "fk_visits_country");
    sqlx::query("ALTER TABLE travel.visits DROP CONSTRAINT fk_visits_country")
        .execute(&mut connection)
        .await
        .unwrap();
    assert_eq!(catalog.create_all(&mut connection).await.unwrap(), Default::default());
    assert_eq!(rows(&mut connection, keys).await, "");
}

#[tokio::test]
async fn a_failure_leaves_nothing() {
    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    for statement in ["CREATE SCHEMA asia", "CREATE VIEW asia.capitals AS SELECT 1"] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    let error = Catalog::of::<Asia>().unwrap().create_all(&mut connection).await.unwrap_err();
    let expected = r#"create table of `asia.capitals` failed: relation "capitals" already exists"#;
    assert!(error.to_string().starts_with(expected), "{error}");
    assert!(!connection.is_in_transaction());
    let tables = "SELECT relname::text FROM pg_class WHERE relnamespace = 'asia'::regnamespace";
    assert_eq!(rows(&mut connection, tables).await, "capitals");
}

/// One faulty table of three that go in one message: its check is the user's own text.
macro_rules! faulty {
    ($schema:ident, $predicate:literal) => {{
        const ID: &[polyschema_core::spec::ColumnSpec] = &[column("id", ValueKind::I32)];
        const A: TableSpec = table("A", "a", ID, &[models::check(None, "'größer' <> 'ß'")]);
        const B: TableSpec = table("B", "b", ID, &[models::check(None, $predicate)]);
        const C: TableSpec = table("C", "c", ID, &[models::check(None, "id > 0")]);
        schema!($schema, "faulty", Postgres, [&A, &B, &C]);
        Catalog::of::<$schema>().unwrap()
    }};
}

#[tokio::test]
async fn the_faulty_statement_of_a_message_is_named() {
    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    let syntax = (faulty!(Syntax, "id >"), "syntax error");
    let literal = (faulty!(Literal, "id::text <> 'x"), "unterminated quoted string");
    let meaning = (faulty!(Meaning, "nothing > 0"), r#"column "nothing" does not exist"#);
    for (catalog, words) in [syntax, literal, meaning] {
        let error = catalog.create_all(&mut connection).await.unwrap_err();
        let expected = format!("create table of `faulty.b` failed: {words}");
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert!(!connection.is_in_transaction());
    }
}

#[tokio::test]
async fn many_schemas_take_many_messages() {
    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    let mut catalog = Catalog::builder(Dialect::Postgres);
    for number in 0..40 {
        catalog =
            catalog.schema(&<Tenant as Schema>::named(&format!("tenant_{number:02}")).unwrap());
    }
    let catalog = catalog.build().unwrap();
    for sql in ["CREATE SCHEMA tenant_30", "CREATE VIEW tenant_30.capitals AS SELECT 1"] {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    let error = catalog.create_all(&mut connection).await.unwrap_err();
    assert!(
        error.to_string().starts_with("create table of `tenant_30.capitals` failed"),
        "{error}"
    );
    sqlx::query("DROP VIEW tenant_30.capitals").execute(&mut connection).await.unwrap();
    let created = catalog.create_all(&mut connection).await.unwrap().statements;
    assert!(created.len() > 2 * Dialect::Postgres.statements_per_message());
    assert_eq!(catalog.create_all(&mut connection).await.unwrap(), Default::default());

    for schema in ["tenant_35", "tenant_05"] {
        let sql = AssertSqlSafe(format!("CREATE TABLE {schema}.others (id int)"));
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    let outcome = catalog.drop_all(&mut connection).await.unwrap();
    assert_eq!(outcome.kept_schemas, ["tenant_35", "tenant_05"]);
    let schemas = "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'tenant%' ORDER BY 1";
    assert_eq!(rows(&mut connection, schemas).await, "tenant_05\ntenant_35");
}

#[tokio::test]
async fn creators_do_not_collide() {
    let Some(database) = postgres().await else { return };
    check_creators(&database).await;
}

/// Who waits for a lock in a transaction of this level sees what was there before it waited.
#[tokio::test]
async fn creators_do_not_collide_where_transactions_are_serializable() {
    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    let set = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation TO serializable', \
        current_database()); END $$";
    sqlx::raw_sql(set).execute(&mut connection).await.unwrap();
    check_creators(&database).await;
}

async fn check_creators(database: &PostgresDatabase) {
    for round in 0..5 {
        let tenant = format!("tenant_{round}");
        let tenant = <Tenant as Schema>::named(&tenant).unwrap();
        let catalog = Catalog::of_schema(&tenant).unwrap();
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let (catalog, url) = (catalog.clone(), database.url.clone());
                tokio::spawn(async move {
                    let mut connection = PgConnection::connect(&url).await.unwrap();
                    catalog.create_all(&mut connection).await.unwrap().statements.len()
                })
            })
            .collect();
        let mut created = 0;
        for task in tasks {
            created += usize::from(task.await.unwrap() > 0);
        }
        assert_eq!(created, 1, "one creates, the others find it done");
    }
}

#[tokio::test]
async fn a_transaction_and_a_pool_serve_too() {
    let Some(database) = postgres().await else { return };
    let pool = sqlx::PgPool::connect(&database.url).await.unwrap();
    let catalog = Catalog::of::<Asia>().unwrap();
    let mut transaction = pool.begin().await.unwrap();
    assert_eq!(catalog.create_all(&mut transaction).await.unwrap().statements.len(), 9);
    assert_eq!(catalog.create_all(&mut *transaction).await.unwrap().statements.len(), 0);
    transaction.rollback().await.unwrap();
    assert_eq!(catalog.create_all(&pool).await.unwrap().statements.len(), 9);
    let mut connection = pool.acquire().await.unwrap();
    assert_eq!(catalog.create_all(&mut connection).await.unwrap().statements.len(), 0);
}

static LONG: &str = "ééééééééééééééééééééééééééééééé!";
static ODD_MOOD: EnumSpec =
    EnumSpec { name: "select", labels: &["", "O'Hara", "\\"], comment: None, renamed_labels: &[] };

/// Names with everything in them that goes wrong elsewhere.
const ODD: TableSpec = TableSpec {
    comment: Some("a'; DROP TABLE \"x\"; --\n\\'"),
    indexes: &[models::index(&[models::key(IndexOnSpec::Field("user"))])],
    ..table(
        "Odd",
        r#"Ta"ble; DROP TABLE x"#,
        const {
            &[
                column("user", ValueKind::I64),
                column("Größe in cm", ValueKind::Text),
                nullable(r#"""#, ValueKind::Enum(&ODD_MOOD)),
                nullable("SELECT", ValueKind::Array(&ValueKind::Text)),
                nullable("ééééééééééééééééééééééééééééééé!", ValueKind::Bool),
            ]
        },
        const {
            &[
                primary_key(&["user"]),
                ConstraintSpec {
                    name: Some("uq 'x\""),
                    kind: ConstraintKindSpec::Unique(&["Größe in cm", r#"""#]),
                },
                unique(&["ééééééééééééééééééééééééééééééé!"]),
            ]
        },
    )
};
schema!(Odd, named, Postgres, [&ODD]);

#[tokio::test]
async fn odd_names_are_names() {
    let Some(PostgresDatabase { url, .. }) = &postgres().await else { return };
    let mut connection = PgConnection::connect(url).await.unwrap();
    for name in ["Asia", "a b", r#"a"b"#, "select", "größe", "$1", LONG, "a.b", "a'b;--"] {
        let schema = odd(name);
        let catalog = Catalog::of_schema(&schema).unwrap();
        let created = catalog.create_all(&mut connection).await.unwrap();
        assert_eq!(created.statements.len(), 5, "{name}");
        assert_eq!(
            catalog.create_all(&mut connection).await.unwrap(),
            Default::default(),
            "{name}"
        );
        let found = sqlx::query_scalar::<_, String>(
            "SELECT string_agg(relname::text, ' | ' ORDER BY relkind DESC, relname::text) FROM pg_class \
            WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND relkind IN ('r', 'i')",
        );
        let found = found.bind(name).fetch_one(&mut connection).await.unwrap();
        assert_eq!(
            found,
            r#"Ta"ble; DROP TABLE x | ix_Ta"ble; DROP TABLE x_user | pk_Ta"ble; DROP TABLE x | uq 'x" | uq_Ta"ble; DROP TABLE x_ééééééééééééééé_b03c7958"#
        );
        assert_eq!(
            catalog.drop_all(&mut connection).await.unwrap().kept_schemas.len(),
            0,
            "{name}"
        );
    }
    assert_eq!((LONG.len(), MOOD.labels.len()), (63, 2));
}

fn odd(name: &str) -> polyschema_core::SchemaRef<Odd>
where
    Odd: RuntimeSchema,
{
    Odd::named(name).unwrap()
}
