//! Each kind of object that a catalog has, made by hand.

use super::check_reflected;

#[tokio::test]
async fn types() {
    check_reflected!(
        r#"CREATE DOMAIN email AS varchar(50);
        CREATE TYPE "Mood" AS ENUM ('happy', 'sad');
        CREATE TABLE t (
            a smallint, b integer, c bigint, d real, e double precision, f boolean, g text,
            h varchar(100), i char(3), j bytea, k uuid, l date, m time, n timestamp, o timestamptz,
            p jsonb, q numeric, r numeric(10, 2), s text[], t varchar(7)[], u "Mood", v "Mood"[],
            w email, x email[], y inet, z inet[], aa json, ab varchar, ac char, ad bpchar,
            ae timestamp(3), af numeric(5), ag interval, ah int4range, ai box, aj numeric(2, 2)[]
        );"#,
        @r#"
        domains.email.base: {"varchar":50}
        domains.email.name: "asia.email"
        domains.email.nullable: true
        enums.Mood.labels: ["happy","sad"]
        enums.Mood.name: "asia.Mood"
        name: "asia"
        tables.t.columns: {"name":"a","nullable":true,"sql_type":"small_int"}
        tables.t.columns: {"name":"b","nullable":true,"sql_type":"integer"}
        tables.t.columns: {"name":"c","nullable":true,"sql_type":"big_int"}
        tables.t.columns: {"name":"d","nullable":true,"sql_type":"real"}
        tables.t.columns: {"name":"e","nullable":true,"sql_type":"double"}
        tables.t.columns: {"name":"f","nullable":true,"sql_type":"boolean"}
        tables.t.columns: {"name":"g","nullable":true,"sql_type":"text"}
        tables.t.columns: {"name":"h","nullable":true,"sql_type":{"varchar":100}}
        tables.t.columns: {"name":"i","nullable":true,"sql_type":{"char":3}}
        tables.t.columns: {"name":"j","nullable":true,"sql_type":"bytes"}
        tables.t.columns: {"name":"k","nullable":true,"sql_type":"uuid"}
        tables.t.columns: {"name":"l","nullable":true,"sql_type":"date"}
        tables.t.columns: {"name":"m","nullable":true,"sql_type":"time"}
        tables.t.columns: {"name":"n","nullable":true,"sql_type":"timestamp"}
        tables.t.columns: {"name":"o","nullable":true,"sql_type":"timestamp_tz"}
        tables.t.columns: {"name":"p","nullable":true,"sql_type":"json"}
        tables.t.columns: {"name":"q","nullable":true,"sql_type":"decimal"}
        tables.t.columns: {"name":"r","nullable":true,"sql_type":{"numeric":{"precision":10,"scale":2}}}
        tables.t.columns: {"name":"s","nullable":true,"sql_type":{"array":"text"}}
        tables.t.columns: {"name":"t","nullable":true,"sql_type":{"array":{"varchar":7}}}
        tables.t.columns: {"name":"u","nullable":true,"sql_type":{"enum":"asia.Mood"}}
        tables.t.columns: {"name":"v","nullable":true,"sql_type":{"array":{"enum":"asia.Mood"}}}
        tables.t.columns: {"name":"w","nullable":true,"sql_type":{"domain":"asia.email"}}
        tables.t.columns: {"name":"x","nullable":true,"sql_type":{"array":{"domain":"asia.email"}}}
        tables.t.columns: {"name":"y","nullable":true,"sql_type":{"custom":"inet"}}
        tables.t.columns: {"name":"z","nullable":true,"sql_type":{"array":{"custom":"inet"}}}
        tables.t.columns: {"name":"aa","nullable":true,"sql_type":{"custom":"json"}}
        tables.t.columns: {"name":"ab","nullable":true,"sql_type":{"custom":"character varying"}}
        tables.t.columns: {"name":"ac","nullable":true,"sql_type":{"char":1}}
        tables.t.columns: {"name":"ad","nullable":true,"sql_type":{"custom":"bpchar"}}
        tables.t.columns: {"name":"ae","nullable":true,"sql_type":{"custom":"timestamp(3) without time zone"}}
        tables.t.columns: {"name":"af","nullable":true,"sql_type":{"numeric":{"precision":5,"scale":0}}}
        tables.t.columns: {"name":"ag","nullable":true,"sql_type":{"custom":"interval"}}
        tables.t.columns: {"name":"ah","nullable":true,"sql_type":{"custom":"int4range"}}
        tables.t.columns: {"name":"ai","nullable":true,"sql_type":{"custom":"box"}}
        tables.t.columns: {"name":"aj","nullable":true,"sql_type":{"array":{"numeric":{"precision":2,"scale":2}}}}
        tables.t.name: "asia.t"
        "#
    );
}

