-- revision: 0003_keep_languages_in_asia
-- message: Keep languages in Asia
-- parents: 0002_give_each_schema_a_column_of_its_own

-- step: create table asia.languages
CREATE TABLE :"asia"."languages" (
    "country_iso" text NOT NULL,
    "language_tag" varchar(35) NOT NULL,
    CONSTRAINT "pk_languages" PRIMARY KEY ("country_iso", "language_tag"),
    CONSTRAINT "fk_languages_country_iso" FOREIGN KEY ("country_iso") REFERENCES :"asia"."countries" ("iso") ON DELETE CASCADE
);

-- step: create table asia.languages
COMMENT ON TABLE :"asia"."languages" IS 'A language spoken in a country; only Asia keeps them.';

-- step: create table asia.languages
COMMENT ON COLUMN :"asia"."languages"."language_tag" IS 'BCP 47.';
