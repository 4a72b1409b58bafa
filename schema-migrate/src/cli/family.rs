//! What `tenant` and `fleet` need: which schema is the tenants', the registry, and a migrator without its name.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;
use polyschema_core::metadata::near::nearest;
use polyschema_core::{Postgres, SchemaName};
use sqlx::PgConnection;

use super::connect::postgres::options;
use super::connect::{CommandConnection, Place};
use super::context::Context;
use super::error::CliError;
use super::server_args::{StateWord, WhichArguments};
use crate::apply::{ApplyError, Migrator};
use crate::error::Error;
use crate::fleet::{Fleet, FleetMember, Selection};
use crate::history::schema_exists;
use crate::migration::Names;
use crate::tenants::{Registry, TenantError, TenantFilter, TenantRow, TenantState, Tenants};

/// The tenants of a program.
pub(super) struct Family<'a> {
    context: &'a Context<'a, Postgres>,
    /// The logical schema that is theirs.
    pub(super) schema: String,
    pub(super) registry: Registry,
}

impl<'a> Family<'a> {
    /// The tenants of the schema that has no name of its own.
    pub(super) fn new(context: &'a Context<'a, Postgres>) -> Result<Self, CliError> {
        let named = context.model.physical_names();
        let mut unnamed = context.chosen.iter().filter(|schema| !named.contains_key(*schema));
        let Some(schema) = unnamed.next().cloned() else {
            let all = context.model.schemas().keys();
            let tenants: Vec<_> = all.filter(|schema| !named.contains_key(*schema)).collect();
            return Err(match tenants.is_empty() {
                true => CliError::NoTenants,
                false => CliError::NotOfTenants(tenants.into_iter().cloned().collect()),
            });
        };
        match unnamed.next() {
            Some(other) => Err(CliError::WhichSchema(vec![schema, other.clone()])),
            None => Ok(Self { context, schema, registry: Registry::default() }),
        }
    }

    pub(super) async fn connect(&self) -> Result<PgConnection, CliError> {
        let url = self.context.direct_url()?;
        PgConnection::open(&Place { url, schemas: Vec::new(), creates: false }).await
    }

    /// The names of the schemas that tenants share.
    pub(super) fn shared(&self) -> Result<Names, CliError> {
        self.context.names_without(&self.schema)
    }

    pub(super) fn migrator(&self) -> Result<Migrator<PgConnection>, CliError> {
        Ok(self.context.migrator_for(self.context.revisions()?, self.shared()?))
    }

    pub(super) fn tenants(&self) -> Result<Tenants, CliError> {
        Ok(Tenants::new(self.migrator()?, &self.schema)?.with_registry(self.registry.clone()))
    }

    pub(super) fn fleet(&self, migrator: Migrator<PgConnection>) -> Result<Fleet, CliError> {
        let address = options(self.context.direct_url()?)?;
        Ok(Fleet::new(migrator, &self.schema, address).existing())
    }

    /// The rows of the registry.
    pub(super) async fn rows(
        &self,
        connection: &mut PgConnection,
        filter: &TenantFilter,
    ) -> Result<Vec<TenantRow>, CliError> {
        Ok(self.registry.list(connection, filter).try_collect().await?)
    }

    /// The tenants that a run is about, in the order of their names. A group among them, or among the waves, that
    /// nobody is in is a slip.
    pub(super) async fn members(
        &self,
        connection: &mut PgConnection,
        which: &WhichArguments,
        waves: &[String],
    ) -> Result<Vec<FleetMember>, CliError> {
        let rows = self.rows(connection, &TenantFilter::all()).await?;
        let groups: BTreeSet<&str> = rows.iter().filter_map(|row| row.group.as_deref()).collect();
        let mut asked = which.group.iter().chain(waves);
        // Where there are no tenants yet, nothing can go wrong.
        if let Some(name) = asked.find(|name| !rows.is_empty() && !groups.contains(name.as_str())) {
            let near = nearest(name, groups.iter().copied()).map(str::to_owned);
            let known = groups.into_iter().map(str::to_owned).collect();
            return Err(CliError::UnknownGroup { name: name.clone(), near, known });
        }
        let mut selection = Selection::all();
        for name in &which.only {
            selection = selection.name(name);
        }
        for pattern in &which.pattern {
            check_pattern(&rows, pattern)?;
            selection = selection.like(pattern)?;
        }
        for group in &which.group {
            selection = selection.group(group);
        }
        let is_meant = |row: &TenantRow| {
            row.state != TenantState::Idle
                || which.with_idle
                || which.only.iter().any(|name| name == row.name.as_str())
        };
        let members = rows.into_iter().filter(is_meant).map(|row| {
            let member = FleetMember::new(row.name);
            match row.group {
                Some(group) => member.in_group(group),
                None => member,
            }
        });
        Ok(selection.of(members)?)
    }
}

/// A pattern that no tenant's name is like, where there are tenants.
fn check_pattern(rows: &[TenantRow], pattern: &str) -> Result<(), CliError> {
    let selection = Selection::all().like(pattern)?;
    let members = rows.iter().map(|row| FleetMember::new(row.name.clone()));
    match rows.is_empty() || !selection.of(members)?.is_empty() {
        true => Ok(()),
        false => Err(CliError::NoMatch { pattern: pattern.to_owned() }),
    }
}

/// Refuses a name that is to be a tenant's, where there is a registry that has not got it, and no schema is called so:
/// a slip would make a schema that no fleet finds.
pub(super) async fn check_tenant(
    context: &Context<'_, Postgres>,
    connection: &mut PgConnection,
) -> Result<(), CliError> {
    let mut names = context.names()?;
    // As for what is a tenant elsewhere: the one schema without a name of its own.
    let mut unnamed = context.model.unnamed();
    let (Some(schema), None) = (unnamed.next(), unnamed.next()) else { return Ok(()) };
    let Some(name) = names.remove(schema).filter(|_| context.chosen.contains(schema)) else {
        return Ok(());
    };
    let registry = Registry::default();
    let has_registry = match registry.is_there(connection).await {
        // What is there is another program's.
        Err(Error::Tenants(error)) if matches!(*error, TenantError::Registry { .. }) => false,
        there => there?,
    };
    if !has_registry {
        return Ok(());
    }
    let looking = ApplyError::database("look", &name);
    let there = schema_exists(connection, name.as_str()).await.map_err(looking)?;
    match there || registry.get(connection, name.as_str()).await?.is_some() {
        true => Ok(()),
        false => Err(CliError::NoTenant { name: name.as_str().to_owned() }),
    }
}

/// The names alone.
pub(super) fn names_of(members: &[FleetMember]) -> impl Iterator<Item = &str> {
    members.iter().map(|member| SchemaName::as_str(&member.name))
}

impl From<StateWord> for TenantState {
    fn from(word: StateWord) -> Self {
        match word {
            StateWord::Active => Self::Active,
            StateWord::Idle => Self::Idle,
            StateWord::Suspended => Self::Suspended,
        }
    }
}
