-- revision: 0005_make_room_for_names_and_people

-- step: rebuild table asia.countries
-- hazard: rebuild: `asia.countries` is copied to a new table under a lock; do it while little happens
-- hazard: rebuild-rule: `asia.countries.ck_countries_name_length` is asked of each row that is copied, and a row that breaks it makes it fail; look for such rows first
CREATE TABLE :"asia"."new_countries" (
    "iso" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "population" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "signature_dish" TEXT,
    CONSTRAINT "pk_countries" PRIMARY KEY ("iso"),
    CONSTRAINT "uq_countries_name" UNIQUE ("name"),
    CONSTRAINT "ck_countries_currency_length" CHECK (length("currency") <= 3),
    CONSTRAINT "ck_countries_iso_length" CHECK (length("iso") <= 2),
    CONSTRAINT "ck_countries_name_length" CHECK (length("name") <= 50),
    CONSTRAINT "ck_countries_population" CHECK (population >= 0),
    CONSTRAINT "ck_countries_signature_dish_length" CHECK (length("signature_dish") <= 100)
) STRICT;

-- step: rebuild table asia.countries
INSERT INTO :"asia"."new_countries" ("iso", "name", "population", "currency", "signature_dish")
SELECT "iso", "name", "population", "currency", "signature_dish"
FROM :"asia"."countries";

-- step: rebuild table asia.countries
DROP TABLE :"asia"."countries";

-- step: rebuild table asia.countries
ALTER TABLE :"asia"."new_countries" RENAME TO "countries";
