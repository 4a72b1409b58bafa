//! What lies between a database and what it should hold, under the names of the database.

use polyschema_core::Catalog;

use super::args::ScopeArguments;
use super::connect::CommandDatabase;
use super::context::{Context, Use};
use super::error::CliError;
use super::output;
use crate::autogenerate::Proposal;
use crate::diff::{Rename, Scope, Unmodelled};
use crate::normalize::{self, Normalized};
use crate::reflect::{Reflected, Which, reflect};

/// What the database holds of the schemas that the verb is about.
pub(super) async fn held<D: CommandDatabase>(
    context: &Context<'_, D>,
    connection: &mut D::Connection,
) -> Result<Reflected, CliError> {
    let which = Which::Schemas(context.physical()?.into_values().collect());
    Ok(reflect(connection, &which).await?)
}

/// The words of a database for what it should hold.
pub(super) async fn in_its_words<D: CommandDatabase>(
    connection: &mut D::Connection,
    wanted: &Catalog,
    held: &Catalog,
) -> Result<Catalog, CliError> {
    let Normalized { catalog, refused, not_asked, .. } =
        normalize::against(connection, wanted, held).await?;
    for refused in refused {
        output::say(format_args!("note: {refused}"));
    }
    if let Some(why) = not_asked {
        output::say(format_args!("note: texts were compared by how they read: {why}"));
    }
    Ok(catalog)
}

/// What differs, schema by schema. `wanted` is under the names of the database, as are the proposals.
pub(super) async fn against_database<D: CommandDatabase>(
    context: &Context<'_, D>,
    wanted: &Catalog,
    scope: &Scope,
) -> Result<Vec<Proposal>, CliError> {
    let mut connection = context.connect(Use::Looks).await?;
    let held = held(context, &mut connection).await?;
    for unsupported in &held.unsupported {
        output::say(format_args!("note: not compared: {unsupported}"));
    }
    let wanted_there = in_its_words::<D>(&mut connection, wanted, &held.catalog).await?;
    between(context, (&held.catalog, &wanted_there), wanted, scope, &[])
}

/// What differs of the schemas that the verb is about.
pub(super) fn between<D: CommandDatabase>(
    context: &Context<'_, D>,
    sides: (&Catalog, &Catalog),
    model: &Catalog,
    scope: &Scope,
    renames: &[Rename],
) -> Result<Vec<Proposal>, CliError> {
    let mut proposals = Vec::new();
    for name in context.physical()?.into_values() {
        if model.schemas().contains_key(&name) {
            let name = name.as_str();
            proposals.push(Proposal::between(name, Vec::new(), sides, model, scope, renames)?);
        }
    }
    Ok(proposals)
}

/// What is compared with a database.
pub(super) fn scope<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &ScopeArguments,
    mut scope: Scope,
) -> Result<Scope, CliError> {
    for pattern in &arguments.include {
        scope = scope.include(pattern.parse()?);
    }
    for pattern in &arguments.exclude {
        scope = scope.exclude(pattern.parse()?);
    }
    for &kind in &arguments.without {
        scope = scope.without(kind.into());
    }
    if arguments.unmodelled {
        scope = scope.unmodelled(Unmodelled::Drop).unmodelled_parts(Unmodelled::Drop);
    }
    Ok(scope.history_table(context.history_table()))
}

/// A catalog without the history, which is no part of any model.
pub(super) fn without_history<D: CommandDatabase>(
    context: &Context<'_, D>,
    catalog: Catalog,
) -> Result<Catalog, CliError> {
    let dialect = catalog.dialect();
    let mut schemas = catalog.into_schemas();
    for schema in schemas.values_mut() {
        schema.tables.retain(|name, _| name.as_str() != context.history_table());
    }
    Ok(Catalog::from_schemas(dialect, schemas.into_values())?)
}