#[tokio::test]
async fn defaults() {
    check_reflected!(
        r#"CREATE TYPE mood AS ENUM ('happy', 'it''s'); CREATE DOMAIN email AS text;
        CREATE SEQUENCE numbers;
        CREATE TABLE t (
            a boolean DEFAULT true, b integer DEFAULT 5, c integer DEFAULT -5, d bigint DEFAULT 9000000000,
            e smallint DEFAULT -1, f double precision DEFAULT 1.5, g real DEFAULT -1.5, h numeric DEFAULT 1.50,
            i text DEFAULT 'it''s \n', j varchar(9) DEFAULT 'x', k char(2) DEFAULT 'x', l mood DEFAULT 'it''s',
            m uuid DEFAULT '67E55044-10B1-426F-9247-BB680E5FE0C8', n bytea DEFAULT '\x6162', o date DEFAULT '2020-01-01',
            p timestamptz DEFAULT '2020-01-01T00:00:00+02', q jsonb DEFAULT '{"b":1}', r text[] DEFAULT '{}',
            s email DEFAULT 'a@b', t timestamptz DEFAULT now(), u integer DEFAULT nextval('numbers'),
            v integer DEFAULT 1 + 2, w text DEFAULT 'a' || 'b', x double precision DEFAULT '1e3',
            y text DEFAULT NULL, z bytea DEFAULT '\xff', aa inet DEFAULT '::1', ab double precision DEFAULT 2
        );"#,
        @r#"
        domains.email.base: "text"
        domains.email.name: "asia.email"
        domains.email.nullable: true
        enums.mood.labels: ["happy","it's"]
        enums.mood.name: "asia.mood"
        name: "asia"
        sequences.numbers.cache: 1
        sequences.numbers.cycle: false
        sequences.numbers.increment: 1
        sequences.numbers.max: 9223372036854775807
        sequences.numbers.min: 1
        sequences.numbers.name: "asia.numbers"
        sequences.numbers.sql_type: "big_int"
        sequences.numbers.start: 1
        tables.t.columns: {"fill":{"default":{"bool":true}},"name":"a","nullable":true,"sql_type":"boolean"}
        tables.t.columns: {"fill":{"default":{"int":5}},"name":"b","nullable":true,"sql_type":"integer"}
        tables.t.columns: {"fill":{"default":{"int":-5}},"name":"c","nullable":true,"sql_type":"integer"}
        tables.t.columns: {"fill":{"default":{"int":9000000000}},"name":"d","nullable":true,"sql_type":"big_int"}
        tables.t.columns: {"fill":{"default":{"int":-1}},"name":"e","nullable":true,"sql_type":"small_int"}
        tables.t.columns: {"fill":{"default":{"float":1.5}},"name":"f","nullable":true,"sql_type":"double"}
        tables.t.columns: {"fill":{"default":{"float":-1.5}},"name":"g","nullable":true,"sql_type":"real"}
        tables.t.columns: {"fill":{"default_sql":"1.50"},"name":"h","nullable":true,"sql_type":"decimal"}
        tables.t.columns: {"fill":{"default":{"text":"it's \\n"}},"name":"i","nullable":true,"sql_type":"text"}
        tables.t.columns: {"fill":{"default":{"text":"x"}},"name":"j","nullable":true,"sql_type":{"varchar":9}}
        tables.t.columns: {"fill":{"default":{"text":"x"}},"name":"k","nullable":true,"sql_type":{"char":2}}
        tables.t.columns: {"fill":{"default":{"text":"it's"}},"name":"l","nullable":true,"sql_type":{"enum":"asia.mood"}}
        tables.t.columns: {"fill":{"default":{"text":"67e55044-10b1-426f-9247-bb680e5fe0c8"}},"name":"m","nullable":true,"sql_type":"uuid"}
        tables.t.columns: {"fill":{"default":{"text":"ab"}},"name":"n","nullable":true,"sql_type":"bytes"}
        tables.t.columns: {"fill":{"default":{"text":"2020-01-01"}},"name":"o","nullable":true,"sql_type":"date"}
        tables.t.columns: {"fill":{"default":{"text":"2019-12-31 22:00:00+00"}},"name":"p","nullable":true,"sql_type":"timestamp_tz"}
        tables.t.columns: {"fill":{"default":{"text":"{\"b\": 1}"}},"name":"q","nullable":true,"sql_type":"json"}
        tables.t.columns: {"fill":{"default":{"text":"{}"}},"name":"r","nullable":true,"sql_type":{"array":"text"}}
        tables.t.columns: {"fill":{"default":{"text":"a@b"}},"name":"s","nullable":true,"sql_type":{"domain":"asia.email"}}
        tables.t.columns: {"fill":{"default_sql":"now()"},"name":"t","nullable":true,"sql_type":"timestamp_tz"}
        tables.t.columns: {"fill":{"default_sql":"nextval('asia.numbers'::regclass)"},"name":"u","nullable":true,"sql_type":"integer"}
        tables.t.columns: {"fill":{"default_sql":"1 + 2"},"name":"v","nullable":true,"sql_type":"integer"}
        tables.t.columns: {"fill":{"default_sql":"'a'::text || 'b'::text"},"name":"w","nullable":true,"sql_type":"text"}
        tables.t.columns: {"fill":{"default":{"int":1000}},"name":"x","nullable":true,"sql_type":"double"}
        tables.t.columns: {"name":"y","nullable":true,"sql_type":"text"}
        tables.t.columns: {"fill":{"default_sql":"'\\xff'::bytea"},"name":"z","nullable":true,"sql_type":"bytes"}
        tables.t.columns: {"fill":{"default":{"text":"::1"}},"name":"aa","nullable":true,"sql_type":{"custom":"inet"}}
        tables.t.columns: {"fill":{"default":{"int":2}},"name":"ab","nullable":true,"sql_type":"double"}
        tables.t.name: "asia.t"
        "#
    );
}

