use polyschema::prelude::*;

#[derive(DbType)]
struct Email(String, String);

#[derive(DbType)]
struct Code {
    code: String,
}

fn main() {}
