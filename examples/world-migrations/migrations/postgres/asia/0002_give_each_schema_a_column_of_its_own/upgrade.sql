-- revision: 0002_give_each_schema_a_column_of_its_own
-- message: Give each schema a column of its own
-- parents: 0001_create_countries_and_capitals

-- step: add column asia.countries.signature_dish
ALTER TABLE :"asia"."countries" ADD COLUMN "signature_dish" varchar(100);

-- step: comment on table asia.countries
COMMENT ON TABLE :"asia"."countries" IS 'Asia''s countries: all that a country has, and one column more.';
