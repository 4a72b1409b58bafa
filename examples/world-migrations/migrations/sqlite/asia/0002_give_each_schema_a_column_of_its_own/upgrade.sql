-- revision: 0002_give_each_schema_a_column_of_its_own
-- message: Give each schema a column of its own
-- parents: 0001_create_countries_and_capitals

-- step: add column asia.countries.signature_dish
ALTER TABLE :"asia"."countries" ADD COLUMN "signature_dish" TEXT CONSTRAINT "ck_countries_signature_dish_length" CHECK (length("signature_dish") <= 100);