#[tokio::test]
async fn columns() {
    check_reflected!(
        r#"CREATE COLLATION nord (locale = 'C');
        CREATE TABLE "Wide Table" (
            a integer GENERATED ALWAYS AS IDENTITY,
            b bigint GENERATED BY DEFAULT AS IDENTITY (START 10 INCREMENT 2 CYCLE),
            c text COLLATE "C" NOT NULL, d text COLLATE nord,
            gone integer,
            e text GENERATED ALWAYS AS (lower(c) || 'x') STORED,
            f serial, "G g" integer
        );
        ALTER TABLE "Wide Table" DROP COLUMN gone;
        COMMENT ON TABLE "Wide Table" IS 'wide'; COMMENT ON COLUMN "Wide Table"."G g" IS 'it''s g';"#,
        @r#"
        name: "asia"
        sequences.Wide Table_f_seq.cache: 1
        sequences.Wide Table_f_seq.cycle: false
        sequences.Wide Table_f_seq.increment: 1
        sequences.Wide Table_f_seq.max: 2147483647
        sequences.Wide Table_f_seq.min: 1
        sequences.Wide Table_f_seq.name: "asia.Wide Table_f_seq"
        sequences.Wide Table_f_seq.owned_by: {"column":"f","table":"asia.Wide Table"}
        sequences.Wide Table_f_seq.sql_type: "integer"
        sequences.Wide Table_f_seq.start: 1
        tables.Wide Table.columns: {"fill":{"identity":"always"},"name":"a","nullable":false,"sql_type":"integer"}
        tables.Wide Table.columns: {"fill":{"identity":"by_default"},"name":"b","nullable":false,"sql_type":"big_int"}
        tables.Wide Table.columns: {"collation":"C","name":"c","nullable":false,"sql_type":"text"}
        tables.Wide Table.columns: {"collation":"asia.nord","name":"d","nullable":true,"sql_type":"text"}
        tables.Wide Table.columns: {"fill":{"generated":"lower(c) || 'x'::text"},"name":"e","nullable":true,"sql_type":"text"}
        tables.Wide Table.columns: {"fill":{"default_sql":"nextval('asia.\"Wide Table_f_seq\"'::regclass)"},"name":"f","nullable":false,"sql_type":"integer"}
        tables.Wide Table.columns: {"comment":"it's g","name":"G g","nullable":true,"sql_type":"integer"}
        tables.Wide Table.comment: "wide"
        tables.Wide Table.name: "asia.Wide Table"
        `asia.Wide Table`: identity options of `b`: START 10 INCREMENT 2 CYCLE
        `asia.nord`: object (collation)
        "#
    );
}

