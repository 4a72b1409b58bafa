//! Measures migrations of 1,000 tenants, and writes `RESULTS.md`: `bench-fleet URL PYTHON`.
//!
//! Invariant: every figure in it comes from this run, and what each side did is looked at in the catalog.

mod model;
mod report;
mod server;
mod sides;
#[path = "../../migrate/src/worker.rs"]
mod worker;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use polyschema::Catalog;
use polyschema::ident::Ident;
use polyschema::migrate::apply::Direction;
use polyschema::migrate::diff::Scope;
use polyschema::migrate::fleet::{Fleet, FleetMember, FleetOptions, Status};
use polyschema::migrate::migration::Target;
use polyschema::migrate::reflect::{Which, reflect};
use tokio::runtime::Builder;

use crate::model::{Revised, TENANT, TENANTS, fleet, tenant};
use crate::report::Table;
use crate::server::Server;
use crate::sides::{Psql, Python};

/// As many connections have psql, polyschema and django-tenants' processes.
const CONNECTIONS: usize = 4;
/// As many tenants has django-tenants; its time is scaled to all.
const DJANGO: usize = 40;
const SCALE: f64 = TENANTS as f64 / DJANGO as f64;

/// What psql reads once: the tables and the columns of all tenants.
const READ: &str = "SELECT n.nspname, c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull \
    FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid JOIN pg_attribute a ON a.attrelid = c.oid \
    WHERE n.nspname ~ '^tenant_' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped \
    ORDER BY n.nspname, c.relname, a.attnum;\n";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, python] = &*arguments else { anyhow::bail!("usage: bench-fleet URL PYTHON") };
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut bench = Bench {
        server: Server::connect(&runtime, url)?,
        python: Python::new(Path::new(python), folder),
        scratch: scratch()?,
        members: model::members()?,
        snapshot: None,
    };
    bench.snapshot = Some(bench.look_at_one()?);
    let provision = bench.provision()?;
    let nothing = bench.nothing()?;
    let column = bench.column()?;
    let drift = bench.drift()?;
    let machine = report::machine(&bench.server.version()?, &bench.python.versions()?)?;
    let page = report::page(&machine, &[provision, nothing, column, drift]);
    std::fs::write(folder.join("RESULTS.md"), page)?;
    Ok(())
}

/// Where files are made.
fn scratch() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let folder = program.ancestors().nth(2).context("no target folder")?.join("fleet");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

struct Bench<'r> {
    server: Server<'r>,
    python: Python,
    scratch: PathBuf,
    members: Vec<FleetMember>,
    /// What the first revision makes.
    snapshot: Option<Catalog>,
}

