//! This library, in this program: a connection, and the catalog.

use std::time::Instant;

use anyhow::{Result, bail};
use polyschema::prelude::*;
use sqlx::{Connection, PgConnection};
use tokio::runtime::{Builder, Runtime};

use crate::model;
use crate::side::Outcome;

pub(crate) struct Polyschema {
    runtime: Runtime,
    catalog: Catalog,
    connection: Option<PgConnection>,
}

impl Polyschema {
    pub(crate) fn new() -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, catalog: model::catalog()?, connection: None })
    }

    pub(crate) fn connect(&mut self, url: &str) -> Result<()> {
        self.connection = Some(self.runtime.block_on(PgConnection::connect(url))?);
        Ok(())
    }

    pub(crate) fn run(&mut self, order: &str) -> Result<Outcome> {
        let Some(connection) = &mut self.connection else { bail!("not connected") };
        let started = Instant::now();
        match order {
            "create" => drop(self.runtime.block_on(self.catalog.create_all(connection))?),
            "drop" => drop(self.runtime.block_on(self.catalog.drop_all(connection))?),
            _ => bail!("polyschema has no order `{order}`"),
        }
        Ok(Outcome::new(started.elapsed().as_secs_f64(), None))
    }
}
