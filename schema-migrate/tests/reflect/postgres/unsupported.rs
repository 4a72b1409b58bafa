//! What a catalog cannot express is reported, and nothing is lost without a word.

use super::check_reflected;

#[tokio::test]
async fn is_reported() {
    check_reflected!(
        r#"CREATE TABLE t (a integer CONSTRAINT small CHECK (a < 9) NO INHERIT, b integer) WITH (fillfactor = 70);
        CREATE FUNCTION f(x integer, y text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER audit BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();
        ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON t USING (a = 1);
        CREATE RULE quiet AS ON DELETE TO t DO INSTEAD NOTHING;
        CREATE TABLE heir (c integer) INHERITS (t);
        CREATE TYPE pair AS (x integer, y integer); CREATE TYPE span AS RANGE (subtype = float8);
        CREATE STATISTICS together ON a, b FROM t; CREATE COLLATION nord (locale = 'C');
        CREATE INDEX t_a ON t (a) WITH (fillfactor = 60); COMMENT ON INDEX t_a IS 'fast';
        COMMENT ON CONSTRAINT small ON t IS 'why'; ALTER TABLE t ALTER COLUMN a SET (n_distinct = 5);
        CREATE TABLE s (a text COMPRESSION pglz); ALTER TABLE s ALTER COLUMN a SET STORAGE EXTERNAL;
        CREATE UNIQUE INDEX broken ON t (b); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass;
        CREATE VIEW guarded WITH (security_barrier) AS SELECT 1 AS a;
        CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing;
        CREATE FOREIGN TABLE far (a integer) SERVER nowhere;
        CREATE TABLE u (a integer UNIQUE);"#,
        @r#"
        name: "asia"
        tables.heir.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.heir.columns: {"name":"b","nullable":true,"sql_type":"integer"}
        tables.heir.columns: {"name":"c","nullable":true,"sql_type":"integer"}
        tables.heir.name: "asia.heir"
        tables.s.columns: {"name":"a","nullable":true,"sql_type":"text"}
        tables.s.name: "asia.s"
        tables.t.checks: {"name":"small","predicate":"a < 9"}
        tables.t.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.t.columns: {"name":"b","nullable":true,"sql_type":"integer"}
        tables.t.indexes: {"keys":[{"descending":false,"on":{"column":"b"}}],"name":"broken","unique":true}
        tables.t.indexes: {"keys":[{"descending":false,"on":{"column":"a"}}],"name":"t_a","unique":false}
        tables.t.name: "asia.t"
        tables.u.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.u.name: "asia.u"
        tables.u.unique: {"columns":["a"],"name":"u_a_key"}
        views.guarded.definition: "SELECT 1 AS a"
        views.guarded.name: "asia.guarded"
        `asia.f`: function (x integer, y text)
        `asia.far`: foreign table
        `asia.g`: function ()
        `asia.guarded`: storage parameter security_barrier=true
        `asia.heir`: inheritance from asia.t
        `asia.nord`: object (collation)
        `asia.pair`: composite type
        `asia.s`: storage parameter of `a`: COMPRESSION pglz
        `asia.s`: storage parameter of `a`: STORAGE EXTERNAL
        `asia.span`: range type
        `asia.t`: trigger `audit`
        `asia.t`: row-level security is enabled
        `asia.t`: row-level security policy `own`
        `asia.t`: rule `quiet`
        `asia.t`: comment of constraint `small`
        `asia.t`: storage parameter `t_a`: fillfactor=60
        `asia.t`: storage parameter fillfactor=70
        `asia.t`: storage parameter of `a`: n_distinct=5
        `asia.t`: invalid index `broken`
        `asia.t`: constraint option of `small`: NO INHERIT
        `asia.t_a`: comment of the index
        `asia.together`: extended statistics
        "#
    );
}

#[tokio::test]
async fn actions_that_set_some_columns() {
    check_reflected!(
        since 15,
        r#"CREATE TABLE t (a integer, b integer, UNIQUE (a, b),
            CONSTRAINT part FOREIGN KEY (a, b) REFERENCES t (a, b) ON DELETE SET NULL (b));"#,
        @r#"
        name: "asia"
        tables.t.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.t.columns: {"name":"b","nullable":true,"sql_type":"integer"}
        tables.t.foreign_keys: {"columns":["a","b"],"name":"part","on_delete":"set_null","referenced":"asia.t","referenced_columns":["a","b"]}
        tables.t.name: "asia.t"
        tables.t.unique: {"columns":["a","b"],"name":"t_a_b_key"}
        `asia.t`: constraint option of `part`: its action sets some of the columns only
        "#
    );
}

