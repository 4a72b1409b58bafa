//! Constraints of tables and domains.

use std::collections::BTreeMap;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    CheckDef, ExclusionDef, ForeignKeyDef, PrimaryKeyDef, QualifiedName, UniqueDef,
};
use polyschema_core::spec::{Deferrable, ReferentialAction};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgRow;

use super::indexes::{self, Index, key_columns};
use super::relations::{Kind, Relation};
use super::rows::{get, ident, letter, name, oid};
use super::{Reader, UnsupportedKind, not_null, text};

/// The constraints of partitions that are their parents' are left out, and so are triggers. The
/// columns of a referenced table are named only where its schema is not read.
///
/// Later versions have further columns, which stand here as `extra`. `NOT NULL` is a constraint of domains since
/// PostgreSQL 17, and of columns since 18; a partition's may be its parent's, and is still not valid by itself.
fn query(extra: &str) -> String {
    format!(
        "SELECT k.conrelid, k.contypid, k.conname::text, k.contype, k.condeferrable, k.condeferred,
    k.convalidated, k.connoinherit, k.conindid, k.conkey,
    k.confrelid, r.relname::text, n.nspname::text, k.confkey,
    k.confdeltype, k.confupdtype, k.confmatchtype,
    CASE WHEN k.contype = 'f' AND r.relnamespace <> ALL ($1) THEN ARRAY(
        SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY AS key(number, position)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = key.number
        ORDER BY key.position
    ) END,
    CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END,
    CASE WHEN k.contype = 'x' THEN ARRAY(
        SELECT CASE s.nspname WHEN 'pg_catalog' THEN o.oprname::text
            ELSE format('OPERATOR(%I.%s)', s.nspname, o.oprname) END
        FROM unnest(k.conexclop) WITH ORDINALITY AS key(operator, position)
        JOIN pg_operator o ON o.oid = key.operator JOIN pg_namespace s ON s.oid = o.oprnamespace
        ORDER BY key.position
    ) END,
    k.conislocal, {extra}
FROM pg_constraint k
LEFT JOIN pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE k.connamespace = ANY ($1) AND k.contype IN ('p', 'u', 'f', 'c', 'x', 'n')
    AND k.conparentid = 0 AND (k.conislocal OR k.contypid <> 0 OR k.contype = 'n')"
    )
}

/// Where the query says what `not_null` reads, too.
pub(super) mod position {
    pub const TABLE: usize = 0;
    pub const DOMAIN: usize = 1;
    pub const NAME: usize = 2;
    pub const IS_VALID: usize = 6;
    pub const IS_NOT_INHERITED: usize = 7;
    pub const COLUMNS: usize = 9;
    pub const IS_LOCAL: usize = 20;
}

/// The columns of `ON DELETE SET NULL` (15), `NOT ENFORCED` and `WITHOUT OVERLAPS` or `PERIOD` (18).
const fn extra(version: u32) -> &'static str {
    match version {
        0..15 => "NULL::int2[], false, false",
        15..18 => "k.confdelsetcols, false, false",
        _ => "k.confdelsetcols, NOT k.conenforced, k.conperiod",
    }
}

pub(super) async fn read(
    reader: &mut Reader<'_>,
    mut indexes: BTreeMap<u32, Index>,
) -> sqlx::Result<()> {
    let sql = query(extra(reader.version));
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.schema_oids()).persistent(false);
    for row in query.fetch_all(&mut *reader.connection).await? {
        match (letter(&row, 3)?, oid(&row, position::DOMAIN)?) {
            ('n', _) => not_null::read(reader, &row)?,
            // A foreign key names the index of the table that it references.
            ('p' | 'u' | 'x', 0) => {
                let index = indexes.remove(&oid(&row, 8)?);
                table_constraint(reader, &row, index)?;
            }
            (_, 0) => table_constraint(reader, &row, None)?,
            (_, domain) => domain_check(reader, &row, domain)?,
        }
    }
    indexes::place(reader, indexes);
    Ok(())
}

fn domain_check(reader: &mut Reader<'_>, row: &PgRow, domain: u32) -> sqlx::Result<()> {
    let check = check(row)?;
    if let Some((schema, name)) = reader.domains.get(&domain)
        && let Some(schema) = reader.schemas.get_mut(schema)
        && let Some(domain) = schema.domains.get_mut(name)
    {
        domain.checks.push(check);
    }
    Ok(())
}

