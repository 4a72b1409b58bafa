-- revision: 0004_rename_the_currency

-- step: rename column asia.countries.currency to currency_code
-- hazard: rename-column: `asia.countries.currency` gets another name, and programs that run meanwhile use the old one; expand and contract: add a column, keep both filled, switch over, and drop the old one
ALTER TABLE :"asia"."countries" RENAME COLUMN "currency" TO "currency_code";
