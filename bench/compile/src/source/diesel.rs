//! diesel: `table!`, `Queryable` and `Selectable` for each table, run through diesel-async.

use super::{COLUMNS, Contents, fields, given, line, names};

pub fn source(source: &mut String, contents: Contents) {
    line(source, "use diesel::prelude::*;\nuse diesel_async::{AsyncPgConnection, RunQueryDsl};\n");
    for number in 0..contents.tables {
        let (ty, table) = names(number);
        line(source, &format!("diesel::table! {{\n    {table} (id) {{"));
        for column in &COLUMNS {
            let (base, nullable) = match column.ty.strip_prefix("Option<") {
                Some(base) => (base.trim_end_matches('>'), true),
                None => (column.ty, false),
            };
            let sql = match (base, column.length) {
                ("i32", _) => "Int4",
                ("i64", _) => "Int8",
                ("f64", _) => "Float8",
                ("bool", _) => "Bool",
                (_, Some(length)) => {
                    line(source, &format!("        #[max_length = {length}]"));
                    "Varchar"
                }
                (_, None) => "Text",
            };
            let sql = if nullable { format!("Nullable<{sql}>") } else { sql.to_owned() };
            line(source, &format!("        {} -> {sql},", column.name));
        }
        line(source, "    }\n}\n");
        line(source, "#[derive(Queryable, Selectable)]");
        line(
            source,
            &format!("#[diesel(table_name = {table}, check_for_backend(diesel::pg::Pg))]"),
        );
        line(source, &format!("pub struct {ty} {{"));
        fields(source, COLUMNS.iter());
        line(source, "}\n");
        line(source, &format!("#[derive(Insertable)]\n#[diesel(table_name = {table})]"));
        line(source, &format!("pub struct New{ty} {{"));
        fields(source, given());
        line(source, "}\n");
        if contents.queries {
            queries(source, &ty, &table);
        }
    }
}

fn queries(source: &mut String, ty: &str, table: &str) {
    line(
        source,
        &format!(
            r#"pub async fn select_{table}(db: &mut AsyncPgConnection, name: &str, size: i64) -> QueryResult<Vec<{ty}>> {{
    {table}::table
        .filter({table}::name.eq(name))
        .filter({table}::size.gt(size))
        .order({table}::code.asc())
        .limit(10)
        .select({ty}::as_select())
        .load(db)
        .await
}}

pub async fn insert_{table}(db: &mut AsyncPgConnection, row: New{ty}) -> QueryResult<{ty}> {{
    diesel::insert_into({table}::table)
        .values(row)
        .returning({ty}::as_returning())
        .get_result(db)
        .await
}}
"#
        ),
    );
}