impl Bench<'_> {
    fn fleet(&self, url: &str, revised: Revised) -> Result<Fleet> {
        fleet(url, revised, self.snapshot.clone())
    }

    fn database(&self, name: &str) -> Result<String> {
        self.server.url_of(name)
    }

    /// Migrates one tenant, and takes what it holds for what the revision makes.
    fn look_at_one(&mut self) -> Result<Catalog> {
        let url = self.server.fresh("bench_one")?;
        let fleet = fleet(&url, Revised::First, None)?;
        let options = FleetOptions::default();
        let run = fleet.upgrade(&self.members[..1], &Target::Head, &options, |_| {});
        ensure!(self.server.runtime.block_on(run)?.is_complete(), "one tenant failed");
        let mut inside = self.server.inside(&url)?;
        let which = Which::Schemas(vec![Ident::new(tenant(0))?]);
        let held = self.server.runtime.block_on(reflect(&mut inside, &which))?.catalog;
        let dialect = held.dialect();
        let mut schemas = held.into_schemas();
        for schema in schemas.values_mut() {
            schema.tables.remove("polyschema_history");
        }
        let mut snapshot = Catalog::from_schemas(dialect, schemas.into_values())?;
        snapshot.rebind(&tenant(0), TENANT)?;
        Ok(snapshot)
    }

    /// The seconds of a run, after which so many members have a status.
    fn run(&self, url: &str, revised: Revised, status: Status) -> Result<f64> {
        let fleet = self.fleet(url, revised)?;
        let mut options = FleetOptions::default();
        options.connections = CONNECTIONS;
        let started = Instant::now();
        let run = fleet.upgrade(&self.members, &Target::Head, &options, |_| {});
        let report = self.server.runtime.block_on(run)?;
        let seconds = started.elapsed().as_secs_f64();
        ensure!(report.counts().get(&status) == Some(&TENANTS), "{report}");
        Ok(seconds)
    }

    /// What psql sends in the place of a run, on each connection: what changes something.
    fn scripts(&self, url: &str, revised: Revised) -> Result<Vec<String>> {
        let fleet = self.fleet(url, revised)?;
        let changes = |statement: &&str| {
            let words = ["BEGIN", "CREATE", "ALTER", "INSERT", "COMMIT"];
            // The table of the history is there from the first revision on.
            let is_there = revised == Revised::Both && statement.contains("CREATE TABLE IF NOT");
            let begins = |line: &str| !is_there && words.iter().any(|word| line.starts_with(word));
            statement.lines().any(begins)
        };
        let script = |members: &[FleetMember]| {
            let script = fleet.script(members, Direction::Upgrade, &Target::Head);
            let script = self.server.runtime.block_on(script)?;
            Ok(script.split("\n\n").filter(changes).flat_map(|sql| [sql, "\n"]).collect())
        };
        self.members.chunks(TENANTS.div_ceil(CONNECTIONS)).map(script).collect()
    }

    fn provision(&mut self) -> Result<Table> {
        let mut table = Table::new("Provision 1,000 tenants");
        for round in 0..3 {
            let mut turns = [true, false];
            turns.rotate_left(round % 2);
            for is_psql in turns {
                if is_psql {
                    let url = self.server.fresh("bench_psql")?;
                    let scripts = self.scripts(&url, Revised::First)?;
                    let mut psql = Psql::start(&url, CONNECTIONS, &self.scratch)?;
                    table.add("psql, polyschema's statements, 4 connections", psql.run(&scripts)?);
                    self.server.check(&url, TENANTS, 0)?;
                } else {
                    let url = self.server.fresh("bench")?;
                    let seconds = self.run(&url, Revised::First, Status::Done)?;
                    table.add("polyschema, a fleet, 4 connections", seconds);
                    self.server.check(&url, TENANTS, 0)?;
                }
            }
        }
        let url = self.server.fresh("bench_alembic")?;
        table.add("Alembic, one command, env.py loops", self.python.upgrade(&url, "0001", true)?);
        self.server.check(&url, TENANTS, 0)?;
        let url = self.server.fresh("bench_django")?;
        let seconds = self.python.provision(&url, DJANGO)?;
        table.add("django-tenants, a tenant saved after the other (scaled)", seconds * SCALE);
        self.server.check(&url, DJANGO, 0)?;
        Ok(table)
    }

    fn nothing(&mut self) -> Result<Table> {
        let mut table = Table::new("Nothing pending");
        let url = self.database("bench")?;
        for _ in 0..5 {
            let mut psql = Psql::start(&url, 1, &self.scratch)?;
            table.add(
                "psql, one query: all tenants' tables and columns",
                psql.run(&[READ.to_owned()])?,
            );
            let seconds = self.run(&url, Revised::First, Status::Current)?;
            table.add("polyschema, a fleet", seconds);
        }
        self.server.check(&url, TENANTS, 0)?;
        let url = self.database("bench_alembic")?;
        table.add("Alembic, one command, env.py loops", self.python.upgrade(&url, "0001", false)?);
        let url = self.database("bench_django")?;
        for (title, executor) in EXECUTORS {
            table.add(title, self.python.migrate(&url, executor, "first")? * SCALE);
        }
        Ok(table)
    }

    fn column(&mut self) -> Result<Table> {
        let mut table = Table::new("Add a column to a table of each tenant");
        let url = self.database("bench")?;
        for round in 0..16 {
            if round % 2 == 0 {
                let scripts = self.scripts(&url, Revised::Both)?;
                let mut psql = Psql::start(&url, CONNECTIONS, &self.scratch)?;
                table.add("psql, polyschema's statements, 4 connections", psql.run(&scripts)?);
                self.server.check(&url, TENANTS, TENANTS)?;
                self.remove(&url, "polyschema_history WHERE revision = '0002_added'", TENANTS)?;
            }
            let seconds = self.run(&url, Revised::Both, Status::Done)?;
            table.add("polyschema, a fleet, 4 connections", seconds);
            self.server.check(&url, TENANTS, TENANTS)?;
            self.remove(&url, "polyschema_history WHERE revision = '0002_added'", TENANTS)?;
            if round % 2 == 1 {
                let scripts = self.scripts(&url, Revised::Both)?;
                let mut psql = Psql::start(&url, CONNECTIONS, &self.scratch)?;
                table.add("psql, polyschema's statements, 4 connections", psql.run(&scripts)?);
                self.server.check(&url, TENANTS, TENANTS)?;
                self.remove(&url, "polyschema_history WHERE revision = '0002_added'", TENANTS)?;
            }
        }
        let url = self.database("bench_alembic")?;
        table.add("Alembic, one command, env.py loops", self.python.upgrade(&url, "0002", false)?);
        self.server.check(&url, TENANTS, TENANTS)?;
        let url = self.database("bench_django")?;
        for (title, executor) in EXECUTORS {
            table.add(title, self.python.migrate(&url, executor, "both")? * SCALE);
            self.server.check(&url, DJANGO, DJANGO)?;
            self.remove(&url, "django_migrations WHERE name = '0002_added'", DJANGO)?;
        }
        Ok(table)
    }

    /// Takes the column away again, and the row that says that it is there.
    fn remove(&self, url: &str, rows: &str, tenants: usize) -> Result<()> {
        for number in 0..tenants {
            let name = tenant(number);
            let sql =
                format!("ALTER TABLE {name}.orders DROP COLUMN added; DELETE FROM {name}.{rows};");
            self.server.send(url, sql)?;
        }
        self.server.send(url, "VACUUM pg_attribute".to_owned())?;
        self.server.check(url, tenants, 0)
    }

    fn drift(&mut self) -> Result<Table> {
        let mut table = Table::new("Find that no tenant drifted");
        let url = self.database("bench")?;
        for _ in 0..3 {
            let mut psql = Psql::start(&url, 1, &self.scratch)?;
            table.add(
                "psql, one query: all tenants' tables and columns",
                psql.run(&[READ.to_owned()])?,
            );
            let (fleet, scope) = (self.fleet(&url, Revised::First)?, Scope::of_database());
            let started = Instant::now();
            let drift = fleet.drift(&self.members, &scope);
            let drift = self.server.runtime.block_on(drift)?;
            table.add("polyschema, a sweep", started.elapsed().as_secs_f64());
            ensure!(drift.clean == TENANTS, "{drift:?}");
        }
        Ok(table)
    }
}

const EXECUTORS: [(&str, &str); 2] = [
    ("django-tenants, `migrate_schemas` (scaled)", "standard"),
    ("django-tenants, `migrate_schemas`, 4 processes (scaled)", "multiprocessing"),
];