#[tokio::test]
async fn keys() {
    check_reflected!(
        r#"CREATE TABLE parent (a integer UNIQUE, b integer, note text, PRIMARY KEY (b, a) INCLUDE (note),
            CONSTRAINT one UNIQUE (note) INCLUDE (a), UNIQUE (a, b) DEFERRABLE INITIALLY DEFERRED);
        CREATE SCHEMA other; CREATE TABLE other.far (x integer, y integer, UNIQUE (y, x));
        CREATE TABLE child (id integer PRIMARY KEY DEFERRABLE, other integer UNIQUE, a integer, b integer,
            CONSTRAINT near FOREIGN KEY (b, a) REFERENCES parent MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE,
            CONSTRAINT far FOREIGN KEY (a, b) REFERENCES other.far (y, x) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
            CONSTRAINT self FOREIGN KEY (a) REFERENCES parent (a));
        ALTER TABLE child DROP CONSTRAINT self, ADD CONSTRAINT self FOREIGN KEY (a) REFERENCES child (other) ON UPDATE SET DEFAULT NOT VALID;"#,
        @r#"
        name: "asia"
        tables.child.columns: {"name":"id","nullable":false,"sql_type":"integer"}
        tables.child.columns: {"name":"other","nullable":true,"sql_type":"integer"}
        tables.child.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.child.columns: {"name":"b","nullable":true,"sql_type":"integer"}
        tables.child.foreign_keys: {"columns":["a","b"],"deferrable":"initially_deferred","name":"far","on_delete":"restrict","referenced":"other.far","referenced_columns":["y","x"]}
        tables.child.foreign_keys: {"columns":["b","a"],"match_full":true,"name":"near","on_delete":"set_null","on_update":"cascade","referenced":"asia.parent","referenced_columns":["b","a"]}
        tables.child.foreign_keys: {"columns":["a"],"name":"self","on_update":"set_default","referenced":"asia.child","referenced_columns":["other"],"validated":false}
        tables.child.name: "asia.child"
        tables.child.primary_key: {"columns":["id"],"deferrable":"initially_immediate","name":"child_pkey"}
        tables.child.unique: {"columns":["other"],"name":"child_other_key"}
        tables.parent.columns: {"name":"a","nullable":false,"sql_type":"integer"}
        tables.parent.columns: {"name":"b","nullable":false,"sql_type":"integer"}
        tables.parent.columns: {"name":"note","nullable":true,"sql_type":"text"}
        tables.parent.name: "asia.parent"
        tables.parent.primary_key: {"columns":["b","a"],"include":["note"],"name":"parent_pkey"}
        tables.parent.unique: {"columns":["note"],"include":["a"],"name":"one"}
        tables.parent.unique: {"columns":["a","b"],"deferrable":"initially_deferred","name":"parent_a_b_key"}
        tables.parent.unique: {"columns":["a"],"name":"parent_a_key"}
        "#
    );
}

