//! SeaORM, with a pool of one connection: it has no other.

mod city;
mod country;

use anyhow::Result;
use bench_workload::{Client, Filter};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectOptions, Database, DatabaseConnection, EntityTrait,
    FromQueryResult, IntoActiveModel, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, TransactionTrait,
};

use city::{Column, Entity};

fn main() -> Result<()> {
    bench_workload::main::<SeaOrm>()
}

struct SeaOrm(DatabaseConnection);

/// Rows for each insert: PostgreSQL takes 65,535 binds.
const BATCH: usize = 65_535 / 10;

#[derive(FromQueryResult)]
struct Pair {
    city: String,
    population: i64,
    country: String,
}

impl From<Pair> for bench_workload::Pair {
    fn from(Pair { city, population, country }: Pair) -> Self {
        Self { city, population, country }
    }
}

impl Client for SeaOrm {
    const NAME: &'static str = "sea-orm";

    type City = city::Model;
    type Pair = Pair;
    type New = city::Model;

    async fn connect(url: &str) -> Result<Self> {
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).test_before_acquire(false).sqlx_logging(false);
        Ok(Self(Database::connect(options).await?))
    }

    async fn find(&mut self, city_id: i32) -> Result<Option<city::Model>> {
        Ok(Entity::find_by_id(city_id).one(&self.0).await?)
    }

    async fn insert(&mut self, city: city::Model) -> Result<()> {
        let city = city.into_active_model().reset_all();
        Entity::insert(city).exec_without_returning(&self.0).await?;
        Ok(())
    }

    async fn join(&mut self, min_population: i64) -> Result<Vec<Pair>> {
        let pairs = Entity::find()
            .join(JoinType::InnerJoin, city::Relation::Country.def())
            .filter(Column::Population.gte(min_population))
            .order_by_asc(Column::CityId)
            .select_only()
            .column_as(Column::Name, "city")
            .column(Column::Population)
            .column_as(country::Column::Name, "country");
        Ok(pairs.into_model::<Pair>().all(&self.0).await?)
    }

    async fn rows(&mut self, last: i32) -> Result<Vec<city::Model>> {
        let rows = Entity::find().filter(Column::CityId.lte(last)).order_by_asc(Column::CityId);
        Ok(rows.all(&self.0).await?)
    }

    async fn filters(&mut self, filter: &Filter) -> Result<Vec<city::Model>> {
        let mut query = Entity::find();
        if let Some(iso) = &filter.country_iso {
            query = query.filter(Column::CountryIso.eq(iso));
        }
        if let Some(least) = filter.min_population {
            query = query.filter(Column::Population.gte(least));
        }
        if let Some(most) = filter.max_population {
            query = query.filter(Column::Population.lte(most));
        }
        if let Some(timezone) = &filter.timezone {
            query = query.filter(Column::Timezone.eq(timezone));
        }
        if let Some(is_large) = filter.is_large {
            query = query.filter(Column::IsLarge.eq(is_large));
        }
        Ok(query.order_by_asc(Column::CityId).all(&self.0).await?)
    }

    async fn bulk(&mut self, cities: Vec<city::Model>) -> Result<()> {
        let transaction = self.0.begin().await?;
        let mut rows =
            cities.into_iter().map(|city| city.into_active_model().reset_all()).peekable();
        while rows.peek().is_some() {
            let batch = rows.by_ref().take(BATCH);
            Entity::insert_many(batch).exec_without_returning(&transaction).await?;
        }
        Ok(transaction.commit().await?)
    }
}
