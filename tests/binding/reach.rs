//! Foreign keys and joins into a schema that another one sees. SQLite has none across files.

use polyschema::prelude::*;
use polyschema::{Catalog, Dialect};

use crate::common::{check, check_changed};
use crate::world::{
    Archive, Asia, AsiaCountry, Country, Guests, NewVisit, Travel, Visit, new_country, on_postgres,
    tenant,
};

#[tokio::test]
async fn a_static_schema_sees_another() {
    let Some((_database, mut db)) = on_postgres().await else { return };
    let db = &mut db;
    Catalog::of::<(Asia, Travel)>().unwrap().create_all(&mut *db).await.unwrap();
    let (visits, countries) = (Visit::bind_schema::<Travel>(), Country::bind_schema::<Asia>());
    let japan = countries
        .insert(new_country("Japan", 1))
        .returning_all()
        .fetch_one(&mut *db)
        .await
        .unwrap();
    check_changed(db, visits.insert(NewVisit::new(japan.country_id, "Ada")), 1).await;
    let forward = visits.select().join(countries).columns((visits.visitor, countries.name));
    check(db, forward, [("Ada".to_owned(), "Japan".to_owned())]).await;
    let outer = visits.select().left_join(AsiaCountry::bind_schema::<Asia>());
    let outer = outer.columns((visits.visitor, AsiaCountry::bind_schema::<Asia>()));
    let (_, country) = outer.fetch_one(&mut *db).await.unwrap();
    assert_eq!(country.unwrap().country, japan);
    check(db, visits.belonging_to(&japan).columns(visits.visitor), ["Ada".to_owned()]).await;
    let error =
        visits.insert(NewVisit::new(99, "Bo")).execute(&mut *db).await.unwrap_err().to_string();
    assert!(
        error.starts_with("insert of `travel.visits` was refused: it violates the foreign key"),
        "{error}"
    );
    let error =
        countries.delete_by_key(japan.country_id).execute(db).await.unwrap_err().to_string();
    assert!(error.contains("fk_visits_country"), "{error}");
}

#[tokio::test]
async fn a_schema_named_at_run_time_sees_another() {
    let Some((_database, mut db)) = on_postgres().await else { return };
    let db = &mut db;
    let (acme, guests) = (tenant::<Postgres>("acme"), Guests::named("acme guests").unwrap());
    let catalog = Catalog::builder(Dialect::Postgres).schema(&acme).schema(&guests).build();
    catalog.unwrap().create_all(&mut *db).await.unwrap();
    let (visits, countries) = (Visit::bind(&guests), Country::bind(&acme));
    let oz =
        countries.insert(new_country("Oz", 1)).returning_all().fetch_one(&mut *db).await.unwrap();
    let rows = ["Ada", "Bo"].map(|visitor| NewVisit::new(oz.country_id, visitor));
    check_changed(db, visits.insert_many(rows), 2).await;
    let query = visits.select().join(&countries).filter(countries.population.gt(0));
    check(db, query.columns(count_all()), [2]).await;
    let error = visits.insert(NewVisit::new(99, "Cy")).execute(db).await.unwrap_err().to_string();
    assert!(error.starts_with("insert of `acme guests.visits` was refused"), "{error}");
}

/// Tables of one name in two schemas of one statement.
#[tokio::test]
async fn one_name_in_two_schemas() {
    let Some((_database, mut db)) = on_postgres().await else { return };
    let db = &mut db;
    Catalog::of::<(Asia, Archive)>().unwrap().create_all(&mut *db).await.unwrap();
    let (old, new) = (Country::bind_schema::<Archive>(), Country::bind_schema::<Asia>());
    check_changed(db, old.insert(new_country("Siam", 1)), 1).await;
    check_changed(db, old.insert(new_country("Japan", 2)), 1).await;
    check_changed(db, new.insert(new_country("Japan", 3)), 1).await;
    let query = old.select().join_on(new, old.name.eq(new.name));
    let query = query.filter(old.population.gt(1)).filter(new.country_id.lt(old.country_id));
    let query = query.columns((old.name, old.population, new.population));
    check(db, query.clone(), [("Japan".to_owned(), Some(2), Some(3))]).await;
    insta::assert_snapshot!(
        query.to_sql().unwrap(),
        @r#"SELECT "countries"."name", "countries"."population", "t2"."population" FROM "archive"."countries" JOIN "asia"."countries" AS "t2" ON "countries"."name" = "t2"."name" WHERE "countries"."population" > $1 AND "t2"."country_id" < "countries"."country_id""#
    );
    let query = old.select().left_join_on(new, old.name.eq(new.name)).order_by(old.name.desc());
    check(db, query.columns((old.name, new.population)).limit(1), [("Siam".to_owned(), None)])
        .await;
}
