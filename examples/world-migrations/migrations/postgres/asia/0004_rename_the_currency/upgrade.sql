-- revision: 0004_rename_the_currency
-- message: Rename the currency
-- parents: 0003_keep_languages_in_asia

-- step: rename column asia.countries.currency_code to currency
-- hazard: rename-column: `asia.countries.currency_code` gets another name, and programs that run meanwhile use the old one; expand and contract: add a column, keep both filled, switch over, and drop the old one
ALTER TABLE :"asia"."countries" RENAME COLUMN "currency_code" TO "currency";
