-- revision: 0001_create_countries_and_capitals
-- message: Create countries and capitals

-- step: create schema europe
CREATE SCHEMA :"europe";

-- step: create schema europe
COMMENT ON SCHEMA :"europe" IS '`europe`, in a database of the kind `D`.';

-- step: create table europe.capitals
CREATE TABLE :"europe"."capitals" (
    "capital_id" integer NOT NULL GENERATED ALWAYS AS IDENTITY,
    "name" varchar(100) NOT NULL,
    "country_iso" text NOT NULL,
    CONSTRAINT "pk_capitals" PRIMARY KEY ("capital_id"),
    CONSTRAINT "uq_capitals_country_iso" UNIQUE ("country_iso")
);

-- step: create table europe.capitals
COMMENT ON TABLE :"europe"."capitals" IS 'A country''s seat of government.';

-- step: create table europe.countries
CREATE TABLE :"europe"."countries" (
    "iso" char(2) NOT NULL,
    "name" varchar(50) NOT NULL,
    "population" integer NOT NULL,
    "currency_code" char(3) NOT NULL,
    CONSTRAINT "pk_countries" PRIMARY KEY ("iso"),
    CONSTRAINT "uq_countries_name" UNIQUE ("name"),
    CONSTRAINT "ck_countries_population" CHECK (population >= 0)
);

-- step: create table europe.countries
COMMENT ON TABLE :"europe"."countries" IS 'A sovereign state.';

-- step: create table europe.countries
COMMENT ON COLUMN :"europe"."countries"."iso" IS 'ISO 3166-1 alpha-2.';

-- step: create table europe.countries
COMMENT ON COLUMN :"europe"."countries"."currency_code" IS 'ISO 4217.';
