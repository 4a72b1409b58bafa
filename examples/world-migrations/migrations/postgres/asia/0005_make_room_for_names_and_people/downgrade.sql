-- revision: 0005_make_room_for_names_and_people

-- step: alter column asia.countries.name: type varchar(50)
-- hazard: type-rewrite: `asia.countries.name` gets another type, for which all rows are written anew under a lock; add a column of the new type, keep both filled, switch over, and drop the old one
-- hazard: narrowing: `asia.countries.name` gets a type that holds less: values that do not fit make it fail, or are rounded; add a column of the new type, fill it in batches with what fits, switch over, and drop the old one
ALTER TABLE :"asia"."countries" ALTER COLUMN "name" TYPE varchar(50);

-- step: alter column asia.countries.population: type integer
-- hazard: type-rewrite: `asia.countries.population` gets another type, for which all rows are written anew under a lock; add a column of the new type, keep both filled, switch over, and drop the old one
-- hazard: narrowing: `asia.countries.population` gets a type that holds less: values that do not fit make it fail, or are rounded; add a column of the new type, fill it in batches with what fits, switch over, and drop the old one
ALTER TABLE :"asia"."countries" ALTER COLUMN "population" TYPE integer;

-- step: comment on column asia.countries.population
COMMENT ON COLUMN :"asia"."countries"."population" IS NULL;
