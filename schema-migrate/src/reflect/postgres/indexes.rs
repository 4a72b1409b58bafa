//! Indexes, those behind constraints too.

use std::collections::BTreeMap;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{IndexDef, IndexKeyDef, IndexOn};
use polyschema_core::spec::Nulls;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgRow;

use super::relations::{Kind, Relation};
use super::rows::{get, name, oid, vector};
use super::{Reader, UnsupportedKind, text};

/// `nulls_not_distinct` is told from the version: PostgreSQL 15 began with it.
fn query(nulls_not_distinct: &str) -> String {
    format!(
        "SELECT i.indexrelid, i.indrelid, c.relname::text, c.relam, i.indisunique, i.indisvalid,
    i.indnkeyatts, i.indkey::text, i.indoption::text, i.indclass::text, i.indcollation::text,
    CASE WHEN i.indexprs IS NOT NULL THEN ARRAY(
        SELECT CASE i.indkey[key - 1] WHEN 0 THEN pg_get_indexdef(i.indexrelid, key, false) END
        FROM generate_series(1, i.indnkeyatts) key ORDER BY key
    ) END,
    pg_get_expr(i.indpred, i.indrelid), {nulls_not_distinct}, c.reloptions, s.spcname::text,
    CASE WHEN o.options THEN pg_get_indexdef(i.indexrelid) END, o.targets,
    i.indisclustered, i.indisreplident
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN (
    SELECT a.attrelid, bool_or(a.attoptions IS NOT NULL) AS options,
        string_agg(a.attnum || ' STATISTICS ' || nullif(a.attstattarget, -1), ', ' ORDER BY a.attnum) AS targets
    FROM pg_attribute a
    WHERE a.attnum > 0 AND (a.attoptions IS NOT NULL OR nullif(a.attstattarget, -1) IS NOT NULL)
    GROUP BY a.attrelid
) o ON o.attrelid = i.indexrelid
WHERE c.relnamespace = ANY ($1) AND NOT c.relispartition"
    )
}

/// An index, and the table or materialized view that it is on.
pub(super) struct Index {
    on: u32,
    pub def: IndexDef,
}

/// The indexes, by their numbers.
pub(super) async fn read(reader: &mut Reader<'_>) -> sqlx::Result<BTreeMap<u32, Index>> {
    let sql = query(if reader.version >= 15 { "i.indnullsnotdistinct" } else { "false" });
    let query = sqlx::query(AssertSqlSafe(sql)).bind(reader.schema_oids()).persistent(false);
    let mut indexes = BTreeMap::new();
    for row in query.fetch_all(&mut *reader.connection).await? {
        let (object, on) = (oid(&row, 0)?, oid(&row, 1)?);
        let Some(relation) = reader.relations.get(&on) else { continue };
        let def = index(reader, &row, relation)?;
        report_options(reader, &row, on)?;
        indexes.insert(object, Index { on, def });
    }
    Ok(indexes)
}

