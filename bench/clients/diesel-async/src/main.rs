//! diesel-async.

mod models;

use anyhow::Result;
use bench_workload::{Client, Filter};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use models::{City, Pair, cities, countries};

fn main() -> Result<()> {
    bench_workload::main::<DieselAsync>()
}

struct DieselAsync(AsyncPgConnection);

/// Rows for each insert: PostgreSQL takes 65,535 binds.
const BATCH: usize = 65_535 / 10;

impl Client for DieselAsync {
    const NAME: &'static str = "diesel-async";

    type City = City;
    type Pair = Pair;
    type New = City;

    async fn connect(url: &str) -> Result<Self> {
        Ok(Self(AsyncPgConnection::establish(url).await?))
    }

    async fn find(&mut self, city_id: i32) -> Result<Option<City>> {
        let city = cities::table.find(city_id).select(City::as_select());
        Ok(city.first(&mut self.0).await.optional()?)
    }

    async fn insert(&mut self, city: City) -> Result<()> {
        diesel::insert_into(cities::table).values(city).execute(&mut self.0).await?;
        Ok(())
    }

    async fn join(&mut self, min_population: i64) -> Result<Vec<Pair>> {
        let pairs = cities::table
            .inner_join(countries::table)
            .filter(cities::population.ge(min_population))
            .order_by(cities::city_id)
            .select((cities::name, cities::population, countries::name));
        Ok(pairs.load(&mut self.0).await?)
    }

    async fn rows(&mut self, last: i32) -> Result<Vec<City>> {
        let rows = cities::table.filter(cities::city_id.le(last)).order_by(cities::city_id);
        Ok(rows.select(City::as_select()).load(&mut self.0).await?)
    }

    async fn filters(&mut self, filter: &Filter) -> Result<Vec<City>> {
        let mut query = cities::table.select(City::as_select()).into_boxed();
        if let Some(iso) = &filter.country_iso {
            query = query.filter(cities::country_iso.eq(iso));
        }
        if let Some(least) = filter.min_population {
            query = query.filter(cities::population.ge(least));
        }
        if let Some(most) = filter.max_population {
            query = query.filter(cities::population.le(most));
        }
        if let Some(timezone) = &filter.timezone {
            query = query.filter(cities::timezone.eq(timezone));
        }
        if let Some(is_large) = filter.is_large {
            query = query.filter(cities::is_large.eq(is_large));
        }
        Ok(query.order_by(cities::city_id).load(&mut self.0).await?)
    }

    async fn bulk(&mut self, rows: Vec<City>) -> Result<()> {
        let insert = async |connection: &mut AsyncPgConnection| {
            for batch in rows.chunks(BATCH) {
                diesel::insert_into(cities::table).values(batch).execute(connection).await?;
            }
            diesel::QueryResult::Ok(())
        };
        Ok(self.0.transaction(insert).await?)
    }
}
