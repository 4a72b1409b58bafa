-- revision: 0004_make_room_for_names_and_people
-- message: Make room for names and people
-- parents: 0003_rename_the_currency

-- step: alter column europe.countries.name: type varchar(100)
ALTER TABLE :"europe"."countries" ALTER COLUMN "name" TYPE varchar(100);

-- step: alter column europe.countries.population: type bigint
-- hazard: type-rewrite: `europe.countries.population` gets another type, for which all rows are written anew under a lock; add a column of the new type, keep both filled, switch over, and drop the old one
ALTER TABLE :"europe"."countries" ALTER COLUMN "population" TYPE bigint;

-- step: comment on column europe.countries.population
COMMENT ON COLUMN :"europe"."countries"."population" IS 'Was an `integer` once, which the world outgrew.';
