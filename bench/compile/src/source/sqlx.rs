//! sqlx: `FromRow`, and SQL written by hand.

use super::{COLUMNS, Contents, fields, given, line, names};

pub fn source(source: &mut String, contents: Contents) {
    for number in 0..contents.tables {
        let (ty, table) = names(number);
        line(source, &format!("#[derive(sqlx::FromRow)]\npub struct {ty} {{"));
        fields(source, COLUMNS.iter());
        line(source, "}\n");
        if contents.queries {
            queries(source, &ty, &table);
        }
    }
}

fn queries(source: &mut String, ty: &str, table: &str) {
    let all: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let all = all.join(", ");
    let names: Vec<_> = given().map(|column| column.name).collect();
    let names = names.join(", ");
    let marks: Vec<_> = (1..=given().count()).map(|mark| format!("${mark}")).collect();
    let marks = marks.join(", ");
    line(source, &format!("pub struct New{ty} {{"));
    fields(source, given());
    line(source, "}\n");
    line(
        source,
        &format!(
            r#"pub async fn select_{table}(pool: &sqlx::PgPool, name: &str, size: i64) -> sqlx::Result<Vec<{ty}>> {{
    sqlx::query_as::<_, {ty}>(
        "SELECT {all} FROM {table} WHERE name = $1 AND size > $2 ORDER BY code LIMIT 10",
    )
    .bind(name)
    .bind(size)
    .fetch_all(pool)
    .await
}}

pub async fn insert_{table}(pool: &sqlx::PgPool, row: New{ty}) -> sqlx::Result<{ty}> {{
    sqlx::query_as::<_, {ty}>(
        "INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING {all}",
    )"#
        ),
    );
    for column in given() {
        line(source, &format!("    .bind(row.{})", column.name));
    }
    line(source, "    .fetch_one(pool)\n    .await\n}\n");
}
