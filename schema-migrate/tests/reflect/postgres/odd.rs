//! Odd names and texts go into a database and come back the same, whatever the connection's settings are.

use polyschema_core::ident::{Ident, quote};
use polyschema_core::metadata::{
    CheckDef, ColumnDef, DomainDef, EnumDef, Fill, ForeignKeyDef, IndexDef, IndexKeyDef, IndexOn,
    Literal, PrimaryKeyDef, QualifiedName, SchemaDef, SequenceDef, SqlType, TableDef, UniqueDef,
    ViewDef,
};
use polyschema_core::render::ddl::to_sql;
use polyschema_core::{Catalog, Dialect};
use polyschema_migrate::diff::{Scope, diff};
use polyschema_migrate::normalize::against;
use polyschema_migrate::plan::{Options, plan};
use polyschema_migrate::reflect::{Which, reflect};

use super::{database, run};

/// Settings that change how texts are read and written.
const SETTINGS: &str = "SET timezone = 'Asia/Tokyo'; SET datestyle = 'German, DMY'; SET intervalstyle = 'iso_8601';
    SET bytea_output = 'escape'; SET extra_float_digits = -5; SET quote_all_identifiers = on; SET search_path = '';
    SET escape_string_warning = off;";

const ODD: [&str; 26] = [
    "a\"b",
    "\"",
    "a.b",
    "a b",
    " lead",
    "trail ",
    "Upper",
    "größe",
    "日本",
    "🦀",
    "select",
    "user",
    "per%cent",
    "%s",
    "back\\slash",
    "\\",
    "do$llar",
    "$1",
    "$$",
    "1st",
    ":colon",
    "--dash",
    "/*",
    "it's",
    "new\nline\ttab",
    "sixty-three-bytes-of-a-name-so-that-not-one-more-would-fit-in-it",
];

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

