use polyschema::prelude::*;

#[derive(Debug, Clone)]
struct Money(i64);

#[derive(Table)]
#[table(name = "products", abstract)]
struct Product {
    #[column(primary_key)]
    name: String,
    price: Money,
}

fn main() {}
