//! `tenant`: one tenant, or a few.

use polyschema_core::Postgres;
use serde::Serialize;
use sqlx::PgConnection;

use super::ask;
use super::context::Context;
use super::error::{CliError, Outcome};
use super::family::Family;
use super::output;
use super::server_args::{FilterArguments, NamesArguments, RowArguments, TenantVerb};
use crate::fleet::FleetMember;
use crate::migration::RevisionId;
use crate::tenants::{
    CreateOptions, DropOptions, RoleOptions, TenantError, TenantFilter, TenantRow,
};

/// Does what a command line says of tenants.
pub(super) async fn tenant(
    context: &Context<'_, Postgres>,
    verb: &TenantVerb,
) -> Result<Outcome, CliError> {
    let family = Family::new(context)?;
    let json = context.common.json;
    let connection = &mut family.connect().await?;
    match verb {
        TenantVerb::Create { names, at, row } => {
            let tenants = family.tenants()?;
            let options = row.options().at(at.parse()?);
            for name in names {
                tenants.check(name)?;
            }
            for name in names {
                let row = tenants.create(connection, name, &options).await?;
                told(json, &row, "created")?;
            }
        }
        TenantVerb::List(filter) => {
            let rows = family.rows(connection, &filter.filter()).await?;
            list(json, &rows)?;
        }
        TenantVerb::Show { name } => show(context, &family, connection, name).await?,
        TenantVerb::Rename { name, to } => {
            let row = family.tenants()?.rename(connection, name, to).await?;
            told(json, &row, &format!("`{name}` is now"))?;
        }
        TenantVerb::Drop { name, yes, with_references } => {
            confirm(name, *yes)?;
            let mut options = DropOptions::confirmed(name);
            if *with_references {
                options = options.with_references();
            }
            family.tenants()?.drop(connection, name, &options).await?;
            output::say(format_args!("dropped `{name}`"));
        }
        TenantVerb::Clone { name, to } => {
            let row = family.tenants()?.clone_tenant(connection, name, to).await?;
            told(json, &row, &format!("copied `{name}` to"))?;
        }
        TenantVerb::Export { name, copy } => {
            family.tenants()?.export(connection, name, copy).await?;
            output::say(format_args!("exported `{name}` to `{}`", copy.display()));
        }
        TenantVerb::Import { copy, name } => {
            let row = family.tenants()?.import(connection, copy, name).await?;
            told(json, &row, "imported")?;
        }
        TenantVerb::Role { name, take: true, .. } => {
            family.tenants()?.take_role(connection, name).await?;
            output::say(format_args!("`{name}` has no role"));
        }
        TenantVerb::Role { name, named, password, take: false } => {
            let mut options = RoleOptions::new();
            if let Some(role) = named {
                options = options.named(role);
            }
            if let Some(password) = password {
                options = options.login(password);
            }
            let row = family.tenants()?.give_role(connection, name, &options).await?;
            let role = row.role.clone().unwrap_or_default();
            told(json, &row, &format!("role `{role}` belongs to"))?;
        }
        TenantVerb::Suspend(NamesArguments { names }) => {
            check_known(&family, connection, names).await?;
            for name in names {
                family.registry.suspend(connection, name).await?;
                output::say(format_args!("suspended `{name}`"));
            }
        }
        TenantVerb::Idle(NamesArguments { names }) => {
            check_known(&family, connection, names).await?;
            for name in names {
                family.registry.set_idle(connection, name).await?;
                output::say(format_args!("`{name}` is idle"));
            }
        }
        TenantVerb::Activate(NamesArguments { names }) => {
            let tenants = family.tenants()?;
            check_known(&family, connection, names).await?;
            for name in names {
                let report = tenants.activate(connection, name).await?;
                let applied = report.revisions.len();
                output::say(format_args!("`{name}` is active; {applied} revisions were applied"));
            }
        }
        TenantVerb::Set { name, group, no_group, metadata } => {
            if group.is_none() && !no_group && metadata.is_none() {
                return Err(CliError::NothingToSet);
            }
            if group.is_some() || *no_group {
                family.registry.set_group(connection, name, group.as_deref()).await?;
            }
            if let Some(metadata) = metadata {
                family.registry.set_metadata(connection, name, metadata).await?;
            }
            let row = row(&family, connection, name).await?;
            told(json, &row, "changed")?;
        }
        TenantVerb::Adopt { name, row } => {
            let row = family.tenants()?.adopt(connection, name, &row.options()).await?;
            told(json, &row, "adopted")?;
        }
        TenantVerb::Forget { name } => {
            family.tenants()?.forget(connection, name).await?;
            output::say(format_args!("forgot `{name}`; its schema is as it was"));
        }
        TenantVerb::Check => return check(&family, connection, json).await,
    }
    Ok(Outcome::Done)
}