fn index(reader: &Reader<'_>, row: &PgRow, relation: &Relation) -> sqlx::Result<IndexDef> {
    /// Bits of `indoption`.
    const DESCENDING: u32 = 1;
    const NULLS_FIRST: u32 = 2;
    let (columns, options) = (vector(row, 7)?, vector(row, 8)?);
    let (classes, collations) = (vector(row, 9)?, vector(row, 10)?);
    let expressions: Vec<Option<String>> = get::<Option<_>>(row, 11)?.unwrap_or_default();
    let key_count = usize::try_from(get::<i16>(row, 6)?).unwrap_or_default();
    let column = |number: &u32| relation.columns.get(&i16::try_from(*number).ok()?);
    let mut keys = Vec::new();
    for (position, number) in columns.iter().take(key_count).enumerate() {
        let at = |numbers: &[u32]| numbers.get(position).copied().unwrap_or_default();
        let expression = expressions.get(position).and_then(Option::as_deref);
        let (on, collation) = match (column(number), expression) {
            (Some((name, collation)), _) => (IndexOn::Column(name.clone()), Some(*collation)),
            (None, Some(sql)) => (IndexOn::Expression(text::expression(sql).to_owned()), None),
            (None, None) => continue,
        };
        let mut key = IndexKeyDef::new(on);
        let option = at(&options);
        key.descending = option & DESCENDING != 0;
        key.nulls = Some(if option & NULLS_FIRST == 0 { Nulls::Last } else { Nulls::First });
        key.operator_class = reader.names.operator_class(at(&classes));
        key.collation = own_collation(reader, relation, at(&collations), collation);
        keys.push(key);
    }
    let mut def = IndexDef::new(name(row, 2)?, keys);
    def.unique = get(row, 4)?;
    def.method = reader.names.method(oid(row, 3)?);
    let include = columns.iter().skip(key_count).filter_map(column);
    def.include = include.map(|(name, _)| name.clone()).collect();
    def.predicate = get::<Option<&str>>(row, 12)?.map(|sql| text::expression(sql).to_owned());
    def.nulls_not_distinct = get(row, 13)?;
    Ok(def)
}

/// A key's collation, unless it is the column's.
///
/// An expression has the collation of what it is made of, and the server does not say which: a
/// collation that any of the table's columns has counts as that.
fn own_collation(
    reader: &Reader<'_>,
    relation: &Relation,
    collation: u32,
    column: Option<u32>,
) -> Option<String> {
    const DEFAULT: u32 = 100;
    let inherited = match column {
        Some(column) => column == collation,
        None => {
            collation == DEFAULT || relation.columns.values().any(|(_, known)| *known == collation)
        }
    };
    if inherited { None } else { reader.names.collation(collation) }
}

fn report_options(reader: &mut Reader<'_>, row: &PgRow, on: u32) -> sqlx::Result<()> {
    let Some(on) = reader.relations.get(&on).map(|relation| relation.name.clone()) else {
        return Ok(());
    };
    let index: &str = get(row, 2)?;
    let mut report = |kind, detail: &str| {
        reader.report(kind, on.clone(), format!("`{index}`{detail}"));
    };
    if !get::<bool>(row, 5)? {
        report(UnsupportedKind::InvalidIndex, "");
    }
    for option in get::<Option<Vec<String>>>(row, 14)?.unwrap_or_default() {
        report(UnsupportedKind::StorageParameter, &format!(": {option}"));
    }
    if let Some(tablespace) = get::<Option<&str>>(row, 15)? {
        report(UnsupportedKind::Tablespace, &format!(": `{tablespace}`"));
    }
    for said in [get::<Option<&str>>(row, 16)?, get(row, 17)?].into_iter().flatten() {
        report(UnsupportedKind::StorageParameter, &format!(": {said}"));
    }
    if get(row, 18)? {
        report(UnsupportedKind::StorageParameter, ": CLUSTER");
    }
    if get(row, 19)? {
        report(UnsupportedKind::ReplicaIdentity, "");
    }
    Ok(())
}

/// Gives tables and views the indexes that are left.
pub(super) fn place(reader: &mut Reader<'_>, indexes: BTreeMap<u32, Index>) {
    for Index { on, def } in indexes.into_values() {
        match reader.relations.get_mut(&on).map(|relation| &mut relation.kind) {
            Some(Kind::Table(table)) => table.indexes.push(def),
            Some(Kind::View(view)) => view.indexes.push(def),
            _ => {}
        }
    }
}

/// The keys' columns, of an index that a constraint made.
pub(super) fn key_columns(def: &IndexDef) -> Vec<Ident> {
    let columns = def.keys.iter().filter_map(|key| match &key.on {
        IndexOn::Column(name) => Some(name.clone()),
        IndexOn::Expression(_) => None,
    });
    columns.collect()
}
