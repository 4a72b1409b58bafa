//! The SQL that creates and drops catalogs.

mod models;

use models::{
    CAPITAL, COUNTRY, EGG, EVERY_TYPE, HEN, SQLITE_CAPITAL, SQLITE_TYPES, column, foreign_key,
    primary_key, references, table,
};
use polyschema_core::render::IfExists;
use polyschema_core::spec::TableSpec;
use polyschema_core::value::ValueKind;
use polyschema_core::{Catalog, Postgres, Sqlite};

schema!(Asia, "asia", Postgres, [&CAPITAL, &COUNTRY]);
schema!(Farm, "farm", Postgres, [&HEN, &EGG]);
schema!(Types, "types", Postgres, [&EVERY_TYPE]);
schema!(AsiaFile, "asia", Sqlite, [&SQLITE_CAPITAL, &COUNTRY]);
schema!(FarmFile, "farm", Sqlite, [&HEN, &EGG]);
schema!(TypesFile, "types", Sqlite, [&SQLITE_TYPES]);

/// Tables with keys within their schema and to two others; the one that is created last has the first name.
const VISIT: TableSpec = TableSpec {
    comment: Some("A stay."),
    ..table(
        "Visit",
        "visits",
        &[
            column("visit_id", ValueKind::I32),
            column("hen", ValueKind::I64),
            column("country", ValueKind::I32),
        ],
        &[
            primary_key(&["visit_id"]),
            foreign_key(references(&["hen"], "Hen", &["hen_id"])),
            foreign_key(references(&["country"], "Country", &["country_id"])),
        ],
    )
};
const STOP: TableSpec = table(
    "Stop",
    "stops",
    &[column("visit", ValueKind::I32), column("capital", ValueKind::I32)],
    &[
        foreign_key(references(&["capital"], "Capital", &["capital_id"])),
        foreign_key(references(&["visit"], "Visit", &["visit_id"])),
    ],
);
schema!(Travel, "travel", Postgres, [&VISIT, &STOP], sees Asia, Farm);

