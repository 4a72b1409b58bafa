use polyschema::prelude::*;

#[derive(DbEnum)]
enum Mood {
    #[db_enum(renamed_from = "glad")]
    Glad,
    #[db_enum(renamed_from = "glad")]
    Sad,
    #[db_enum(renamed_from = "so_so")]
    Fine,
    #[db_enum(renamed_from = "so_so")]
    Ok,
    #[db_enum(renamed_from = "")]
    Great,
}

fn main() {}
