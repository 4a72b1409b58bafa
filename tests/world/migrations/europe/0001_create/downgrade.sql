-- revision: 0001_create

-- step: drop table europe.capitals
-- hazard: drop-table: `europe.capitals` is dropped with all its rows; stop using it in all programs first, and keep a copy
DROP TABLE :"europe"."capitals";

-- step: drop table europe.countries
-- hazard: drop-table: `europe.countries` is dropped with all its rows; stop using it in all programs first, and keep a copy
DROP TABLE :"europe"."countries";