#[test]
fn postgres_creates_a_schema() {
    insta::assert_snapshot!(Catalog::of::<Asia>().unwrap().create_sql(), @r#"
    CREATE SCHEMA "asia";

    CREATE TYPE "asia"."mood" AS ENUM ('happy', 'it''s ok');

    CREATE TABLE "asia"."countries" (
        "country_id" integer NOT NULL GENERATED ALWAYS AS IDENTITY,
        "name" varchar(100) NOT NULL,
        "population" bigint,
        "mood" "asia"."mood" NOT NULL DEFAULT 'it''s ok',
        "name_length" integer NOT NULL GENERATED ALWAYS AS (length(name)) STORED,
        CONSTRAINT "pk_countries" PRIMARY KEY ("country_id"),
        CONSTRAINT "uq_countries_name" UNIQUE ("name"),
        CONSTRAINT "ck_countries_population" CHECK (population >= 0),
        CONSTRAINT "ck_countries" CHECK (name <> '')
    );

    CREATE TABLE "asia"."capitals" (
        "capital_id" integer NOT NULL GENERATED ALWAYS AS IDENTITY,
        "name" text COLLATE "C" NOT NULL,
        "country" varchar(100) NOT NULL,
        CONSTRAINT "pk_capitals" PRIMARY KEY ("capital_id"),
        CONSTRAINT "fk_capitals_country" FOREIGN KEY ("country") REFERENCES "asia"."countries" ("name") ON DELETE CASCADE ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED
    );

    CREATE INDEX "ix_countries_population" ON "asia"."countries" ("population");

    CREATE UNIQUE INDEX "ix_countries_expr_country_id" ON "asia"."countries" USING "btree" ((lower(name)) DESC NULLS LAST, "country_id" "int4_ops") INCLUDE ("population") WHERE (population > 0);

    COMMENT ON TYPE "asia"."mood" IS 'How it goes.';

    COMMENT ON TABLE "asia"."countries" IS 'A sovereign state.';

    COMMENT ON COLUMN "asia"."countries"."name" IS 'The country''s own name.';
    "#);
}

#[test]
fn postgres_adds_what_closes_a_cycle_last() {
    insta::assert_snapshot!(Catalog::of::<Farm>().unwrap().create_sql(), @r#"
    CREATE SCHEMA "farm";

    CREATE TABLE "farm"."hens" (
        "hen_id" bigint NOT NULL,
        "egg" bigint,
        "mother" bigint,
        CONSTRAINT "pk_hens" PRIMARY KEY ("hen_id"),
        CONSTRAINT "fk_hens_mother" FOREIGN KEY ("mother") REFERENCES "farm"."hens" ("hen_id")
    );

    CREATE TABLE "farm"."eggs" (
        "egg_id" bigint NOT NULL,
        "hen" bigint NOT NULL,
        CONSTRAINT "pk_eggs" PRIMARY KEY ("egg_id"),
        CONSTRAINT "fk_eggs_hen" FOREIGN KEY ("hen") REFERENCES "farm"."hens" ("hen_id")
    );

    ALTER TABLE "farm"."hens" ADD CONSTRAINT "fk_hens_egg" FOREIGN KEY ("egg") REFERENCES "farm"."eggs" ("egg_id");
    "#);
}

#[test]
fn postgres_adds_foreign_keys_to_other_schemas_last_of_all() {
    let catalog = Catalog::of::<(Asia, Farm, Travel)>().unwrap();
    insta::assert_snapshot!(catalog.create_sql_of("travel").unwrap(), @r#"
    CREATE SCHEMA "travel";

    CREATE TABLE "travel"."visits" (
        "visit_id" integer NOT NULL,
        "hen" bigint NOT NULL,
        "country" integer NOT NULL,
        CONSTRAINT "pk_visits" PRIMARY KEY ("visit_id")
    );

    CREATE TABLE "travel"."stops" (
        "visit" integer NOT NULL,
        "capital" integer NOT NULL,
        CONSTRAINT "fk_stops_visit" FOREIGN KEY ("visit") REFERENCES "travel"."visits" ("visit_id")
    );

    COMMENT ON TABLE "travel"."visits" IS 'A stay.';

    ALTER TABLE "travel"."stops" ADD CONSTRAINT "fk_stops_capital" FOREIGN KEY ("capital") REFERENCES "asia"."capitals" ("capital_id");

    ALTER TABLE "travel"."visits" ADD CONSTRAINT "fk_visits_country" FOREIGN KEY ("country") REFERENCES "asia"."countries" ("country_id");

    ALTER TABLE "travel"."visits" ADD CONSTRAINT "fk_visits_hen" FOREIGN KEY ("hen") REFERENCES "farm"."hens" ("hen_id");
    "#);
}

#[test]
fn postgres_spells_every_type() {
    insta::assert_snapshot!(Catalog::of::<Types>().unwrap().create_sql(), @r#"
    CREATE SCHEMA "types";

    CREATE TYPE "types"."mood" AS ENUM ('happy', 'it''s ok');

    CREATE TABLE "types"."every_type" (
        "id" bigint NOT NULL,
        "i16" smallint NOT NULL DEFAULT -1,
        "i32" integer NOT NULL,
        "f32" real NOT NULL,
        "f64" double precision NOT NULL DEFAULT 1.5,
        "bool" boolean NOT NULL DEFAULT true,
        "text" text NOT NULL,
        "varchar" varchar(3) NOT NULL,
        "char" char(3),
        "bytes" bytea NOT NULL DEFAULT '\x61275c62',
        "uuid" uuid NOT NULL DEFAULT '67e55044-10b1-426f-9247-bb680e5fe0c8',
        "date" date NOT NULL,
        "time" time NOT NULL,
        "timestamp" timestamp NOT NULL,
        "timestamptz" timestamptz NOT NULL DEFAULT (CURRENT_TIMESTAMP),
        "json" jsonb NOT NULL DEFAULT '{"a": 1}',
        "mood" "types"."mood",
        "custom" TEXT,
        "decimal" numeric,
        "numeric" numeric(10, 2),
        "array" integer[],
        "texts" varchar(5)[],
        "moods" "types"."mood"[],
        "address" inet,
        CONSTRAINT "pk_every_type" PRIMARY KEY ("id")
    );

    COMMENT ON TYPE "types"."mood" IS 'How it goes.';
    "#);
}

#[test]
fn postgres_drops_in_reverse() {
    let catalog = Catalog::of::<(Asia, Farm)>().unwrap();
    insta::assert_snapshot!(catalog.drop_sql(), @r#"
    ALTER TABLE "farm"."hens" DROP CONSTRAINT "fk_hens_egg";

    DROP TABLE "farm"."eggs";

    DROP TABLE "farm"."hens";

    DROP TABLE "asia"."capitals";

    DROP TABLE "asia"."countries";

    DROP TYPE "asia"."mood";

    DROP SCHEMA "farm";

    DROP SCHEMA "asia";
    "#);
}

#[test]
fn postgres_skips_what_exists() {
    let mut catalog = Catalog::of::<(Asia, Farm)>().unwrap();
    catalog.rebind("asia", "$skip$").unwrap();
    insta::assert_snapshot!(catalog.create_sql_with(IfExists::Skip), @r#"
    CREATE SCHEMA IF NOT EXISTS "$skip$";

    CREATE SCHEMA IF NOT EXISTS "farm";

    DO $skip_$
    BEGIN
        CREATE TYPE "$skip$"."mood" AS ENUM ('happy', 'it''s ok');
    EXCEPTION WHEN duplicate_object OR duplicate_table THEN NULL;
    END
    $skip_$;

    CREATE TABLE IF NOT EXISTS "$skip$"."countries" (
        "country_id" integer NOT NULL GENERATED ALWAYS AS IDENTITY,
        "name" varchar(100) NOT NULL,
        "population" bigint,
        "mood" "$skip$"."mood" NOT NULL DEFAULT 'it''s ok',
        "name_length" integer NOT NULL GENERATED ALWAYS AS (length(name)) STORED,
        CONSTRAINT "pk_countries" PRIMARY KEY ("country_id"),
        CONSTRAINT "uq_countries_name" UNIQUE ("name"),
        CONSTRAINT "ck_countries_population" CHECK (population >= 0),
        CONSTRAINT "ck_countries" CHECK (name <> '')
    );

    CREATE TABLE IF NOT EXISTS "$skip$"."capitals" (
        "capital_id" integer NOT NULL GENERATED ALWAYS AS IDENTITY,
        "name" text COLLATE "C" NOT NULL,
        "country" varchar(100) NOT NULL,
        CONSTRAINT "pk_capitals" PRIMARY KEY ("capital_id"),
        CONSTRAINT "fk_capitals_country" FOREIGN KEY ("country") REFERENCES "$skip$"."countries" ("name") ON DELETE CASCADE ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED
    );

    CREATE TABLE IF NOT EXISTS "farm"."hens" (
        "hen_id" bigint NOT NULL,
        "egg" bigint,
        "mother" bigint,
        CONSTRAINT "pk_hens" PRIMARY KEY ("hen_id"),
        CONSTRAINT "fk_hens_mother" FOREIGN KEY ("mother") REFERENCES "farm"."hens" ("hen_id")
    );

    CREATE TABLE IF NOT EXISTS "farm"."eggs" (
        "egg_id" bigint NOT NULL,
        "hen" bigint NOT NULL,
        CONSTRAINT "pk_eggs" PRIMARY KEY ("egg_id"),
        CONSTRAINT "fk_eggs_hen" FOREIGN KEY ("hen") REFERENCES "farm"."hens" ("hen_id")
    );

    DO $skip$
    BEGIN
        ALTER TABLE "farm"."hens" ADD CONSTRAINT "fk_hens_egg" FOREIGN KEY ("egg") REFERENCES "farm"."eggs" ("egg_id");
    EXCEPTION WHEN duplicate_object OR duplicate_table THEN NULL;
    END
    $skip$;

    CREATE INDEX IF NOT EXISTS "ix_countries_population" ON "$skip$"."countries" ("population");

    CREATE UNIQUE INDEX IF NOT EXISTS "ix_countries_expr_country_id" ON "$skip$"."countries" USING "btree" ((lower(name)) DESC NULLS LAST, "country_id" "int4_ops") INCLUDE ("population") WHERE (population > 0);

    COMMENT ON TYPE "$skip$"."mood" IS 'How it goes.';

    COMMENT ON TABLE "$skip$"."countries" IS 'A sovereign state.';

    COMMENT ON COLUMN "$skip$"."countries"."name" IS 'The country''s own name.';
    "#);
    insta::assert_snapshot!(catalog.drop_sql_with(IfExists::Skip), @r#"
    ALTER TABLE "farm"."hens" DROP CONSTRAINT IF EXISTS "fk_hens_egg";

    DROP TABLE IF EXISTS "farm"."eggs";

    DROP TABLE IF EXISTS "farm"."hens";

    DROP TABLE IF EXISTS "$skip$"."capitals";

    DROP TABLE IF EXISTS "$skip$"."countries";

    DROP TYPE IF EXISTS "$skip$"."mood";

    DROP SCHEMA IF EXISTS "farm";

    DROP SCHEMA IF EXISTS "$skip$";
    "#);
}

#[test]
fn sqlite_creates_a_schema() {
    insta::assert_snapshot!(Catalog::of::<AsiaFile>().unwrap().create_sql(), @r#"
    CREATE TABLE "asia"."countries" (
        "country_id" INTEGER NOT NULL,
        "name" TEXT NOT NULL,
        "population" INTEGER,
        "mood" TEXT NOT NULL DEFAULT 'it''s ok',
        "name_length" INTEGER NOT NULL GENERATED ALWAYS AS (length(name)) STORED,
        CONSTRAINT "pk_countries" PRIMARY KEY ("country_id"),
        CONSTRAINT "uq_countries_name" UNIQUE ("name"),
        CONSTRAINT "ck_countries_name_length" CHECK (length("name") <= 100),
        CONSTRAINT "ck_countries_mood_label" CHECK ("mood" IN ('happy', 'it''s ok')),
        CONSTRAINT "ck_countries_population" CHECK (population >= 0),
        CONSTRAINT "ck_countries" CHECK (name <> '')
    ) STRICT;

    CREATE TABLE "asia"."capitals" (
        "capital_id" INTEGER NOT NULL,
        "name" TEXT COLLATE "NOCASE" NOT NULL,
        "country" TEXT NOT NULL,
        CONSTRAINT "pk_capitals" PRIMARY KEY ("capital_id"),
        CONSTRAINT "ck_capitals_country_length" CHECK (length("country") <= 100),
        CONSTRAINT "fk_capitals_country" FOREIGN KEY ("country") REFERENCES "countries" ("name") ON DELETE CASCADE ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED
    ) STRICT;

    CREATE INDEX "asia"."ix_countries_population" ON "countries" ("population");

    CREATE UNIQUE INDEX "asia"."ix_countries_expr_country_id" ON "countries" ((lower(name)) DESC, "country_id") WHERE (population > 0);
    "#);
}

#[test]
fn sqlite_declares_cycles_in_place() {
    insta::assert_snapshot!(Catalog::of::<FarmFile>().unwrap().create_sql(), @r#"
    CREATE TABLE "farm"."hens" (
        "hen_id" INTEGER NOT NULL,
        "egg" INTEGER,
        "mother" INTEGER,
        CONSTRAINT "pk_hens" PRIMARY KEY ("hen_id"),
        CONSTRAINT "fk_hens_egg" FOREIGN KEY ("egg") REFERENCES "eggs" ("egg_id"),
        CONSTRAINT "fk_hens_mother" FOREIGN KEY ("mother") REFERENCES "hens" ("hen_id")
    ) STRICT;

    CREATE TABLE "farm"."eggs" (
        "egg_id" INTEGER NOT NULL,
        "hen" INTEGER NOT NULL,
        CONSTRAINT "pk_eggs" PRIMARY KEY ("egg_id"),
        CONSTRAINT "fk_eggs_hen" FOREIGN KEY ("hen") REFERENCES "hens" ("hen_id")
    ) STRICT;
    "#);
}

#[test]
fn sqlite_spells_every_type() {
    insta::assert_snapshot!(Catalog::of::<TypesFile>().unwrap().create_sql(), @r#"
    CREATE TABLE "types"."every_type" (
        "id" INTEGER NOT NULL,
        "i16" INTEGER NOT NULL DEFAULT -1,
        "i32" INTEGER NOT NULL,
        "f32" REAL NOT NULL,
        "f64" REAL NOT NULL DEFAULT 1.5,
        "bool" INTEGER NOT NULL DEFAULT 1,
        "text" TEXT NOT NULL,
        "varchar" TEXT NOT NULL,
        "char" TEXT,
        "bytes" BLOB NOT NULL DEFAULT x'61275c62',
        "uuid" BLOB NOT NULL DEFAULT x'67e5504410b1426f9247bb680e5fe0c8',
        "date" TEXT NOT NULL,
        "time" TEXT NOT NULL,
        "timestamp" TEXT NOT NULL,
        "timestamptz" TEXT NOT NULL DEFAULT (CURRENT_TIMESTAMP),
        "json" TEXT NOT NULL DEFAULT '{"a": 1}',
        "mood" TEXT,
        "custom" TEXT,
        CONSTRAINT "pk_every_type" PRIMARY KEY ("id"),
        CONSTRAINT "ck_every_type_bool_bool" CHECK ("bool" IN (0, 1)),
        CONSTRAINT "ck_every_type_varchar_length" CHECK (length("varchar") <= 3),
        CONSTRAINT "ck_every_type_char_length" CHECK (length("char") <= 3),
        CONSTRAINT "ck_every_type_uuid_length" CHECK (length("uuid") = 16),
        CONSTRAINT "ck_every_type_json_json" CHECK (json_valid("json")),
        CONSTRAINT "ck_every_type_mood_label" CHECK ("mood" IN ('happy', 'it''s ok'))
    ) STRICT;
    "#);
}

#[test]
fn sqlite_drops_in_reverse() {
    let catalog = Catalog::of::<(AsiaFile, FarmFile)>().unwrap();
    insta::assert_snapshot!(catalog.drop_sql(), @r#"
    DROP TABLE "farm"."eggs";

    DROP TABLE "farm"."hens";

    DROP TABLE "asia"."capitals";

    DROP TABLE "asia"."countries";
    "#);
}

#[test]
fn one_schema_alone() {
    let catalog = Catalog::of::<(Asia, Farm)>().unwrap();
    assert_eq!(catalog.create_sql_of("farm").unwrap(), Catalog::of::<Farm>().unwrap().create_sql());
    assert_eq!(catalog.drop_sql_of("farm").unwrap(), Catalog::of::<Farm>().unwrap().drop_sql());
    let error = catalog.create_sql_of("frm").unwrap_err();
    assert_eq!(error.to_string(), "there is no schema `frm`; known: `asia`, `farm`");
}
