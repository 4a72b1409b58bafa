//! The same enum in two schemas, on one connection.
//!
//! PostgreSQL has two types of one name then, and a driver that looks types up by their bare name takes the wrong one.

use polyschema::Catalog;
use polyschema::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, DbEnum)]
pub enum Mood {
    Happy,
    Sad,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "pets", abstract)]
pub struct Pet {
    #[column(primary_key)]
    pub name: String,
    pub mood: Mood,
    pub was: Option<Mood>,
}

#[derive(Schema)]
#[schema(name = "cats", database = Postgres, tables(Pet))]
pub struct Cats;

#[derive(Schema)]
#[schema(name = "dogs", database = Postgres, tables(Pet))]
pub struct Dogs;

async fn keep<S>(db: &mut sqlx::PgConnection)
where
    S: Provides<Pet, Table = Pet, Database = Postgres> + StaticSchema,
{
    let pets = Pet::bind_schema::<S>();
    let tom = Pet { name: "Tom".to_owned(), mood: Mood::Happy, was: Some(Mood::Sad) };
    let new = NewPet { name: "Tom".to_owned(), mood: Mood::Happy, was: Some(Mood::Sad) };
    assert_eq!(pets.insert(new).returning_all().fetch_one(&mut *db).await.unwrap(), tom);
    let rows = [NewPet::new("Kim", Mood::Sad), NewPet::new("Max", Mood::Happy)];
    assert_eq!(pets.insert_many(rows).execute(&mut *db).await.unwrap(), 2);
    let happy = pets.select().filter(pets.mood.eq(Mood::Happy)).columns(count_all());
    assert_eq!(happy.fetch_one(&mut *db).await.unwrap(), 2);
    let some = pets.select().filter(pets.mood.is_in([Mood::Happy, Mood::Sad])).columns(count_all());
    assert_eq!(some.fetch_one(&mut *db).await.unwrap(), 3);
    let was = pets.select().filter(pets.was.is_not_distinct_from(Mood::Sad)).columns(pets.mood);
    assert_eq!(was.fetch_all(&mut *db).await.unwrap(), [Mood::Happy]);
    let set =
        pets.update().set(pets.was, None).set(pets.mood, Mood::Sad).filter(pets.name.eq("Tom"));
    assert_eq!(set.returning(pets.mood).fetch_one(&mut *db).await.unwrap(), Mood::Sad);
    assert_eq!(pets.update_by_key(&tom).execute(&mut *db).await.unwrap(), 1);
    assert_eq!(pets.find("Tom").fetch_one(db).await.unwrap(), tom);
}

#[tokio::test]
async fn both_are_used_in_turn() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let db = &mut database.connect().await;
    Catalog::of::<(Cats, Dogs)>().unwrap().create_all(&mut *db).await.unwrap();
    keep::<Cats>(db).await;
    keep::<Dogs>(db).await;
    for schema in ["cats", "dogs"] {
        let map = SchemaMap::new().with::<Cats>(schema).unwrap();
        let pets = Pet::bind_schema::<Cats>();
        let all = pets.select().filter(pets.mood.ne(Mood::Sad)).with_schema_map(&map);
        assert_eq!(all.fetch_all(&mut *db).await.unwrap().len(), 2);
    }
}
