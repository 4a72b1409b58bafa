//! `COPY`, of PostgreSQL.

use crate::ast::TableSource;
use crate::error::Result;
use crate::ident::quote;
use crate::schema_map::{SchemaMap, physical};

/// Takes rows for these columns of a table.
///
/// # Errors
/// The schema has no name.
pub(crate) fn copy_in(
    into: &TableSource,
    columns: &[usize],
    map: Option<&SchemaMap>,
) -> Result<String> {
    let mut sql = String::from("COPY ");
    quote(physical(&into.schema, map)?, &mut sql);
    sql.push('.');
    quote(into.spec.name, &mut sql);
    for (i, position) in columns.iter().enumerate() {
        sql.push_str(if i == 0 { " (" } else { ", " });
        quote(into.spec.columns[*position].name, &mut sql);
    }
    sql.push_str(") FROM STDIN (FORMAT binary)");
    Ok(sql)
}

/// Gives the rows of a query, which has no binds.
pub(crate) fn copy_out(query: &str) -> String {
    ["COPY (", query, ") TO STDOUT (FORMAT binary)"].concat()
}

/// Gives one row of NULLs with the columns of a query, which does not run.
pub(crate) fn columns_of(query: &str) -> String {
    ["SELECT q.* FROM (SELECT) AS one LEFT JOIN (", query, ") AS q ON false"].concat()
}
