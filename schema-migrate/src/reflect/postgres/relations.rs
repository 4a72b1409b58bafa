//! Tables, views and sequences, without what is in them.

use std::collections::HashMap;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    OwnedBy, PartitionBy, PartitionOf, PartitionStrategy, QualifiedName, SequenceDef, SqlType,
    TableDef, ViewDef,
};
use sqlx::postgres::PgRow;

use super::rows::{get, letter, name, oid};
use super::start::class;
use super::{Reader, UnsupportedKind, text};
use crate::usual;

/// A partitioned table that is unlogged is no different from others, and PostgreSQL 18 refuses to make one.
const QUERY: &str = "
SELECT c.oid, c.relnamespace, c.relname::text, c.relkind, d.description,
    c.relpersistence = 'u' AND c.relkind <> 'p', c.relrowsecurity,
    c.reloptions || ARRAY(SELECT 'toast.' || option FROM unnest(x.reloptions) option),
    s.spcname::text,
    CASE WHEN c.relkind IN ('r', 'p', 'm') AND a.amname <> 'heap' THEN a.amname::text END,
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid)
        WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid)
    END,
    i.parents, CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,
    q.seqtypid, ARRAY[q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache], q.seqcycle,
    o.deptype, o.refobjid, o.refobjsubid,
    c.relforcerowsecurity, nullif(c.reloftype, 0)::regtype::text,
    CASE WHEN c.relkind IN ('r', 'p', 'm') THEN
        CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' END
    END,
    CASE WHEN c.relkind = 'S' AND c.relpersistence <> coalesce(w.relpersistence, 'p')
            OR c.relkind = 'p' AND c.relpersistence = 'u' THEN
        CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' ELSE 'LOGGED' END
    END
FROM pg_class c
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_am a ON a.oid = c.relam
LEFT JOIN pg_class x ON x.oid = c.reltoastrelid AND x.reloptions IS NOT NULL
LEFT JOIN pg_sequence q ON q.seqrelid = c.oid
LEFT JOIN pg_depend o ON c.relkind = 'S' AND o.classid = 'pg_class'::regclass AND o.objid = c.oid
    AND o.objsubid = 0 AND o.refclassid = 'pg_class'::regclass AND o.deptype IN ('a', 'i')
LEFT JOIN pg_class w ON w.oid = o.refobjid
LEFT JOIN pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
LEFT JOIN (
    SELECT i.inhrelid, array_agg(format('%I.%I', n.nspname, p.relname) ORDER BY i.inhseqno) AS parents
    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
    JOIN pg_namespace n ON n.oid = p.relnamespace
    WHERE p.relkind IN ('r', 'p', 'f')
    GROUP BY i.inhrelid
) i ON i.inhrelid = c.oid
WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'S')";

/// Something that has columns or numbers.
pub(super) struct Relation {
    schema: u32,
    pub name: QualifiedName,
    pub kind: Kind,
    /// The names of the columns by their numbers, and their collations.
    pub columns: HashMap<i16, (Ident, u32)>,
}

pub(super) enum Kind {
    Table(TableDef),
    View(ViewDef),
    Sequence(SequenceDef, Owner),
}

/// What a sequence belongs to.
pub(super) enum Owner {
    Nobody,
    /// A table's column that takes its numbers by a default.
    Column(u32, i16),
    /// An identity.
    Identity(u32, i16),
}

pub(super) async fn read(reader: &mut Reader<'_>) -> sqlx::Result<()> {
    let query = sqlx::query(QUERY).bind(reader.schema_oids()).persistent(false);
    for row in query.fetch_all(&mut *reader.connection).await? {
        let (object, schema) = (oid(&row, 0)?, oid(&row, 1)?);
        let Some(name) = reader.qualified(schema, name(&row, 2)?) else { continue };
        if reader.names.is_member(class::RELATION, object) {
            continue;
        }
        report_options(reader, &row, &name)?;
        let comment = get(&row, 4)?;
        let kind = match letter(&row, 3)? {
            'r' | 'p' => {
                let mut def = table(reader, &row, &name)?;
                def.comment = comment;
                Kind::Table(def)
            }
            'S' => {
                let (mut def, owner) = sequence(&row, &name)?;
                def.comment = comment;
                Kind::Sequence(def, owner)
            }
            letter => {
                let mut def = ViewDef::new(name.clone(), text::statement(get(&row, 10)?));
                def.materialized = letter == 'm';
                def.comment = comment;
                Kind::View(def)
            }
        };
        reader.relations.insert(object, Relation { schema, name, kind, columns: HashMap::new() });
    }
    Ok(())
}

fn table(reader: &mut Reader<'_>, row: &PgRow, name: &QualifiedName) -> sqlx::Result<TableDef> {
    let mut def = TableDef::new(name.clone());
    def.unlogged = get(row, 5)?;
    if let Some(key) = get::<Option<&str>>(row, 10)? {
        def.partition_by = partition_by(key);
    }
    let parents: Vec<String> = get::<Option<_>>(row, 11)?.unwrap_or_default();
    let bound: Option<String> = get(row, 12)?;
    match (parents.first().map(|parent| parent.parse()), bound) {
        (Some(Ok(parent)), Some(bound)) => def.partition_of = Some(PartitionOf::new(parent, bound)),
        (Some(_), _) => {
            let detail = format!("from {}", parents.join(", "));
            reader.report(UnsupportedKind::Inheritance, name.clone(), detail);
        }
        (None, _) => {}
    }
    Ok(def)
}

