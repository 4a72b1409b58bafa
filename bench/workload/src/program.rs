//! The program of a client: `CLIENT URL create | check | count WORKLOAD TIMES | serve`.
//!
//! `check` ends by printing the client's name, and the names of its workloads.
//! `count` runs under callgrind, which counts inside of [`measured`] alone. `serve` answers lines of
//! `WORKLOAD TIMES` with the nanoseconds that they took, so that clients can take turns.

use std::hint::black_box;
use std::io::BufRead;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use tokio::runtime::{Builder, Runtime};

use crate::Workload;
use crate::admin::Admin;
use crate::client::{Client, Filter};
use crate::data::{Data, ROWS};
use crate::row::{City, Pair};

/// Runs a client as the arguments say.
pub fn main<C: Client>() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [url, command @ ..] = &*arguments else { bail!("usage: {} URL COMMAND", C::NAME) };
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let data = Data::read()?;
    let admin = runtime.block_on(Admin::connect(url))?;
    if command == ["create"] {
        return runtime.block_on(admin.create(&data));
    }
    let client = runtime.block_on(C::connect(url)).context("cannot connect")?;
    let mut bench = Bench { runtime, data, admin, client };
    match command {
        ["check"] => {
            bench.check()?;
            let names: Vec<&str> = C::WORKLOADS.iter().map(|workload| workload.name()).collect();
            println!("{}\n{}", C::NAME, names.join(" "));
            Ok(())
        }
        ["count", workload, times] => {
            bench.run(named(workload)?, 3, false)?;
            bench.run(named(workload)?, times.parse()?, true)?;
            Ok(())
        }
        ["serve"] => bench.serve(),
        _ => bail!("unknown command: {}", command.join(" ")),
    }
}

fn named(name: &str) -> Result<Workload> {
    Workload::named(name).with_context(|| format!("there is no workload `{name}`"))
}

struct Bench<C> {
    runtime: Runtime,
    data: Data,
    admin: Admin,
    client: C,
}

/// All that is counted; a function of its own, so that callgrind can tell by its name.
#[inline(never)]
fn measured<F: Future>(runtime: &Runtime, work: F) -> F::Output {
    runtime.block_on(work)
}

fn run_work<F: Future>(runtime: &Runtime, work: F, count: bool) -> F::Output {
    if count { measured(runtime, work) } else { runtime.block_on(work) }
}

impl<C: Client> Bench<C> {
    fn serve(&mut self) -> Result<()> {
        for line in std::io::stdin().lock().lines() {
            let line = line?;
            let (workload, times) = line.split_once(' ').context("expected `WORKLOAD TIMES`")?;
            println!("{}", self.run(named(workload)?, times.parse()?, false)?);
        }
        Ok(())
    }

    /// Runs a workload so many times; in how many nanoseconds. `count` says whether callgrind counts.
    fn run(&mut self, workload: Workload, times: usize, count: bool) -> Result<u128> {
        let cities = self.data.cities.len();
        let mut added: Vec<C::New> = match workload {
            Workload::Insert => self.data.added().take(times).map(C::New::from).collect(),
            Workload::Bulk | Workload::CopyIn => {
                self.data.added().take(cities).map(C::New::from).collect()
            }
            _ => Vec::new(),
        };
        let keys: Vec<i32> = (0..times).map(|i| (i * 7919 % cities) as i32 + 1).collect();
        let (filter, populous) = (filter(), self.data.populous);
        let client = &mut self.client;
        match workload {
            Workload::Bulk | Workload::CopyIn => {
                return self.run_bulk(workload, times, &added, count);
            }
            Workload::CopyOut => return self.run_copy_out(times, count),
            _ => {}
        }
        let started = Instant::now();
        let work = async {
            match workload {
                Workload::Find => {
                    for key in keys {
                        black_box(client.find(key).await?);
                    }
                }
                Workload::Insert => {
                    for city in added.drain(..) {
                        client.insert(city).await?;
                    }
                }
                Workload::Join => {
                    for _ in 0..times {
                        black_box(client.join(populous).await?);
                    }
                }
                Workload::Rows => {
                    for _ in 0..times {
                        black_box(client.rows(ROWS).await?);
                    }
                }
                Workload::Filters => {
                    for _ in 0..times {
                        black_box(client.filters(black_box(&filter)).await?);
                    }
                }
                Workload::Bulk | Workload::CopyIn | Workload::CopyOut => {
                    unreachable!("have loops of their own")
                }
            }
            anyhow::Ok(())
        };
        run_work(&self.runtime, work, count)?;
        let nanoseconds = started.elapsed().as_nanos();
        if workload == Workload::Insert {
            self.runtime.block_on(self.admin.remove_added())?;
        }
        Ok(nanoseconds)
    }

