//! What changes a database: `upgrade`, `downgrade` and `stamp`.

use super::args::{ApplyArguments, DowngradeArguments, StampArguments, UpgradeArguments};
use super::ask;
use super::connect::CommandDatabase;
use super::context::{Context, Use};
use super::error::{CliError, Destroys, Outcome};
use super::output;
use crate::apply::{Allow, ApplyError, Direction, Event, Migrator, Refused, Report};
use crate::connection::MigrateConnection;
use crate::error::Error;
use crate::migration::{Revision, Target, Targets};

/// Applies revisions.
pub(super) async fn upgrade<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &UpgradeArguments,
) -> Result<Outcome, CliError> {
    go(context, Direction::Upgrade, &arguments.target, &arguments.apply).await
}

/// Takes revisions back.
pub(super) async fn downgrade<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &DowngradeArguments,
) -> Result<Outcome, CliError> {
    go(context, Direction::Downgrade, &arguments.target, &arguments.apply).await
}

async fn go<D: CommandDatabase>(
    context: &Context<'_, D>,
    direction: Direction,
    target: &str,
    arguments: &ApplyArguments,
) -> Result<Outcome, CliError> {
    let mut migrator = context
        .migrator(context.revisions()?)?
        .timeouts(arguments.limits.timeouts(context.dialect()))
        .allow(arguments.limits.allowed());
    if arguments.sql {
        return script(context, &migrator, direction, target);
    }
    let targets = context.targets(&target.parse()?, migrator.revisions());
    let revisions = migrator.revisions().schemas().values().flat_map(|schema| schema.in_order());
    let needs_session = |revision: &Revision| {
        let scripts = [Some(revision.upgrade()), revision.downgrade()];
        scripts.into_iter().flatten().any(|script| !script.transactional)
    };
    if revisions.into_iter().any(needs_session) && !D::keeps_session(context).await? {
        return Err(CliError::NoSession);
    }
    let mut connection = context.connect(Use::Changes).await?;
    if direction == Direction::Upgrade {
        D::check_tenant(context, &mut connection).await?;
    }
    migrator = migrator.hook(tell);
    let report = match run(&migrator, &mut connection, direction, &targets).await {
        Err(error) => match destroys(&error) {
            Some(list) => {
                migrator = allow(migrator, arguments, list)?;
                run(&migrator, &mut connection, direction, &targets).await?
            }
            None => return Err(error.into()),
        },
        Ok(report) => report,
    };
    if context.common.json {
        output::json(&report)?;
    } else if report.revisions.is_empty() {
        output::say("there is nothing to do");
    }
    Ok(Outcome::Done)
}

async fn run<C: MigrateConnection>(
    migrator: &Migrator<C>,
    connection: &mut C,
    direction: Direction,
    targets: &Targets,
) -> Result<Report, Error> {
    match direction {
        Direction::Upgrade => migrator.upgrade(connection, targets).await,
        Direction::Downgrade => migrator.downgrade(connection, targets).await,
    }
}

/// Says of each revision that it is done.
fn tell<'a, C>(event: &'a Event<'a>, _: &'a mut C) -> crate::apply::BoxFuture<'a> {
    if let Event::RevisionDone(run) = event {
        let done = match run.direction {
            Direction::Upgrade => "applied",
            Direction::Downgrade => "took back",
        };
        let (schema, id, physical) = (&run.key.schema, &run.key.id, run.physical.as_str());
        match physical == schema {
            true => output::say(format_args!("{done} {schema} {id}")),
            false => output::say(format_args!("{done} {schema} {id} in {physical}")),
        }
    }
    Box::pin(async { Ok(()) })
}

/// What would be destroyed, if that is all that is in the way.
fn destroys(error: &Error) -> Option<Destroys> {
    let Error::Apply(error) = error else { return None };
    let ApplyError::Refused(all) = &**error else { return None };
    let mut list = Destroys::default();
    for refused in all {
        let Refused::Destroys { key, file, line, how, name } = refused else { return None };
        list.lines.push(format!("{file} line {line}: `{}` {how} `{name}`", key.id));
        if !list.names.contains(name) {
            list.names.push(name.clone());
        }
    }
    Some(list)
}

/// Asks at a terminal whether data may be destroyed: the name is to be typed.
fn allow<C: MigrateConnection>(
    migrator: Migrator<C>,
    arguments: &ApplyArguments,
    list: Destroys,
) -> Result<Migrator<C>, CliError> {
    if !ask::can_ask() {
        return Err(CliError::Destroys(list));
    }
    output::say(list.lines.join("\n"));
    let mut allow =
        arguments.limits.allow.iter().fold(Allow::nothing(), |allow, name| allow.and_drop(name));
    for name in &list.names {
        let answer = ask::ask(&format!("type `{name}` to let its data go"))?;
        if answer != *name {
            return Err(CliError::Destroys(list));
        }
        allow = allow.and_drop(name);
    }
    Ok(migrator.allow(allow))
}

/// Prints what a run would send.
fn script<D: CommandDatabase>(
    context: &Context<'_, D>,
    migrator: &Migrator<D::Connection>,
    direction: Direction,
    target: &str,
) -> Result<Outcome, CliError> {
    let (from, to) = match (target.split_once(':'), direction) {
        (Some((from, to)), _) => (from, to),
        (None, Direction::Upgrade) => ("base", target),
        (None, Direction::Downgrade) => return Err(CliError::ScriptFrom),
    };
    let ends = |target: &str, otherwise: Target| match target {
        "" => Ok(otherwise),
        target => target.parse(),
    };
    let to_end = match direction {
        Direction::Upgrade => Target::Heads,
        Direction::Downgrade => Target::Base,
    };
    let from_end = match direction {
        Direction::Upgrade => Target::Base,
        Direction::Downgrade => Target::Heads,
    };
    let from = context.targets(&ends(from, from_end)?, migrator.revisions());
    let to = context.targets(&ends(to, to_end)?, migrator.revisions());
    output::data(&match migrator.script(direction, &from, &to) {
        Ok(script) => script,
        Err(error) => match destroys(&error) {
            Some(list) => return Err(CliError::Destroys(list)),
            None => return Err(error.into()),
        },
    })?;
    Ok(Outcome::Done)
}

/// Writes down that revisions are applied.
pub(super) async fn stamp<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &StampArguments,
) -> Result<Outcome, CliError> {
    let migrator = context.migrator(context.revisions()?)?;
    let targets = context.targets(&arguments.target.parse()?, migrator.revisions());
    let mut connection = context.connect(Use::Changes).await?;
    let mut states = migrator.stamp(&mut connection, &targets).await?;
    states.retain(|schema, _| context.chosen.contains(schema));
    if context.common.json {
        output::json(&states)?;
        return Ok(Outcome::Done);
    }
    for (schema, state) in &states {
        let heads: Vec<&str> = state.heads.iter().map(|id| id.as_str()).collect();
        match heads.is_empty() {
            true => output::say(format_args!("{schema} stands at no revision")),
            false => output::say(format_args!("{schema} stands at {}", heads.join(", "))),
        }
    }
    Ok(Outcome::Done)
}