/// Reads `RANGE (key)`.
fn partition_by(written: &str) -> Option<PartitionBy> {
    let (strategy, key) = written.split_once(' ')?;
    let strategy = match strategy {
        "RANGE" => PartitionStrategy::Range,
        "LIST" => PartitionStrategy::List,
        "HASH" => PartitionStrategy::Hash,
        _ => return None,
    };
    Some(PartitionBy::new(strategy, key.strip_prefix('(')?.strip_suffix(')')?))
}

fn sequence(row: &PgRow, name: &QualifiedName) -> sqlx::Result<(SequenceDef, Owner)> {
    let mut def = SequenceDef::new(name.clone());
    def.sql_type = match oid(row, 13)? {
        21 => SqlType::SmallInt,
        23 => SqlType::Integer,
        _ => SqlType::BigInt,
    };
    if let [start, increment, min, max, cache] = get::<Vec<i64>>(row, 14)?[..] {
        (def.start, def.increment, def.min, def.max) = (start, increment, min, max);
        def.cache = cache;
    }
    def.cycle = get(row, 15)?;
    let Some(kind) = get::<Option<i8>>(row, 16)? else { return Ok((def, Owner::Nobody)) };
    let column = i16::try_from(get::<i32>(row, 18)?).unwrap_or_default();
    let owner = match kind.cast_unsigned() {
        b'i' => Owner::Identity(oid(row, 17)?, column),
        _ => Owner::Column(oid(row, 17)?, column),
    };
    Ok((def, owner))
}

fn report_options(reader: &mut Reader<'_>, row: &PgRow, name: &QualifiedName) -> sqlx::Result<()> {
    if get(row, 6)? {
        let detail = "is enabled";
        reader.report(UnsupportedKind::Policy, name.clone(), detail);
    }
    for option in get::<Option<Vec<String>>>(row, 7)?.unwrap_or_default() {
        reader.report(UnsupportedKind::StorageParameter, name.clone(), option);
    }
    if get(row, 19)? {
        reader.report(UnsupportedKind::Policy, name.clone(), "is enforced on the owner, too");
    }
    if let Some(of) = get::<Option<&str>>(row, 20)? {
        reader.report(UnsupportedKind::TypedTable, name.clone(), of);
    }
    if let Some(identity) = get::<Option<&str>>(row, 21)? {
        reader.report(UnsupportedKind::ReplicaIdentity, name.clone(), identity);
    }
    if let Some(persistence) = get::<Option<&str>>(row, 22)? {
        reader.report(UnsupportedKind::StorageParameter, name.clone(), persistence);
    }
    if let Some(tablespace) = get::<Option<&str>>(row, 8)? {
        reader.report(UnsupportedKind::Tablespace, name.clone(), format!("`{tablespace}`"));
    }
    if let Some(method) = get::<Option<&str>>(row, 9)? {
        reader.report(UnsupportedKind::AccessMethod, name.clone(), format!("`{method}`"));
    }
    Ok(())
}

/// Gives each schema its tables, views and sequences.
pub(super) fn finish(reader: &mut Reader<'_>) {
    let mut relations = std::mem::take(&mut reader.relations);
    for object in relations.keys().copied().collect::<Vec<_>>() {
        let Some(Relation { kind: Kind::Sequence(def, owner), .. }) = relations.get(&object) else {
            continue;
        };
        let (Owner::Column(table, column) | Owner::Identity(table, column)) = *owner else {
            continue;
        };
        let owner_of = relations.get(&table).and_then(|table| {
            let (column, _) = table.columns.get(&column)?;
            Some((OwnedBy { table: table.name.clone(), column: column.clone() }, &table.kind))
        });
        let owned_by = owner_of.as_ref().map(|(owned_by, _)| owned_by.clone());
        if matches!(owner, Owner::Identity(..)) {
            if let Some((OwnedBy { table, column }, Kind::Table(owner))) = owner_of {
                let column = column.as_str();
                let own_type = owner.column(column).map(|column| &column.sql_type);
                let unusual = usual::identity_options(def, own_type);
                if !unusual.is_empty() {
                    let detail = format!("of `{column}`: {unusual}");
                    reader.report(UnsupportedKind::IdentityOptions, table.clone(), detail);
                }
                if let Some(comment) = &def.comment {
                    let detail = format!("of the sequence of `{column}`: {comment}");
                    reader.report(UnsupportedKind::Comment, table, detail);
                }
            }
            relations.remove(&object);
        } else if let Some(Relation { kind: Kind::Sequence(def, _), .. }) =
            relations.get_mut(&object)
        {
            def.owned_by = owned_by;
        }
    }
    for Relation { schema, name, kind, columns: _ } in relations.into_values() {
        let Some(schema) = reader.schemas.get_mut(&schema) else { continue };
        match kind {
            Kind::Table(def) => drop(schema.tables.insert(name.name, def)),
            Kind::View(def) => drop(schema.views.insert(name.name, def)),
            Kind::Sequence(def, _) => drop(schema.sequences.insert(name.name, def)),
        }
    }
}
