//! polyschema: the tables, the schemas that list them, and typed queries on the first one.

use super::{COLUMNS, Contents, line, names};

pub fn source(source: &mut String, contents: Contents) {
    line(source, "use polyschema::prelude::*;\n");
    for number in 0..contents.tables {
        let (ty, table) = names(number);
        line(source, &format!("#[derive(Table)]\n#[table(name = \"{table}\", abstract)]"));
        line(source, &format!("pub struct {ty} {{"));
        for (position, column) in COLUMNS.iter().enumerate() {
            match (position, column.length) {
                (0, _) => line(source, "    #[column(primary_key, identity)]"),
                (_, Some(length)) => line(source, &format!("    #[column(varchar = {length})]")),
                (_, None) => {}
            }
            line(source, &format!("    pub {}: {},", column.name, column.ty));
        }
        line(source, "}\n");
        if contents.queries {
            queries(source, &ty, &table);
        }
    }
    let tables: Vec<_> = (0..contents.tables).map(|number| names(number).0).collect();
    let tables = tables.join(", ");
    for schema in 0..contents.schemas {
        line(
            source,
            &format!(
                "#[derive(Schema)]\n#[schema(name = \"schema_{schema}\", database = Postgres, tables({tables}))]\npub struct Schema{schema};\n"
            ),
        );
    }
}

fn queries(source: &mut String, ty: &str, table: &str) {
    line(
        source,
        &format!(
            r#"pub async fn select_{table}(pool: &sqlx::PgPool, name: &str, size: i64) -> polyschema::Result<Vec<{ty}>> {{
    let table = {ty}::bind_schema::<Schema0>();
    table
        .select()
        .filter(table.name.eq(name))
        .filter(table.size.gt(size))
        .order_by(table.code.asc())
        .limit(10)
        .fetch_all(pool)
        .await
}}

pub async fn insert_{table}(pool: &sqlx::PgPool, row: New{ty}) -> polyschema::Result<{ty}> {{
    {ty}::bind_schema::<Schema0>().insert(row).returning_all().fetch_one(pool).await
}}
"#
        ),
    );
}
