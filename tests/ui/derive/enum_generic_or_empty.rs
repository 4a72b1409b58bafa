use polyschema::prelude::*;

#[derive(DbEnum)]
enum Mood<T> {
    Happy(T),
}

#[derive(DbEnum)]
enum Never {}

#[derive(DbEnum)]
struct NotAnEnum;

fn main() {}
