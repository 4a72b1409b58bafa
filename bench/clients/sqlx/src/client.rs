//! The statements; how rows are read is left to [`Read`].

use std::marker::PhantomData;

use anyhow::Result;
use bench_workload::{City, Client, Filter, Pair};
use sqlx::postgres::PgRow;
use sqlx::{Connection, PgConnection, Postgres, QueryBuilder};

const FIND: &str = "SELECT city_id, region, country_iso, name, population, latitude, longitude, timezone, is_large, top_ten \
     FROM bench.cities WHERE city_id = $1";

const INSERT: &str = "INSERT INTO bench.cities \
     (city_id, region, country_iso, name, population, latitude, longitude, timezone, is_large, top_ten) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const JOIN: &str = "SELECT cities.name AS city, cities.population, countries.name AS country \
     FROM bench.cities JOIN bench.countries ON cities.country_iso = countries.iso \
     WHERE cities.population >= $1 ORDER BY cities.city_id";

const ROWS: &str = "SELECT city_id, region, country_iso, name, population, latitude, longitude, timezone, is_large, top_ten \
     FROM bench.cities WHERE city_id <= $1 ORDER BY city_id";

const FILTERS: &str = "SELECT city_id, region, country_iso, name, population, latitude, longitude, timezone, is_large, top_ten \
     FROM bench.cities WHERE TRUE";

const BULK: &str = "INSERT INTO bench.cities \
     (city_id, region, country_iso, name, population, latitude, longitude, timezone, is_large, top_ten) \
     SELECT * FROM UNNEST($1::int4[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::float8[], $7::float8[], \
     $8::text[], $9::bool[], $10::int4[])";

/// How rows are read.
pub trait Read {
    /// The client's name in the report.
    const NAME: &'static str;

    /// Reads a city.
    fn city(row: &PgRow) -> sqlx::Result<City>;

    /// Reads a row of the join.
    fn pair(row: &PgRow) -> sqlx::Result<Pair>;
}

/// A connection whose rows are read as `R` says.
pub struct Sqlx<R>(PgConnection, PhantomData<R>);

impl<R: Read> Client for Sqlx<R> {
    const NAME: &'static str = R::NAME;

    type City = City;
    type Pair = Pair;
    type New = City;

    async fn connect(url: &str) -> Result<Self> {
        Ok(Self(PgConnection::connect(url).await?, PhantomData))
    }

    async fn find(&mut self, city_id: i32) -> Result<Option<City>> {
        let row = sqlx::query(FIND).bind(city_id).fetch_optional(&mut self.0).await?;
        Ok(row.as_ref().map(R::city).transpose()?)
    }

    async fn insert(&mut self, city: City) -> Result<()> {
        sqlx::query(INSERT)
            .bind(city.city_id)
            .bind(&city.region)
            .bind(&city.country_iso)
            .bind(&city.name)
            .bind(city.population)
            .bind(city.latitude)
            .bind(city.longitude)
            .bind(&city.timezone)
            .bind(city.is_large)
            .bind(city.top_ten)
            .execute(&mut self.0)
            .await?;
        Ok(())
    }

    async fn join(&mut self, min_population: i64) -> Result<Vec<Pair>> {
        let rows = sqlx::query(JOIN).bind(min_population).fetch_all(&mut self.0).await?;
        Ok(rows.iter().map(R::pair).collect::<sqlx::Result<_>>()?)
    }

    async fn rows(&mut self, last: i32) -> Result<Vec<City>> {
        let rows = sqlx::query(ROWS).bind(last).fetch_all(&mut self.0).await?;
        Ok(rows.iter().map(R::city).collect::<sqlx::Result<_>>()?)
    }

    async fn filters(&mut self, filter: &Filter) -> Result<Vec<City>> {
        let mut query = QueryBuilder::<Postgres>::new(FILTERS);
        if let Some(iso) = &filter.country_iso {
            query.push(" AND country_iso = ").push_bind(iso);
        }
        if let Some(least) = filter.min_population {
            query.push(" AND population >= ").push_bind(least);
        }
        if let Some(most) = filter.max_population {
            query.push(" AND population <= ").push_bind(most);
        }
        if let Some(timezone) = &filter.timezone {
            query.push(" AND timezone = ").push_bind(timezone);
        }
        if let Some(is_large) = filter.is_large {
            query.push(" AND is_large = ").push_bind(is_large);
        }
        query.push(" ORDER BY city_id");
        let rows = query.build().fetch_all(&mut self.0).await?;
        Ok(rows.iter().map(R::city).collect::<sqlx::Result<_>>()?)
    }

    async fn bulk(&mut self, cities: Vec<City>) -> Result<()> {
        let column = |text: fn(&City) -> &str| cities.iter().map(text).collect::<Vec<_>>();
        sqlx::query(BULK)
            .bind(cities.iter().map(|city| city.city_id).collect::<Vec<_>>())
            .bind(column(|city| &city.region))
            .bind(column(|city| &city.country_iso))
            .bind(column(|city| &city.name))
            .bind(cities.iter().map(|city| city.population).collect::<Vec<_>>())
            .bind(cities.iter().map(|city| city.latitude).collect::<Vec<_>>())
            .bind(cities.iter().map(|city| city.longitude).collect::<Vec<_>>())
            .bind(column(|city| &city.timezone))
            .bind(cities.iter().map(|city| city.is_large).collect::<Vec<_>>())
            .bind(cities.iter().map(|city| city.top_ten).collect::<Vec<_>>())
            .execute(&mut self.0)
            .await?;
        Ok(())
    }
}
