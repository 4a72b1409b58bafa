-- revision: 0005_let_capitals_reference_countries
-- message: Let capitals reference countries
-- parents: 0004_make_room_for_names_and_people

-- step: rebuild table europe.capitals
-- hazard: rebuild: `europe.capitals` is copied to a new table under a lock; do it while little happens
-- hazard: rebuild-rule: `europe.capitals.fk_capitals_country_iso` is asked of each row that is copied, and a row that breaks it makes it fail; look for such rows first
CREATE TABLE :"europe"."new_capitals" (
    "capital_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "country_iso" TEXT NOT NULL,
    CONSTRAINT "pk_capitals" PRIMARY KEY ("capital_id"),
    CONSTRAINT "uq_capitals_country_iso" UNIQUE ("country_iso"),
    CONSTRAINT "ck_capitals_name_length" CHECK (length("name") <= 100),
    CONSTRAINT "fk_capitals_country_iso" FOREIGN KEY ("country_iso") REFERENCES "countries" ("iso") ON DELETE CASCADE
) STRICT;

-- step: rebuild table europe.capitals
INSERT INTO :"europe"."new_capitals" ("capital_id", "name", "country_iso")
SELECT "capital_id", "name", "country_iso"
FROM :"europe"."capitals";

-- step: rebuild table europe.capitals
DROP TABLE :"europe"."capitals";

-- step: rebuild table europe.capitals
ALTER TABLE :"europe"."new_capitals" RENAME TO "capitals";