    /// Each time from the same tables.
    fn run_bulk(
        &mut self,
        workload: Workload,
        times: usize,
        cities: &[C::New],
        count: bool,
    ) -> Result<u128> {
        let mut nanoseconds = 0;
        for _ in 0..times {
            let cities = cities.to_vec();
            let started = Instant::now();
            match workload {
                Workload::CopyIn => run_work(&self.runtime, self.client.copy_in(cities), count)?,
                _ => run_work(&self.runtime, self.client.bulk(cities), count)?,
            }
            nanoseconds += started.elapsed().as_nanos();
            self.runtime.block_on(self.admin.remove_added())?;
        }
        Ok(nanoseconds)
    }

    /// What becomes of the rows is not measured: `psql` has none.
    fn run_copy_out(&mut self, times: usize, count: bool) -> Result<u128> {
        let mut nanoseconds = 0;
        for _ in 0..times {
            let started = Instant::now();
            let cities = run_work(&self.runtime, self.client.copy_out(), count)?;
            nanoseconds += started.elapsed().as_nanos();
            drop(black_box(cities));
        }
        Ok(nanoseconds)
    }

    /// Compares what each workload does with what the files say.
    fn check(&mut self) -> Result<()> {
        let Self { runtime, data, admin, client } = self;
        runtime.block_on(async {
            for key in [1, 4711] {
                let city: Option<City> = client.find(key).await?.map(Into::into);
                ensure!(city.as_ref() == data.cities.get(key as usize - 1), "find: {city:?}");
            }
            ensure!(client.find(-1).await?.is_none(), "find: a city that is not there");

            if C::WORKLOADS.contains(&Workload::Join) {
                let pairs: Vec<Pair> = into(client.join(data.populous).await?);
                ensure!(pairs == data.pairs() && pairs.len() == 150, "join: {} rows", pairs.len());
            }
            let rows: Vec<City> = into(client.rows(ROWS).await?);
            ensure!(rows == data.cities[..ROWS as usize], "rows: {} rows", rows.len());
            let filtered: Vec<City> = into(client.filters(&filter()).await?);
            ensure!(filtered == data.filtered(&filter()) && filtered.len() == 1, "filters");
            let country = Filter { country_iso: filter().country_iso, ..NO_FILTER };
            let filtered: Vec<City> = into(client.filters(&country).await?);
            ensure!(filtered == data.filtered(&country), "one filter: {} rows", filtered.len());

            let one: Vec<City> = data.added().take(1).collect();
            client.insert(one[0].clone().into()).await?;
            admin.check_added(&one).await.context("insert")?;
            admin.remove_added().await?;
            let all: Vec<City> = data.added().take(data.cities.len()).collect();
            client.bulk(all.iter().cloned().map(Into::into).collect()).await?;
            admin.check_added(&all).await.context("bulk")?;
            admin.remove_added().await?;

            if C::WORKLOADS.contains(&Workload::CopyIn) {
                client.copy_in(all.iter().cloned().map(Into::into).collect()).await?;
                admin.check_added(&all).await.context("copy in")?;
                admin.remove_added().await?;
            }
            if C::WORKLOADS.contains(&Workload::CopyOut) {
                let mut cities: Vec<City> = into(client.copy_out().await?);
                cities.sort_by_key(|city| city.city_id);
                ensure!(cities == data.cities, "copy out: {} rows", cities.len());
            }
            Ok(())
        })
    }
}

const NO_FILTER: Filter = Filter {
    country_iso: None,
    min_population: None,
    max_population: None,
    timezone: None,
    is_large: None,
};

/// A form with all five filters. It leaves one city, so that building the query is what counts.
fn filter() -> Filter {
    Filter {
        country_iso: Some("TR".to_owned()),
        min_population: Some(380_000),
        max_population: Some(390_000),
        timezone: Some("Europe/Istanbul".to_owned()),
        is_large: Some(false),
    }
}

fn into<A: Into<B>, B>(rows: Vec<A>) -> Vec<B> {
    rows.into_iter().map(Into::into).collect()
}
