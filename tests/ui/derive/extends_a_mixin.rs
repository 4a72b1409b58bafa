use polyschema::prelude::*;

#[derive(Table)]
#[table(mixin)]
struct Audit {
    created_at: String,
}

#[derive(Table)]
#[table(abstract)]
struct AsiaCountry {
    #[column(extends)]
    audit: Audit,
    code: i32,
}

fn main() {}
