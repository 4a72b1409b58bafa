use polyschema::prelude::*;

#[derive(Schema)]
#[schema(name = "africa", database = String)]
struct Africa;

fn main() {}
