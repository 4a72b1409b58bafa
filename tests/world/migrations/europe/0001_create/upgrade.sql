-- revision: 0001_create
-- message: create

-- step: create table europe.countries
CREATE TABLE :"europe"."countries" (
    "country_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "population" INTEGER,
    CONSTRAINT "pk_countries" PRIMARY KEY ("country_id"),
    CONSTRAINT "uq_countries_name" UNIQUE ("name"),
    CONSTRAINT "ck_countries_name_length" CHECK (length("name") <= 100)
) STRICT;

-- step: create table europe.capitals
CREATE TABLE :"europe"."capitals" (
    "capital_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    CONSTRAINT "pk_capitals" PRIMARY KEY ("capital_id"),
    CONSTRAINT "ck_capitals_country_length" CHECK (length("country") <= 100),
    CONSTRAINT "ck_capitals_name_length" CHECK (length("name") <= 100),
    CONSTRAINT "fk_capitals_country" FOREIGN KEY ("country") REFERENCES "countries" ("name") ON DELETE CASCADE
) STRICT;
