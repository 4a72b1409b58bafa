-- revision: 0006_let_capitals_reference_countries

-- step: drop foreign key asia.capitals.fk_capitals_country_iso
-- hazard: drop-constraint: `asia.capitals.fk_capitals_country_iso` is dropped, and rows come in that it kept out; make sure that nothing relies on it
ALTER TABLE :"asia"."capitals" DROP CONSTRAINT "fk_capitals_country_iso";
