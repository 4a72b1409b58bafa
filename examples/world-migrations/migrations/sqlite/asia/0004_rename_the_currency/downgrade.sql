-- revision: 0004_rename_the_currency

-- step: rename column asia.countries.currency to currency_code
-- hazard: rename-column: `asia.countries.currency` gets another name, and programs that run meanwhile use the old one; expand and contract: add a column, keep both filled, switch over, and drop the old one
ALTER TABLE :"asia"."countries" RENAME COLUMN "currency" TO "currency_code";

-- step: rebuild table asia.countries
-- hazard: rebuild: `asia.countries` is copied to a new table under a lock; do it while little happens
CREATE TABLE :"asia"."new_countries" (
    "iso" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "population" INTEGER NOT NULL,
    "currency_code" TEXT NOT NULL,
    "signature_dish" TEXT,
    CONSTRAINT "pk_countries" PRIMARY KEY ("iso"),
    CONSTRAINT "uq_countries_name" UNIQUE ("name"),
    CONSTRAINT "ck_countries_currency_code_length" CHECK (length("currency_code") <= 3),
    CONSTRAINT "ck_countries_iso_length" CHECK (length("iso") <= 2),
    CONSTRAINT "ck_countries_name_length" CHECK (length("name") <= 50),
    CONSTRAINT "ck_countries_population" CHECK (population >= 0),
    CONSTRAINT "ck_countries_signature_dish_length" CHECK (length("signature_dish") <= 100)
) STRICT;

-- step: rebuild table asia.countries
INSERT INTO :"asia"."new_countries" ("iso", "name", "population", "currency_code", "signature_dish")
SELECT "iso", "name", "population", "currency_code", "signature_dish"
FROM :"asia"."countries";

-- step: rebuild table asia.countries
DROP TABLE :"asia"."countries";

-- step: rebuild table asia.countries
ALTER TABLE :"asia"."new_countries" RENAME TO "countries";
