//! What a catalog cannot express at all.

use super::rows::{get, letter, name, oid};
use super::{Reader, Unsupported, UnsupportedKind};

/// Each row: a kind, the object with its class (for extensions), its schema, the object or table, what is
/// said of it, and how it is defined, with the comment on it. Functions that the server made for a range
/// type go with it.
///
/// Rows of system catalogs that have no text of their own are taken as JSON, without what is another number
/// in each database; what only later versions have is found there, too.
const QUERY: &str = r#"
SELECT o.kind, o.class, o.object, o.schema, o.name, o.detail,
    concat_ws(E'\n', o.definition, 'COMMENT ' || d.description)
FROM (
SELECT 't'::"char", 'pg_trigger'::regclass::oid, t.oid, 0, c.relnamespace, c.relname::text,
    format('`%s`', t.tgname), concat_ws(' ', pg_get_triggerdef(t.oid), nullif(t.tgenabled, 'O'))
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = ANY ($1) AND NOT t.tgisinternal
UNION ALL
SELECT DISTINCT 'k'::"char", 'pg_constraint'::regclass::oid, k.oid, 0, c.relnamespace, c.relname::text,
    format('of `%s`: its triggers are disabled', k.conname), t.tgenabled::text
FROM pg_trigger t JOIN pg_constraint k ON k.oid = t.tgconstraint JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = ANY ($1) AND t.tgisinternal AND t.tgenabled <> 'O'
UNION ALL
SELECT 'p', 'pg_policy'::regclass, p.oid, 0, c.relnamespace, c.relname, format('policy `%s`', p.polname),
    concat_ws(' ', p.polcmd, p.polpermissive, p.polroles::regrole[],
        'USING ' || pg_get_expr(p.polqual, c.oid), 'CHECK ' || pg_get_expr(p.polwithcheck, c.oid))
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = ANY ($1)
UNION ALL
SELECT 'r', 'pg_rewrite'::regclass, r.oid, 0, c.relnamespace, c.relname, format('`%s`', r.rulename),
    concat_ws(' ', pg_get_ruledef(r.oid), nullif(r.ev_enabled, 'O'))
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = ANY ($1) AND r.rulename <> '_RETURN'
UNION ALL
SELECT 'f', 'pg_proc'::regclass, p.oid, 0, p.pronamespace, p.proname,
    format('(%s)', pg_get_function_identity_arguments(p.oid)),
    CASE p.prokind WHEN 'a' THEN (
        SELECT concat_ws(' ', p.proparallel, a.aggtranstype::regtype, a.aggmtranstype::regtype,
            a.aggsortop::regoperator,
            to_jsonb(a) - '{aggfnoid,aggtranstype,aggmtranstype,aggsortop}'::text[])
        FROM pg_aggregate a WHERE a.aggfnoid = p.oid
    ) ELSE pg_get_functiondef(p.oid) END
FROM pg_proc p WHERE p.pronamespace = ANY ($1) AND NOT EXISTS (
    SELECT FROM pg_depend d
    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
UNION ALL
SELECT 's', 'pg_statistic_ext'::regclass, s.oid, 0, s.stxnamespace, s.stxname, '',
    concat_ws(' ', pg_get_statisticsobjdef(s.oid), nullif(s.stxstattarget, -1))
FROM pg_statistic_ext s WHERE s.stxnamespace = ANY ($1)
UNION ALL
SELECT 'c', d.classoid, d.objoid, 0, k.connamespace, coalesce(c.relname, t.typname),
    format('of constraint `%s`', k.conname), NULL
FROM pg_description d JOIN pg_constraint k ON k.oid = d.objoid
LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid
WHERE d.classoid = 'pg_constraint'::regclass AND k.connamespace = ANY ($1)
UNION ALL
SELECT 'c', d.classoid, d.objoid, 0, c.relnamespace, c.relname, 'of the index', NULL
FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
WHERE d.classoid = 'pg_class'::regclass AND c.relkind IN ('i', 'I') AND c.relnamespace = ANY ($1)
UNION ALL
SELECT 'c', d.classoid, d.objoid, d.objsubid, c.relnamespace, c.relname,
    format('of column `%s`', a.attname), NULL
FROM pg_description d JOIN pg_class c ON c.oid = d.objoid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
WHERE d.classoid = 'pg_class'::regclass AND c.relkind IN ('v', 'm', 'f', 'c') AND c.relnamespace = ANY ($1)
UNION ALL
SELECT 'v', 'pg_attrdef'::regclass, f.oid, 0, c.relnamespace, c.relname, format('`%s`', a.attname),
    pg_get_expr(f.adbin, f.adrelid)
FROM pg_attrdef f JOIN pg_class c ON c.oid = f.adrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.adnum
WHERE c.relkind = 'v' AND c.relnamespace = ANY ($1)
UNION ALL
SELECT 'F', 'pg_class'::regclass, c.oid, 0, c.relnamespace, c.relname, '', concat_ws(' ',
    s.srvname, f.ftoptions, pg_get_expr(c.relpartbound, c.oid),
    (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
    FROM pg_inherits i WHERE i.inhrelid = c.oid),
    (SELECT string_agg(concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN 'NOT NULL' END, a.attfdwoptions, pg_get_expr(v.adbin, v.adrelid)),
        ', ' ORDER BY a.attnum)
    FROM pg_attribute a LEFT JOIN pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT string_agg(format('%I %s', k.conname, pg_get_constraintdef(k.oid)), ', ' ORDER BY k.conname)
    FROM pg_constraint k WHERE k.conrelid = c.oid))
FROM pg_class c JOIN pg_foreign_table f ON f.ftrelid = c.oid JOIN pg_foreign_server s ON s.oid = f.ftserver
WHERE c.relnamespace = ANY ($1)
UNION ALL
SELECT 'T', 'pg_type'::regclass, t.oid, 0, t.typnamespace, t.typname, '', (
    SELECT string_agg(format('%I %s %s', a.attname, format_type(a.atttypid, a.atttypmod),
        nullif(a.attcollation, 0)::regcollation), ', ' ORDER BY a.attnum)
    FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind = 'c' AND t.typnamespace = ANY ($1)
UNION ALL
SELECT 'R', 'pg_type'::regclass, t.oid, 0, t.typnamespace, t.typname, '', concat_ws(' ',
    r.rngsubtype::regtype, nullif(r.rngcollation, 0)::regcollation, r.rngcanonical, r.rngsubdiff,
    (to_jsonb(r) ->> 'rngmultitypid')::oid::regtype)
FROM pg_type t JOIN pg_range r ON r.rngtypid = t.oid WHERE t.typnamespace = ANY ($1)
UNION ALL
SELECT 'B', 'pg_type'::regclass, t.oid, 0, t.typnamespace, t.typname, '', (to_jsonb(t) - '{oid,typname,
    typnamespace,typowner,typrelid,typelem,typarray,typbasetype,typcollation,typacl}'::text[])::text
FROM pg_type t WHERE t.typtype IN ('b', 'p') AND t.typnamespace = ANY ($1)
    AND t.oid NOT IN (SELECT e.typarray FROM pg_type e)
UNION ALL
SELECT 'o', 'pg_collation'::regclass, c.oid, 0, c.collnamespace, c.collname, '(collation)',
    (to_jsonb(c) - '{oid,collname,collnamespace,collowner,collversion}'::text[])::text
FROM pg_collation c WHERE c.collnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_operator'::regclass, o.oid, 0, o.oprnamespace, o.oprname, '(operator)', concat_ws(' ',
    o.oprleft::regtype, o.oprright::regtype, o.oprresult::regtype, o.oprcanmerge, o.oprcanhash, o.oprcode,
    o.oprrest, o.oprjoin, o.oprcom::regoperator, o.oprnegate::regoperator)
FROM pg_operator o WHERE o.oprnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_opclass'::regclass, o.oid, 0, o.opcnamespace, o.opcname, '(operator class)', concat_ws(' ',
    m.amname, f.opfname, o.opcintype::regtype, nullif(o.opckeytype, 0)::regtype, o.opcdefault)
