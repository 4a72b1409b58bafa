-- revision: 0002_give_each_schema_a_column_of_its_own

-- step: rebuild table europe.countries
-- hazard: rebuild: `europe.countries` is copied to a new table under a lock; do it while little happens
-- hazard: drop-column: `europe.countries.eu_member` is dropped with all that it holds; stop using it in all programs first, and keep a copy
-- hazard: drop-constraint: `europe.countries.ck_countries_eu_member_bool` is dropped, and rows come in that it kept out; make sure that nothing relies on it
CREATE TABLE :"europe"."new_countries" (
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

-- step: rebuild table europe.countries
INSERT INTO :"europe"."new_countries" ("iso", "name", "population", "currency_code")
SELECT "iso", "name", "population", "currency_code"
FROM :"europe"."countries";

-- step: rebuild table europe.countries
DROP TABLE :"europe"."countries";

-- step: rebuild table europe.countries
ALTER TABLE :"europe"."new_countries" RENAME TO "countries";
