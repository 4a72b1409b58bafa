-- revision: 0006_let_capitals_reference_countries
-- message: Let capitals reference countries
-- parents: 0005_make_room_for_names_and_people

-- step: rebuild table asia.capitals
-- hazard: rebuild: `asia.capitals` is copied to a new table under a lock; do it while little happens
-- hazard: rebuild-rule: `asia.capitals.fk_capitals_country_iso` is asked of each row that is copied, and a row that breaks it makes it fail; look for such rows first
CREATE TABLE :"asia"."new_capitals" (
    "capital_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "country_iso" TEXT NOT NULL,
    CONSTRAINT "pk_capitals" PRIMARY KEY ("capital_id"),
    CONSTRAINT "uq_capitals_country_iso" UNIQUE ("country_iso"),
    CONSTRAINT "ck_capitals_name_length" CHECK (length("name") <= 100),
    CONSTRAINT "fk_capitals_country_iso" FOREIGN KEY ("country_iso") REFERENCES "countries" ("iso") ON DELETE CASCADE
) STRICT;

-- step: rebuild table asia.capitals
INSERT INTO :"asia"."new_capitals" ("capital_id", "name", "country_iso")
SELECT "capital_id", "name", "country_iso"
FROM :"asia"."capitals";

-- step: rebuild table asia.capitals
DROP TABLE :"asia"."capitals";

-- step: rebuild table asia.capitals
ALTER TABLE :"asia"."new_capitals" RENAME TO "capitals";
