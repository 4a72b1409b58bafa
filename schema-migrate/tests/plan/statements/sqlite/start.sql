-- A database with every form of column and constraint, which the statements in the files beside this one change.
CREATE TABLE countries (
    country_id integer PRIMARY KEY,
    name text NOT NULL COLLATE NOCASE,
    code text DEFAULT 'xx' UNIQUE,
    population integer DEFAULT (1 + 2) CHECK (population > 0),
    area real,
    note any,
    made text NOT NULL DEFAULT CURRENT_TIMESTAMP,
    size text GENERATED ALWAYS AS (lower(name)) STORED,
    CONSTRAINT countries_name_key UNIQUE (name),
    CONSTRAINT countries_area_check CHECK (area > 0)
) STRICT;
CREATE INDEX countries_note_idx ON countries (note) WHERE population > 1;
CREATE INDEX countries_lower_idx ON countries (lower(name) DESC, area COLLATE NOCASE);
CREATE TABLE capitals (
    capital_id integer NOT NULL,
    country_id integer NOT NULL REFERENCES countries ON DELETE CASCADE,
    sister integer,
    payload blob,
    CONSTRAINT capitals_pkey PRIMARY KEY (capital_id, country_id),
    CONSTRAINT capitals_sister_fkey FOREIGN KEY (sister, country_id) REFERENCES capitals (capital_id, country_id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE plain (a integer, b text) STRICT;
CREATE VIEW rich AS SELECT country_id, name FROM countries WHERE population > 5;
CREATE TABLE loose (a varchar(9), b numeric DEFAULT 1);
CREATE TABLE counted (a integer PRIMARY KEY AUTOINCREMENT, b text) STRICT;
CREATE TABLE keyed (a text PRIMARY KEY, b text) WITHOUT ROWID, STRICT;
CREATE TRIGGER audit AFTER INSERT ON plain BEGIN DELETE FROM plain WHERE a = 1; END;
