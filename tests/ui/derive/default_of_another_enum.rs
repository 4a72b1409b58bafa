use polyschema::prelude::*;

#[derive(Debug, Clone, DbEnum)]
enum Mood {
    Happy,
}

#[derive(Debug, Clone, DbEnum)]
enum Colour {
    Red,
}

#[derive(Table)]
#[table(name = "people", abstract)]
struct Person {
    #[column(primary_key)]
    name: String,
    #[column(default = Colour::Red)]
    mood: Mood,
}

fn main() {}