FROM pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod JOIN pg_opfamily f ON f.oid = o.opcfamily
WHERE o.opcnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_opfamily'::regclass, f.oid, 0, f.opfnamespace, f.opfname, '(operator family)',
    concat_ws(' ', m.amname,
    (SELECT string_agg(concat_ws(' ', o.amopstrategy, o.amopopr::regoperator, o.amoppurpose), ', '
        ORDER BY o.amopstrategy, o.amopopr::regoperator::text)
    FROM pg_amop o WHERE o.amopfamily = f.oid),
    (SELECT string_agg(concat_ws(' ', p.amprocnum, p.amproc::regprocedure), ', '
        ORDER BY p.amprocnum, p.amproc::regprocedure::text)
    FROM pg_amproc p WHERE p.amprocfamily = f.oid))
FROM pg_opfamily f JOIN pg_am m ON m.oid = f.opfmethod WHERE f.opfnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_conversion'::regclass, c.oid, 0, c.connamespace, c.conname, '(conversion)',
    concat_ws(' ', c.conforencoding, c.contoencoding, c.conproc, c.condefault)
FROM pg_conversion c WHERE c.connamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_ts_config'::regclass, c.oid, 0, c.cfgnamespace, c.cfgname, '(text search configuration)',
    concat_ws(' ', n.nspname, p.prsname,
    (SELECT string_agg(concat_ws(' ', m.maptokentype, m.mapdict::regdictionary), ', '
        ORDER BY m.maptokentype, m.mapseqno)
    FROM pg_ts_config_map m WHERE m.mapcfg = c.oid))