/// The names that the server itself gives to `NOT NULL` say nothing, whatever the table was called then.
#[tokio::test]
async fn constraints_of_postgres_18() {
    check_reflected!(
        since 18,
        r#"CREATE TABLE n (a integer CONSTRAINT own NOT NULL, b integer NOT NULL NO INHERIT, c integer NOT NULL, d integer);
        ALTER TABLE n ADD NOT NULL d NOT VALID; ALTER TABLE n RENAME c TO e; ALTER TABLE n RENAME TO t;
        CREATE DOMAIN word AS text CONSTRAINT known NOT NULL; CREATE DOMAIN code AS text NOT NULL;
        CREATE TABLE during (a int4range, b int4range, c integer CONSTRAINT few CHECK (c < 9) NOT ENFORCED,
            d integer GENERATED ALWAYS AS (c * 2), PRIMARY KEY (a, b WITHOUT OVERLAPS),
            CONSTRAINT self FOREIGN KEY (a, PERIOD b) REFERENCES during (a, PERIOD b));
        CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE p_1 PARTITION OF p DEFAULT;
        ALTER TABLE p ADD CONSTRAINT pending NOT NULL a NOT VALID;"#,
        @r#"
        domains.code.base: "text"
        domains.code.name: "asia.code"
        domains.code.nullable: false
        domains.word.base: "text"
        domains.word.name: "asia.word"
        domains.word.nullable: false
        name: "asia"
        tables.during.checks: {"name":"few","predicate":"c < 9","validated":false}
        tables.during.columns: {"name":"a","nullable":false,"sql_type":{"custom":"int4range"}}
        tables.during.columns: {"name":"b","nullable":false,"sql_type":{"custom":"int4range"}}
        tables.during.columns: {"name":"c","nullable":true,"sql_type":"integer"}
        tables.during.columns: {"fill":{"generated":"c * 2"},"name":"d","nullable":true,"sql_type":"integer"}
        tables.during.foreign_keys: {"columns":["a","b"],"name":"self","referenced":"asia.during","referenced_columns":["a","b"]}
        tables.during.name: "asia.during"
        tables.during.primary_key: {"columns":["a","b"],"name":"during_pkey"}
        tables.p.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.p.name: "asia.p"
        tables.p.partition_by: {"key":"a","strategy":"list"}
        tables.p_1.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.p_1.name: "asia.p_1"
        tables.p_1.partition_of: {"bound":"DEFAULT","parent":"asia.p"}
        tables.t.columns: {"name":"a","nullable":false,"sql_type":"integer"}
        tables.t.columns: {"name":"b","nullable":false,"sql_type":"integer"}
        tables.t.columns: {"name":"e","nullable":false,"sql_type":"integer"}
        tables.t.columns: {"name":"d","nullable":true,"sql_type":"integer"}
        tables.t.name: "asia.t"
        `asia.during`: constraint option of `during_pkey`: WITHOUT OVERLAPS
        `asia.during`: constraint option of `few`: NOT ENFORCED
        `asia.during`: constraint option of `self`: PERIOD
        `asia.during`: virtual generated column `d`
        `asia.p`: constraint option of `pending`, NOT NULL of `a`: NOT VALID
        `asia.p`: constraint option of `pending`, NOT NULL of `a`: a name of its own
        `asia.t`: constraint option of `n_b_not_null`, NOT NULL of `b`: NO INHERIT
        `asia.t`: constraint option of `n_d_not_null`, NOT NULL of `d`: NOT VALID
        `asia.t`: constraint option of `own`, NOT NULL of `a`: a name of its own
        `asia.word`: constraint option of `known`, NOT NULL of the domain: a name of its own
        "#
    );
}
