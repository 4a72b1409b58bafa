//! What PostgreSQL's catalog says of the schemas: what is compared between the sides, and what reading it in bulk costs.

/// Schemas, columns, constraints and indexes, by names and definitions.
pub(crate) const QUERIES: [&str; 4] = [
    "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname LIKE 'tenant%' ORDER BY 1",
    "SELECT nspname, relname, attnum, attname, pg_catalog.format_type(atttypid, atttypmod), attnotnull, \
        attidentity, attgenerated, pg_catalog.pg_get_expr(adbin, adrelid) \
     FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_class c ON c.oid = attrelid \
        JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace \
        LEFT JOIN pg_catalog.pg_attrdef ON adrelid = attrelid AND adnum = attnum \
     WHERE nspname LIKE 'tenant%' AND relkind = 'r' AND attnum > 0 AND NOT attisdropped ORDER BY 1, 2, 3",
    "SELECT nspname, relname, conname, pg_catalog.pg_get_constraintdef(k.oid) \
     FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = conrelid \
        JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace \
     WHERE nspname LIKE 'tenant%' AND contype <> 'n' ORDER BY 1, 2, 3",
    "SELECT nspname, c.relname, pg_catalog.pg_get_indexdef(indexrelid) \
     FROM pg_catalog.pg_index JOIN pg_catalog.pg_class c ON c.oid = indexrelid \
        JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace \
     WHERE nspname LIKE 'tenant%' ORDER BY 1, 2",
];

/// How many rows a query has, and a hash of them.
pub(crate) fn hashed(query: &str) -> String {
    format!("SELECT count(*), coalesce(md5(string_agg(row::text, ',')), '') FROM ({query}) AS row")
}
