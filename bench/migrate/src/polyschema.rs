//! This library, in this program: a connection, the catalog, and the revisions.

use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use polyschema::ident::Ident;
use polyschema::migrate::apply::{Direction, Migrator};
use polyschema::migrate::diff::{Scope, diff};
use polyschema::migrate::fleet::{Fleet, FleetMember, FleetOptions};
use polyschema::migrate::history::HistoryTable;
use polyschema::migrate::migration::{
    NewRevision, NewScript, RevisionId, Revisions, Target, Targets,
};
use polyschema::migrate::normalize::against;
use polyschema::migrate::reflect::{Which, reflect};
use polyschema::prelude::*;
use polyschema::{Dialect, SchemaName};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use tokio::runtime::{Builder, Runtime};

use crate::counter::Counter;
use crate::model;
use crate::side::Outcome;

/// The name of the schema in the revisions.
const TENANT: &str = "tenant";

/// The lengths of the histories. Each has a table of its own.
pub(crate) const HISTORIES: [usize; 2] = [2, 200];

pub(crate) struct Polyschema {
    runtime: Runtime,
    catalog: Catalog,
    names: Vec<SchemaName>,
    migrators: [Migrator<PgConnection>; 2],
    connection: Option<PgConnection>,
    address: Option<PgConnectOptions>,
}

impl Polyschema {
    pub(crate) fn new() -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let names = model::schema_names().map(|name| SchemaName::new(&name, Dialect::Postgres));
        let names = names.collect::<Result<_, _>>()?;
        let migrators = [migrator(HISTORIES[0])?, migrator(HISTORIES[1])?];
        let catalog = model::catalog()?;
        Ok(Self { runtime, catalog, names, migrators, connection: None, address: None })
    }

    pub(crate) fn connect(&mut self, url: &str) -> Result<()> {
        self.address = Some(url.parse()?);
        self.connection = Some(self.runtime.block_on(PgConnection::connect(url))?);
        Ok(())
    }

    pub(crate) fn run(&mut self, order: &str) -> Result<Outcome> {
        let Some(connection) = &mut self.connection else { bail!("not connected") };
        let (runtime, catalog, names) = (&self.runtime, &self.catalog, &self.names);
        let [short, long] = &self.migrators;
        let migrator = if order.ends_with("200") { long } else { short };
        let head = Targets::all(Target::Head);
        let started = Instant::now();
        let mut queries = None;
        match order.split(' ').next().unwrap_or_default() {
            "create" => drop(runtime.block_on(catalog.create_all(connection))?),
            "drop" => drop(runtime.block_on(catalog.drop_all(connection))?),
            "stamp" => {
                let last = migrator.revisions().schema(TENANT)?.in_order().nth_back(1);
                let last = last.context("no revision")?.id().to_string();
                let target = Targets::all(Target::Revision(last));
                for name in names {
                    let one = migrator.clone().bind(TENANT, name.as_str())?;
                    runtime.block_on(one.stamp(connection, &target))?;
                }
            }
            "upgrade_one_by_one" => {
                for name in names {
                    let one = migrator.clone().bind(TENANT, name.as_str())?;
                    runtime.block_on(one.upgrade(connection, &head))?;
                }
            }
            "upgrade_fleet" => {
                let Some(address) = &self.address else { bail!("not connected") };
                let fleet = Fleet::new(migrator.clone(), TENANT, address.clone());
                let members: Vec<_> = names.iter().cloned().map(FleetMember::new).collect();
                // As many as all others have.
                let mut options = FleetOptions::default();
                options.connections = 1;
                let run = fleet.upgrade(&members, &Target::Head, &options, |_| {});
                let report = runtime.block_on(run)?;
                ensure!(report.is_complete(), "{report}");
            }
            "compare" => {
                let counter = Counter::default();
                let compare = || runtime.block_on(compare(connection, catalog));
                tracing::subscriber::with_default(counter.clone(), compare)?;
                queries = Some(counter.count());
            }
            _ => bail!("polyschema has no order `{order}`"),
        }
        Ok(Outcome::new(started.elapsed().as_secs_f64(), queries))
    }
}

/// Finds that nothing differs.
async fn compare(connection: &mut PgConnection, model: &Catalog) -> Result<()> {
    let schemas: Vec<Ident> = model.schemas().keys().cloned().collect();
    let held = reflect(connection, &Which::Schemas(schemas)).await?;
    let normalized = against(connection, model, &held.catalog).await?;
    let diff = diff(&held.catalog, &normalized.catalog, &Scope::of_database());
    ensure!(diff.is_empty() && normalized.refused.is_empty(), "what differs:\n{diff}");
    Ok(())
}

/// psql's file: for each schema, what polyschema's script for the last revision has of the change itself.
pub(crate) fn last_revision_sql() -> Result<String> {
    let [length, _] = HISTORIES;
    let migrator = migrator(length)?;
    let from = Targets::all(Target::Revision("0001".to_owned()));
    let is_change = |statement: &&str| {
        ["BEGIN", "ALTER", "INSERT", "COMMIT"].iter().any(|word| statement.starts_with(word))
    };
    let mut sql = String::new();
    for name in model::schema_names() {
        let one = migrator.clone().bind(TENANT, &name)?;
        let script = one.script(Direction::Upgrade, &from, &Targets::all(Target::Head))?;
        let statements: Vec<&str> = script.split("\n\n").filter(is_change).collect();
        ensure!(statements.len() == 4, "{script}");
        sql.extend(statements.iter().flat_map(|statement| [statement, "\n"]));
    }
    Ok(sql)
}

/// Revisions that each add a column to t0, the last one the column that is measured.
fn migrator(length: usize) -> Result<Migrator<PgConnection>> {
    let id = |number: usize| RevisionId::new(&format!("{number:04}_add_column"));
    let mut revisions = Vec::new();
    for number in 1..=length {
        let mut revision = NewRevision::new(TENANT, id(number)?, "add a column");
        if number > 1 {
            revision.parents = vec![id(number - 1)?];
        }
        let column = match number == length {
            true => "added".to_owned(),
            false => format!("added_{number:04}"),
        };
        let sql = format!("ALTER TABLE :\"{TENANT}\".t0 ADD COLUMN {column} INTEGER");
        revision.upgrade = NewScript::new(sql);
        revisions.push(revision.build(Dialect::Postgres)?);
    }
    let revisions = Revisions::new(revisions)?;
    let names = revisions.names(Dialect::Postgres)?;
    Ok(Migrator::new(revisions, names).history(HistoryTable::named(&table(length))?))
}

/// The history table of revisions of this number.
pub(crate) fn table(length: usize) -> String {
    format!("history_{length}")
}
