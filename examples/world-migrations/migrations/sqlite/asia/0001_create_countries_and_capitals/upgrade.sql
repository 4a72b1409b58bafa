-- revision: 0001_create_countries_and_capitals
-- message: Create countries and capitals

-- step: create table asia.capitals
CREATE TABLE :"asia"."capitals" (
    "capital_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "country_iso" TEXT NOT NULL,
    CONSTRAINT "pk_capitals" PRIMARY KEY ("capital_id"),
    CONSTRAINT "uq_capitals_country_iso" UNIQUE ("country_iso"),
    CONSTRAINT "ck_capitals_name_length" CHECK (length("name") <= 100)
) STRICT;

-- step: create table asia.countries
CREATE TABLE :"asia"."countries" (
    "iso" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "population" INTEGER NOT NULL,
    "currency_code" TEXT NOT NULL,
    CONSTRAINT "pk_countries" PRIMARY KEY ("iso"),
    CONSTRAINT "uq_countries_name" UNIQUE ("name"),
    CONSTRAINT "ck_countries_currency_code_length" CHECK (length("currency_code") <= 3),
    CONSTRAINT "ck_countries_iso_length" CHECK (length("iso") <= 2),
    CONSTRAINT "ck_countries_name_length" CHECK (length("name") <= 50),
    CONSTRAINT "ck_countries_population" CHECK (population >= 0)
) STRICT;
