-- revision: 0002_give_each_schema_a_column_of_its_own

-- step: drop column asia.countries.signature_dish
-- hazard: drop-column: `asia.countries.signature_dish` is dropped with all that it holds; stop using it in all programs first, and keep a copy
ALTER TABLE :"asia"."countries" DROP COLUMN "signature_dish";

-- step: comment on table asia.countries
COMMENT ON TABLE :"asia"."countries" IS 'A sovereign state.';
