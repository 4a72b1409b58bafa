// Made by `polyschema pull` of these schemas of Postgres: `africa`, `asia`, `europe`, `north`,
// `oceania`, `shared`, `south`.
// What the models do not say stands in a comment above the item that lacks it.

use polyschema::{Postgres, Schema, Table};

#[allow(unused_imports, reason = "not each schema needs what others have")]
use super::*;

#[derive(Debug, Clone, Copy, Schema)]
#[schema(
    name = "europe",
    database = Postgres,
    tables(Capital, EuropeCountry, EuropeVisit),
    sees(Shared)
)]
pub struct Europe;

#[derive(Debug, Clone, Table)]
#[table(schema = Europe, check("joined > '1957-01-01'"), override(name(varchar = 200)))]
pub struct EuropeCountry {
    #[column(extends)]
    pub country: Country,
    pub joined: Option<chrono::NaiveDate>,
}

// column `europe.visits.visit_id`: its default names a sequence that the models do not create; an
// identity has its own
#[derive(Debug, Clone, Table)]
#[table(
    schema = Europe,
    override(
        visit_id(default = sql("nextval('europe.visits_visit_id_seq'::regclass)")),
        note(default = sql("europe.standard_note()"))
    )
)]
pub struct EuropeVisit {
    #[column(extends)]
    pub visit: Visit,
}
