//! Domains, sequences, views, partitions and constraints of every kind: created, and dropped again.

use polyschema_core::Dialect;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    Catalog, CheckDef, ColumnDef, DomainDef, EnumDef, ExclusionDef, Fill, ForeignKeyDef, IndexDef,
    IndexKeyDef, IndexOn, OwnedBy, PartitionBy, PartitionOf, PartitionStrategy, PrimaryKeyDef,
    QualifiedName, SchemaDef, SequenceDef, SqlType, TableDef, UniqueDef, ViewDef,
};
use polyschema_core::render::IfExists;
use polyschema_core::spec::Deferrable;

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn idents(names: &[&str]) -> Vec<Ident> {
    names.iter().map(|name| ident(name)).collect()
}

fn name(name: &str) -> QualifiedName {
    QualifiedName::new(ident("asia"), ident(name))
}

fn column(name: &str, sql_type: SqlType) -> ColumnDef {
    ColumnDef::new(ident(name), sql_type)
}

/// A table divided into two partitions, one of which is divided further.
fn visits(schema: &mut SchemaDef) {
    let mut visits = TableDef::new(name("visits"));
    visits.columns = vec![
        column("id", SqlType::BigInt),
        column("region", SqlType::Text),
        column("year", SqlType::Integer),
    ];
    visits.columns[2].fill = Some(Fill::DefaultSql("2000 + 26".into()));
    visits.partition_by = Some(PartitionBy::new(PartitionStrategy::List, "region"));
    visits.primary_key =
        Some(PrimaryKeyDef::new(ident("pk_visits"), idents(&["id", "region", "year"])));
    let mut near = TableDef::new(name("a_near"));
    near.columns = visits.columns.clone();
    near.partition_of = Some(PartitionOf::new(name("visits"), "FOR VALUES IN ('near', 'nearer')"));
    near.partition_by = Some(PartitionBy::new(PartitionStrategy::Range, "year"));
    near.checks = vec![CheckDef::new(ident("ck_near"), "id > 0")];
    let mut rest = TableDef::new(name("rest"));
    rest.columns = visits.columns.clone();
    rest.columns[2].fill = None;
    rest.partition_of = Some(PartitionOf::new(name("visits"), "DEFAULT"));
    for table in [visits, near, rest] {
        schema.tables.insert(table.name.name.clone(), table);
    }
}

fn bookings() -> TableDef {
    let mut bookings = TableDef::new(name("bookings"));
    bookings.columns = vec![
        column("id", SqlType::BigInt),
        column("code", SqlType::Domain(name("code"))),
        column("room", SqlType::Integer),
        column("guest", SqlType::Integer),
        column("during", SqlType::Custom("int4range".into())),
        column("host", SqlType::BigInt),
    ];
    bookings.columns[0].fill = Some(Fill::DefaultSql("nextval('asia.numbers')".into()));
    bookings.columns[5].nullable = true;
    bookings.unlogged = true;
    let mut key = PrimaryKeyDef::new(ident("pk_bookings"), idents(&["id"]));
    key.include = idents(&["room"]);
    bookings.primary_key = Some(key);
    let mut unique = UniqueDef::new(ident("uq_bookings_code"), idents(&["code", "guest"]));
    unique.nulls_not_distinct = true;
    unique.deferrable = Deferrable::InitiallyDeferred;
    bookings.unique = vec![unique];
    let mut host = ForeignKeyDef::new(
        ident("fk_bookings_host"),
        idents(&["host"]),
        name("bookings"),
        idents(&["id"]),
    );
    host.match_full = true;
    host.validated = false;
    bookings.foreign_keys = vec![host];
    let mut later = CheckDef::new(ident("ck_bookings_later"), "room > 0");
    later.validated = false;
    bookings.checks = vec![later];
    let during = IndexKeyDef::new(IndexOn::Column(ident("during")));
    let mut exclusion = ExclusionDef::new(ident("ex_bookings"), vec![(during, "&&".into())]);
    exclusion.method = Some("gist".into());
    exclusion.predicate = Some("room < 100".into());
    bookings.exclusions = vec![exclusion];
    bookings
}

