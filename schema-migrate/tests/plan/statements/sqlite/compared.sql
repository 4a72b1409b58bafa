-- What a diff sees, and a plan takes back.
-- ALTER TABLE
ALTER TABLE plain RENAME TO simple;
ALTER TABLE countries RENAME TO lands;
ALTER TABLE countries RENAME COLUMN area TO surface;
ALTER TABLE countries ADD COLUMN more integer;
ALTER TABLE countries ADD COLUMN more text NOT NULL DEFAULT 'it''s' CHECK (more <> 'x') COLLATE RTRIM;
ALTER TABLE countries ADD COLUMN more integer REFERENCES capitals (capital_id) ON UPDATE SET NULL;
ALTER TABLE plain DROP COLUMN b;
ALTER TABLE capitals DROP COLUMN payload;
-- CREATE INDEX
CREATE INDEX more ON plain (a);
CREATE UNIQUE INDEX more ON plain (b DESC, a COLLATE NOCASE) WHERE a > 0;
CREATE INDEX more ON plain (a + 1, lower(b));
-- CREATE TABLE: each form of a column and of a constraint
CREATE TABLE more (a integer) STRICT;
CREATE TABLE more (a integer PRIMARY KEY) STRICT;
CREATE TABLE more (a integer PRIMARY KEY DESC) STRICT;
CREATE TABLE more (a text PRIMARY KEY NOT NULL, b integer UNIQUE) STRICT;
CREATE TABLE more (a integer CONSTRAINT one NOT NULL CONSTRAINT two DEFAULT -5 CONSTRAINT three CHECK (a < 9)) STRICT;
CREATE TABLE more (a text DEFAULT "x", b blob DEFAULT x'00ff', c real DEFAULT 1e3, d integer DEFAULT TRUE, e any DEFAULT NULL) STRICT;
CREATE TABLE more (a text, b text AS (a || 'x') STORED) STRICT;
CREATE TABLE more (a integer REFERENCES countries ON DELETE SET DEFAULT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED) STRICT;
CREATE TABLE more (a integer, FOREIGN KEY (a) REFERENCES countries (country_id) ON DELETE SET NULL) STRICT;
CREATE TABLE more (a integer, b integer, PRIMARY KEY (a, b), UNIQUE (b), CHECK (a < b), CHECK (b > 0)) STRICT;
CREATE TABLE more AS SELECT 1 AS a, 'x' AS b;
CREATE TABLE "mo""re" ([a b] integer, `c` text, 'd' real) STRICT;
-- CREATE VIEW
CREATE VIEW more AS SELECT a FROM plain;
DROP VIEW rich; CREATE VIEW rich AS SELECT country_id, name FROM countries WHERE population > 6;
-- DROP ..
DROP INDEX countries_note_idx;
DROP TABLE capitals;
DROP TABLE plain;
DROP VIEW rich; DROP TABLE countries;
DROP VIEW rich;
-- What no statement changes: a table is made anew.
DROP TABLE plain; CREATE TABLE plain (a integer NOT NULL, b text) STRICT; CREATE TRIGGER audit AFTER INSERT ON plain BEGIN DELETE FROM plain WHERE a = 1; END;
DROP TABLE plain; CREATE TABLE plain (a text, b text) STRICT;
DROP TABLE plain; CREATE TABLE plain (a integer, b text COLLATE NOCASE) STRICT;
DROP TABLE plain; CREATE TABLE plain (a integer DEFAULT 1, b text) STRICT;
DROP TABLE plain; CREATE TABLE plain (a integer, b text UNIQUE) STRICT;
DROP TABLE plain; CREATE TABLE plain (a integer PRIMARY KEY, b text) STRICT;
DROP TABLE plain; CREATE TABLE plain (a integer, b text AS (a || 'x') STORED) STRICT;
DROP TABLE plain; CREATE TABLE plain (a integer, b text, FOREIGN KEY (a) REFERENCES countries (country_id)) STRICT;
DROP TABLE plain; CREATE TABLE plain (a integer, b text, CHECK (a > 0)) STRICT;
