-- revision: 0003_rename_the_currency

-- step: rename column europe.countries.currency to currency_code
-- hazard: rename-column: `europe.countries.currency` gets another name, and programs that run meanwhile use the old one; expand and contract: add a column, keep both filled, switch over, and drop the old one
ALTER TABLE :"europe"."countries" RENAME COLUMN "currency" TO "currency_code";

-- step: rebuild table europe.countries
-- hazard: rebuild: `europe.countries` is copied to a new table under a lock; do it while little happens
CREATE TABLE :"europe"."new_countries" (
    "iso" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "population" INTEGER NOT NULL,
    "currency_code" TEXT NOT NULL,
    "eu_member" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "pk_countries" PRIMARY KEY ("iso"),
    CONSTRAINT "uq_countries_name" UNIQUE ("name"),
    CONSTRAINT "ck_countries_currency_code_length" CHECK (length("currency_code") <= 3),
    CONSTRAINT "ck_countries_eu_member_bool" CHECK ("eu_member" IN (0, 1)),
    CONSTRAINT "ck_countries_iso_length" CHECK (length("iso") <= 2),
    CONSTRAINT "ck_countries_name_length" CHECK (length("name") <= 50),
    CONSTRAINT "ck_countries_population" CHECK (population >= 0)
) STRICT;

-- step: rebuild table europe.countries
INSERT INTO :"europe"."new_countries" ("iso", "name", "population", "currency_code", "eu_member")
SELECT "iso", "name", "population", "currency_code", "eu_member"
FROM :"europe"."countries";

-- step: rebuild table europe.countries
DROP TABLE :"europe"."countries";

-- step: rebuild table europe.countries
ALTER TABLE :"europe"."new_countries" RENAME TO "countries";
