-- revision: 0001_create_countries_and_capitals
-- message: Create countries and capitals

-- step: create schema asia
CREATE SCHEMA :"asia";

-- step: create schema asia
COMMENT ON SCHEMA :"asia" IS '`asia`, in a database of the kind `D`.';

-- step: create table asia.capitals
CREATE TABLE :"asia"."capitals" (
    "capital_id" integer NOT NULL GENERATED ALWAYS AS IDENTITY,
    "name" varchar(100) NOT NULL,
    "country_iso" text NOT NULL,
    CONSTRAINT "pk_capitals" PRIMARY KEY ("capital_id"),
    CONSTRAINT "uq_capitals_country_iso" UNIQUE ("country_iso")
);

-- step: create table asia.capitals
COMMENT ON TABLE :"asia"."capitals" IS 'A country''s seat of government.';

-- step: create table asia.countries
CREATE TABLE :"asia"."countries" (
    "iso" char(2) NOT NULL,
    "name" varchar(50) NOT NULL,
    "population" integer NOT NULL,
    "currency_code" char(3) NOT NULL,
    CONSTRAINT "pk_countries" PRIMARY KEY ("iso"),
    CONSTRAINT "uq_countries_name" UNIQUE ("name"),
    CONSTRAINT "ck_countries_population" CHECK (population >= 0)
);

-- step: create table asia.countries
COMMENT ON TABLE :"asia"."countries" IS 'A sovereign state.';

-- step: create table asia.countries
COMMENT ON COLUMN :"asia"."countries"."iso" IS 'ISO 3166-1 alpha-2.';

-- step: create table asia.countries
COMMENT ON COLUMN :"asia"."countries"."currency_code" IS 'ISO 4217.';
