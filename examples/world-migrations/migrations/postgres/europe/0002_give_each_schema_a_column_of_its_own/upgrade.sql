-- revision: 0002_give_each_schema_a_column_of_its_own
-- message: Give each schema a column of its own
-- parents: 0001_create_countries_and_capitals

-- step: add column europe.countries.eu_member
ALTER TABLE :"europe"."countries" ADD COLUMN "eu_member" boolean NOT NULL DEFAULT false;

-- step: comment on table europe.countries
COMMENT ON TABLE :"europe"."countries" IS 'Europe''s countries: all that a country has, and whether it is in the European Union.';
