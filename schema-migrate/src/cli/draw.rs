//! `draw`: the models, a database, or what a revision changes.

use std::fs;

use polyschema_core::Catalog;
use serde_json::json;

use super::args::{DrawArguments, DrawForm};
use super::connect::CommandDatabase;
use super::context::{Context, Use};
use super::difference::{held, without_history};
use super::error::{CliError, Outcome};
use super::output;
use crate::autogenerate::catalog_at;
use crate::draw::{Columns, Diagram, Options, bases_of_model};

/// Draws a diagram.
pub(super) async fn draw<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &DrawArguments,
) -> Result<Outcome, CliError> {
    let mut options = Options {
        columns: if arguments.keys { Columns::Keys } else { Columns::All },
        schemas: context.common.schema.clone(),
        bases: bases_of_model(&context.model)?,
    };
    let diagram = if let Some(name) = &arguments.revision {
        let revisions = context.revisions()?;
        let revision = context.find(&revisions, name)?;
        let schema = revisions.schema(revision.schema())?;
        let before = match revision.parents().first().and_then(|parent| schema.get(parent)) {
            Some(parent) => catalog_at(schema, parent, context.dialect())?,
            None => Catalog::from_schemas(context.dialect(), [])?,
        };
        Diagram::between(&before, &catalog_at(schema, revision, context.dialect())?, &options)
    } else if arguments.from_database {
        let mut connection = context.connect(Use::Looks).await?;
        let held = held(context, &mut connection).await?;
        let catalog = context.to_logical(without_history(context, held.catalog)?)?;
        Diagram::of(&catalog, &options)
    } else {
        options.schemas.clone_from(&context.chosen);
        Diagram::of(context.model.catalog(), &options)
    };
    let text = match arguments.form {
        DrawForm::Mermaid => diagram.to_mermaid(),
        DrawForm::Svg => diagram.to_svg(),
    };
    match &arguments.output {
        Some(path) => {
            fs::write(path, text)
                .map_err(|source| CliError::File { path: path.clone(), source })?;
        }
        None if context.common.json => output::json(&json!({ "diagram": text }))?,
        None => output::data(&text)?,
    }
    Ok(Outcome::Done)
}
