-- revision: 0002_give_each_schema_a_column_of_its_own
-- message: Give each schema a column of its own
-- parents: 0001_create_countries_and_capitals

-- step: add column europe.countries.eu_member
ALTER TABLE :"europe"."countries" ADD COLUMN "eu_member" INTEGER NOT NULL DEFAULT 0 CONSTRAINT "ck_countries_eu_member_bool" CHECK ("eu_member" IN (0, 1));
