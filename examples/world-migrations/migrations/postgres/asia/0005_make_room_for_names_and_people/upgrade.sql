-- revision: 0005_make_room_for_names_and_people
-- message: Make room for names and people
-- parents: 0004_rename_the_currency

-- step: alter column asia.countries.name: type varchar(100)
ALTER TABLE :"asia"."countries" ALTER COLUMN "name" TYPE varchar(100);

-- step: alter column asia.countries.population: type bigint
-- hazard: type-rewrite: `asia.countries.population` gets another type, for which all rows are written anew under a lock; add a column of the new type, keep both filled, switch over, and drop the old one
ALTER TABLE :"asia"."countries" ALTER COLUMN "population" TYPE bigint;

-- step: comment on column asia.countries.population
COMMENT ON COLUMN :"asia"."countries"."population" IS 'Was an `integer` once, which the world outgrew.';
