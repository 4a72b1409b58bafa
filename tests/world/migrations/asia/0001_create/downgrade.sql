-- revision: 0001_create

-- step: drop table asia.capitals
-- hazard: drop-table: `asia.capitals` is dropped with all its rows; stop using it in all programs first, and keep a copy
DROP TABLE :"asia"."capitals";

-- step: drop table asia.countries
-- hazard: drop-table: `asia.countries` is dropped with all its rows; stop using it in all programs first, and keep a copy
DROP TABLE :"asia"."countries";
