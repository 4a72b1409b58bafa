-- revision: 0003_keep_languages_in_asia

-- step: drop table asia.languages
-- hazard: drop-table: `asia.languages` is dropped with all its rows; stop using it in all programs first, and keep a copy
DROP TABLE :"asia"."languages";
