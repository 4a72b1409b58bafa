//! Ten tables of eight columns, with a primary key, a foreign key, a unique constraint and an index each, in a schema
//! that is named at run time. `alembic/model.py` has the same; what both create is compared.

use anyhow::Result;
use polyschema::Dialect;
use polyschema::prelude::*;

/// As many schemas.
pub(crate) const SCHEMAS: usize = 200;

macro_rules! table {
    ($table:ident, $name:literal, $referenced:ident) => {
        #[derive(Debug, Clone, Table)]
        #[table(name = $name, abstract)]
        pub struct $table {
            #[column(primary_key)]
            pub id: i32,
            #[column(references = $referenced::id)]
            pub parent_id: Option<i32>,
            #[column(varchar = 20, unique)]
            pub code: String,
            #[column(varchar = 100, index)]
            pub name: String,
            pub amount: i64,
            pub ratio: f64,
            pub active: bool,
            pub note: Option<String>,
        }
    };
}

table!(T0, "t0", T0);
table!(T1, "t1", T0);
table!(T2, "t2", T1);
table!(T3, "t3", T2);
table!(T4, "t4", T3);
table!(T5, "t5", T4);
table!(T6, "t6", T5);
table!(T7, "t7", T6);
table!(T8, "t8", T7);
table!(T9, "t9", T8);

#[derive(Schema)]
#[schema(database = Postgres, tables(T0, T1, T2, T3, T4, T5, T6, T7, T8, T9))]
pub struct Tenant;

/// `tenant_000` and so on.
pub(crate) fn schema_names() -> impl Iterator<Item = String> {
    (0..SCHEMAS).map(|number| format!("tenant_{number:03}"))
}

/// All schemas with all their tables.
pub(crate) fn catalog() -> Result<Catalog> {
    let mut catalog = Catalog::builder(Dialect::Postgres);
    for name in schema_names() {
        catalog = catalog.schema(&Tenant::named(&name)?);
    }
    Ok(catalog.build()?)
}
