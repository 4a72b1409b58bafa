//! The tables, their rows, and their state between two measurements: on a connection of its own.

use anyhow::{Result, ensure};
use tokio_postgres::NoTls;

use crate::data::{ADDED, Data};
use crate::row::City;

const TABLES: &str = r#"
    CREATE SCHEMA bench;
    CREATE TABLE bench.countries (
        iso varchar(2) PRIMARY KEY,
        name varchar(100) NOT NULL,
        population bigint NOT NULL,
        area_km2 double precision NOT NULL
    );
    CREATE TABLE bench.cities (
        city_id integer PRIMARY KEY,
        region varchar(10) NOT NULL,
        country_iso varchar(2) NOT NULL REFERENCES bench.countries,
        name varchar(200) NOT NULL,
        population bigint NOT NULL,
        latitude double precision NOT NULL,
        longitude double precision NOT NULL,
        timezone varchar(50) NOT NULL,
        is_large boolean NOT NULL,
        top_ten integer
    );
    CREATE INDEX ON bench.cities (population);
    CREATE INDEX ON bench.cities (country_iso, population);
"#;

pub(crate) struct Admin(tokio_postgres::Client);

impl Admin {
    pub(crate) async fn connect(url: &str) -> Result<Self> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        Ok(Self(client))
    }

    /// Makes the tables and fills them.
    pub(crate) async fn create(&self, data: &Data) -> Result<()> {
        self.0.batch_execute("DROP SCHEMA IF EXISTS bench CASCADE").await?;
        self.0.batch_execute(TABLES).await?;
        let country = "INSERT INTO bench.countries VALUES ($1, $2, $3, $4)";
        let country = self.0.prepare(country).await?;
        for row in &data.countries {
            let binds = (&row.iso, &row.name, &row.population, &row.area_km2);
            self.0.execute(&country, &[binds.0, binds.1, binds.2, binds.3]).await?;
        }
        let city = "INSERT INTO bench.cities VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let city = self.0.prepare(city).await?;
        for row in &data.cities {
            let City { city_id, region, country_iso, name, population, .. } = row;
            let City { latitude, longitude, timezone, is_large, top_ten, .. } = row;
            self.0
                .execute(
                    &city,
                    &[
                        city_id,
                        region,
                        country_iso,
                        name,
                        population,
                        latitude,
                        longitude,
                        timezone,
                        is_large,
                        top_ten,
                    ],
                )
                .await?;
        }
        Ok(self.0.batch_execute("VACUUM (ANALYZE) bench.countries, bench.cities").await?)
    }

    /// Takes away what an insert added, so that each starts from the same tables.
    pub(crate) async fn remove_added(&self) -> Result<()> {
        let delete = format!("DELETE FROM bench.cities WHERE city_id >= {ADDED}");
        self.0.batch_execute(&delete).await?;
        Ok(self.0.batch_execute("VACUUM bench.cities").await?)
    }

    /// That just these rows were added.
    pub(crate) async fn check_added(&self, expected: &[City]) -> Result<()> {
        let select = format!(
            "SELECT city_id, region, country_iso, name, population, latitude, longitude, timezone, is_large, top_ten \
             FROM bench.cities WHERE city_id >= {ADDED} ORDER BY city_id"
        );
        let rows = self.0.query(&select, &[]).await?;
        let added: Vec<City> = rows
            .iter()
            .map(|row| City {
                city_id: row.get(0),
                region: row.get(1),
                country_iso: row.get(2),
                name: row.get(3),
                population: row.get(4),
                latitude: row.get(5),
                longitude: row.get(6),
                timezone: row.get(7),
                is_large: row.get(8),
                top_ten: row.get(9),
            })
            .collect();
        ensure!(added == expected, "added {} rows, not these {}", added.len(), expected.len());
        Ok(())
    }
}
