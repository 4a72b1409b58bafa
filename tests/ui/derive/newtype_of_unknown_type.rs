use polyschema::prelude::*;

struct Opaque;

#[derive(DbType)]
struct Email(Opaque);

fn main() {}
