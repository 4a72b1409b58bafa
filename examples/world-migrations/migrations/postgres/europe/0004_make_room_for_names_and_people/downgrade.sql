-- revision: 0004_make_room_for_names_and_people

-- step: alter column europe.countries.name: type varchar(50)
-- hazard: type-rewrite: `europe.countries.name` gets another type, for which all rows are written anew under a lock; add a column of the new type, keep both filled, switch over, and drop the old one
-- hazard: narrowing: `europe.countries.name` gets a type that holds less: values that do not fit make it fail, or are rounded; add a column of the new type, fill it in batches with what fits, switch over, and drop the old one
ALTER TABLE :"europe"."countries" ALTER COLUMN "name" TYPE varchar(50);

-- step: alter column europe.countries.population: type integer
-- hazard: type-rewrite: `europe.countries.population` gets another type, for which all rows are written anew under a lock; add a column of the new type, keep both filled, switch over, and drop the old one
-- hazard: narrowing: `europe.countries.population` gets a type that holds less: values that do not fit make it fail, or are rounded; add a column of the new type, fill it in batches with what fits, switch over, and drop the old one
ALTER TABLE :"europe"."countries" ALTER COLUMN "population" TYPE integer;

-- step: comment on column europe.countries.population
COMMENT ON COLUMN :"europe"."countries"."population" IS NULL;
