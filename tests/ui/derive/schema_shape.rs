use polyschema::prelude::*;

#[derive(Schema)]
#[schema(name = "asia", database = Postgres)]
struct Asia {
    size: i32,
}

#[derive(Schema)]
#[schema(name = "europe", database = Postgres)]
enum Europe {}

#[derive(Schema)]
#[schema(name = "africa", database = Postgres)]
struct Africa<D>(std::marker::PhantomData<D>);

fn main() {}
