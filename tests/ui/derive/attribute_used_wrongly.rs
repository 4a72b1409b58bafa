use polyschema::prelude::*;

#[derive(Table)]
#[table(name = countries, abstract = true)]
struct Country {
    #[column(primary_key = true)]
    id: i32,
    #[column(varchar = "100")]
    name: String,
    #[column(varchar = 0)]
    capital: String,
    #[column(references = "Country")]
    neighbour: String,
    #[column(references = Country)]
    friend: String,
    #[column(on_delete = "cascde", references = Country::name)]
    enemy: String,
}

fn main() {}
