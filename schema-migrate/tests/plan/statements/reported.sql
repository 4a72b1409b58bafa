-- What a catalog cannot express, and is reported. In the order of PostgreSQL's manual.
-- ALTER AGGREGATE
ALTER AGGREGATE asia.total(integer) RENAME TO sum;
ALTER AGGREGATE asia.total(integer) SET SCHEMA shared;
-- ALTER COLLATION
ALTER COLLATION asia.nord RENAME TO south;
ALTER COLLATION asia.nord SET SCHEMA shared;
-- ALTER CONVERSION
ALTER CONVERSION asia.turned RENAME TO bent;
ALTER CONVERSION asia.turned SET SCHEMA shared;
-- ALTER DOMAIN
ALTER DOMAIN asia.word ADD CONSTRAINT own NOT NULL; -- since 17
-- ALTER FOREIGN TABLE
ALTER FOREIGN TABLE asia.far RENAME COLUMN a TO c;
ALTER FOREIGN TABLE asia.far RENAME TO away;
ALTER FOREIGN TABLE asia.far SET SCHEMA shared;
ALTER FOREIGN TABLE asia.far ADD COLUMN c integer;
ALTER FOREIGN TABLE asia.far DROP COLUMN b;
ALTER FOREIGN TABLE asia.far ALTER COLUMN a TYPE bigint;
ALTER FOREIGN TABLE asia.far ALTER COLUMN a SET DEFAULT 5;
ALTER FOREIGN TABLE asia.far ALTER COLUMN a SET NOT NULL;
ALTER FOREIGN TABLE asia.far ALTER COLUMN b OPTIONS (name 'x');
ALTER FOREIGN TABLE asia.far ADD CONSTRAINT more CHECK (a > 0);
ALTER FOREIGN TABLE asia.far OPTIONS (name 'x');
ALTER FOREIGN TABLE asia.far INHERIT asia.ancestor;
-- ALTER FUNCTION
ALTER FUNCTION asia.f(integer) VOLATILE;
ALTER FUNCTION asia.f(integer) STRICT;
ALTER FUNCTION asia.f(integer) SECURITY DEFINER;
ALTER FUNCTION asia.f(integer) COST 5;
ALTER FUNCTION asia.f(integer) PARALLEL SAFE;
ALTER FUNCTION asia.f(integer) SET work_mem = '1MB';
ALTER FUNCTION asia.f(integer) RENAME TO h;
ALTER FUNCTION asia.f(integer) SET SCHEMA shared;
-- ALTER INDEX
ALTER INDEX asia.countries_note_idx SET (fillfactor = 50);
ALTER INDEX asia.countries_lower_idx ALTER COLUMN 1 SET STATISTICS 50;
-- ALTER MATERIALIZED VIEW
ALTER MATERIALIZED VIEW asia.kept CLUSTER ON kept_a_idx;
ALTER MATERIALIZED VIEW asia.kept ALTER COLUMN a SET STATISTICS 50;
ALTER MATERIALIZED VIEW asia.kept ALTER COLUMN a SET (n_distinct = 5);
ALTER MATERIALIZED VIEW asia.kept ALTER COLUMN b SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW asia.kept ALTER COLUMN b SET COMPRESSION pglz;
ALTER MATERIALIZED VIEW asia.kept SET (fillfactor = 50);
-- ALTER OPERATOR, its class and its family
ALTER OPERATOR asia.<<< (text, text) SET SCHEMA shared;
ALTER OPERATOR asia.<<< (text, text) SET (RESTRICT = scalarltsel);
ALTER OPERATOR CLASS asia.odd USING btree RENAME TO even;
ALTER OPERATOR CLASS asia.odd USING btree SET SCHEMA shared;
ALTER OPERATOR FAMILY asia.family USING btree RENAME TO kin;
ALTER OPERATOR FAMILY asia.family USING btree SET SCHEMA shared;
ALTER OPERATOR FAMILY asia.family USING btree ADD OPERATOR 1 < (integer, bigint);
-- ALTER POLICY
ALTER POLICY own ON asia.watched RENAME TO theirs;
ALTER POLICY own ON asia.watched USING (a = 2);
ALTER POLICY own ON asia.watched TO pg_monitor;
-- ALTER PROCEDURE
ALTER PROCEDURE asia.p(integer) SECURITY DEFINER;
ALTER PROCEDURE asia.p(integer) RENAME TO q;
-- ALTER RULE
ALTER RULE quiet ON asia.watched RENAME TO silent;
-- ALTER SEQUENCE
ALTER SEQUENCE asia.numbers SET UNLOGGED; -- since 15
ALTER SEQUENCE asia.countries_country_id_seq START 5;
ALTER SEQUENCE asia.countries_country_id_seq AS smallint;
-- ALTER STATISTICS
ALTER STATISTICS asia.together RENAME TO apart;
ALTER STATISTICS asia.together SET SCHEMA shared;
ALTER STATISTICS asia.together SET STATISTICS 50;
-- ALTER TABLE
ALTER TABLE asia.countries ALTER COLUMN country_id SET START 5;
ALTER TABLE asia.countries ALTER COLUMN country_id SET INCREMENT 5 SET CYCLE;
ALTER TABLE asia.countries ALTER COLUMN name SET STATISTICS 50;
ALTER TABLE asia.countries ALTER COLUMN name SET (n_distinct = 5);
ALTER TABLE asia.countries ALTER COLUMN name SET STORAGE EXTERNAL;
ALTER TABLE asia.countries ALTER COLUMN name SET COMPRESSION pglz;
ALTER TABLE asia.plain ADD CHECK (a > 0) NO INHERIT;
ALTER TABLE asia.plain ADD CHECK (a > 0) NOT ENFORCED; -- since 18
ALTER TABLE asia.plain ADD CONSTRAINT own NOT NULL a; -- since 18
ALTER TABLE asia.plain ADD NOT NULL a NO INHERIT; -- since 18
ALTER TABLE asia.plain ADD NOT NULL a NOT VALID; -- since 18
ALTER TABLE asia.events ADD NOT NULL what NOT VALID; -- since 18
ALTER TABLE asia.plain ADD COLUMN d integer GENERATED ALWAYS AS (a * 2); -- since 18
ALTER TABLE asia.countries RENAME CONSTRAINT countries_name_not_null TO own; -- since 18
ALTER TABLE asia.countries ALTER CONSTRAINT countries_name_not_null NO INHERIT; -- since 18
ALTER TABLE asia.capitals ALTER CONSTRAINT capitals_country_fkey NOT ENFORCED; -- since 18
ALTER TABLE asia.countries DISABLE TRIGGER ALL;
ALTER TABLE asia.capitals DISABLE TRIGGER ALL;
ALTER TABLE asia.watched DISABLE TRIGGER audit;
ALTER TABLE asia.watched ENABLE REPLICA TRIGGER audit;
ALTER TABLE asia.watched ENABLE ALWAYS TRIGGER audit;
ALTER TABLE asia.watched DISABLE RULE quiet;
ALTER TABLE asia.watched ENABLE REPLICA RULE quiet;
ALTER TABLE asia.watched DISABLE ROW LEVEL SECURITY;
ALTER TABLE asia.watched FORCE ROW LEVEL SECURITY;
ALTER TABLE asia.countries CLUSTER ON countries_name_key;
ALTER TABLE asia.countries SET (fillfactor = 50);
ALTER TABLE asia.countries SET (toast.autovacuum_enabled = false);
ALTER TABLE asia.plain INHERIT asia.ancestor;
ALTER TABLE asia.heir NO INHERIT asia.ancestor;
ALTER TABLE asia.plain DROP COLUMN c; ALTER TABLE asia.plain RENAME COLUMN a TO x;
ALTER TABLE asia.pairs NOT OF;
ALTER TABLE asia.countries REPLICA IDENTITY FULL;
ALTER TABLE asia.countries REPLICA IDENTITY NOTHING;
ALTER TABLE asia.countries REPLICA IDENTITY USING INDEX countries_made_idx;
-- ALTER TEXT SEARCH ..
ALTER TEXT SEARCH CONFIGURATION asia.search ALTER MAPPING FOR word WITH asia.words;
ALTER TEXT SEARCH CONFIGURATION asia.search DROP MAPPING FOR word;
ALTER TEXT SEARCH CONFIGURATION asia.search RENAME TO find;
ALTER TEXT SEARCH CONFIGURATION asia.search SET SCHEMA shared;
ALTER TEXT SEARCH DICTIONARY asia.words (accept = false);
ALTER TEXT SEARCH DICTIONARY asia.words RENAME TO names;
ALTER TEXT SEARCH PARSER asia.parser RENAME TO reader;
ALTER TEXT SEARCH TEMPLATE asia.template RENAME TO form;
-- ALTER TRIGGER
ALTER TRIGGER audit ON asia.watched RENAME TO look;
-- ALTER TYPE
ALTER TYPE asia.pair ADD ATTRIBUTE z integer CASCADE;
ALTER TYPE asia.pair DROP ATTRIBUTE y CASCADE;
ALTER TYPE asia.pair ALTER ATTRIBUTE y TYPE varchar(5) CASCADE;
ALTER TYPE asia.pair RENAME ATTRIBUTE y TO z CASCADE;
ALTER TYPE asia.span RENAME TO range;
ALTER TYPE asia.spans RENAME TO ranges;
-- ALTER VIEW
ALTER VIEW asia.poor ALTER COLUMN a SET DEFAULT 5;
ALTER VIEW asia.poor SET (security_barrier);
ALTER VIEW asia.poor SET (check_option = local);
-- COMMENT
COMMENT ON AGGREGATE asia.total(integer) IS 'x';
COMMENT ON COLLATION asia.nord IS 'x';
COMMENT ON COLUMN asia.poor.a IS 'x';
COMMENT ON COLUMN asia.kept.a IS 'x';
COMMENT ON COLUMN asia.far.a IS 'x';
COMMENT ON COLUMN asia.pair.x IS 'x';
COMMENT ON CONSTRAINT countries_area_check ON asia.countries IS 'x';
COMMENT ON CONSTRAINT positive_check ON DOMAIN asia.positive IS 'x';
COMMENT ON CONVERSION asia.turned IS 'x';
COMMENT ON FOREIGN TABLE asia.far IS 'x';
COMMENT ON FUNCTION asia.f(integer) IS 'x';
COMMENT ON INDEX asia.countries_note_idx IS 'x';
COMMENT ON OPERATOR asia.<<< (text, text) IS 'x';
COMMENT ON OPERATOR CLASS asia.odd USING btree IS 'x';
COMMENT ON OPERATOR FAMILY asia.family USING btree IS 'x';
COMMENT ON POLICY own ON asia.watched IS 'x';
COMMENT ON PROCEDURE asia.p(integer) IS 'x';
COMMENT ON RULE quiet ON asia.watched IS 'x';
COMMENT ON SEQUENCE asia.countries_country_id_seq IS 'x';
COMMENT ON STATISTICS asia.together IS 'x';
COMMENT ON TEXT SEARCH CONFIGURATION asia.search IS 'x';
COMMENT ON TEXT SEARCH DICTIONARY asia.words IS 'x';
COMMENT ON TRIGGER audit ON asia.watched IS 'x';
COMMENT ON TYPE asia.pair IS 'x';
COMMENT ON TYPE asia.span IS 'x';
-- CREATE ..
CREATE AGGREGATE asia.more(integer) (SFUNC = asia.add, STYPE = integer);
CREATE OR REPLACE AGGREGATE asia.total(integer) (SFUNC = asia.add, STYPE = integer, INITCOND = '5');
CREATE COLLATION asia.more FROM "C";
CREATE CONVERSION asia.more FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE FOREIGN TABLE asia.more (a integer) SERVER nowhere;
CREATE FUNCTION asia.f(x text) RETURNS text LANGUAGE sql AS 'SELECT x';
CREATE OR REPLACE FUNCTION asia.f(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT x + 1';
CREATE OR REPLACE PROCEDURE asia.p(x integer) LANGUAGE sql AS 'SELECT 2';
CREATE INDEX ON asia.plain (a) WITH (fillfactor = 50);
CREATE OPERATOR asia.>>> (LEFTARG = text, RIGHTARG = text, FUNCTION = asia.less);
CREATE OPERATOR FAMILY asia.more USING btree;
CREATE POLICY more ON asia.watched WITH CHECK (a = 1);
CREATE POLICY more ON asia.plain;
CREATE OR REPLACE RULE quiet AS ON DELETE TO asia.watched WHERE OLD.a = 2 DO INSTEAD NOTHING;
CREATE RULE more AS ON UPDATE TO asia.poor DO INSTEAD NOTHING;
CREATE STATISTICS asia.more ON a, b FROM asia.plain;
CREATE TEXT SEARCH CONFIGURATION asia.more (PARSER = pg_catalog.default);
CREATE TEXT SEARCH DICTIONARY asia.more (TEMPLATE = simple, ACCEPT = false);
CREATE TEXT SEARCH TEMPLATE asia.more (LEXIZE = dsimple_lexize);
CREATE TRIGGER more AFTER UPDATE OF a ON asia.watched FOR EACH STATEMENT EXECUTE FUNCTION asia.g();
CREATE TRIGGER more INSTEAD OF INSERT ON asia.poor FOR EACH ROW EXECUTE FUNCTION asia.g();
CREATE OR REPLACE TRIGGER audit AFTER INSERT ON asia.watched FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION asia.g();
CREATE CONSTRAINT TRIGGER more AFTER INSERT ON asia.plain DEFERRABLE FOR EACH ROW EXECUTE FUNCTION asia.g();
CREATE TYPE asia.more AS (x integer);
CREATE TYPE asia.more AS RANGE (subtype = text);
CREATE TYPE asia.more;
CREATE FUNCTION asia.shell_in(cstring) RETURNS asia.shell LANGUAGE internal STRICT IMMUTABLE AS 'int4in'; CREATE FUNCTION asia.shell_out(asia.shell) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'int4out'; CREATE TYPE asia.shell (INPUT = asia.shell_in, OUTPUT = asia.shell_out, LIKE = integer);
CREATE TABLE asia.more OF asia.pair;
CREATE TABLE asia.more (c integer) INHERITS (asia.plain);
CREATE TABLE asia.more (a integer) WITH (fillfactor = 50);
CREATE TABLE asia.more (a integer, FOREIGN KEY (a) REFERENCES asia.capitals ON DELETE SET NULL (a)); -- since 15
CREATE UNLOGGED TABLE asia.more (a integer) PARTITION BY HASH (a); -- until 17
CREATE ACCESS METHOD mine TYPE TABLE HANDLER heap_tableam_handler; CREATE TABLE asia.more (a integer) PARTITION BY HASH (a) USING mine; -- since 17
CREATE TABLE asia.more (a int4range, b int4range, PRIMARY KEY (a, b WITHOUT OVERLAPS)); -- since 18
CREATE TABLE asia.more (a int4range, b int4range, UNIQUE (a, b WITHOUT OVERLAPS)); -- since 18
CREATE VIEW asia.more AS SELECT a FROM asia.plain WITH CASCADED CHECK OPTION;
-- DROP ..
DROP AGGREGATE asia.total(integer);
DROP COLLATION asia.nord;
DROP CONVERSION asia.turned;
DROP FOREIGN TABLE asia.far;
DROP FUNCTION asia.f(integer);
DROP OPERATOR asia.<<< (text, text);
DROP OPERATOR CLASS asia.odd USING btree;
DROP OPERATOR FAMILY asia.family USING btree CASCADE;
DROP POLICY own ON asia.watched;
DROP PROCEDURE asia.p(integer);
DROP RULE quiet ON asia.watched;
DROP STATISTICS asia.together;
DROP TEXT SEARCH CONFIGURATION asia.search;
DROP TEXT SEARCH DICTIONARY asia.words;
DROP TEXT SEARCH PARSER asia.parser;
DROP TEXT SEARCH TEMPLATE asia.template;
DROP TRIGGER audit ON asia.watched;
DROP TYPE asia.pair CASCADE;
DROP TYPE asia.span;
DROP TYPE asia.shell;