fn table_constraint(
    reader: &mut Reader<'_>,
    row: &PgRow,
    index: Option<Index>,
) -> sqlx::Result<()> {
    let object = oid(row, 0)?;
    let foreign_key = match (letter(row, 3)?, reader.relations.get(&object)) {
        ('f', Some(relation)) => foreign_key(reader, row, relation)?,
        _ => None,
    };
    let is_lost = letter(row, 3)? == 'f' && foreign_key.is_none();
    let Some(Relation { kind: Kind::Table(table), .. }) = reader.relations.get_mut(&object) else {
        return Ok(());
    };
    let (name, deferrable) = (name(row, 2)?, deferrable(row)?);
    match (letter(row, 3)?, index) {
        ('p', Some(Index { def, .. })) => {
            let mut key = PrimaryKeyDef::new(name, key_columns(&def));
            (key.include, key.deferrable) = (def.include, deferrable);
            table.primary_key = Some(key);
        }
        ('u', Some(Index { def, .. })) => {
            let mut unique = UniqueDef::new(name, key_columns(&def));
            (unique.include, unique.deferrable) = (def.include, deferrable);
            unique.nulls_not_distinct = def.nulls_not_distinct;
            table.unique.push(unique);
        }
        ('x', Some(Index { def, .. })) => {
            let operators: Vec<String> = get(row, 19)?;
            let elements = def.keys.into_iter().zip(operators);
            let mut exclusion = ExclusionDef::new(name, elements.collect());
            (exclusion.method, exclusion.predicate) = (def.method, def.predicate);
            exclusion.deferrable = deferrable;
            table.exclusions.push(exclusion);
        }
        ('c', _) => table.checks.push(check(row)?),
        _ => table.foreign_keys.extend(foreign_key),
    }
    let table = table.name.clone();
    report_options(reader, row, table, is_lost)
}

fn check(row: &PgRow) -> sqlx::Result<CheckDef> {
    let predicate: &str = get(row, 18)?;
    let mut check = CheckDef::new(name(row, 2)?, text::expression(predicate));
    check.validated = get(row, 6)?;
    Ok(check)
}

fn foreign_key(
    reader: &Reader<'_>,
    row: &PgRow,
    relation: &Relation,
) -> sqlx::Result<Option<ForeignKeyDef>> {
    let named = |relation: &Relation, numbers: Vec<i16>| -> Vec<Ident> {
        let columns = numbers.iter().filter_map(|number| relation.columns.get(number));
        columns.map(|(name, _)| name.clone()).collect()
    };
    let referenced_columns = match get::<Option<Vec<String>>>(row, 17)? {
        Some(names) => names.iter().map(|name| ident(name)).collect::<Result<_, _>>()?,
        None => match reader.relations.get(&oid(row, 10)?) {
            Some(referenced) => named(referenced, get(row, 13)?),
            // An extension's table is not in the catalog.
            None => return Ok(None),
        },
    };
    let referenced = QualifiedName::new(name(row, 12)?, name(row, 11)?);
    let columns = named(relation, get(row, 9)?);
    let mut key = ForeignKeyDef::new(name(row, 2)?, columns, referenced, referenced_columns);
    key.on_delete = action(letter(row, 14)?);
    key.on_update = action(letter(row, 15)?);
    key.match_full = letter(row, 16)? == 'f';
    key.deferrable = deferrable(row)?;
    key.validated = get(row, 6)?;
    Ok(Some(key))
}

fn deferrable(row: &PgRow) -> sqlx::Result<Deferrable> {
    Ok(match (get(row, 4)?, get(row, 5)?) {
        (false, _) => Deferrable::Not,
        (true, false) => Deferrable::InitiallyImmediate,
        (true, true) => Deferrable::InitiallyDeferred,
    })
}

const fn action(letter: char) -> ReferentialAction {
    match letter {
        'r' => ReferentialAction::Restrict,
        'c' => ReferentialAction::Cascade,
        'n' => ReferentialAction::SetNull,
        'd' => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

fn report_options(
    reader: &mut Reader<'_>,
    row: &PgRow,
    table: QualifiedName,
    is_lost: bool,
) -> sqlx::Result<()> {
    let constraint: &str = get(row, 2)?;
    let mut report = |what: &str| {
        let detail = format!("of `{constraint}`: {what}");
        reader.report(UnsupportedKind::ConstraintOption, table.clone(), detail);
    };
    if is_lost {
        report("it references a table that belongs to an extension");
    }
    if letter(row, 3)? == 'c' && get(row, 7)? {
        report("NO INHERIT");
    }
    if get::<Option<Vec<i16>>>(row, 21)?.is_some_and(|columns| !columns.is_empty()) {
        report("its action sets some of the columns only");
    }
    if get(row, 22)? {
        report("NOT ENFORCED");
    }
    if get(row, 23)? {
        report(if letter(row, 3)? == 'f' { "PERIOD" } else { "WITHOUT OVERLAPS" });
    }
    Ok(())
}
