-- What is deliberately outside: neither a catalog nor the list of what it cannot express says it.
-- Owners and privileges.
ALTER TABLE asia.countries OWNER TO pg_monitor;
ALTER FUNCTION asia.f(integer) OWNER TO pg_monitor;
ALTER SCHEMA shared OWNER TO pg_monitor;
GRANT SELECT ON asia.countries TO PUBLIC;
GRANT SELECT (name) ON asia.countries TO PUBLIC;
GRANT USAGE ON SCHEMA asia TO PUBLIC;
REVOKE EXECUTE ON FUNCTION asia.f(integer) FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA asia GRANT SELECT ON TABLES TO PUBLIC;
-- What is data, not its shape: rows, the numbers of a sequence, statistics, where rows lie on the disk.
INSERT INTO asia.plain VALUES (1, 'x', 2);
SELECT nextval('asia.numbers');
ALTER SEQUENCE asia.numbers RESTART WITH 50;
ALTER TABLE asia.countries ALTER COLUMN country_id RESTART WITH 50;
ANALYZE asia.plain;
REFRESH MATERIALIZED VIEW asia.kept WITH NO DATA;
TRUNCATE asia.plain;
ALTER TABLE asia.plain SET WITHOUT CLUSTER;
ALTER TABLE asia.plain SET WITHOUT OIDS;
REINDEX TABLE asia.plain;
ALTER COLLATION asia.nord REFRESH VERSION;
-- What belongs to the database or the server, not to a schema: casts, extensions with all that they bring, event
-- triggers, foreign servers, languages, publications, settings, large objects.
CREATE EXTENSION hstore SCHEMA shared;
CREATE CAST (asia.pair AS text) WITH INOUT;
ALTER SERVER nowhere OPTIONS (host 'x');
CREATE USER MAPPING FOR PUBLIC SERVER nowhere;
CREATE PUBLICATION more FOR TABLE asia.countries;
CREATE TRANSFORM FOR asia.pair LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
COMMENT ON EXTENSION plpgsql IS 'x';
SELECT lo_create(0);
-- The names of what comes with something else: the sequence of an identity, which keeps its name when the table is
-- renamed; a partition's parts of its table's indexes and constraints.
ALTER SEQUENCE asia.countries_country_id_seq RENAME TO other;
ALTER INDEX asia.events_2020_what_idx RENAME TO other;
-- Dependencies that only say what goes with an extension.
ALTER FUNCTION asia.f(integer) DEPENDS ON EXTENSION plpgsql;
-- SECURITY LABEL needs a provider, which a server loads when it starts.
