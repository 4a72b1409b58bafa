//! What a database holds: as JSON (`reflect`), as Rust structs (`pull`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::{PullArguments, TypeFeature};
use super::connect::CommandDatabase;
use super::context::{Context, Use};
use super::difference::{held, without_history};
use super::error::{CliError, Outcome};
use super::output;
use crate::pull::{Dates, Layout, Options, SourceFile, pull as pull_of};
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
    let catalog = without_history(context, reflected.catalog)?;
    let pulled = pull_of(&catalog, &options(context, arguments));
    for note in &pulled.notes {
        output::say(format_args!("note: {note}"));
    }
    if let Some(path) = &arguments.output {
        write(path, arguments.split, &pulled.files)?;
    } else if !context.common.json {
        output::data(&pulled.files.iter().map(|file| file.text.as_str()).collect::<String>())?;
    }
    if context.common.json {
        let notes: Vec<String> = pulled.notes.iter().map(ToString::to_string).collect();
        let files = pulled.files.iter().map(|file| (file.name.as_str(), file.text.as_str()));
        output::json(&json!({ "files": files.collect::<BTreeMap<_, _>>(), "notes": notes }))?;
    }
    Ok(Outcome::Done)
}

fn options<D: CommandDatabase>(context: &Context<'_, D>, arguments: &PullArguments) -> Options {
    let has = |feature| arguments.with.contains(&feature);
    Options {
        dates: match (has(TypeFeature::Chrono), has(TypeFeature::Time)) {
            (true, _) => Dates::Chrono,
            (false, true) => Dates::Time,
            (false, false) => Dates::Text,
        },
        uuid: has(TypeFeature::Uuid),
        json: has(TypeFeature::Json),
        decimal: has(TypeFeature::Decimal),
        layout: if arguments.split { Layout::FilePerSchema } else { Layout::OneFile },
        command: format!("{} pull", context.program),
        ..Options::default()
    }
}

/// Writes the files into a directory, or the only one as a file.
fn write(path: &Path, split: bool, files: &[SourceFile]) -> Result<(), CliError> {
    let at = |path: PathBuf| move |source| CliError::File { path, source };
    if split {
        fs::create_dir_all(path).map_err(at(path.to_owned()))?;
    }
    for file in files {
        let place = if split { path.join(&file.name) } else { path.to_owned() };
        fs::write(&place, &file.text).map_err(at(place.clone()))?;
    }
    Ok(())
}
