use polyschema::prelude::*;

#[derive(DbEnum)]
enum Mood {
    Happy(i32),
}

fn main() {}
