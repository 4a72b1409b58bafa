use polyschema::prelude::*;

#[derive(DbEnum)]
#[db_enum(rename_all = "lowercase")]
enum Mood {
    HighUp,
    Highup,
    #[db_enum(rename = "")]
    Sad,
}

#[derive(DbEnum)]
#[db_enum(rename_all = "snake")]
enum Colour {
    #[db_enum(name = "red")]
    Red,
}

fn main() {}
