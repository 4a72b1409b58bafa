//! A page of rows beside the number of all rows.

use crate::ast::Compound;
use crate::dialect::Database;
use crate::error::Result;
use crate::render::{Rendered, Renderer};
use crate::schema_map::SchemaMap;
use crate::value::BindWriter;

/// The number of all rows, the number of each row in the page, and what is read; one row without the latter two
/// where the page is empty.
///
/// Counting apart costs less than `count(*) OVER ()`, for which all rows are sorted, and which says nothing beside an
/// empty page. The innermost queries list their columns; `*` stands for those.
pub(crate) fn page<D: Database>(
    all: &Compound,
    page: &Compound,
    map: Option<&SchemaMap>,
    binds: &mut dyn BindWriter,
) -> Result<Rendered> {
    let mut sql = Renderer::new(D::DIALECT, map, binds);
    sql.push("SELECT * FROM (SELECT count(*) FROM (");
    sql.compound(all)?;
    sql.push(
        ") AS \"all\") AS \"total\" LEFT JOIN (SELECT row_number() OVER (), \"rows\".* FROM (",
    );
    sql.compound(page)?;
    sql.push(") AS \"rows\") AS \"page\" ON TRUE ORDER BY 2");
    Ok(sql.finish())
}