fn asia() -> Catalog {
    let mut schema = SchemaDef::new(ident("asia"));
    let mood = EnumDef::new(name("mood"), vec!["happy".into()]);
    schema.enums.insert(ident("mood"), mood);
    let mut code = DomainDef::new(name("code"), SqlType::Domain(name("word")));
    code.checks = vec![CheckDef::new(ident("ck_code"), "VALUE <> ''")];
    code.checks.push(CheckDef::new(ident("ck_later"), "VALUE <> 'x'"));
    code.checks[1].validated = false;
    code.comment = Some("A code.".into());
    let mut word = DomainDef::new(name("word"), SqlType::Varchar(10));
    word.default = Some("'x' || 'y'".into());
    word.nullable = false;
    word.collation = Some("C".into());
    let mut numbers = SequenceDef::new(name("numbers"));
    numbers.increment = 5;
    numbers.cycle = true;
    numbers.owned_by = Some(OwnedBy { table: name("bookings"), column: ident("id") });
    let mut free = SequenceDef::new(name("free"));
    free.sql_type = SqlType::Integer;
    free.max = 1000;
    free.comment = Some("Free numbers.".into());
    for def in [code, word] {
        schema.domains.insert(def.name.name.clone(), def);
    }
    for def in [numbers, free] {
        schema.sequences.insert(def.name.name.clone(), def);
    }
    schema.tables.insert(ident("bookings"), bookings());
    visits(&mut schema);
    let mut all = ViewDef::new(name("all_rooms"), "SELECT room FROM asia.rooms;");
    all.comment = Some("Rooms.".into());
    let mut rooms = ViewDef::new(name("rooms"), "SELECT DISTINCT room FROM asia.bookings");
    rooms.materialized = true;
    let mut index =
        IndexDef::new(ident("ix_rooms"), vec![IndexKeyDef::new(IndexOn::Column(ident("room")))]);
    index.unique = true;
    index.nulls_not_distinct = true;
    rooms.indexes = vec![index];
    for def in [all, rooms] {
        schema.views.insert(def.name.name.clone(), def);
    }
    Catalog::from_schemas(Dialect::Postgres, [schema]).unwrap()
}

