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
        CREATE TABLE u (a integer UNIQUE); CREATE TABLE w (a integer, b integer, UNIQUE (a, b));
        CREATE TABLE v (a integer, b integer, CONSTRAINT part FOREIGN KEY (a, b) REFERENCES w (a, b) ON DELETE SET NULL (b));"#,
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
        tables.v.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.v.columns: {"name":"b","nullable":true,"sql_type":"integer"}
        tables.v.foreign_keys: {"columns":["a","b"],"name":"part","on_delete":"set_null","referenced":"asia.w","referenced_columns":["a","b"]}
        tables.v.name: "asia.v"
        tables.w.columns: {"name":"a","nullable":true,"sql_type":"integer"}
        tables.w.columns: {"name":"b","nullable":true,"sql_type":"integer"}
        tables.w.name: "asia.w"
        tables.w.unique: {"columns":["a","b"],"name":"w_a_b_key"}
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
        `asia.v`: constraint option of `part`: its action sets some of the columns only
        "#
    );
}
