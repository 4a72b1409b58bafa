//! `fleet`: all tenants, or some.

use std::collections::BTreeSet;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, pending, select};
use polyschema_core::Postgres;

use super::args::ScopeArguments;
use super::context::Context;
use super::difference::scope;
use super::error::{CliError, Outcome};
use super::family::{Family, names_of};
use super::output;
use super::progress::Progress;
use super::server_args::{FleetRunArguments, FleetVerb, WhichArguments};
use crate::apply::{Allow, Direction};
use crate::diff::Scope;
use crate::error::Error;
use crate::fleet::{
    FleetEvent, FleetOptions, FleetPlan, FleetReport, FleetStatus, MemberReport, Status,
};
use crate::migration::{RevisionId, Target};
use crate::pgdog::sharded_schemas;

/// Does what a command line says of the fleet.
pub(super) async fn fleet(
    context: &Context<'_, Postgres>,
    verb: &FleetVerb,
) -> Result<Outcome, CliError> {
    let family = Family::new(context)?;
    match verb {
        FleetVerb::Upgrade { target, run: arguments } => {
            run(context, &family, Direction::Upgrade, &target.parse()?, arguments).await
        }
        FleetVerb::Downgrade { target, run: arguments } => {
            run(context, &family, Direction::Downgrade, &target.parse()?, arguments).await
        }
        FleetVerb::Stamp { target, which } => {
            let fleet = family.fleet(family.migrator()?)?;
            let members = family.members(&mut family.connect().await?, which, &[]).await?;
            let target = target.parse()?;
            watched(context, "were stamped", async |watch| {
                fleet.stamp(&members, &target, watch).await
            })
            .await
        }
        FleetVerb::Status { which, names } => status(context, &family, which, *names).await,
        FleetVerb::Plan { target, which, sql } => {
            let target = target.parse()?;
            let migrator = family.migrator()?.allow(Allow::everything());
            let fleet = family.fleet(migrator)?;
            let members = family.members(&mut family.connect().await?, which, &[]).await?;
            if *sql {
                output::data(&fleet.script(&members, Direction::Upgrade, &target).await?)?;
                return Ok(Outcome::Done);
            }
            let plan = fleet.plan(&members, Direction::Upgrade, &target).await?;
            planned(context, &family, &plan)
        }
        FleetVerb::Drift { which, scope } => drift(context, &family, which, scope).await,
        FleetVerb::Pgdog { shards, database, which } => {
            let members = family.members(&mut family.connect().await?, which, &[]).await?;
            let own = super::connect::postgres::options(context.direct_url()?)?;
            let own = own.get_database().unwrap_or_else(|| own.get_username());
            let database = database.as_deref().unwrap_or(own);
            let shared = family.shared()?;
            let shared = shared.values().map(|name| name.as_str());
            output::data(&sharded_schemas(database, *shards, names_of(&members), shared))?;
            Ok(Outcome::Done)
        }
    }
}

async fn run(
    context: &Context<'_, Postgres>,
    family: &Family<'_>,
    direction: Direction,
    target: &Target,
    arguments: &FleetRunArguments,
) -> Result<Outcome, CliError> {
    let fleet = family.fleet(family.migrator()?.allow(arguments.limits.allowed()))?;
    let FleetRunArguments { which, order, .. } = arguments;
    let members = family.members(&mut family.connect().await?, which, &order.wave).await?;
    if arguments.dry_run {
        return planned(context, family, &fleet.plan(&members, direction, target).await?);
    }
    let options = arguments.options();
    watched(context, "were changed", async |watch| match direction {
        Direction::Upgrade => fleet.upgrade(&members, target, &options, watch).await,
        Direction::Downgrade => fleet.downgrade(&members, target, &options, watch).await,
    })
    .await
}

