/// Runs an example of the guide on a PostgreSQL database of its own, which has the guide's schemas, two tenants and
/// some rows.
pub fn run_on(example: impl AsyncFnOnce(&sqlx::PgPool) -> polyschema::Result<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let Some(database) = polyschema_test_support::postgres().await else {
            return;
        };
        let pool = sqlx::PgPool::connect(&database.url).await.expect("a connection");
        fill(&pool).await.expect("the guide's schemas and rows");
        let result = example(&pool).await;
        pool.close().await;
        result.expect("the example runs");
    });
}

/// The same for an example that uses the two tables in Asia.
pub fn run(
    example: impl AsyncFnOnce(
        &sqlx::PgPool,
        BoundTable<Country, Asia>,
        BoundTable<Capital, Asia>,
    ) -> polyschema::Result<()>,
) {
    run_on(async |pool| example(pool, Country::bind_schema(), Capital::bind_schema()).await);
}

async fn fill(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    Catalog::of::<(Asia, Europe)>()?.create_all(pool).await?;
    for tenant in ["acme", "apex"] {
        Catalog::of_schema(&Tenant::named(tenant)?)?.create_all(pool).await?;
    }
    let people = [("Japan", 126_529_100), ("India", 1_352_617_328), ("Sri Lanka", 21_670_000)];
    let rows =
        people.map(|(name, people)| NewCountry { name: name.into(), population: Some(people) });
    Country::bind_schema::<Asia>().insert_many(rows).execute(pool).await?;
    let capitals = [
        ("Tokyo", "Japan"),
        ("New Delhi", "India"),
        ("Colombo", "Sri Lanka"),
        ("Kotte", "Sri Lanka"),
    ];
    let rows =
        capitals.map(|(name, country)| NewCapital { name: name.into(), country: country.into() });
    Capital::bind_schema::<Asia>().insert_many(rows).execute(pool).await?;
    Ok(())
}
