//! toasty, with a pool of one connection: it has no other. It has no joins.

use anyhow::Result;
use bench_workload::{Client, Filter, Pair, Workload};
use toasty::Db;

fn main() -> Result<()> {
    bench_workload::main::<Toasty>()
}

#[derive(Debug, Clone, toasty::Model)]
#[table = "cities"]
struct City {
    #[key]
    city_id: i32,
    region: String,
    country_iso: String,
    name: String,
    population: i64,
    latitude: f64,
    longitude: f64,
    timezone: String,
    is_large: bool,
    top_ten: Option<i32>,
}

struct Toasty(Db);

/// Rows for each insert: PostgreSQL takes 65,535 binds.
const BATCH: usize = 65_535 / 10;

impl Client for Toasty {
    const NAME: &'static str = "toasty";
    const WORKLOADS: &[Workload] =
        &[Workload::Find, Workload::Insert, Workload::Rows, Workload::Filters, Workload::Bulk];

    type City = City;
    type Pair = Pair;
    type New = City;

    async fn connect(url: &str) -> Result<Self> {
        let url = format!("{url}?options=-c%20search_path%3Dbench");
        let db = Db::builder()
            .models(toasty::models!(City))
            .max_pool_size(1)
            .pool_health_check_interval(None)
            .connect(&url)
            .await?;
        Ok(Self(db))
    }

    async fn find(&mut self, city_id: i32) -> Result<Option<City>> {
        Ok(City::filter_by_city_id(city_id).first().exec(&mut self.0).await?)
    }

    async fn insert(&mut self, city: City) -> Result<()> {
        create(city).exec(&mut self.0).await?;
        Ok(())
    }

    async fn join(&mut self, _: i64) -> Result<Vec<Pair>> {
        anyhow::bail!("toasty has no joins")
    }

    async fn rows(&mut self, last: i32) -> Result<Vec<City>> {
        let rows = City::filter(City::fields().city_id().le(last));
        Ok(rows.order_by(City::fields().city_id().asc()).exec(&mut self.0).await?)
    }

    async fn filters(&mut self, filter: &Filter) -> Result<Vec<City>> {
        let mut query = City::all();
        if let Some(iso) = &filter.country_iso {
            query = query.filter(City::fields().country_iso().eq(iso));
        }
        if let Some(least) = filter.min_population {
            query = query.filter(City::fields().population().ge(least));
        }
        if let Some(most) = filter.max_population {
            query = query.filter(City::fields().population().le(most));
        }
        if let Some(timezone) = &filter.timezone {
            query = query.filter(City::fields().timezone().eq(timezone));
        }
        if let Some(is_large) = filter.is_large {
            query = query.filter(City::fields().is_large().eq(is_large));
        }
        Ok(query.order_by(City::fields().city_id().asc()).exec(&mut self.0).await?)
    }

    async fn bulk(&mut self, cities: Vec<City>) -> Result<()> {
        let mut transaction = self.0.transaction().await?;
        let mut rows = cities.into_iter().peekable();
        while rows.peek().is_some() {
            let rows = rows.by_ref().take(BATCH);
            let batch = rows.fold(City::create_many(), |batch, city| batch.item(create(city)));
            batch.exec(&mut transaction).await?;
        }
        Ok(transaction.commit().await?)
    }
}

fn create(city: City) -> <City as toasty::schema::Model>::Create {
    let create = City::create()
        .city_id(city.city_id)
        .region(city.region)
        .country_iso(city.country_iso)
        .name(city.name)
        .population(city.population)
        .latitude(city.latitude)
        .longitude(city.longitude)
        .timezone(city.timezone)
        .is_large(city.is_large);
    match city.top_ten {
        Some(top_ten) => create.top_ten(top_ten),
        None => create,
    }
}

impl From<City> for bench_workload::City {
    fn from(city: City) -> Self {
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

impl From<bench_workload::City> for City {
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
