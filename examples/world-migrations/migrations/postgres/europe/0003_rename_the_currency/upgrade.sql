-- revision: 0003_rename_the_currency
-- message: Rename the currency
-- parents: 0002_give_each_schema_a_column_of_its_own

-- step: rename column europe.countries.currency_code to currency
-- hazard: rename-column: `europe.countries.currency_code` gets another name, and programs that run meanwhile use the old one; expand and contract: add a column, keep both filled, switch over, and drop the old one
ALTER TABLE :"europe"."countries" RENAME COLUMN "currency_code" TO "currency";
