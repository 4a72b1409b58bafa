//! Up, step by step, with rows in the tables; what the models say then holds; and down again.

use std::path::Path;

use anyhow::{Result, ensure};
use polyschema::migrate::apply::{Allow, Migrator};
use polyschema::migrate::connection::MigrateConnection;
use polyschema::migrate::migration::{Revisions, Target, Targets};
use polyschema::prelude::*;
use serde::Deserialize;

use crate::models::{Asia, AsiaCountry, Capital, Country, Europe, EuropeCountry, Language};

/// A line of `examples/data/world/countries.csv`.
#[derive(Deserialize)]
struct Line {
    schema: String,
    iso: String,
    name: String,
    population: i64,
    capital: String,
    currency_code: String,
}

/// The same for every database.
pub async fn run<D>(connection: &mut D::Connection, directory: &Path) -> Result<()>
where
    D: Driver<Connection: MigrateConnection>,
{
    let revisions = Revisions::read(directory, D::DIALECT)?;
    let names = revisions.names(D::DIALECT)?;
    let migrator = Migrator::new(revisions, names);

    // A second run starts anew: what the first one left is taken back.
    let anew = migrator.clone().allow(Allow::everything());
    anew.downgrade(connection, &Targets::all(Target::Base)).await?;

    println!("as the schemas were at first");
    upgrade(&migrator, connection, Target::Revision("0001".to_owned())).await?;
    let lines = load::<D>(connection).await?;
    println!("  {lines} countries with their capitals");

    println!("as they grew");
    upgrade(&migrator, connection, Target::Head).await?;
    ask::<D>(connection, lines).await?;

    println!("and back");
    let report = anew.downgrade(connection, &Targets::all(Target::Base)).await?;
    println!("  {} revisions taken back", report.revisions.len());
    let left = anew.current(connection).await?;
    ensure!(left.values().all(|schema| schema.heads.is_empty()), "something is left: {left:?}");
    Ok(())
}

/// Takes all schemas to a target and says what ran.
async fn upgrade<C: MigrateConnection>(
    migrator: &Migrator<C>,
    connection: &mut C,
    target: Target,
) -> Result<()> {
    let report = migrator.upgrade(connection, &Targets::all(target)).await?;
    for revision in &report.revisions {
        println!("  {} in {} steps", revision.key, revision.steps);
    }
    Ok(())
}

/// Loads rows as the tables were at first: the models do not know these columns any more, so it is SQL by hand.
async fn load<D: Driver>(connection: &mut D::Connection) -> Result<usize> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/world/countries.csv");
    let lines: Vec<Line> = csv::Reader::from_path(path)?.deserialize().collect::<Result<_, _>>()?;
    for line in &lines {
        match line.schema.as_str() {
            "asia" => insert::<D, Asia<D>>(connection, line).await?,
            _ => insert::<D, Europe<D>>(connection, line).await?,
        }
    }
    Ok(lines.len())
}

async fn insert<D, S>(connection: &mut D::Connection, line: &Line) -> Result<()>
where
    D: Driver,
    S: StaticSchema + Provides<Country, Database = D> + Provides<Capital>,
{
    let (countries, capitals) = (Country::bind_schema::<S>(), Capital::bind_schema::<S>());
    let Line { iso, name, population, capital, currency_code, .. } = line;
    raw!(
        "INSERT INTO {countries} (iso, name, population, currency_code)
         VALUES ({iso}, {name}, {population}, {currency_code})"
    )
    .execute(&mut *connection)
    .await?;
    raw!("INSERT INTO {capitals} (name, country_iso) VALUES ({capital}, {iso})")
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// The models fit the tables again, and no row was lost.
async fn ask<D: Driver>(connection: &mut D::Connection, lines: usize) -> Result<()> {
    let asia = AsiaCountry::bind_schema::<Asia<D>>();
    let europe = EuropeCountry::bind_schema::<Europe<D>>();
    let languages = Language::bind_schema::<Asia<D>>();

    asia.update()
        .set(asia.signature_dish, "sushi")
        .filter(asia.iso.eq("JP"))
        .execute(&mut *connection)
        .await?;
    languages
        .insert(crate::models::NewLanguage { country_iso: "JP".into(), language_tag: "ja".into() })
        .execute(&mut *connection)
        .await?;

    let japan = asia.find("JP").fetch_one(&mut *connection).await?;
    println!("  {japan:?}");
    let asian = asia.select().fetch_all(&mut *connection).await?;
    let european = europe.select().fetch_all(&mut *connection).await?;
    ensure!(asian.len() + european.len() == lines, "rows were lost");
    ensure!(european.iter().all(|country| !country.eu_member), "the default is false");
    let people: i64 = asian.iter().map(|country| country.population).sum();
    println!("  {people} people in {} countries of Asia", asian.len());
    Ok(())
}
