//! The sides: the same statements, through pools that keep them differently.

use anyhow::Result;
use polyschema::SchemaRef;
use polyschema::postgres::{SchemaPool, SchemaPoolOptions};
use polyschema::prelude::*;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgPool, Row};

use crate::model::{Customer, Order, Payment, Product, Shipment, Tenant};
use crate::server::APPLICATION;

/// How many connections each side has.
pub(crate) const CONNECTIONS: u32 = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Default,
    Unprepared,
    Large,
    Schemas,
}

#[derive(Debug, Clone)]
pub(crate) enum Side {
    /// sqlx's pool, with statements that stay prepared.
    Prepared(PgPool),
    /// sqlx's pool, with statements that do not.
    Unprepared(PgPool),
    Schemas(SchemaPool),
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Schemas, Self::Default, Self::Unprepared, Self::Large];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Default => "PgPool, as it is (100 statements)",
            Self::Unprepared => "PgPool, unprepared",
            Self::Large => "PgPool, 20,000 statements",
            Self::Schemas => "SchemaPool",
        }
    }
}

impl Side {
    pub(crate) async fn connect(kind: Kind, url: &str) -> Result<Self> {
        let options: PgConnectOptions = url.parse()?;
        let options = options.application_name(APPLICATION);
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS);
        Ok(match kind {
            Kind::Default => Self::Prepared(pool.connect_with(options).await?),
            Kind::Large => {
                let options = options.statement_cache_capacity(20_000);
                Self::Prepared(pool.connect_with(options).await?)
            }
            Kind::Unprepared => Self::Unprepared(pool.connect_with(options).await?),
            Kind::Schemas => {
                let pool = SchemaPoolOptions::new().max_connections(CONNECTIONS as usize);
                Self::Schemas(pool.connect_with(options).await?)
            }
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Prepared(pool) | Self::Unprepared(pool) => pool.close().await,
            Self::Schemas(pool) => pool.close().await,
        }
    }

    /// One row by its key: whose it is, and its amount.
    pub(crate) async fn call(
        &self,
        tenant: &SchemaRef<Tenant>,
        table: usize,
        id: i32,
    ) -> Result<(String, i64)> {
        macro_rules! find {
            ($table:ident) => {{
                let find = $table::bind(tenant).find(id);
                match self {
                    Self::Prepared(pool) => {
                        let row = find.fetch_one(pool).await?;
                        Ok((row.tenant, row.amount))
                    }
                    Self::Schemas(pool) => {
                        let row = find.fetch_one(pool).await?;
                        Ok((row.tenant, row.amount))
                    }
                    Self::Unprepared(pool) => {
                        let query = sqlx::query(AssertSqlSafe(find.to_sql()?)).bind(id);
                        let row = query.persistent(false).fetch_one(pool).await?;
                        let _: (i32, Option<String>) = (row.try_get(0)?, row.try_get(3)?);
                        Ok((row.try_get(1)?, row.try_get(2)?))
                    }
                }
            }};
        }
        match table {
            0 => find!(Customer),
            1 => find!(Product),
            2 => find!(Order),
            3 => find!(Payment),
            _ => find!(Shipment),
        }
    }
}
