-- revision: 0005_let_capitals_reference_countries

-- step: drop foreign key europe.capitals.fk_capitals_country_iso
-- hazard: drop-constraint: `europe.capitals.fk_capitals_country_iso` is dropped, and rows come in that it kept out; make sure that nothing relies on it
ALTER TABLE :"europe"."capitals" DROP CONSTRAINT "fk_capitals_country_iso";
