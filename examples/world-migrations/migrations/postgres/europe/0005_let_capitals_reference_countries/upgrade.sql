-- revision: 0005_let_capitals_reference_countries
-- message: Let capitals reference countries
-- parents: 0004_make_room_for_names_and_people

-- step: add foreign key europe.capitals.fk_capitals_country_iso
-- hazard: validated-foreign-key: `europe.capitals.fk_capitals_country_iso` is checked for all rows while both tables take no writes; add it NOT VALID and validate it in another transaction
ALTER TABLE :"europe"."capitals" ADD CONSTRAINT "fk_capitals_country_iso" FOREIGN KEY ("country_iso") REFERENCES :"europe"."countries" ("iso") ON DELETE CASCADE;
