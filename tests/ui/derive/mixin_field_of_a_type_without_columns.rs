use polyschema::prelude::*;

struct Audit;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
    #[column(flatten)]
    audit: Audit,
}

fn main() {}
