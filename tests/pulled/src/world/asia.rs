// Made by `polyschema pull` of these schemas of Postgres: `africa`, `asia`, `europe`, `north`,
// `oceania`, `shared`, `south`.
// What the models do not say stands in a comment above the item that lacks it.

use polyschema::{Postgres, Schema, Table};

#[allow(unused_imports, reason = "not each schema needs what others have")]
use super::*;

/// The largest continent.
#[derive(Debug, Clone, Copy, Schema)]
#[schema(
    name = "asia",
    database = Postgres,
    tables(Capital, AsiaCountry, Language, Recipe, AsiaVisit),
    sees(Shared)
)]
pub struct Asia;

#[derive(Debug, Clone, Table)]
#[table(schema = Asia)]
pub struct AsiaCountry {
    #[column(extends)]
    pub country: Country,
    #[column(varchar = 100, unique)]
    pub signature_dish: Option<String>,
}

#[derive(Debug, Clone, Table)]
#[table(name = "languages", schema = Asia, unique(name, country_id))]
pub struct Language {
    #[column(primary_key, identity = "by_default")]
    pub language_id: i64,
    pub name: String,
    #[column(references = Country::country_id)]
    pub country_id: i32,
}

#[derive(Debug, Clone, Table)]
#[table(name = "recipes", schema = Asia)]
pub struct Recipe {
    #[column(primary_key, varchar = 100, references = AsiaCountry::signature_dish)]
    pub dish: String,
    pub text: String,
}

// column `asia.visits.visit_id`: its default names a sequence that the models do not create; an
// identity has its own
#[derive(Debug, Clone, Table)]
#[table(
    schema = Asia,
    override(
        visit_id(default = sql("nextval('asia.visits_visit_id_seq'::regclass)")),
        note(default = sql("asia.standard_note()"))
    )
)]
pub struct AsiaVisit {
    #[column(extends)]
    pub visit: Visit,
}
