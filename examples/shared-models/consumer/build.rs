//! Writes the DDL of both schemas.

use polyschema::build_script::{Error, from_schemas};

#[path = "src/schemas.rs"]
#[allow(dead_code, reason = "only the schemas are of interest here")]
mod schemas;

fn main() -> Result<(), Error> {
    // $OUT_DIR/tenant_a.sql and $OUT_DIR/tenant_b.sql, for SQLite.
    from_schemas::<(schemas::TenantA, schemas::TenantB)>()?;
    Ok(())
}