#[tokio::test]
async fn nulls_that_are_equal() {
    check_reflected!(
        since 15,
        r#"CREATE TABLE t (a integer, note text, CONSTRAINT one UNIQUE NULLS NOT DISTINCT (note) INCLUDE (a));
        CREATE UNIQUE INDEX two ON t (a) NULLS NOT DISTINCT;"#,
        @r#"
        name: "asia"
        tables.t.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.t.columns: {"name":"note","nullable":true,"sql_type":"text"}
        tables.t.indexes: {"keys":[{"descending":false,"on":{"column":"a"}}],"name":"two","nulls_not_distinct":true,"unique":true}
        tables.t.name: "asia.t"
        tables.t.unique: {"columns":["note"],"include":["a"],"name":"one","nulls_not_distinct":true}
        "#
    );
}

#[tokio::test]
async fn checks_and_exclusions() {
    check_reflected!(
        r#"CREATE TYPE mood AS ENUM ('happy', 'sad');
        CREATE FUNCTION fine(integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0';
        CREATE TABLE t (a integer, b text, c mood, during tsrange, room int4range,
            CONSTRAINT plain CHECK (a > 0), CONSTRAINT two CHECK (a>0 and b<>''),
            CONSTRAINT labels CHECK (c IN ('happy', 'sad')), CONSTRAINT called CHECK (asia.fine(a)),
            CONSTRAINT apart EXCLUDE USING gist (during WITH &&, room WITH =) WHERE (a > 0),
            CONSTRAINT plainest EXCLUDE (a WITH =, lower(b) DESC WITH =) DEFERRABLE);
        ALTER TABLE t ADD CONSTRAINT later CHECK (a < 10) NOT VALID;"#,
        @r#"
        enums.mood.labels: ["happy","sad"]
        enums.mood.name: "asia.mood"
        name: "asia"
        tables.t.checks: {"name":"called","predicate":"asia.fine(a)"}
        tables.t.checks: {"name":"labels","predicate":"c = ANY (ARRAY['happy'::asia.mood, 'sad'::asia.mood])"}
        tables.t.checks: {"name":"later","predicate":"a < 10","validated":false}
        tables.t.checks: {"name":"plain","predicate":"a > 0"}
        tables.t.checks: {"name":"two","predicate":"(a > 0) AND (b <> ''::text)"}
        tables.t.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.t.columns: {"name":"b","nullable":true,"sql_type":"text"}
        tables.t.columns: {"name":"c","nullable":true,"sql_type":{"enum":"asia.mood"}}
        tables.t.columns: {"name":"during","nullable":true,"sql_type":{"custom":"tsrange"}}
        tables.t.columns: {"name":"room","nullable":true,"sql_type":{"custom":"int4range"}}
        tables.t.exclusions: {"elements":[[{"descending":false,"on":{"column":"during"}},"&&"],[{"descending":false,"on":{"column":"room"}},"="]],"method":"gist","name":"apart","predicate":"a > 0"}
        tables.t.exclusions: {"deferrable":"initially_immediate","elements":[[{"descending":false,"on":{"column":"a"}},"="],[{"descending":true,"on":{"expression":"lower(b)"}},"="]],"name":"plainest"}
        tables.t.name: "asia.t"
        `asia.fine`: function (integer)
        "#
    );
}

#[tokio::test]
async fn indexes() {
    check_reflected!(
        r#"CREATE TABLE t (a integer PRIMARY KEY, b text, c text COLLATE "C", d jsonb, e integer);
        CREATE INDEX i01 ON t (a, b DESC);
        CREATE UNIQUE INDEX i02 ON t (a NULLS FIRST, b DESC NULLS LAST) INCLUDE (e, d);
        CREATE INDEX i03 ON t (lower(b), (a + e)) WHERE e > 0;
        CREATE INDEX i04 ON t USING gin (d jsonb_path_ops);
        CREATE INDEX i05 ON t USING hash (b);
        CREATE INDEX i06 ON t (b text_pattern_ops, c);
        CREATE INDEX i07 ON t (b COLLATE "C", c COLLATE "POSIX", lower(c));"#,
        @r#"
        name: "asia"
        tables.t.columns: {"name":"a","nullable":false,"sql_type":"integer"}
        tables.t.columns: {"name":"b","nullable":true,"sql_type":"text"}
        tables.t.columns: {"collation":"C","name":"c","nullable":true,"sql_type":"text"}
        tables.t.columns: {"name":"d","nullable":true,"sql_type":"json"}
        tables.t.columns: {"name":"e","nullable":true,"sql_type":"integer"}
        tables.t.indexes: {"keys":[{"descending":false,"on":{"column":"a"}},{"descending":true,"on":{"column":"b"}}],"name":"i01","unique":false}
        tables.t.indexes: {"include":["e","d"],"keys":[{"descending":false,"nulls":"first","on":{"column":"a"}},{"descending":true,"nulls":"last","on":{"column":"b"}}],"name":"i02","unique":true}
        tables.t.indexes: {"keys":[{"descending":false,"on":{"expression":"lower(b)"}},{"descending":false,"on":{"expression":"a + e"}}],"name":"i03","predicate":"e > 0","unique":false}
        tables.t.indexes: {"keys":[{"descending":false,"on":{"column":"d"},"operator_class":"jsonb_path_ops"}],"method":"gin","name":"i04","unique":false}
        tables.t.indexes: {"keys":[{"descending":false,"on":{"column":"b"}}],"method":"hash","name":"i05","unique":false}
        tables.t.indexes: {"keys":[{"descending":false,"on":{"column":"b"},"operator_class":"text_pattern_ops"},{"descending":false,"on":{"column":"c"}}],"name":"i06","unique":false}
        tables.t.indexes: {"keys":[{"collation":"C","descending":false,"on":{"column":"b"}},{"collation":"POSIX","descending":false,"on":{"column":"c"}},{"descending":false,"on":{"expression":"lower(c)"}}],"name":"i07","unique":false}
        tables.t.name: "asia.t"
        tables.t.primary_key: {"columns":["a"],"name":"t_pkey"}
        "#
    );
}

#[tokio::test]
async fn types_of_the_schema() {
    check_reflected!(
        r#"COMMENT ON SCHEMA asia IS 'the largest';
        CREATE TYPE mood AS ENUM ('sad', 'it''s'); ALTER TYPE mood ADD VALUE 'fine' BEFORE 'it''s';
        COMMENT ON TYPE mood IS 'how one feels';
        CREATE DOMAIN email AS varchar(50) COLLATE "C" NOT NULL DEFAULT 'a' || '@b'
            CONSTRAINT at CHECK (VALUE LIKE '%@%') CONSTRAINT long CHECK (length(VALUE) > 2);
        CREATE DOMAIN moods AS mood[]; COMMENT ON DOMAIN email IS 'an address';
        ALTER DOMAIN email ADD CONSTRAINT later CHECK (VALUE <> '') NOT VALID;"#,
        @r#"
        comment: "the largest"
        domains.email.base: {"varchar":50}
        domains.email.checks: {"name":"at","predicate":"(VALUE)::text ~~ '%@%'::text"}
        domains.email.checks: {"name":"later","predicate":"(VALUE)::text <> ''::text","validated":false}
        domains.email.checks: {"name":"long","predicate":"length((VALUE)::text) > 2"}
        domains.email.collation: "C"
        domains.email.comment: "an address"
        domains.email.default: "'a'::text || '@b'::text"
        domains.email.name: "asia.email"
        domains.email.nullable: false
        domains.moods.base: {"array":{"enum":"asia.mood"}}
        domains.moods.name: "asia.moods"
        domains.moods.nullable: true
        enums.mood.comment: "how one feels"
        enums.mood.labels: ["sad","fine","it's"]
        enums.mood.name: "asia.mood"
        name: "asia"
        "#
    );
}

#[tokio::test]
async fn sequences() {
    check_reflected!(
        r#"CREATE SEQUENCE plain; CREATE SEQUENCE down AS smallint INCREMENT -2 MINVALUE -9 MAXVALUE 9 START 5 CACHE 7 CYCLE;
        COMMENT ON SEQUENCE down IS 'counts down';
        CREATE TABLE t (a serial, b integer GENERATED ALWAYS AS IDENTITY, c integer);
        CREATE SEQUENCE mine OWNED BY t.c; SELECT nextval('plain');"#,
        @r#"
        name: "asia"
        sequences.down.cache: 7
        sequences.down.comment: "counts down"
        sequences.down.cycle: true
        sequences.down.increment: -2
        sequences.down.max: 9
        sequences.down.min: -9
        sequences.down.name: "asia.down"
        sequences.down.sql_type: "small_int"
        sequences.down.start: 5
        sequences.mine.cache: 1
        sequences.mine.cycle: false
        sequences.mine.increment: 1
        sequences.mine.max: 9223372036854775807
        sequences.mine.min: 1
        sequences.mine.name: "asia.mine"
        sequences.mine.owned_by: {"column":"c","table":"asia.t"}
        sequences.mine.sql_type: "big_int"
        sequences.mine.start: 1
        sequences.plain.cache: 1
        sequences.plain.cycle: false
        sequences.plain.increment: 1
        sequences.plain.max: 9223372036854775807
        sequences.plain.min: 1
        sequences.plain.name: "asia.plain"
        sequences.plain.sql_type: "big_int"
        sequences.plain.start: 1
        sequences.t_a_seq.cache: 1
        sequences.t_a_seq.cycle: false
        sequences.t_a_seq.increment: 1
        sequences.t_a_seq.max: 2147483647
        sequences.t_a_seq.min: 1
        sequences.t_a_seq.name: "asia.t_a_seq"
        sequences.t_a_seq.owned_by: {"column":"a","table":"asia.t"}
        sequences.t_a_seq.sql_type: "integer"
        sequences.t_a_seq.start: 1
        tables.t.columns: {"fill":{"default_sql":"nextval('asia.t_a_seq'::regclass)"},"name":"a","nullable":false,"sql_type":"integer"}
        tables.t.columns: {"fill":{"identity":"always"},"name":"b","nullable":false,"sql_type":"integer"}
        tables.t.columns: {"name":"c","nullable":true,"sql_type":"integer"}
        tables.t.name: "asia.t"
        "#
    );
}

#[tokio::test]
async fn views() {
    check_reflected!(
        r#"CREATE TABLE t (a integer, b text); CREATE SCHEMA other; CREATE TABLE other.u (a integer);
        CREATE VIEW v AS SELECT t.a, lower(b) AS low FROM t JOIN other.u USING (a) WHERE b <> ';';
        COMMENT ON VIEW v IS 'seen';
        CREATE MATERIALIZED VIEW m AS SELECT v.a FROM v JOIN t USING (a); COMMENT ON MATERIALIZED VIEW m IS 'kept';
        CREATE UNIQUE INDEX m_a ON m (a DESC);"#,
        @r#"
        name: "asia"
        tables.t.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.t.columns: {"name":"b","nullable":true,"sql_type":"text"}
        tables.t.name: "asia.t"
        views.m.comment: "kept"
        views.m.definition: "SELECT v.a\n   FROM (asia.v\n     JOIN asia.t USING (a))"
        views.m.indexes: {"keys":[{"descending":true,"on":{"column":"a"}}],"name":"m_a","unique":true}
        views.m.materialized: true
        views.m.name: "asia.m"
        views.v.comment: "seen"
        views.v.definition: "SELECT t.a,\n    lower(t.b) AS low\n   FROM (asia.t\n     JOIN other.u USING (a))\n  WHERE (t.b <> ';'::text)"
        views.v.name: "asia.v"
        "#
    );
}

#[tokio::test]
async fn partition_keys() {
    check_reflected!(
        r#"CREATE TABLE logs (at date NOT NULL, kind text COLLATE "C") PARTITION BY RANGE (at, lower(kind) COLLATE "POSIX");"#,
        @r#"
        name: "asia"
        tables.logs.columns: {"name":"at","nullable":false,"sql_type":"date"}
        tables.logs.columns: {"collation":"C","name":"kind","nullable":true,"sql_type":"text"}
        tables.logs.name: "asia.logs"
        tables.logs.partition_by: {"key":"at, lower(kind) COLLATE \"POSIX\"","strategy":"range"}
        "#
    );
}

#[tokio::test]
async fn partitions() {
    check_reflected!(
        r#"CREATE TABLE kinds (kind text PRIMARY KEY);
        CREATE TABLE logs (at date NOT NULL, kind text REFERENCES kinds, n integer CHECK (n > 0), PRIMARY KEY (at, kind))
            PARTITION BY RANGE (at);
        CREATE INDEX logs_n ON logs (n);
        CREATE TABLE logs_2020 PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') PARTITION BY LIST (kind);
        CREATE TABLE logs_2020_a PARTITION OF logs_2020 (CONSTRAINT own CHECK (n < 10)) FOR VALUES IN ('a', NULL);
        CREATE INDEX logs_2020_a_own ON logs_2020_a (kind);
        CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
        CREATE TABLE lossy (a integer) PARTITION BY HASH (a);"#,
        @r#"
        name: "asia"
        tables.kinds.columns: {"name":"kind","nullable":false,"sql_type":"text"}
        tables.kinds.name: "asia.kinds"
        tables.kinds.primary_key: {"columns":["kind"],"name":"kinds_pkey"}
        tables.logs.checks: {"name":"logs_n_check","predicate":"n > 0"}
        tables.logs.columns: {"name":"at","nullable":false,"sql_type":"date"}
        tables.logs.columns: {"name":"kind","nullable":false,"sql_type":"text"}
        tables.logs.columns: {"name":"n","nullable":true,"sql_type":"integer"}
        tables.logs.foreign_keys: {"columns":["kind"],"name":"logs_kind_fkey","referenced":"asia.kinds","referenced_columns":["kind"]}
        tables.logs.indexes: {"keys":[{"descending":false,"on":{"column":"n"}}],"name":"logs_n","unique":false}
        tables.logs.name: "asia.logs"
        tables.logs.partition_by: {"key":"at","strategy":"range"}
        tables.logs.primary_key: {"columns":["at","kind"],"name":"logs_pkey"}
        tables.logs_2020.columns: {"name":"at","nullable":false,"sql_type":"date"}
        tables.logs_2020.columns: {"name":"kind","nullable":false,"sql_type":"text"}
        tables.logs_2020.columns: {"name":"n","nullable":true,"sql_type":"integer"}
        tables.logs_2020.name: "asia.logs_2020"
        tables.logs_2020.partition_by: {"key":"kind","strategy":"list"}
        tables.logs_2020.partition_of: {"bound":"FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')","parent":"asia.logs"}
        tables.logs_2020_a.checks: {"name":"own","predicate":"n < 10"}
        tables.logs_2020_a.columns: {"name":"at","nullable":false,"sql_type":"date"}
        tables.logs_2020_a.columns: {"name":"kind","nullable":false,"sql_type":"text"}
        tables.logs_2020_a.columns: {"name":"n","nullable":true,"sql_type":"integer"}
        tables.logs_2020_a.indexes: {"keys":[{"descending":false,"on":{"column":"kind"}}],"name":"logs_2020_a_own","unique":false}
        tables.logs_2020_a.name: "asia.logs_2020_a"
        tables.logs_2020_a.partition_of: {"bound":"FOR VALUES IN ('a', NULL)","parent":"asia.logs_2020"}
        tables.logs_rest.columns: {"name":"at","nullable":false,"sql_type":"date"}
        tables.logs_rest.columns: {"name":"kind","nullable":false,"sql_type":"text"}
        tables.logs_rest.columns: {"name":"n","nullable":true,"sql_type":"integer"}
        tables.logs_rest.name: "asia.logs_rest"
        tables.logs_rest.partition_of: {"bound":"DEFAULT","parent":"asia.logs"}
        tables.lossy.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.lossy.name: "asia.lossy"
        tables.lossy.partition_by: {"key":"a","strategy":"hash"}
        "#
    );
}
