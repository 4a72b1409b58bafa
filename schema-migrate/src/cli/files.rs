//! The files of revisions: `init` and `edit`.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::connect::CommandDatabase;
use super::context::Context;
use super::error::{CliError, Outcome};
use super::output;

/// Makes the directory, with a folder for each schema.
pub(super) fn init<D: CommandDatabase>(context: &Context<'_, D>) -> Result<Outcome, CliError> {
    let directory = context.writable()?;
    let mut made = Vec::new();
    for schema in &context.chosen {
        let folder = directory.join(schema);
        if folder.is_dir() {
            continue;
        }
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        // A folder with nothing in it would get lost in version control.
        let keep = folder.join(".gitkeep");
        fs::write(&keep, "").map_err(at(&keep))?;
        made.push(folder.display().to_string());
    }
    match context.common.json {
        true => output::json(&made)?,
        false => {
            output::data(&made.iter().map(|folder| format!("{folder}\n")).collect::<String>())?
        }
    }
    if made.is_empty() {
        output::say(format_args!("`{}` is there already", directory.display()));
    }
    Ok(Outcome::Done)
}

/// Opens a revision in an editor, and reads it again when that ends.
pub(super) fn edit<D: CommandDatabase>(
    context: &Context<'_, D>,
    name: &str,
) -> Result<Outcome, CliError> {
    let directory = context.writable()?;
    let revisions = context.revisions()?;
    let revision = context.find(&revisions, name)?;
    let set = |name| std::env::var(name).ok().filter(|value: &String| !value.trim().is_empty());
    let command = set("VISUAL").or_else(|| set("EDITOR")).ok_or(CliError::NoEditor)?;
    let mut words = command.split_whitespace();
    let mut editor = Command::new(words.next().unwrap_or_default());
    editor.args(words);
    let folder = directory.join(revision.schema()).join(revision.id().as_str());
    editor.arg(folder.join("upgrade.sql"));
    if revision.downgrade().is_some() {
        editor.arg(folder.join("downgrade.sql"));
    }
    let status = editor.status().map_err(at(Path::new(&command)))?;
    if !status.success() {
        return Err(CliError::Editor { command, status });
    }
    context.revisions()?;
    Ok(Outcome::Done)
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> CliError {
    let path = path.to_owned();
    move |source| CliError::File { path, source }
}
