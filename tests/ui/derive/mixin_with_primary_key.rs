use polyschema::prelude::*;

#[derive(Table)]
#[table(mixin)]
struct Audit {
    #[column(primary_key)]
    id: i32,
}

fn main() {}
