//! The first query: settings, schemas, and names of small things that all others refer to by number.

use std::collections::{HashMap, HashSet};

use polyschema_core::ident::Ident;
use sqlx::PgConnection;

use super::Wanted;
use super::rows::{get, ident, letter, oid};

/// Each row: a kind, an object, two texts. `$1` are the schemas' names, NULL for all; `$2` says
/// whether it is the temporary one instead.
///
/// The settings decide how the server writes expressions. With the usual `search_path` (`$3`) it qualifies
/// whatever is not its own. They hold until the transaction ends.
const QUERY: &str = r#"
SELECT 's'::pg_catalog."char", 0::pg_catalog.oid, '', pg_catalog.concat(
    pg_catalog.set_config('search_path', $3, true),
    pg_catalog.set_config('standard_conforming_strings', 'on', true),
    pg_catalog.set_config('quote_all_identifiers', 'off', true),
    pg_catalog.set_config('datestyle', 'ISO, YMD', true),
    pg_catalog.set_config('intervalstyle', 'postgres', true),
    pg_catalog.set_config('timezone', 'UTC', true),
    pg_catalog.set_config('bytea_output', 'hex', true),
    pg_catalog.set_config('extra_float_digits', '1', true))
UNION ALL
SELECT 'n', n.oid, n.nspname::pg_catalog.text, pg_catalog.obj_description(n.oid, 'pg_namespace')
FROM pg_catalog.pg_namespace n
WHERE CASE
    WHEN $2 THEN n.oid = pg_catalog.pg_my_temp_schema()
    WHEN $1::pg_catalog.text[] IS NULL THEN n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ELSE n.nspname = ANY ($1::pg_catalog.text[])
END
UNION ALL
SELECT 'e', d.objid, d.classid::pg_catalog.text, NULL
FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
UNION ALL
SELECT 'm', a.oid, '', a.amname::pg_catalog.text FROM pg_catalog.pg_am a
UNION ALL
SELECT 'o', o.oid, n.nspname::pg_catalog.text, o.opcname::pg_catalog.text
FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
WHERE NOT o.opcdefault
UNION ALL
SELECT 'c', c.oid, n.nspname::pg_catalog.text, c.collname::pg_catalog.text
FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
"#;

/// Classes of objects: the numbers of their system catalogs, which never change.
pub(super) mod class {
    pub const NAMESPACE: u32 = 2615;
    pub const RELATION: u32 = 1259;
    pub const TYPE: u32 = 1247;
}

/// What numbers mean.
#[derive(Default)]
pub(super) struct Names {
    /// The schemas that are read, with their comments.
    pub schemas: HashMap<u32, (Ident, Option<String>)>,
    /// What belongs to an extension: class and object.
    members: HashSet<(u32, u32)>,
    methods: HashMap<u32, String>,
    operator_classes: HashMap<u32, String>,
    collations: HashMap<u32, String>,
}

pub(super) async fn read(connection: &mut PgConnection, wanted: Wanted) -> sqlx::Result<Names> {
    let path = wanted.search_path();
    let (schemas, temporary) = match wanted {
        Wanted::All => (None, false),
        Wanted::Named(names) => (Some(names), false),
        Wanted::Bare(name) => (Some(vec![name]), false),
        Wanted::Temporary => (None, true),
    };
    let query = sqlx::query(QUERY).bind(schemas).bind(temporary).bind(path).persistent(false);
    let mut names = Names::default();
    for row in query.fetch_all(connection).await? {
        let (object, first) = (oid(&row, 1)?, get::<&str>(&row, 2)?);
        let second: Option<&str> = get(&row, 3)?;
        let name = || qualified(first, second.unwrap_or_default());
        match letter(&row, 0)? {
            'n' => {
                let comment = second.map(str::to_owned);
                names.schemas.insert(object, (ident(first)?, comment));
            }
            'e' => {
                let class = first.parse().unwrap_or_default();
                names.members.insert((class, object));
            }
            'm' => drop(names.methods.insert(object, name()?)),
            'o' => drop(names.operator_classes.insert(object, name()?)),
            'c' => drop(names.collations.insert(object, name()?)),
            _ => {}
        }
    }
    let Names { schemas, members, .. } = &mut names;
    schemas.retain(|&oid, _| !members.contains(&(class::NAMESPACE, oid)));
    Ok(names)
}

impl Names {
    pub(super) fn is_member(&self, class: u32, object: u32) -> bool {
        self.members.contains(&(class, object))
    }

    pub(super) fn method(&self, oid: u32) -> Option<String> {
        self.methods.get(&oid).cloned()
    }

    /// An operator class, unless it is the one that its type has by default.
    pub(super) fn operator_class(&self, oid: u32) -> Option<String> {
        self.operator_classes.get(&oid).cloned()
    }

    pub(super) fn collation(&self, oid: u32) -> Option<String> {
        self.collations.get(&oid).cloned()
    }
}

/// As a catalog has names of the server's own objects, and of others.
fn qualified(schema: &str, name: &str) -> sqlx::Result<String> {
    use polyschema_core::metadata::QualifiedName;
    if schema.is_empty() || schema == "pg_catalog" {
        return Ok(name.to_owned());
    }
    Ok(QualifiedName::new(ident(schema)?, ident(name)?).to_string())
}
