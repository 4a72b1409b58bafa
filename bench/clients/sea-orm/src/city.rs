//! The table of cities as SeaORM has it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(schema_name = "bench", table_name = "cities")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub city_id: i32,
    pub region: String,
    pub country_iso: String,
    pub name: String,
    pub population: i64,
    pub latitude: f64,
    pub longitude: f64,
    pub timezone: String,
    pub is_large: bool,
    pub top_ten: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::country::Entity",
        from = "Column::CountryIso",
        to = "super::country::Column::Iso"
    )]
    Country,
}

impl Related<super::country::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Country.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for bench_workload::City {
    fn from(city: Model) -> Self {
        Self {
            city_id: city.city_id,
            region: city.region,
            country_iso: city.country_iso,
            name: city.name,
            population: city.population,
            latitude: city.latitude,
            longitude: city.longitude,
            timezone: city.timezone,
            is_large: city.is_large,
            top_ten: city.top_ten,
        }
    }
}

impl From<bench_workload::City> for Model {
    fn from(city: bench_workload::City) -> Self {
        Self {
            city_id: city.city_id,
            region: city.region,
            country_iso: city.country_iso,
            name: city.name,
            population: city.population,
            latitude: city.latitude,
            longitude: city.longitude,
            timezone: city.timezone,
            is_large: city.is_large,
            top_ten: city.top_ten,
        }
    }
}
