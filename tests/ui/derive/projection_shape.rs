use polyschema::prelude::*;

#[derive(Projection)]
struct Pair(String, i64);

#[derive(Projection)]
struct Nothing {}

#[derive(Projection)]
struct Summary<T> {
    name: T,
}

#[derive(Projection)]
enum Either {
    Name,
}

fn main() {}
