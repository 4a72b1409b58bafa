//! An extended table through its base and as itself, with all that it inherits.

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{check, check_changed};
use crate::on_both;
use crate::world::{
    AsiaCountry, Capital, Country, NewAsiaCountry, NewCapital, NewCountry, asia, new_country,
};

on_both!(through_both, updates_through_the_base, inherited_rules_hold, relations_are_inherited);

fn with_dish(name: &str, dish: &str) -> NewAsiaCountry {
    NewAsiaCountry { country: NewCountry::new(name), signature_dish: Some(dish.to_owned()) }
}

async fn through_both<D: Driver>(db: &mut D::Connection) {
    let (base, whole) = (Country::bind(&asia::<D>()), AsiaCountry::bind(&asia::<D>()));
    let japan = whole
        .insert(with_dish("Japan", "sushi"))
        .returning_all()
        .fetch_one(&mut *db)
        .await
        .unwrap();
    check_changed(db, base.insert(new_country("Laos", 7)), 1).await;
    assert_eq!((&*japan.name, japan.signature_dish.as_deref()), ("Japan", Some("sushi")));
    check(db, base.find(japan.country_id), [japan.country.clone()]).await;
    check(db, whole.find(japan.country_id), [japan.clone()]).await;
    let names = base.select().order_by(base.name.asc()).columns(base.name);
    check(db, names, ["Japan".to_owned(), "Laos".to_owned()]).await;
    // The base's columns and the extension's are of one table.
    let query = whole.select().filter(base.name.eq("Laos")).filter(whole.signature_dish.is_null());
    check(db, query.columns((base.population, whole.name)), [(Some(7), "Laos".to_owned())]).await;
    let query = base.select().filter(whole.signature_dish.eq("sushi")).columns((base, whole));
    check(db, query, [(japan.country.clone(), japan)]).await;
}

async fn updates_through_the_base<D: Driver>(db: &mut D::Connection) {
    let (base, whole) = (Country::bind(&asia::<D>()), AsiaCountry::bind(&asia::<D>()));
    let mut japan = whole
        .insert(with_dish("Japan", "sushi"))
        .returning_all()
        .fetch_one(&mut *db)
        .await
        .unwrap();
    japan.population = Some(5);
    check_changed(db, base.update_by_key(&japan), 1).await;
    check(db, whole.find(japan.country_id), [japan.clone()]).await;
    japan.signature_dish = None;
    check_changed(db, whole.update_by_key(&japan), 1).await;
    check(db, whole.select(), [japan.clone()]).await;
    let update = whole.update().set(whole.signature_dish, "ramen").set(base.population, None);
    check_changed(db, update.filter(base.name.eq("Japan")), 1).await;
    let upsert = whole.insert(with_dish("Japan", "soba")).on_conflict(whole.name);
    let upsert =
        upsert.do_update(whole.signature_dish).returning((whole.signature_dish, base.country_id));
    check(db, upsert, [(Some("soba".to_owned()), japan.country_id)]).await;
    check_changed(db, base.delete_by_key(japan.country_id), 1).await;
    check(db, whole.select(), []).await;
}

async fn inherited_rules_hold<D: Driver>(db: &mut D::Connection) {
    let (base, whole) = (Country::bind(&asia::<D>()), AsiaCountry::bind(&asia::<D>()));
    check_changed(db, base.insert(new_country("Japan", 1)), 1).await;
    for refused in [
        base.insert(new_country("Japan", 1)).execute(&mut *db).await,
        base.insert(new_country("Laos", -1)).execute(&mut *db).await,
        base.insert(new_country(&"x".repeat(21), 1)).execute(&mut *db).await,
        whole.insert(with_dish("Japan", "sushi")).execute(&mut *db).await,
        whole.insert(with_dish("Laos", "")).execute(&mut *db).await,
        base.update().set(base.population, -5).all_rows().execute(&mut *db).await,
    ] {
        let error = refused.unwrap_err().to_string();
        assert!(error.contains(" of `asia.countries` was refused"), "{error}");
    }
    check(db, whole.select().columns(count_all()), [1]).await;
}

async fn relations_are_inherited<D: Driver>(db: &mut D::Connection) {
    let (base, whole) = (Country::bind(&asia::<D>()), AsiaCountry::bind(&asia::<D>()));
    let capitals = Capital::bind(&asia::<D>());
    let japan = whole
        .insert(with_dish("Japan", "sushi"))
        .returning_all()
        .fetch_one(&mut *db)
        .await
        .unwrap();
    check_changed(db, capitals.insert(NewCapital::new("Tokyo", "Japan")), 1).await;
    capitals.insert(NewCapital::new("Nowhere", "Oz")).execute(&mut *db).await.unwrap_err();
    let query = capitals.select().join(whole).columns((capitals.name, whole.signature_dish));
    check(db, query, [("Tokyo".to_owned(), Some("sushi".to_owned()))]).await;
    let query = base.select().left_join(capitals).columns((base.name, capitals.name));
    check(db, query, [("Japan".to_owned(), Some("Tokyo".to_owned()))]).await;
    check(db, capitals.belonging_to(&japan).columns(capitals.name), ["Tokyo".to_owned()]).await;
    check(db, capitals.belonging_to(&japan.country).columns(capitals.name), ["Tokyo".to_owned()])
        .await;
}
