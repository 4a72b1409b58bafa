use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key, identity)]
    country_id: i32,
    name: String,
}

#[derive(Table)]
#[table(name = "cities", abstract)]
struct City {
    #[column(primary_key)]
    name: String,
    #[column(references = Country::country_id)]
    country: i32,
}

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(Country))]
struct Asia;

async fn used(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let cities = City::bind_schema::<Asia>();
    for city in cities.select().filter(cities.name.eq("Tokyo")).fetch_all(pool).await? {
        println!("{}", city.name);
    }
    countries.select().join(cities).columns((countries.name, cities.name)).fetch_all(pool).await?;
    cities.insert(NewCity { name: "Osaka".to_owned(), country: 1 }).execute(pool).await?;
    cities.update().set(cities.country, 2).all_rows().execute(pool).await?;
    cities.find("Osaka".to_owned()).fetch_optional(pool).await?;
    Ok(())
}

fn main() {}
