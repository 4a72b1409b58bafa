//! Enums and domains, and the types of columns.

use polyschema_core::metadata::{DomainDef, EnumDef, QualifiedName, SqlType};
use sqlx::postgres::PgRow;

use super::rows::{get, letter, name, oid};
use super::start::class;
use super::{Reader, text};

/// A type: `b` is the type, or of an array the element's. The server is asked for the words of those
/// types only that [`SqlType`] has no variant for.
macro_rules! type_columns {
    ($type:literal, $modifier:literal) => {
        concat!(
            "b.oid, b.typtype, b.oid <> ",
            $type,
            ", ",
            $modifier,
            ", CASE WHEN b.oid IN (16, 17, 20, 21, 23, 25, 700, 701, 1082, 1083, 1114, 1184, 1700, 2950, 3802)",
            " AND ",
            $modifier,
            " = -1 OR b.oid IN (1042, 1043, 1700) AND ",
            $modifier,
            " <> -1 THEN NULL ELSE format_type(b.oid, ",
            $modifier,
            ") END"
        )
    };
}
pub(super) use type_columns;

const QUERY: &str = concat!(
    "SELECT t.oid, t.typnamespace, t.typname::text, t.typtype, d.description,
    CASE t.typtype WHEN 'e' THEN ARRAY(
        SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder
    ) END,
    t.typnotnull, pg_get_expr(t.typdefaultbin, 0),
    CASE WHEN t.typcollation <> base.typcollation THEN t.typcollation ELSE 0 END, ",
    type_columns!("base.oid", "t.typtypmod"),
    "
FROM pg_type t
LEFT JOIN pg_type base ON base.oid = t.typbasetype
LEFT JOIN pg_type e ON e.oid = base.typelem AND e.typarray = base.oid
LEFT JOIN pg_type b ON b.oid = coalesce(e.oid, base.oid)
LEFT JOIN pg_description d
    ON d.objoid = t.oid AND d.classoid = 'pg_type'::regclass AND d.objsubid = 0
WHERE t.typnamespace = ANY ($1) AND t.typtype IN ('e', 'd')"
);

pub(super) async fn read(reader: &mut Reader<'_>) -> sqlx::Result<()> {
    let query = sqlx::query(QUERY).bind(reader.schema_oids()).persistent(false);
    for row in query.fetch_all(&mut *reader.connection).await? {
        let (object, schema) = (oid(&row, 0)?, oid(&row, 1)?);
        if !reader.names.is_member(class::TYPE, object) {
            read_type(reader, &row, object, schema)?;
        }
    }
    Ok(())
}

fn read_type(reader: &mut Reader<'_>, row: &PgRow, object: u32, schema: u32) -> sqlx::Result<()> {
    let Some(qualified) = reader.qualified(schema, name(row, 2)?) else { return Ok(()) };
    let key = qualified.name.clone();
    match letter(row, 3)? {
        'e' => {
            let mut def = EnumDef::new(qualified, get(row, 5)?);
            def.comment = get(row, 4)?;
            reader.schemas.entry(schema).and_modify(|schema| drop(schema.enums.insert(key, def)));
        }
        _ => {
            let mut def = DomainDef::new(qualified, sql_type(reader, row, 9)?);
            def.comment = get(row, 4)?;
            def.nullable = !get::<bool>(row, 6)?;
            def.default = get::<Option<&str>>(row, 7)?.map(|sql| text::expression(sql).to_owned());
            def.collation = reader.names.collation(oid(row, 8)?);
            reader.domains.insert(object, (schema, key.clone()));
            reader.schemas.entry(schema).and_modify(|schema| drop(schema.domains.insert(key, def)));
        }
    }
    Ok(())
}

/// Reads what [`type_columns`] selects.
pub(super) fn sql_type(reader: &Reader<'_>, row: &PgRow, at: usize) -> sqlx::Result<SqlType> {
    let object = oid(row, at)?;
    let modifier = get(row, at + 3)?;
    let element = match get::<Option<&str>>(row, at + 4)? {
        None => builtin(object, modifier),
        Some(written) => {
            let member = reader.names.is_member(class::TYPE, object);
            match (letter(row, at + 1)?, written.parse::<QualifiedName>()) {
                ('e', Ok(name)) if !member => SqlType::Enum(name),
                ('d', Ok(name)) if !member => SqlType::Domain(name),
                _ => SqlType::Custom(written.to_owned()),
            }
        }
    };
    Ok(if get(row, at + 2)? { SqlType::Array(Box::new(element)) } else { element })
}

/// The types that PostgreSQL's own catalog numbers, with their modifiers as it packs them.
///
/// Source: `pg_type.dat`, and `numerictypmodin` of PostgreSQL.
fn builtin(object: u32, modifier: i32) -> SqlType {
    /// The modifiers of texts and numerics are counted from the size of a header.
    const HEADER: i32 = 4;
    let length = u32::try_from(modifier - HEADER).unwrap_or_default();
    match object {
        16 => SqlType::Boolean,
        17 => SqlType::Bytes,
        20 => SqlType::BigInt,
        21 => SqlType::SmallInt,
        23 => SqlType::Integer,
        25 => SqlType::Text,
        700 => SqlType::Real,
        701 => SqlType::Double,
        1042 => SqlType::Char(length),
        1043 => SqlType::Varchar(length),
        1082 => SqlType::Date,
        1083 => SqlType::Time,
        1114 => SqlType::Timestamp,
        1184 => SqlType::TimestampTz,
        2950 => SqlType::Uuid,
        3802 => SqlType::Json,
        _ if modifier == -1 => SqlType::Decimal,
        _ => {
            let packed = length;
            let precision = packed >> 16;
            // Eleven bits in two's complement: since PostgreSQL 15 the scale may be negative.
            let scale = ((packed & 0x7ff) ^ 0x400) as i32 - 0x400;
            match (u16::try_from(precision), u16::try_from(scale)) {
                (Ok(precision), Ok(scale)) => SqlType::Numeric { precision, scale },
                _ => SqlType::Custom(format!("numeric({precision},{scale})")),
            }
        }
    }
}
