use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", renamed_from = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(name = "rivers", renamed_from = "", abstract)]
struct River {
    #[column(primary_key)]
    name: String,
}

#[derive(Table)]
#[table(mixin, renamed_from = "audits")]
struct Audit {
    created_by: i64,
}

#[derive(Table)]
#[table(renamed_from = "asian_countries", abstract)]
struct AsiaCountry {
    #[column(extends)]
    country: Country,
}

fn main() {}
