//! A schema under another name: metadata, keys and foreign keys, here and in SQLAlchemy.

use anyhow::{Context, Result};
use comfy_table::presets::UTF8_FULL;
use comfy_table::{ContentArrangement, Table};
use polyschema::metadata::TableDef;
use polyschema::{Catalog, Postgres};

use crate::schemas::{TenantA, TenantB};

/// The output of real runs.
const SQLALCHEMY: &str = include_str!("../../../../comparisons/sqlalchemy/RESULTS.md");

/// Prints both, side by side.
pub(crate) fn show() -> Result<()> {
    let (code, printed) = sqlalchemy().context("the section of RESULTS.md is not there")?;
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(150)
        .set_header(["SQLAlchemy: metadata.schema = ..", "polyschema: catalog.rebind(..)"])
        .add_row([code, OURS])
        .add_row([printed, &ours()?]);
    println!("\nA schema gets another name\n{table}");
    Ok(())
}

/// The code and the output of `hazards/a2_metadata_schema.py`.
fn sqlalchemy() -> Option<(&'static str, &'static str)> {
    let (_, section) = SQLALCHEMY.split_once("`hazards/a2_metadata_schema.py`")?;
    let (_, section) = section.split_once("```python\n")?;
    let (code, section) = section.split_once("```")?;
    let (_, section) = section.split_once("```text\n")?;
    let (printed, _) = section.split_once("```")?;
    Some((code.trim_end(), printed.trim_end()))
}

const OURS: &str = r#"let mut catalog = Catalog::of::<(TenantA<Postgres>, TenantB<Postgres>)>()?;
catalog.rebind("tenant_a", "tenant_c")?;
catalog.rebind("tenant_c", "tenant_b")  // fails: it is another tenant's"#;

fn ours() -> Result<String> {
    let mut catalog = Catalog::of::<(TenantA<Postgres>, TenantB<Postgres>)>()?;
    catalog.rebind("tenant_a", "tenant_c")?;

    let tables: Vec<String> = catalog.tables().map(|table| table.name.to_string()).collect();
    let sql = catalog.create_sql_of("tenant_c")?;
    let capitals = catalog.table("tenant_c.capitals")?;
    let countries = catalog.table("tenant_c.countries")?;
    let continent = countries.column("continent").context("it has a continent")?;
    let mut lines = vec![
        format!("tables:                {}", tables.join(", ")),
        format!("countries is created:  {}", line_of(&sql, "CREATE TABLE", "countries")),
        format!("foreign key:           {}", foreign_key(&capitals)),
        format!("enum:                  {}", continent.sql_type),
        format!("index is created:      {}", line_of(&sql, "CREATE INDEX", "countries")),
        format!(
            "left of tenant_a:      {}",
            if sql.contains("tenant_a") { "something" } else { "nothing" }
        ),
    ];

    let before = catalog.clone();
    let refused = catalog.rebind("tenant_c", "tenant_b").err().context("the name is taken")?;
    lines.push(format!("to tenant_b:           {refused}"));
    lines.push(format!(
        "the catalog then:      {}",
        if catalog == before { "as before" } else { "changed" }
    ));
    Ok(lines.join("\n"))
}

fn line_of<'a>(sql: &'a str, statement: &str, table: &str) -> &'a str {
    let found = sql.lines().find(|line| line.starts_with(statement) && line.contains(table));
    found.unwrap_or_default().trim_end_matches(" (")
}

fn foreign_key(table: &TableDef) -> String {
    let keys = table.foreign_keys.iter().map(|key| {
        let columns: Vec<&str> = key.columns.iter().map(|column| column.as_str()).collect();
        let referenced: Vec<&str> =
            key.referenced_columns.iter().map(|column| column.as_str()).collect();
        let (columns, referenced) = (columns.join(", "), referenced.join(", "));
        format!("{}({columns}) to {}({referenced})", table.name, key.referenced)
    });
    keys.collect::<Vec<_>>().join("; ")
}
