//! The columns of tables, and how they are filled.

use polyschema_core::metadata::{ColumnDef, Fill, Identity, SqlType};
use sqlx::postgres::PgRow;

use super::relations::Kind;
use super::rows::{get, letter, name, oid};
use super::types::{sql_type, type_columns};
use super::{Reader, UnsupportedKind, literal, text};

const QUERY: &str = concat!(
    "SELECT a.attrelid, a.attnum, a.attname::text, a.attnotnull, a.attidentity, a.attgenerated,
    a.attcollation, t.typcollation, d.description, pg_get_expr(f.adbin, f.adrelid),
    CASE WHEN a.atthasdef THEN
        format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END, NULL)
    END,
    array_cat(a.attoptions, array_remove(ARRAY[
        CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage
            WHEN 'p' THEN 'STORAGE PLAIN' WHEN 'e' THEN 'STORAGE EXTERNAL'
            WHEN 'm' THEN 'STORAGE MAIN' ELSE 'STORAGE EXTENDED' END END,
        'STATISTICS ' || nullif(a.attstattarget, -1),
        CASE a.attcompression WHEN 'p' THEN 'COMPRESSION pglz' WHEN 'l' THEN 'COMPRESSION lz4' END], NULL)), ",
    type_columns!("t.oid", "a.atttypmod"),
    "
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid
JOIN pg_type b ON b.oid = coalesce(e.oid, t.oid)
LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
LEFT JOIN pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p', 'm')
    AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum"
);

pub(super) async fn read(reader: &mut Reader<'_>) -> sqlx::Result<()> {
    let query = sqlx::query(QUERY).bind(reader.schema_oids()).persistent(false);
    for row in query.fetch_all(&mut *reader.connection).await? {
        let (table, name) = (oid(&row, 0)?, name(&row, 2)?);
        if !reader.relations.contains_key(&table) {
            continue;
        }
        let mut def = ColumnDef::new(name.clone(), sql_type(reader, &row, 12)?);
        def.nullable = !get::<bool>(&row, 3)?;
        def.comment = get(&row, 8)?;
        def.fill = fill(&row, &def.sql_type)?;
        let collation = oid(&row, 6)?;
        if collation != oid(&row, 7)? {
            def.collation = reader.names.collation(collation);
        }
        report_options(reader, &row, table)?;
        if let Some(relation) = reader.relations.get_mut(&table) {
            relation.columns.insert(get(&row, 1)?, (name, collation));
            if let Kind::Table(table) = &mut relation.kind {
                table.columns.push(def);
            }
        }
    }
    Ok(())
}

fn fill(row: &PgRow, sql_type: &SqlType) -> sqlx::Result<Option<Fill>> {
    match letter(row, 4)? {
        'a' => return Ok(Some(Fill::Identity(Identity::Always))),
        'd' => return Ok(Some(Fill::Identity(Identity::ByDefault))),
        _ => {}
    }
    let Some(written) = get::<Option<&str>>(row, 9)? else { return Ok(None) };
    Ok(Some(match letter(row, 5)? {
        '\0' => {
            let own_type: Option<&str> = get(row, 10)?;
            literal::fill(written, sql_type, own_type.unwrap_or_default())
        }
        _ => Fill::Generated(text::expression(written).to_owned()),
    }))
}

fn report_options(reader: &mut Reader<'_>, row: &PgRow, table: u32) -> sqlx::Result<()> {
    let Some(table) = reader.relations.get(&table).map(|table| table.name.clone()) else {
        return Ok(());
    };
    let column: &str = get(row, 2)?;
    for option in get::<Option<Vec<String>>>(row, 11)?.unwrap_or_default() {
        let detail = format!("of `{column}`: {option}");
        reader.report(UnsupportedKind::StorageParameter, table.clone(), detail);
    }
    if letter(row, 5)? == 'v' {
        reader.report(UnsupportedKind::VirtualColumn, table, format!("`{column}`"));
    }
    Ok(())
}
