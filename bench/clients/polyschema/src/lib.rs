//! This library.

pub mod models;

use anyhow::Result;
use bench_workload::{Client, Filter, Workload};
use polyschema::prelude::*;
use sqlx::{Connection, PgConnection};

use models::{Bench, City, Country, NewCity, Pair, PairColumns};

/// A connection.
pub struct Polyschema(PgConnection);

impl Client for Polyschema {
    const NAME: &'static str = "polyschema";
    const WORKLOADS: &[Workload] = &Workload::ALL;

    type City = City;
    type Pair = Pair;
    type New = NewCity;

    async fn connect(url: &str) -> Result<Self> {
        Ok(Self(PgConnection::connect(url).await?))
    }

    async fn find(&mut self, city_id: i32) -> Result<Option<City>> {
        let cities = City::bind_schema::<Bench>();
        Ok(cities.find(city_id).fetch_optional(&mut self.0).await?)
    }

    async fn insert(&mut self, city: NewCity) -> Result<()> {
        City::bind_schema::<Bench>().insert(city).execute(&mut self.0).await?;
        Ok(())
    }

    async fn join(&mut self, min_population: i64) -> Result<Vec<Pair>> {
        let (cities, countries) = (City::bind_schema::<Bench>(), Country::bind_schema::<Bench>());
        let pairs = cities
            .select()
            .join(countries)
            .filter(cities.population.ge(min_population))
            .order_by(cities.city_id.asc())
            .columns(PairColumns {
                city: cities.name,
                population: cities.population,
                country: countries.name,
            })
            .fetch_all(&mut self.0)
            .await?;
        Ok(pairs)
    }

    async fn rows(&mut self, last: i32) -> Result<Vec<City>> {
        let cities = City::bind_schema::<Bench>();
        let rows = cities.select().filter(cities.city_id.le(last)).order_by(cities.city_id.asc());
        Ok(rows.fetch_all(&mut self.0).await?)
    }

    async fn filters(&mut self, filter: &Filter) -> Result<Vec<City>> {
        let cities = City::bind_schema::<Bench>();
        let mut query = cities.select().order_by(cities.city_id.asc());
        if let Some(iso) = &filter.country_iso {
            query = query.filter(cities.country_iso.eq(iso));
        }
        if let Some(least) = filter.min_population {
            query = query.filter(cities.population.ge(least));
        }
        if let Some(most) = filter.max_population {
            query = query.filter(cities.population.le(most));
        }
        if let Some(timezone) = &filter.timezone {
            query = query.filter(cities.timezone.eq(timezone));
        }
        if let Some(is_large) = filter.is_large {
            query = query.filter(cities.is_large.eq(is_large));
        }
        Ok(query.fetch_all(&mut self.0).await?)
    }

    async fn bulk(&mut self, cities: Vec<NewCity>) -> Result<()> {
        City::bind_schema::<Bench>().insert_many(cities).execute(&mut self.0).await?;
        Ok(())
    }

    async fn copy_in(&mut self, cities: Vec<NewCity>) -> Result<()> {
        City::bind_schema::<Bench>().copy_in(cities).execute(&mut self.0).await?;
        Ok(())
    }

    async fn copy_out(&mut self) -> Result<Vec<City>> {
        Ok(City::bind_schema::<Bench>().copy_out().fetch_all(&mut self.0).await?)
    }
}
