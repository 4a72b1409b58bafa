-- revision: 0002_give_each_schema_a_column_of_its_own

-- step: rebuild table asia.countries
-- hazard: rebuild: `asia.countries` is copied to a new table under a lock; do it while little happens
-- hazard: drop-column: `asia.countries.signature_dish` is dropped with all that it holds; stop using it in all programs first, and keep a copy
-- hazard: drop-constraint: `asia.countries.ck_countries_signature_dish_length` is dropped, and rows come in that it kept out; make sure that nothing relies on it
CREATE TABLE :"asia"."new_countries" (
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

-- step: rebuild table asia.countries
INSERT INTO :"asia"."new_countries" ("iso", "name", "population", "currency_code")
SELECT "iso", "name", "population", "currency_code"
FROM :"asia"."countries";

-- step: rebuild table asia.countries
DROP TABLE :"asia"."countries";

-- step: rebuild table asia.countries
ALTER TABLE :"asia"."new_countries" RENAME TO "countries";