/// A tenant, and where it stands.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    row: &'a TenantRow,
    revisions: Vec<RevisionId>,
    pending: usize,
}

async fn show(
    context: &Context<'_, Postgres>,
    family: &Family<'_>,
    connection: &mut PgConnection,
    name: &str,
) -> Result<(), CliError> {
    let row = row(family, connection, name).await?;
    let status = family.fleet(family.migrator()?)?;
    let status = status.status(&[FleetMember::new(row.name.clone())]).await?;
    let version = status.versions.into_iter().next();
    let (revisions, pending) =
        version.map_or((Vec::new(), 0), |version| (version.heads, version.pending));
    if context.common.json {
        return output::json(&Shown { row: &row, revisions, pending });
    }
    let mut text = String::new();
    let mut line = |what: &str, value: &str| text.push_str(&format!("{what:9} {value}\n"));
    line("name", row.name.as_str());
    line("state", row.state.word());
    line("group", row.group.as_deref().unwrap_or("none"));
    line("role", row.role.as_deref().unwrap_or("none"));
    line("metadata", &row.metadata.to_string());
    line("created", &row.created_at);
    let heads: Vec<&str> = revisions.iter().map(RevisionId::as_str).collect();
    let behind = match pending {
        0 => String::new(),
        pending => format!(" ({pending} pending)"),
    };
    let stands = if heads.is_empty() { "none".to_owned() } else { heads.join(" ") };
    line("revision", &format!("{stands}{behind}"));
    for (_, why) in status.refused {
        line("refused", &why);
    }
    output::data(&text)
}

async fn check(
    family: &Family<'_>,
    connection: &mut PgConnection,
    json: bool,
) -> Result<Outcome, CliError> {
    let found = family.tenants()?.inspect(connection).await?;
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    match json {
        true => output::json(&lines)?,
        false => output::data(&lines.iter().map(|line| format!("{line}\n")).collect::<String>())?,
    }
    match lines.is_empty() {
        true => output::say("registry, schemas and histories agree"),
        false => return Ok(Outcome::Pending),
    }
    Ok(Outcome::Done)
}

async fn row(
    family: &Family<'_>,
    connection: &mut PgConnection,
    name: &str,
) -> Result<TenantRow, CliError> {
    let unknown = || TenantError::Unknown { name: name.to_owned() };
    Ok(family.registry.get(connection, name).await?.ok_or_else(unknown)?)
}

/// Says that something was done to a tenant, or prints its row as a line of JSON.
fn told(json: bool, row: &TenantRow, done: &str) -> Result<(), CliError> {
    match json {
        true => output::json_line(row),
        false => {
            output::say(format_args!("{done} `{}`", row.name.as_str()));
            Ok(())
        }
    }
}

fn list(json: bool, rows: &[TenantRow]) -> Result<(), CliError> {
    if json {
        return rows.iter().try_for_each(output::json_line);
    }
    let name = |row: &TenantRow| output::in_line(row.name.as_str());
    let width = rows.iter().map(|row| name(row).chars().count()).max().unwrap_or(0);
    let line = |row: &TenantRow| {
        let group = output::in_line(row.group.as_deref().unwrap_or_default());
        let line = format!("{:width$}  {:9}  {group}", name(row), row.state.word());
        line.trim_end().to_owned() + "\n"
    };
    output::data(&rows.iter().map(line).collect::<String>())
}

/// Refuses names of which one is no tenant's, before anything is done to the others.
async fn check_known(
    family: &Family<'_>,
    connection: &mut PgConnection,
    names: &[String],
) -> Result<(), CliError> {
    for name in names {
        row(family, connection, name).await?;
    }
    Ok(())
}

/// A drop is confirmed by a flag, or by the name, typed at a terminal.
fn confirm(name: &str, yes: bool) -> Result<(), CliError> {
    let unconfirmed = || CliError::Unconfirmed { name: name.to_owned() };
    match yes {
        true => Ok(()),
        false if !ask::can_ask() => Err(unconfirmed()),
        false => match ask::ask(&format!("type `{name}` to let its data go"))? == name {
            true => Ok(()),
            false => Err(unconfirmed()),
        },
    }
}

impl RowArguments {
    fn options(&self) -> CreateOptions {
        let mut options = CreateOptions::default().state(self.state.into());
        if let Some(group) = &self.group {
            options = options.group(group);
        }
        if let Some(metadata) = &self.metadata {
            options = options.metadata(metadata.clone());
        }
        options
    }
}

impl FilterArguments {
    fn filter(&self) -> TenantFilter {
        let mut filter = TenantFilter::all();
        for state in &self.state {
            filter = filter.state((*state).into());
        }
        if let Some(group) = &self.group {
            filter = filter.group(group);
        }
        if let Some(pattern) = &self.pattern {
            filter = filter.matching(pattern);
        }
        filter
    }
}
