//! What a catalog cannot express at all.

use super::rows::{get, letter, name, oid};
use super::{Reader, UnsupportedKind};

/// Each row: a kind, the object with its class (for extensions), its schema, the object or table, and
/// what is said of it. Functions that the server made for a range type go with it.
const QUERY: &str = r#"
SELECT 't'::"char", 'pg_trigger'::regclass::oid, t.oid, c.relnamespace, c.relname::text,
    format('`%s`', t.tgname)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = ANY ($1) AND NOT t.tgisinternal
UNION ALL
SELECT 'p', 'pg_policy'::regclass, p.oid, c.relnamespace, c.relname, format('policy `%s`', p.polname)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = ANY ($1)
UNION ALL
SELECT 'r', 'pg_rewrite'::regclass, r.oid, c.relnamespace, c.relname, format('`%s`', r.rulename)
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = ANY ($1) AND r.rulename <> '_RETURN'
UNION ALL
SELECT 'f', 'pg_proc'::regclass, p.oid, p.pronamespace, p.proname,
    format('(%s)', pg_get_function_identity_arguments(p.oid))
FROM pg_proc p WHERE p.pronamespace = ANY ($1) AND NOT EXISTS (
    SELECT FROM pg_depend d
    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
UNION ALL
SELECT 's', 'pg_statistic_ext'::regclass, s.oid, s.stxnamespace, s.stxname, ''
FROM pg_statistic_ext s WHERE s.stxnamespace = ANY ($1)
UNION ALL
SELECT 'c', d.classoid, d.objoid, k.connamespace, c.relname, format('of constraint `%s`', k.conname)
FROM pg_description d JOIN pg_constraint k ON k.oid = d.objoid
JOIN pg_class c ON c.oid = k.conrelid
WHERE d.classoid = 'pg_constraint'::regclass AND k.connamespace = ANY ($1)
UNION ALL
SELECT 'c', d.classoid, d.objoid, c.relnamespace, c.relname, 'of the index'
FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
WHERE d.classoid = 'pg_class'::regclass AND c.relkind IN ('i', 'I') AND c.relnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_collation'::regclass, oid, collnamespace, collname, '(collation)'
FROM pg_collation WHERE collnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_operator'::regclass, oid, oprnamespace, oprname, '(operator)'
FROM pg_operator WHERE oprnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_opclass'::regclass, oid, opcnamespace, opcname, '(operator class)'
FROM pg_opclass WHERE opcnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_conversion'::regclass, oid, connamespace, conname, '(conversion)'
FROM pg_conversion WHERE connamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_ts_config'::regclass, oid, cfgnamespace, cfgname, '(text search configuration)'
FROM pg_ts_config WHERE cfgnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_ts_dict'::regclass, oid, dictnamespace, dictname, '(text search dictionary)'
FROM pg_ts_dict WHERE dictnamespace = ANY ($1)
"#;

pub(super) async fn read(reader: &mut Reader<'_>) -> sqlx::Result<()> {
    let query = sqlx::query(QUERY).bind(reader.schema_oids()).persistent(false);
    for row in query.fetch_all(&mut *reader.connection).await? {
        if reader.names.is_member(oid(&row, 1)?, oid(&row, 2)?) {
            continue;
        }
        let kind = match letter(&row, 0)? {
            't' => UnsupportedKind::Trigger,
            'p' => UnsupportedKind::Policy,
            'r' => UnsupportedKind::Rule,
            'f' => UnsupportedKind::Function,
            's' => UnsupportedKind::Statistics,
            'c' => UnsupportedKind::Comment,
            _ => UnsupportedKind::SchemaObject,
        };
        if let Some(object) = reader.qualified(oid(&row, 3)?, name(&row, 4)?) {
            reader.report(kind, object, get::<&str>(&row, 5)?);
        }
    }
    Ok(())
}
