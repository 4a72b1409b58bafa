-- revision: 0004_make_room_for_names_and_people

-- step: rebuild table europe.countries
-- hazard: rebuild: `europe.countries` is copied to a new table under a lock; do it while little happens
-- hazard: rebuild-rule: `europe.countries.ck_countries_name_length` is asked of each row that is copied, and a row that breaks it makes it fail; look for such rows first
CREATE TABLE :"europe"."new_countries" (
    "iso" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "population" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "eu_member" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "pk_countries" PRIMARY KEY ("iso"),
    CONSTRAINT "uq_countries_name" UNIQUE ("name"),
    CONSTRAINT "ck_countries_currency_length" CHECK (length("currency") <= 3),
    CONSTRAINT "ck_countries_eu_member_bool" CHECK ("eu_member" IN (0, 1)),
    CONSTRAINT "ck_countries_iso_length" CHECK (length("iso") <= 2),
    CONSTRAINT "ck_countries_name_length" CHECK (length("name") <= 50),
    CONSTRAINT "ck_countries_population" CHECK (population >= 0)
) STRICT;

-- step: rebuild table europe.countries
INSERT INTO :"europe"."new_countries" ("iso", "name", "population", "currency", "eu_member")
SELECT "iso", "name", "population", "currency", "eu_member"
FROM :"europe"."countries";

-- step: rebuild table europe.countries
DROP TABLE :"europe"."countries";

-- step: rebuild table europe.countries
ALTER TABLE :"europe"."new_countries" RENAME TO "countries";
