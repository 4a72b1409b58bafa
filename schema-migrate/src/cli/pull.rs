//! What a database holds: as JSON (`reflect`), as Rust structs (`pull`).

use std::fs;

use serde_json::json;

use super::args::PullArguments;
use super::connect::CommandDatabase;
use super::context::{Context, Use};
use super::difference::{held, without_history};
use super::error::{CliError, Outcome};
use super::output;
use crate::pull::{Options, pull as pull_of};
use crate::reflect::{Reflected, Which, reflect as reflect_of};

async fn read<D: CommandDatabase>(
    context: &Context<'_, D>,
    all: bool,
) -> Result<Reflected, CliError> {
    let mut connection = context.connect(Use::Looks).await?;
    match all {
        true => Ok(reflect_of(&mut connection, &Which::All).await?),
        false => held(context, &mut connection).await,
    }
}

/// Prints what a database holds.
pub(super) async fn reflect<D: CommandDatabase>(
    context: &Context<'_, D>,
    all: bool,
) -> Result<Outcome, CliError> {
    let reflected = read(context, all).await?;
    let unsupported: Vec<String> = reflected.unsupported.iter().map(ToString::to_string).collect();
    if context.common.json {
        output::json(&json!({ "catalog": reflected.catalog, "unsupported": unsupported }))?;
        return Ok(Outcome::Done);
    }
    output::json(&reflected.catalog)?;
    for line in unsupported {
        output::say(format_args!("note: a catalog cannot express: {line}"));
    }
    Ok(Outcome::Done)
}

/// Writes Rust structs from a database.
pub(super) async fn pull<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &PullArguments,
) -> Result<Outcome, CliError> {
    let reflected = read(context, arguments.all).await?;
    for line in &reflected.unsupported {
        output::say(format_args!("note: {line}"));
    }
    let options = Options { command: format!("{} pull", context.program), ..Options::default() };
    let pulled = pull_of(&without_history(context, reflected.catalog)?, &options);
    let text: String = pulled.files.iter().map(|file| file.text.as_str()).collect();
    for note in &pulled.notes {
        output::say(format_args!("note: {note}"));
    }
    if context.common.json {
        let notes: Vec<String> = pulled.notes.iter().map(ToString::to_string).collect();
        output::json(&json!({ "source": text, "notes": notes }))?;
        return Ok(Outcome::Done);
    }
    match &arguments.output {
        Some(path) => {
            fs::write(path, text)
                .map_err(|source| CliError::File { path: path.clone(), source })?;
        }
        None => output::data(&text)?,
    }
    Ok(Outcome::Done)
}
