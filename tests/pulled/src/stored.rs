// Made by `polyschema pull` of these schemas of Sqlite: `asia`, `europe`.
// What the models do not say stands in a comment above the item that lacks it.

use polyschema::{DbEnum, Schema, Sqlite, Table};

#[derive(Debug, Clone, Copy, Schema)]
#[schema(name = "asia", database = Sqlite, tables(Capital, AsiaCountry))]
pub struct Asia;

#[derive(Debug, Clone, Copy, Schema)]
#[schema(name = "europe", database = Sqlite, tables(Capital, Country))]
pub struct Europe;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, DbEnum)]
pub enum Mood {
    Happy,
    #[db_enum(rename = "it's so-so")]
    ItsSoSo,
}

#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key, identity = "by_default")]
    pub capital_id: i64,
    #[column(varchar = 100, index, references = Country::name, on_delete = "cascade")]
    pub country: String,
    pub mood: Option<Mood>,
}

// column `europe.countries.rank`: values of any type are read as `String`, which only text is
#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key, identity = "by_default")]
    pub country_id: i64,
    #[column(varchar = 100, unique)]
    pub name: String,
    #[column(varchar = 2)]
    pub iso: Option<String>,
    #[column(default = true)]
    pub happy: bool,
    pub facts: Option<serde_json::Value>,
    #[column(default = Mood::ItsSoSo)]
    pub mood: Mood,
    pub code: uuid::Uuid,
    #[column(check = "area > 0")]
    pub area: Option<f64>,
    pub flag: Option<Vec<u8>>,
    #[column(sql_type = "ANY")]
    pub rank: Option<String>,
}

// column `asia.countries.rank`: values of any type are read as `String`, which only text is
#[derive(Debug, Clone, Table)]
#[table(
    schema = Asia,
    check("length(\"dish\") < 100", name = "ck_countries_dish_length")
)]
pub struct AsiaCountry {
    #[column(extends)]
    pub country: Country,
    pub dish: Option<String>,
}
