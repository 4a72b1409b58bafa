-- A piece of an encyclopedia of music: dates in parts, cubes of checks, functions in indexes.
CREATE SCHEMA musicbrainz;
CREATE FUNCTION musicbrainz.mb_simple_tsvector(input text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT
    AS $_$ SELECT to_tsvector('pg_catalog.simple', lower(input)) $_$;
-- end of what a catalog cannot express
CREATE TYPE musicbrainz.fluency AS ENUM ('basic', 'intermediate', 'advanced', 'native');
CREATE TYPE musicbrainz.taggable_entity_type AS ENUM ('area', 'artist', 'event');
CREATE TABLE musicbrainz.area_type (id serial PRIMARY KEY, name varchar(255) NOT NULL,
    parent integer REFERENCES musicbrainz.area_type, child_order integer NOT NULL DEFAULT 0, description text, gid uuid NOT NULL);
CREATE TABLE musicbrainz.area (id serial, gid uuid NOT NULL, name varchar NOT NULL, type integer,
    edits_pending integer NOT NULL DEFAULT 0 CHECK (edits_pending >= 0), last_updated timestamptz DEFAULT now(),
    begin_date_year smallint, begin_date_month smallint, begin_date_day smallint,
    end_date_year smallint, end_date_month smallint, end_date_day smallint,
    ended boolean NOT NULL DEFAULT false CHECK (
        (
            -- If any end date fields are not null, then ended must be true
            (end_date_year IS NOT NULL OR end_date_month IS NOT NULL OR end_date_day IS NOT NULL) AND ended = true
        ) OR (
            (end_date_year IS NULL AND end_date_month IS NULL AND end_date_day IS NULL)
        )
    ),
    comment varchar(255) NOT NULL DEFAULT '');
CREATE TABLE musicbrainz.artist (id serial, gid uuid NOT NULL, name varchar NOT NULL, sort_name varchar NOT NULL,
    area integer, begin_area integer, comment varchar(255) NOT NULL DEFAULT '',
    CONSTRAINT artist_va_check CHECK (id <> 1 OR gid = '89ad4ac3-39f7-470e-963a-56509c546377'));
CREATE TABLE musicbrainz.place (id serial, gid uuid NOT NULL, coordinates point, area integer);
CREATE TABLE musicbrainz.isrc (id serial, recording integer NOT NULL,
    isrc char(12) NOT NULL CHECK (isrc ~ E'^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$'), source smallint, created timestamptz DEFAULT now());
CREATE TABLE musicbrainz.event (id serial, gid uuid NOT NULL, "time" time without time zone, cancelled boolean NOT NULL DEFAULT false,
    setlist text);
CREATE TABLE musicbrainz.editor_language (editor integer NOT NULL, language integer NOT NULL, fluency musicbrainz.fluency NOT NULL,
    PRIMARY KEY (editor, language));
CREATE TABLE musicbrainz.medium_index (medium integer, toc cidr);
ALTER TABLE musicbrainz.area ADD CONSTRAINT area_pkey PRIMARY KEY (id);
ALTER TABLE musicbrainz.artist ADD CONSTRAINT artist_pkey PRIMARY KEY (id);
ALTER TABLE musicbrainz.area ADD CONSTRAINT area_fk_type FOREIGN KEY (type) REFERENCES musicbrainz.area_type (id);
ALTER TABLE musicbrainz.artist ADD CONSTRAINT artist_fk_area FOREIGN KEY (area) REFERENCES musicbrainz.area (id);
ALTER TABLE musicbrainz.artist ADD CONSTRAINT artist_fk_begin_area FOREIGN KEY (begin_area) REFERENCES musicbrainz.area (id);
CREATE UNIQUE INDEX area_idx_gid ON musicbrainz.area (gid);
CREATE INDEX artist_idx_lower_name ON musicbrainz.artist (lower(name));
CREATE INDEX artist_idx_txt ON musicbrainz.artist USING gin (musicbrainz.mb_simple_tsvector(name));
CREATE UNIQUE INDEX artist_idx_null_comment ON musicbrainz.artist (name) WHERE comment IS NULL;
CREATE UNIQUE INDEX artist_idx_uniq_name_comment ON musicbrainz.artist (name, comment) WHERE comment IS NOT NULL;
CREATE INDEX place_idx_coordinates ON musicbrainz.place USING gist (coordinates);
CREATE VIEW musicbrainz.artist_series AS SELECT a.id AS artist, ar.name FROM musicbrainz.artist a
    JOIN musicbrainz.area ar ON ar.id = a.area WHERE ar.ended = false ORDER BY a.sort_name COLLATE "C";