/// A name of at most 63 bytes.
fn prefixed(prefix: &str, name: &str) -> Ident {
    let mut end = name.len().min(63 - prefix.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    ident(&format!("{prefix}{}", &name[..end]))
}

fn quoted(name: &str) -> String {
    let mut sql = String::new();
    quote(name, &mut sql);
    sql
}

/// The model is created, read, and is what it was.
async fn check_held(model: &Catalog, settings: &str) {
    let Some((_database, mut connection)) = database(settings).await else { return };
    model.create_all(&mut connection).await.unwrap();
    let which = Which::Schemas(model.schemas().keys().cloned().collect());
    let held = reflect(&mut connection, &which).await.unwrap();
    assert_eq!(held.unsupported, []);
    let normalized = against(&mut connection, model, &held.catalog).await.unwrap();
    assert_eq!((normalized.refused, normalized.not_asked), (vec![], None));
    for (from, to) in [(&held.catalog, &normalized.catalog), (&normalized.catalog, &held.catalog)] {
        let left = diff(from, to, &Scope::of_database());
        assert!(left.is_empty(), "{left}");
    }
}

/// A schema in which everything has an odd name.
fn odd_schema(schema_name: &str) -> SchemaDef {
    let mut schema = SchemaDef::new(ident(schema_name));
    let at = |name: Ident| QualifiedName::new(ident(schema_name), name);
    schema.comment = Some(ODD.join("\n"));
    for name in ODD.map(|name| &name[..name.len().min(63)]) {
        let labels = ODD.iter().map(|label| prefixed("", label).as_str().to_owned()).collect();
        let mut mood = EnumDef::new(at(prefixed("e", name)), labels);
        mood.comment = Some(name.to_owned());
        let mut domain = DomainDef::new(at(prefixed("d", name)), SqlType::Text);
        domain.comment = Some(name.to_owned());
        domain.default = Some(format!("'{}'", name.replace('\'', "''")));
        domain.checks.push(CheckDef::new(prefixed("c", name), "VALUE <> '\\'"));
        let mut sequence = SequenceDef::new(at(prefixed("s", name)));
        sequence.comment = Some(name.to_owned());

        let mut table = TableDef::new(at(ident(name)));
        table.comment = Some(name.to_owned());
        let mut text = ColumnDef::new(ident(name), SqlType::Text);
        text.fill = Some(Fill::Default(Literal::Text(name.to_owned())));
        text.comment = Some(name.to_owned());
        let mut of_enum = ColumnDef::new(prefixed("e", name), SqlType::Enum(mood.name.clone()));
        of_enum.fill = Some(Fill::Default(Literal::Text(prefixed("", name).as_str().to_owned())));
        let of_domain = ColumnDef::new(prefixed("d", name), SqlType::Domain(domain.name.clone()));
        let mut computed = ColumnDef::new(prefixed("g", name), SqlType::Text);
        computed.nullable = true;
        computed.fill = Some(Fill::Generated(format!("lower({})", quoted(name))));
        table.columns = vec![text, of_enum, of_domain, computed];
        table.primary_key = Some(PrimaryKeyDef::new(prefixed("p", name), vec![ident(name)]));
        table.unique.push(UniqueDef::new(prefixed("u", name), vec![prefixed("g", name)]));
        let key = ForeignKeyDef::new(
            prefixed("f", name),
            vec![prefixed("g", name)],
            table.name.clone(),
            vec![ident(name)],
        );
        table.foreign_keys.push(key);
        let predicate = format!("{} <> '{}'", quoted(name), name.replace('\'', "''"));
        table.checks.push(CheckDef::new(prefixed("c", name), predicate.clone()));
        let upper = IndexKeyDef::new(IndexOn::Expression(format!("upper({})", quoted(name))));
        let mut index = IndexDef::new(
            prefixed("i", name),
            vec![upper, IndexKeyDef::new(IndexOn::Column(ident(name)))],
        );
        index.predicate = Some(predicate);
        table.indexes.push(index);

        let definition = format!(
            "SELECT {} AS {} FROM {}",
            quoted(name),
            quoted(prefixed("v", name).as_str()),
            table.name.to_sql(),
        );
        let mut view = ViewDef::new(at(prefixed("v", name)), definition);
        view.comment = Some(name.to_owned());
        schema.enums.insert(mood.name.name.clone(), mood);
        schema.domains.insert(domain.name.name.clone(), domain);
        schema.sequences.insert(sequence.name.name.clone(), sequence);
        schema.tables.insert(table.name.name.clone(), table);
        schema.views.insert(view.name.name.clone(), view);
    }
    schema
}

#[tokio::test]
async fn names_and_texts() {
    let schemas = ["odd \"S\".x", "select"].map(odd_schema);
    let model = Catalog::from_schemas(Dialect::Postgres, schemas).unwrap();
    check_held(&model, "").await;
    check_held(&model, SETTINGS).await;
}

#[tokio::test]
async fn texts_where_a_backslash_escapes() {
    let model = Catalog::from_schemas(Dialect::Postgres, [odd_schema("asia")]).unwrap();
    check_held(&model, "SET standard_conforming_strings = off; SET escape_string_warning = off")
        .await;
}

/// Predicates over [`PREDICATES_TABLE`], written in more ways than the server writes them.
const PREDICATES: &[&str] = &[
    "a BETWEEN 1 AND 9",
    "a NOT BETWEEN SYMMETRIC 9 AND 1",
    "b LIKE E'a\\\\_%' ESCAPE E'\\\\'",
    "b NOT ILIKE '%\\%%'",
    "b SIMILAR TO 'a|b'",
    "b ~ '^[''\"\\\\]+$'",
    "b !~* E'^\\\\d{3}\\'x$'",
    "b IN ('a', 'b''c', '')",
    "b NOT IN ('a')",
    "b = ANY (ARRAY['a'::varchar, 'b'::text])",
    "b <> ALL ('{a,\"b c\"}'::text[])",
    "b || 'x' <> 'yx' COLLATE \"C\"",
    "b COLLATE \"POSIX\" < 'z'",
    "U&'d\\0061t\\+000061' <> b",
    "$$it's$$ <> b AND $tag$a$$b$tag$ <> b",
    "c > '2020-01-01'",
    "c > TIMESTAMPTZ '2020-01-01 00:00:00 Europe/Berlin'",
    "c AT TIME ZONE 'UTC' > '2020-01-01'::timestamp",
    "d >= DATE '02.01.2020' AND d < date '2021-01-01' + 1",
    "extract(year FROM d) > 2000",
    "e > 1e3 AND e < 1.50 AND e <> -0.0",
    "e::numeric(10,2) = CAST(e AS numeric(10,2))",
    "f[1] = 'x' AND f[2:3] <> '{}' AND 'y' = ANY (f)",
    "cardinality(f) > 0 OR f IS NULL",
    "g IN ('sad', 'happy')",
    "g = 'sad'::\"asia\".mood OR g > 'happy'",
    "h > interval '1 day 2 hours' AND h < 'P1Y'::interval",
    "i -> 'a' ->> 'b' = 'c' AND i @> '{\"a\": [1, 2]}' AND i ? 'k'",
    "i #>> '{a,b}' IS NOT NULL",
    "j <> '\\xdeadbeef' AND j <> 'a\\\\b'::bytea",
    "k",
    "NOT k",
    "k IS NOT TRUE OR k IS UNKNOWN",
    "l > 0.1 AND l < 'infinity'",
    "CASE WHEN a > 0 THEN b ELSE 'x' END <> 'y'",
    "CASE a WHEN 1 THEN true WHEN 2 THEN false END",
    "coalesce(b, '', NULL) <> nullif(b, 'x')",
    "shared.is_fine(a) AND asia.is_fine(b)",
    "a OPERATOR(shared.===) 5",
    "a OPERATOR(pg_catalog.+) 1 > 0",
    "(a, b) > (1, 'x')",
    "(a, b) IS DISTINCT FROM (1, 'x')",
    "a + 1 - 2 * 3 / 4 % 5 + 5 ^ 2 > -a",
    "a & 1 | 2 # 3 << 1 > 0",
    "greatest(a, 1) > least(a, 2, 3)",
    "substring(b FROM 1 FOR 2) = trim(both ' ' FROM b) AND position('x' IN b) > 0 AND overlay(b placing 'x' from 1) <> ''",
    "m <@ '[1,10)'::int4range AND NOT isempty(m)",
    "xmlserialize(content xmlelement(name x, b) AS text) <> ''",
    "length(\"select\") > 0 AND \"Upper\" <> 1 AND \"a.\"\"b\" <> 'x'",
    "b IS NFC NORMALIZED",
    "a = 1 OR a = 2 AND NOT a = 3 OR (a = 4 OR a = 5)",
    "a = ANY (ARRAY[1, 2, 3])",
    "a IN (1, 2) AND a NOT IN (3, 4)",
    "n > 5 AND n::integer > 6",
    "true",
];

const PREDICATES_TABLE: &str = "CREATE SCHEMA asia; CREATE SCHEMA shared; CREATE TYPE asia.mood AS ENUM ('sad', 'happy');
    CREATE DOMAIN asia.positive AS integer CHECK (VALUE > 0);
    CREATE FUNCTION shared.is_fine(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
    CREATE FUNCTION asia.is_fine(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
    CREATE FUNCTION shared.same(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
    CREATE OPERATOR shared.=== (LEFTARG = integer, RIGHTARG = integer, FUNCTION = shared.same);
    CREATE TABLE asia.t (a integer, b text, c timestamptz, d date, e numeric, f text[], g asia.mood, h interval,
        i jsonb, j bytea, k boolean, l double precision, m int4range, n asia.positive, \"select\" text,
        \"Upper\" integer, \"a.\"\"b\" varchar(5));";

/// Each predicate as a check, as a partial index where it can be one, and as a view.
#[tokio::test]
async fn predicates() {
    for settings in ["", SETTINGS] {
        let Some((_database, mut connection)) = database(PREDICATES_TABLE).await else { return };
        run(&mut connection, settings).await;
        let which = Which::All;
        let held = reflect(&mut connection, &which).await.unwrap().catalog;
        let mut schemas = held.clone().into_schemas();
        let asia = schemas.get_mut("asia").unwrap();
        let table = asia.tables.get_mut("t").unwrap();
        for (number, predicate) in PREDICATES.iter().enumerate() {
            table.checks.push(CheckDef::new(ident(&format!("c{number}")), *predicate));
            let mut flag = ColumnDef::new(ident(&format!("o{number}")), SqlType::Boolean);
            flag.nullable = true;
            flag.fill = Some(Fill::DefaultSql(format!("'t' || {number} = 'x'")));
            table.columns.push(flag);
            let definition = format!("SELECT {predicate} AS x FROM asia.t WHERE {predicate}");
            let name = QualifiedName::new(ident("asia"), ident(&format!("v{number}")));
            asia.views.insert(name.name.clone(), ViewDef::new(name, definition));
        }
        let model = Catalog::from_schemas(Dialect::Postgres, schemas.into_values()).unwrap();
        let changes = diff(&held, &model, &Scope::of_database()).changes;
        let plan = plan(&held, &model, &changes, &Options::default());
        for statement in plan.statements() {
            run(&mut connection, &to_sql(statement, Dialect::Postgres)).await;
        }
        let held = reflect(&mut connection, &which).await.unwrap();
        let normalized = against(&mut connection, &model, &held.catalog).await.unwrap();
        assert_eq!((normalized.refused, normalized.not_asked), (vec![], None));
        let left = diff(&held.catalog, &normalized.catalog, &Scope::of_database());
        assert!(left.is_empty(), "{left}");
    }
}