#[test]
fn postgres_creates_every_kind_of_object() {
    insta::assert_snapshot!(asia().create_sql(), @r#"
    CREATE SCHEMA "asia";

    CREATE TYPE "asia"."mood" AS ENUM ('happy');

    CREATE DOMAIN "asia"."word" AS varchar(10) COLLATE "C" DEFAULT ('x' || 'y') NOT NULL;

    CREATE DOMAIN "asia"."code" AS "asia"."word" CONSTRAINT "ck_code" CHECK (VALUE <> '');

    ALTER DOMAIN "asia"."code" ADD CONSTRAINT "ck_later" CHECK (VALUE <> 'x') NOT VALID;

    CREATE SEQUENCE "asia"."free" AS integer INCREMENT BY 1 MINVALUE 1 MAXVALUE 1000 START WITH 1 CACHE 1 NO CYCLE;

    CREATE SEQUENCE "asia"."numbers" AS bigint INCREMENT BY 5 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1 CYCLE;

    CREATE TABLE "asia"."visits" (
        "id" bigint NOT NULL,
        "region" text NOT NULL,
        "year" integer NOT NULL DEFAULT (2000 + 26),
        CONSTRAINT "pk_visits" PRIMARY KEY ("id", "region", "year")
    ) PARTITION BY LIST (region);

    CREATE TABLE "asia"."a_near" PARTITION OF "asia"."visits" (
        "id" NOT NULL,
        "region" NOT NULL,
        "year" NOT NULL DEFAULT (2000 + 26),
        CONSTRAINT "ck_near" CHECK (id > 0)
    ) FOR VALUES IN ('near', 'nearer') PARTITION BY RANGE (year);

    CREATE UNLOGGED TABLE "asia"."bookings" (
        "id" bigint NOT NULL DEFAULT (nextval('asia.numbers')),
        "code" "asia"."code" NOT NULL,
        "room" integer NOT NULL,
        "guest" integer NOT NULL,
        "during" int4range NOT NULL,
        "host" bigint,
        CONSTRAINT "pk_bookings" PRIMARY KEY ("id") INCLUDE ("room"),
        CONSTRAINT "uq_bookings_code" UNIQUE NULLS NOT DISTINCT ("code", "guest") DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT "ex_bookings" EXCLUDE USING "gist" ("during" WITH &&) WHERE (room < 100)
    );

    CREATE TABLE "asia"."rest" PARTITION OF "asia"."visits" (
        "id" NOT NULL,
        "region" NOT NULL,
        "year" NOT NULL
    ) DEFAULT;

    ALTER TABLE "asia"."bookings" ADD CONSTRAINT "ck_bookings_later" CHECK (room > 0) NOT VALID;

    ALTER TABLE "asia"."bookings" ADD CONSTRAINT "fk_bookings_host" FOREIGN KEY ("host") REFERENCES "asia"."bookings" ("id") MATCH FULL NOT VALID;

    ALTER SEQUENCE "asia"."numbers" OWNED BY "asia"."bookings"."id";

    CREATE MATERIALIZED VIEW "asia"."rooms" AS
    SELECT DISTINCT room FROM asia.bookings;

    CREATE UNIQUE INDEX "ix_rooms" ON "asia"."rooms" ("room") NULLS NOT DISTINCT;

    CREATE VIEW "asia"."all_rooms" AS
    SELECT room FROM asia.rooms;

    COMMENT ON DOMAIN "asia"."code" IS 'A code.';

    COMMENT ON SEQUENCE "asia"."free" IS 'Free numbers.';

    COMMENT ON VIEW "asia"."all_rooms" IS 'Rooms.';
    "#);
}

#[test]
fn postgres_drops_in_the_order_of_dependencies() {
    insta::assert_snapshot!(asia().drop_sql(), @r#"
    DROP VIEW "asia"."all_rooms";

    DROP MATERIALIZED VIEW "asia"."rooms";

    DROP TABLE "asia"."rest";

    DROP TABLE "asia"."bookings";

    DROP TABLE "asia"."a_near";

    DROP TABLE "asia"."visits";

    DROP SEQUENCE "asia"."free";

    DROP DOMAIN "asia"."code";

    DROP DOMAIN "asia"."word";

    DROP TYPE "asia"."mood";

    DROP SCHEMA "asia";
    "#);
}

#[test]
fn what_knows_no_if_not_exists_stands_in_a_block() {
    let sql = asia().create_sql_with(IfExists::Skip);
    let blocks = sql.split("DO $skip$").skip(1).map(|block| {
        let statement = block.trim_start_matches("\nBEGIN\n").trim();
        statement.lines().next().unwrap_or_default().to_owned()
    });
    let blocks: Vec<String> = blocks.collect();
    insta::assert_snapshot!(blocks.join("\n"), @r#"
    CREATE TYPE "asia"."mood" AS ENUM ('happy');
    CREATE DOMAIN "asia"."word" AS varchar(10) COLLATE "C" DEFAULT ('x' || 'y') NOT NULL;
    CREATE DOMAIN "asia"."code" AS "asia"."word" CONSTRAINT "ck_code" CHECK (VALUE <> '');
    ALTER DOMAIN "asia"."code" ADD CONSTRAINT "ck_later" CHECK (VALUE <> 'x') NOT VALID;
    ALTER TABLE "asia"."bookings" ADD CONSTRAINT "ck_bookings_later" CHECK (room > 0) NOT VALID;
    ALTER TABLE "asia"."bookings" ADD CONSTRAINT "fk_bookings_host" FOREIGN KEY ("host") REFERENCES "asia"."bookings" ("id") MATCH FULL NOT VALID;
    CREATE VIEW "asia"."all_rooms" AS
    "#);
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn postgres_takes_all_of_it_once() {
    use polyschema_test_support::{postgres, version};

    let Some(database) = postgres().await else { return };
    let mut connection = database.connect().await;
    // `NULLS NOT DISTINCT` began with PostgreSQL 15.
    let catalog = if version(&connection) < 15 { with_distinct_nulls(asia()) } else { asia() };
    let created = catalog.create_all(&mut connection).await.unwrap();
    assert_eq!(created.statements.join(";\n\n") + ";\n", catalog.create_sql());
    let again = catalog.create_all(&mut connection).await.unwrap();
    assert_eq!(again.statements, Vec::<String>::new());
    sqlx::raw_sql(sqlx::AssertSqlSafe(catalog.create_sql_with(IfExists::Skip)))
        .execute(&mut connection)
        .await
        .unwrap();
    let valid: Vec<(String, bool)> = sqlx::query_as(
        "SELECT conname::text, convalidated FROM pg_constraint WHERE conname LIKE '%bookings%' \
         AND contype IN ('c', 'f') ORDER BY 1",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert_eq!(valid, [("ck_bookings_later".into(), false), ("fk_bookings_host".into(), false)]);
    let dropped = catalog.drop_all(&mut connection).await.unwrap();
    assert_eq!(dropped.kept_schemas, Vec::<String>::new());
    assert_eq!(dropped.statements.join(";\n\n") + ";\n", catalog.drop_sql());
}

#[cfg(feature = "postgres")]
fn with_distinct_nulls(catalog: Catalog) -> Catalog {
    let mut schemas = catalog.into_schemas();
    for schema in schemas.values_mut() {
        let unique = schema.tables.values_mut().flat_map(|table| &mut table.unique);
        unique.for_each(|unique| unique.nulls_not_distinct = false);
        let indexes = schema.views.values_mut().flat_map(|view| &mut view.indexes);
        indexes.for_each(|index| index.nulls_not_distinct = false);
    }
    Catalog::from_schemas(Dialect::Postgres, schemas.into_values()).unwrap()
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn sqlite_takes_views() {
    use sqlx::{Connection, SqliteConnection};

    let mut schema = SchemaDef::new(ident("main"));
    let mut rooms = TableDef::new(name("rooms"));
    rooms.name.schema = ident("main");
    rooms.columns = vec![column("room", SqlType::BigInt)];
    schema.tables.insert(ident("rooms"), rooms);
    let mut view = ViewDef::new(name("a_view"), "SELECT room FROM rooms");
    view.name.schema = ident("main");
    schema.views.insert(ident("a_view"), view);
    let catalog = Catalog::from_schemas(Dialect::Sqlite, [schema]).unwrap();
    let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    assert_eq!(catalog.create_all(&mut connection).await.unwrap().statements.len(), 2);
    assert_eq!(catalog.create_all(&mut connection).await.unwrap().statements.len(), 0);
    let dropped = catalog.drop_all(&mut connection).await.unwrap();
    assert_eq!(dropped.statements[0], r#"DROP VIEW "main"."a_view""#);
}
