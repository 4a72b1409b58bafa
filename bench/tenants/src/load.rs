//! The load: which tenant each call is for, and the calls.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, ensure};
use polyschema::SchemaRef;

use crate::model::{ROWS, TABLES, Tenant};
use crate::side::Side;

/// How many tasks call at once.
pub(crate) const TASKS: usize = 16;

/// How the calls fall on the tenants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spread {
    /// The tenant of rank n has a share of 1 / n^1.1.
    Zipf,
    Uniform,
}

impl Spread {
    pub(crate) const ALL: [Self; 2] = [Self::Zipf, Self::Uniform];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Zipf => "Zipf 1.1",
            Self::Uniform => "uniform",
        }
    }
}

pub(crate) struct Load {
    tenants: Arc<Vec<SchemaRef<Tenant>>>,
    /// Up to which part of 1 a tenant's calls go.
    ends: Arc<Vec<f64>>,
}

impl Load {
    pub(crate) fn new(tenants: &[SchemaRef<Tenant>], spread: Spread) -> Self {
        let weight = |rank: usize| match spread {
            Spread::Zipf => ((rank + 1) as f64).powf(-1.1),
            Spread::Uniform => 1.0,
        };
        let all: f64 = (0..tenants.len()).map(weight).sum();
        let mut end = 0.0;
        let ends = (0..tenants.len()).map(|rank| {
            end += weight(rank) / all;
            end
        });
        Self { ends: Arc::new(ends.collect()), tenants: Arc::new(tenants.to_vec()) }
    }

    /// Calls so often, in all tasks together: microseconds for each call.
    pub(crate) async fn call(&self, side: &Side, calls: usize, seed: u64) -> Result<f64> {
        let started = Instant::now();
        let task = |number: usize| {
            let (tenants, ends) = (Arc::clone(&self.tenants), Arc::clone(&self.ends));
            let (side, mut chance) = (side.clone(), Chance(seed << 32 | number as u64));
            tokio::spawn(async move {
                for _ in 0..calls / TASKS {
                    let part = chance.below(1 << 53) as f64 / (1_u64 << 53) as f64;
                    let at = ends.partition_point(|end| *end < part).min(tenants.len() - 1);
                    let table = chance.below(TABLES as u64) as usize;
                    let id = 1 + chance.below(ROWS as u64) as i32;
                    let (tenant, amount) = side.call(&tenants[at], table, id).await?;
                    ensure!(tenant == tenants[at].name(), "a row of {tenant}");
                    ensure!(amount == i64::from(id) * 100, "another row");
                }
                Ok(())
            })
        };
        let tasks: Vec<_> = (0..TASKS).map(task).collect();
        for task in tasks {
            task.await??;
        }
        Ok(started.elapsed().as_secs_f64() * 1e6 / (calls / TASKS * TASKS) as f64)
    }
}

/// Numbers by chance. Source: Vigna, "splitmix64".
struct Chance(u64);

impl Chance {
    const fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}
