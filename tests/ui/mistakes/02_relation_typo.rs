//! A typo in a relation.
use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "rivers", abstract)]
struct River {
    #[column(primary_key, identity)]
    id: i32,
}

#[derive(Table)]
#[table(name = "bridges", abstract, foreign_key(columns(rivr), references = River(id)))]
struct Bridge {
    #[column(primary_key, identity)]
    id: i32,
    river: i32,
}

fn main() {
    let _ = std::marker::PhantomData::<Bridge>;
}
