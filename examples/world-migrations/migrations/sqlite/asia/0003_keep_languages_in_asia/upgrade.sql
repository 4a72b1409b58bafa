-- revision: 0003_keep_languages_in_asia
-- message: Keep languages in Asia
-- parents: 0002_give_each_schema_a_column_of_its_own

-- step: create table asia.languages
CREATE TABLE :"asia"."languages" (
    "country_iso" TEXT NOT NULL,
    "language_tag" TEXT NOT NULL,
    CONSTRAINT "pk_languages" PRIMARY KEY ("country_iso", "language_tag"),
    CONSTRAINT "ck_languages_language_tag_length" CHECK (length("language_tag") <= 35),
    CONSTRAINT "fk_languages_country_iso" FOREIGN KEY ("country_iso") REFERENCES "countries" ("iso") ON DELETE CASCADE
) STRICT;
