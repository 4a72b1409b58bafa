//! toasty: a model for each table.

use super::{COLUMNS, Contents, fields, given, line, names};

pub fn source(source: &mut String, contents: Contents) {
    for number in 0..contents.tables {
        let (ty, table) = names(number);
        line(source, &format!("#[derive(Debug, toasty::Model)]\n#[table = \"{table}\"]"));
        line(source, &format!("pub struct {ty} {{"));
        for (position, column) in COLUMNS.iter().enumerate() {
            match (position, column.length) {
                (0, _) => line(source, "    #[key]\n    #[auto]"),
                (_, Some(length)) => {
                    line(source, &format!("    #[column(type = varchar({length}))]"))
                }
                (_, None) => {}
            }
            line(source, &format!("    pub {}: {},", column.name, column.ty));
        }
        line(source, "}\n");
        if contents.queries {
            queries(source, &ty, &table);
        }
    }
}

fn queries(source: &mut String, ty: &str, table: &str) {
    line(source, &format!("pub struct New{ty} {{"));
    fields(source, given());
    line(source, "}\n");
    let values: Vec<_> = given().map(|column| format!("{0}: row.{0}", column.name)).collect();
    let values = values.join(", ");
    line(
        source,
        &format!(
            r#"pub async fn select_{table}(db: &mut toasty::Db, name: &str, size: i64) -> toasty::Result<Vec<{ty}>> {{
    {ty}::filter({ty}::fields().name().eq(name))
        .filter({ty}::fields().size().gt(size))
        .order_by({ty}::fields().code().asc())
        .limit(10)
        .exec(db)
        .await
}}

pub async fn insert_{table}(db: &mut toasty::Db, row: New{ty}) -> toasty::Result<{ty}> {{
    toasty::create!({ty} {{ {values} }}).exec(db).await
}}
"#
        ),
    );
}