/// Goes through the members while somebody watches, until it ends or is interrupted, and says what became of them.
async fn watched(
    context: &Context<'_, Postgres>,
    done: &str,
    run: impl AsyncFnOnce(&mut (dyn FnMut(&FleetEvent<'_>) + Send)) -> Result<FleetReport, Error>,
) -> Result<Outcome, CliError> {
    let mut progress = Progress::new(context.common.json);
    let ended = {
        let mut watch = |event: &FleetEvent<'_>| progress.watch(event);
        match select(pin!(run(&mut watch)), pin!(interrupted())).await {
            Either::Left((report, _)) => Some(report?),
            Either::Right(_) => None,
        }
    };
    // The connections are gone with the run, and the server looks for them every second.
    let Some(report) = ended else {
        progress.interrupted();
        return Ok(Outcome::Interrupted);
    };
    progress.end(&report.members);
    output::say(summary(&report, done));
    Ok(if report.is_complete() { Outcome::Done } else { Outcome::Bad })
}

/// Ready when somebody presses Ctrl-C; never, where that cannot be heard.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        pending::<()>().await;
    }
}

/// What is said where a run is about nobody.
const NOBODY: &str = "there are no tenants";

/// What became of all, in one line: why some failed was said before it.
fn summary(report: &FleetReport, done: &str) -> String {
    let total = report.members.len();
    let failed: Vec<&MemberReport> = report.failures().collect();
    let count =
        |is: fn(&Status) -> bool| report.members.iter().filter(|one| is(&one.status)).count();
    let skipped = count(|status| *status == Status::Skipped);
    let well =
        report.members.iter().filter(|one| matches!(one.status, Status::Current | Status::Done));
    let stands: BTreeSet<String> = well.clone().map(|one| words(&one.to)).collect();
    let at = match stands.len() {
        0 | 1 => stands.into_iter().next().unwrap_or_default(),
        _ => "where they should be".to_owned(),
    };
    let well = well.count();
    let Some(first) = failed.first() else {
        let changed = count(|status| *status == Status::Done);
        return match well {
            0 => NOBODY.to_owned(),
            _ => format!("{changed} of {total} schemas {done}; all are at {at}"),
        };
    };
    let mut text =
        format!("{} of {total} schemas failed: `{}`{}", failed.len(), first.tenant, why(first));
    match well {
        0 => {}
        1 => text.push_str(&format!("; the other one is at {at}")),
        _ => text.push_str(&format!("; the other {well} are at {at}")),
    }
    match skipped {
        0 => {}
        1 => text.push_str("; 1 was not begun"),
        _ => text.push_str(&format!("; {skipped} were not begun")),
    }
    text
}

/// Where a tenant failed, and the server's code.
fn why(report: &MemberReport) -> String {
    let code = report.sqlstate.as_deref();
    let behind = code.map(|code| format!(": {code}")).unwrap_or_default();
    match (&report.step, report.status) {
        (Some(step), _) => format!(" at {step}{behind}"),
        (None, Status::Failed) => code.map(|code| format!(" with {code}")).unwrap_or_default(),
        (None, status) => format!(" is {status}{behind}"),
    }
}

/// What would be done: the SQL of one tenant, and who has the same to run.
fn planned(
    context: &Context<'_, Postgres>,
    family: &Family<'_>,
    plan: &FleetPlan,
) -> Result<Outcome, CliError> {
    let is_pending = !plan.plans.is_empty();
    if context.common.json {
        let plans = plan.plans.iter().map(|one| {
            serde_json::json!({
                "from": one.from, "revisions": one.revisions, "tenants": one.tenants, "sql": one.sql,
            })
        });
        output::json(&serde_json::json!({
            "current": plan.current, "plans": plans.collect::<Vec<_>>(), "refused": plan.refused,
        }))?;
    } else {
        for one in &plan.plans {
            let (from, first) = (words(&one.from), &one.tenants[0]);
            let revisions: Vec<String> = one
                .revisions
                .iter()
                .map(|key| match key.schema == family.schema {
                    true => key.id.to_string(),
                    false => format!("{} (`{}`, once for all)", key.id, key.schema),
                })
                .collect();
            output::say(format_args!(
                "{} from {from}: {}; the SQL of `{first}`:",
                tenants(one.tenants.len()),
                revisions.join(", ")
            ));
            output::data(&one.sql)?;
        }
        for (name, why) in &plan.refused {
            output::say(format_args!("`{name}` is refused: {why}"));
        }
        output::say(format_args!("{} with nothing to run", tenants(plan.current.len())));
    }
    Ok(match (plan.refused.is_empty(), is_pending) {
        (false, _) => Outcome::Bad,
        (true, true) => Outcome::Pending,
        (true, false) => Outcome::Done,
    })
}

async fn status(
    context: &Context<'_, Postgres>,
    family: &Family<'_>,
    which: &WhichArguments,
    names: bool,
) -> Result<Outcome, CliError> {
    let members = family.members(&mut family.connect().await?, which, &[]).await?;
    let status = family.fleet(family.migrator()?)?.status(&members).await?;
    match context.common.json {
        true => output::json(&status)?,
        false => output::data(&histogram(&status, members.len(), names))?,
    }
    if members.is_empty() {
        output::say(NOBODY);
    }
    let is_behind =
        !status.shared.is_empty() || status.versions.iter().any(|version| version.pending > 0);
    Ok(match (status.refused.is_empty(), is_behind) {
        (false, _) => Outcome::Bad,
        (true, true) => Outcome::Pending,
        (true, false) => Outcome::Done,
    })
}

/// A line for each version: how many tenants stand there, as a number and as a bar.
fn histogram(status: &FleetStatus, members: usize, names: bool) -> String {
    const BAR: usize = 32;
    let mut text = String::new();
    for key in &status.shared {
        text.push_str(&format!("{} is pending in `{}`, which all share\n", key.id, key.schema));
    }
    let width = status.versions.iter().map(|version| words(&version.heads).len()).max();
    let width = width.unwrap_or(0);
    for version in &status.versions {
        let count = version.tenants.len();
        let bar = "#".repeat((count * BAR).div_ceil(members.max(1)));
        let pending = match version.pending {
            0 => "head".to_owned(),
            pending => format!("{pending} pending"),
        };
        text.push_str(&format!(
            "{:width$}  {count:>6}  {bar:BAR$}  {pending}\n",
            words(&version.heads)
        ));
        if names {
            text.push_str(&format!("    {}\n", output::names(&version.tenants)));
        }
    }
    for (name, why) in &status.refused {
        text.push_str(&format!("`{name}` is refused: {why}\n"));
    }
    text
}

/// What differs from what the revisions made, each difference once for all that have it.
async fn drift(
    context: &Context<'_, Postgres>,
    family: &Family<'_>,
    which: &WhichArguments,
    scope_arguments: &ScopeArguments,
) -> Result<Outcome, CliError> {
    let scope = scope(context, scope_arguments, Scope::of_database())?;
    let members = family.members(&mut family.connect().await?, which, &[]).await?;
    let drift = family.fleet(family.migrator()?)?.drift(&members, &scope).await?;
    if context.common.json {
        let drifted = drift.drifted.iter().map(|one| {
            let words: Vec<String> = one.diff.changes.iter().map(ToString::to_string).collect();
            serde_json::json!({
                "version": one.version, "tenants": one.tenants, "words": words, "diff": one.diff,
            })
        });
        output::json(&serde_json::json!({
            "clean": drift.clean, "drifted": drifted.collect::<Vec<_>>(), "refused": drift.refused,
        }))?;
    } else {
        for one in &drift.drifted {
            output::say(format_args!(
                "{} at {} drifted: {}",
                tenants(one.tenants.len()),
                words(&one.version),
                output::names(&one.tenants)
            ));
            output::data(&output::diff(&one.diff))?;
        }
        for (name, why) in &drift.refused {
            output::say(format_args!("`{name}` is not compared: {why}"));
        }
    }
    let clean = tenants(drift.clean);
    match (drift.refused.is_empty(), drift.drifted.is_empty()) {
        (false, _) => return Ok(Outcome::Bad),
        (true, false) => {
            output::say(format_args!("{clean} without drift; this would undo it in the others"));
            return Ok(Outcome::Pending);
        }
        (true, true) => output::say(format_args!("{clean} without drift")),
    }
    Ok(Outcome::Done)
}

fn words(heads: &[RevisionId]) -> String {
    match heads.is_empty() {
        true => "nothing".to_owned(),
        false => heads.iter().map(RevisionId::as_str).collect::<Vec<_>>().join(" "),
    }
}

fn tenants(count: usize) -> String {
    match count {
        1 => "1 tenant".to_owned(),
        count => format!("{count} tenants"),
    }
}

impl FleetRunArguments {
    fn options(&self) -> FleetOptions {
        let order = &self.order;
        let mut options = FleetOptions {
            connections: order.parallel,
            canary: order.canary,
            waves: order.wave.clone(),
            max_failures: match order.fail_fast {
                true => FleetOptions::FAIL_FAST,
                false => order.max_failures,
            },
            ..FleetOptions::default()
        };
        if let Some(seconds) = self.limits.lock_timeout {
            options.timeouts.lock = Some(Duration::from_secs(seconds));
        }
        if let Some(seconds) = self.limits.statement_timeout {
            options.timeouts.statement = Some(Duration::from_secs(seconds));
        }
        options
    }
}