FROM pg_ts_config c JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace n ON n.oid = p.prsnamespace
WHERE c.cfgnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_ts_dict'::regclass, d.oid, 0, d.dictnamespace, d.dictname, '(text search dictionary)',
    concat_ws(' ', n.nspname, t.tmplname, d.dictinitoption)
FROM pg_ts_dict d JOIN pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_namespace n ON n.oid = t.tmplnamespace WHERE d.dictnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_ts_parser'::regclass, p.oid, 0, p.prsnamespace, p.prsname, '(text search parser)',
    concat_ws(' ', p.prsstart, p.prstoken, p.prsend, p.prsheadline, p.prslextype)
FROM pg_ts_parser p WHERE p.prsnamespace = ANY ($1)
UNION ALL
SELECT 'o', 'pg_ts_template'::regclass, t.oid, 0, t.tmplnamespace, t.tmplname, '(text search template)',
    concat_ws(' ', t.tmplinit, t.tmpllexize)
FROM pg_ts_template t WHERE t.tmplnamespace = ANY ($1)
) o(kind, class, object, part, schema, name, detail, definition)
LEFT JOIN pg_description d ON d.objoid = o.object AND d.classoid = o.class AND d.objsubid = o.part
"#;

pub(super) async fn read(reader: &mut Reader<'_>) -> sqlx::Result<()> {
    let query = sqlx::query(QUERY).bind(reader.schema_oids()).persistent(false);
    for row in query.fetch_all(&mut *reader.connection).await? {
        if reader.names.is_member(oid(&row, 1)?, oid(&row, 2)?) {
            continue;
        }
        let kind = match letter(&row, 0)? {
            't' => UnsupportedKind::Trigger,
            'k' => UnsupportedKind::ConstraintOption,
            'p' => UnsupportedKind::Policy,
            'r' => UnsupportedKind::Rule,
            'f' => UnsupportedKind::Function,
            's' => UnsupportedKind::Statistics,
            'c' => UnsupportedKind::Comment,
            'v' => UnsupportedKind::ViewDefault,
            'F' => UnsupportedKind::ForeignTable,
            'T' => UnsupportedKind::CompositeType,
            'R' => UnsupportedKind::RangeType,
            'B' => UnsupportedKind::BaseType,
            _ => UnsupportedKind::SchemaObject,
        };
        if let Some(object) = reader.qualified(oid(&row, 3)?, name(&row, 4)?) {
            let mut unsupported = Unsupported::new(kind, object, get::<&str>(&row, 5)?);
            unsupported.definition = get(&row, 6)?;
            reader.unsupported.push(unsupported);
        }
    }
    Ok(())
}
