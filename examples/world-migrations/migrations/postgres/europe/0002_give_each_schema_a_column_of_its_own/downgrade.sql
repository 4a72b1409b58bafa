-- revision: 0002_give_each_schema_a_column_of_its_own

-- step: drop column europe.countries.eu_member
-- hazard: drop-column: `europe.countries.eu_member` is dropped with all that it holds; stop using it in all programs first, and keep a copy
ALTER TABLE :"europe"."countries" DROP COLUMN "eu_member";

-- step: comment on table europe.countries
COMMENT ON TABLE :"europe"."countries" IS 'A sovereign state.';
