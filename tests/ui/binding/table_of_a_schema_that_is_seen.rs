use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "plans", abstract)]
struct Plan {
    #[column(primary_key)]
    name: String,
}

#[derive(Schema)]
#[schema(name = "shared", database = Postgres, tables(Plan))]
struct Shared;

#[derive(Schema)]
#[schema(database = Postgres, sees(Shared))]
struct Tenant;

fn main() {
    let tenant = Tenant::named("acme").unwrap();
    let plans = Plan::bind(&tenant);
    let _ = plans.select().filter(plans.name.eq("free"));
}
