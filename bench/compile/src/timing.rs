//! Wall and processor time of `cargo check`, clean and incremental, the clients taking turns.

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::build;
use crate::results::Results;
use crate::source::{Client, Contents};

/// What is measured, under its name in the results.
pub const VARIANTS: [(&str, Contents); 3] = [
    ("declarations", Contents { tables: 200, queries: false, schemas: 1 }),
    ("queries", Contents { tables: 200, queries: true, schemas: 1 }),
    ("five schemas", Contents { tables: 200, queries: false, schemas: 5 }),
];

/// Seconds of one build.
#[derive(Debug, Clone, Copy)]
struct Time {
    wall: f64,
    processor: f64,
}

/// The times of one variant of one client.
struct Times {
    client: Client,
    variant: usize,
    clean: Vec<Time>,
    incremental: Vec<Time>,
}

pub fn measure(clients: &[Client], runs: usize, results: &mut Results) -> Result<()> {
    let mut all = Vec::new();
    for &client in clients {
        for (variant, (name, _)) in VARIANTS.iter().enumerate() {
            if *name != "five schemas" || client == Client::Polyschema {
                all.push(Times { client, variant, clean: Vec::new(), incremental: Vec::new() });
            }
        }
        build::write(client, Contents { tables: 1, queries: true, schemas: 1 })?;
        build::check(client)?; // the dependencies, once
    }
    for run in 1..=runs {
        for times in &mut all {
            let Times { client, variant, .. } = *times;
            build::write(client, VARIANTS[variant].1)?;
            build::clean(client)?;
            times.clean.push(timed(|| build::check(client))?);
            build::edit(client, run)?;
            times.incremental.push(timed(|| build::check(client))?);
        }
        eprintln!("time: run {run} of {runs}");
    }
    for Times { client, variant, clean, incremental } in all {
        let name = VARIANTS[variant].0;
        for (kind, times) in [("clean", clean), ("incremental", incremental)] {
            let wall = median(times.iter().map(|time| time.wall));
            let processor = median(times.iter().map(|time| time.processor));
            results.set(client, &format!("{name}, {kind}, wall"), wall);
            results.set(client, &format!("{name}, {kind}, processor"), processor);
        }
    }
    Ok(())
}

fn timed(build: impl FnOnce() -> Result<()>) -> Result<Time> {
    let (start, before) = (Instant::now(), processor_time()?);
    build()?;
    Ok(Time { wall: start.elapsed().as_secs_f64(), processor: processor_time()? - before })
}

/// Seconds that the programs run by this one, and by those, have had of a processor.
///
/// Source: proc(5), `/proc/pid/stat`: cutime and cstime, in hundredths of a second.
fn processor_time() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").context("needs Linux's /proc")?;
    let (_, after_name) = stat.rsplit_once(')').context("/proc/self/stat")?;
    let ticks = after_name.split_whitespace().skip(13).take(2);
    let ticks: u64 = ticks.map(|ticks| ticks.parse::<u64>().unwrap_or_default()).sum();
    Ok(ticks as f64 / 100.0)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
