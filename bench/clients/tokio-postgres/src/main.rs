//! tokio-postgres with SQL written by hand; statements are prepared beforehand, or once for each text.

use std::collections::HashMap;
use std::pin::pin;

use anyhow::Result;
use bench_workload::{City, Client, Filter, Pair, Workload};
use futures_util::TryStreamExt;
use tokio_postgres::binary_copy::{BinaryCopyInWriter, BinaryCopyOutStream};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{NoTls, Row, Statement};

fn main() -> Result<()> {
    bench_workload::main::<TokioPostgres>()
}

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

const COPY_IN: &str = "COPY bench.cities \
     (city_id, region, country_iso, name, population, latitude, longitude, timezone, is_large, top_ten) \
     FROM STDIN (FORMAT binary)";

const COPY_OUT: &str = "COPY bench.cities \
     (city_id, region, country_iso, name, population, latitude, longitude, timezone, is_large, top_ten) \
     TO STDOUT (FORMAT binary)";

const TYPES: [Type; 10] = [
    Type::INT4,
    Type::VARCHAR,
    Type::VARCHAR,
    Type::VARCHAR,
    Type::INT8,
    Type::FLOAT8,
    Type::FLOAT8,
    Type::VARCHAR,
    Type::BOOL,
    Type::INT4,
];

struct TokioPostgres {
    client: tokio_postgres::Client,
    find: Statement,
    insert: Statement,
    join: Statement,
    rows: Statement,
    bulk: Statement,
    filters: HashMap<String, Statement>,
}

impl Client for TokioPostgres {
    const NAME: &'static str = "tokio-postgres";
    const WORKLOADS: &[Workload] = &Workload::ALL;

    type City = City;
    type Pair = Pair;
    type New = City;

    async fn connect(url: &str) -> Result<Self> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        Ok(Self {
            find: client.prepare(FIND).await?,
            insert: client.prepare(INSERT).await?,
            join: client.prepare(JOIN).await?,
            rows: client.prepare(ROWS).await?,
            bulk: client.prepare(BULK).await?,
            filters: HashMap::new(),
            client,
        })
    }

    async fn find(&mut self, city_id: i32) -> Result<Option<City>> {
        let row = self.client.query_opt(&self.find, &[&city_id]).await?;
        Ok(row.as_ref().map(read_city).transpose()?)
    }

    async fn insert(&mut self, city: City) -> Result<()> {
        self.client.execute(&self.insert, &values(&city)).await?;
        Ok(())
    }

    async fn join(&mut self, min_population: i64) -> Result<Vec<Pair>> {
        let rows = self.client.query(&self.join, &[&min_population]).await?;
        let pair = |row: &Row| {
            Ok(Pair {
                city: row.try_get(0)?,
                population: row.try_get(1)?,
                country: row.try_get(2)?,
            })
        };
        rows.iter().map(pair).collect()
    }

    async fn rows(&mut self, last: i32) -> Result<Vec<City>> {
        let rows = self.client.query(&self.rows, &[&last]).await?;
        Ok(rows.iter().map(read_city).collect::<Result<_, _>>()?)
    }

    async fn filters(&mut self, filter: &Filter) -> Result<Vec<City>> {
        let mut sql = FILTERS.to_owned();
        let mut binds: Vec<&(dyn ToSql + Sync)> = Vec::new();
        let mut filter_by = |column: &str, operator: &str, bind| {
            use std::fmt::Write;
            binds.push(bind);
            write!(sql, " AND {column} {operator} ${}", binds.len())
        };
        if let Some(iso) = &filter.country_iso {
            filter_by("country_iso", "=", iso)?;
        }
        if let Some(least) = &filter.min_population {
            filter_by("population", ">=", least)?;
        }
        if let Some(most) = &filter.max_population {
            filter_by("population", "<=", most)?;
        }
        if let Some(timezone) = &filter.timezone {
            filter_by("timezone", "=", timezone)?;
        }
        if let Some(is_large) = &filter.is_large {
            filter_by("is_large", "=", is_large)?;
        }
        sql.push_str(" ORDER BY city_id");
        if !self.filters.contains_key(&sql) {
            let statement = self.client.prepare(&sql).await?;
            self.filters.insert(sql.clone(), statement);
        }
        let rows = self.client.query(&self.filters[&sql], &binds).await?;
        Ok(rows.iter().map(read_city).collect::<Result<_, _>>()?)
    }

    async fn bulk(&mut self, cities: Vec<City>) -> Result<()> {
        let column = |text: fn(&City) -> &str| cities.iter().map(text).collect::<Vec<_>>();
        let binds: [&(dyn ToSql + Sync); 10] = [
            &cities.iter().map(|city| city.city_id).collect::<Vec<_>>(),
            &column(|city| &city.region),
            &column(|city| &city.country_iso),
            &column(|city| &city.name),
            &cities.iter().map(|city| city.population).collect::<Vec<_>>(),
            &cities.iter().map(|city| city.latitude).collect::<Vec<_>>(),
            &cities.iter().map(|city| city.longitude).collect::<Vec<_>>(),
            &column(|city| &city.timezone),
            &cities.iter().map(|city| city.is_large).collect::<Vec<_>>(),
            &cities.iter().map(|city| city.top_ten).collect::<Vec<_>>(),
        ];
        self.client.execute(&self.bulk, &binds).await?;
        Ok(())
    }

    async fn copy_in(&mut self, cities: Vec<City>) -> Result<()> {
        let sink = self.client.copy_in(COPY_IN).await?;
        let mut writer = pin!(BinaryCopyInWriter::new(sink, &TYPES));
        for city in &cities {
            writer.as_mut().write(&values(city)).await?;
        }
        writer.finish().await?;
        Ok(())
    }

    async fn copy_out(&mut self) -> Result<Vec<City>> {
        let rows = self.client.copy_out(COPY_OUT).await?;
        let mut rows = pin!(BinaryCopyOutStream::new(rows, &TYPES));
        let mut cities = Vec::new();
        while let Some(row) = rows.try_next().await? {
            cities.push(City {
                city_id: row.try_get(0)?,
                region: row.try_get(1)?,
                country_iso: row.try_get(2)?,
                name: row.try_get(3)?,
                population: row.try_get(4)?,
                latitude: row.try_get(5)?,
                longitude: row.try_get(6)?,
                timezone: row.try_get(7)?,
                is_large: row.try_get(8)?,
                top_ten: row.try_get(9)?,
            });
        }
        Ok(cities)
    }
}

fn values(city: &City) -> [&(dyn ToSql + Sync); 10] {
    [
        &city.city_id,
        &city.region,
        &city.country_iso,
        &city.name,
        &city.population,
        &city.latitude,
        &city.longitude,
        &city.timezone,
        &city.is_large,
        &city.top_ten,
    ]
}

fn read_city(row: &Row) -> Result<City, tokio_postgres::Error> {
    Ok(City {
        city_id: row.try_get(0)?,
        region: row.try_get(1)?,
        country_iso: row.try_get(2)?,
        name: row.try_get(3)?,
        population: row.try_get(4)?,
        latitude: row.try_get(5)?,
        longitude: row.try_get(6)?,
        timezone: row.try_get(7)?,
        is_large: row.try_get(8)?,
        top_ten: row.try_get(9)?,
    })
}
