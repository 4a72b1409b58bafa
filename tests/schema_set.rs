//! Sets of schemas: a name given at run time, and the type that it means.

#![allow(missing_docs, reason = "these structs are the test")]

use polyschema::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key)]
    pub name: String,
}

mod america {
    use super::*;

    #[derive(Schema)]
    #[schema(name = "America", database = Postgres, tables(Country))]
    pub struct South;

    pub mod sets {
        use polyschema::prelude::*;

        #[derive(Debug, PartialEq, SchemaSet)]
        pub(in crate::america) enum Part {
            #[schema_set(super::South)]
            America,
        }
    }

    #[test]
    fn a_set_is_found_by_its_path() {
        let name = dispatch!(sets::Part, sets::Part::America, |schema| schema.name().to_owned());
        assert_eq!(name, "America");
        let name = dispatch!(crate::america::sets::Part, &sets::Part::America, |schema| {
            Country::bind(schema).select().to_sql()
        });
        assert_eq!(name.unwrap(), r#"SELECT "name" FROM "America"."countries""#);
    }
}

#[derive(Schema)]
#[schema(name = "asia", database = D, tables(Country))]
pub struct Asia<D = Sqlite>(std::marker::PhantomData<D>);

#[derive(Schema)]
#[schema(name = "europe", database = D, tables(Country))]
pub struct Europe<D = Sqlite>(std::marker::PhantomData<D>);

#[derive(Debug, Clone, Copy, PartialEq, SchemaSet)]
pub enum World {
    Asia,
    Europe,
}

fn describe<S: Provides<Country>>(schema: &SchemaRef<S>) -> polyschema::Result<String> {
    Ok(format!("{:?} on {:?}", Country::bind(schema), schema.dialect()))
}

#[test]
fn a_name_chooses_the_type() -> polyschema::Result<()> {
    let world: World = "europe".parse()?;
    assert_eq!((world, world.name()), (World::Europe, "europe"));
    let described = dispatch!(World, world, |schema| describe(schema))?;
    assert_eq!(described, "europe.countries on Sqlite");
    let described = dispatch!(World<Postgres>, world, |schema| describe(schema)?);
    assert_eq!(described, "europe.countries on Postgres");
    Ok(())
}

#[test]
fn a_database_can_be_chosen_later() {
    fn all<D: Database>() -> Vec<String> {
        World::ALL
            .iter()
            .map(|world| dispatch!(World<D>, world, |s| describe(s).unwrap()))
            .collect()
    }
    assert_eq!(all::<Postgres>(), ["asia.countries on Postgres", "europe.countries on Postgres"]);
}

#[test]
fn an_unknown_name_is_refused_with_the_known_ones() {
    let error = "antarctica".parse::<World>().unwrap_err();
    assert_eq!(error.to_string(), "there is no schema `antarctica`; known: `asia`, `europe`");
}

#[test]
fn a_set_can_be_declared_in_a_function() {
    #[derive(SchemaSet)]
    enum Here {
        Asia,
    }
    assert_eq!(dispatch!(Here, Here::Asia, |schema| schema.name().len()), 4);
}
