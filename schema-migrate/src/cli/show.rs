//! `show`: a revision as its files have it.

use serde::Serialize;

use super::connect::CommandDatabase;
use super::context::Context;
use super::error::{CliError, Outcome};
use super::output;
use crate::migration::{RevisionId, RevisionKey, RevisionScript};

#[derive(Debug, Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    key: &'a RevisionKey,
    message: &'a str,
    parents: &'a [RevisionId],
    label: Option<&'a str>,
    depends: &'a [RevisionKey],
    replaces: &'a [RevisionId],
    checksum: &'a str,
    upgrade: Direction<'a>,
    downgrade: Option<Direction<'a>>,
}

#[derive(Debug, Serialize)]
struct Direction<'a> {
    transactional: bool,
    rust: Option<&'a str>,
    steps: Vec<&'a str>,
    destroys: Vec<String>,
    sql: &'a str,
}

impl<'a> Direction<'a> {
    fn of(script: &'a RevisionScript) -> Self {
        Self {
            transactional: script.transactional,
            rust: script.rust.as_deref(),
            steps: script.script.statements().iter().map(|statement| statement.name()).collect(),
            destroys: script.script.destroyed().into_iter().map(|one| one.name).collect(),
            sql: script.script.text(),
        }
    }
}

/// Shows a revision.
pub(super) fn show<D: CommandDatabase>(
    context: &Context<'_, D>,
    name: &str,
) -> Result<Outcome, CliError> {
    let revisions = context.revisions()?;
    let revision = context.find(&revisions, name)?;
    let shown = Shown {
        key: revision.key(),
        message: revision.message(),
        parents: revision.parents(),
        label: revision.label(),
        depends: revision.depends(),
        replaces: revision.replaces(),
        checksum: revision.checksum(),
        upgrade: Direction::of(revision.upgrade()),
        downgrade: revision.downgrade().map(Direction::of),
    };
    if context.common.json {
        output::json(&shown)?;
        return Ok(Outcome::Done);
    }
    let mut text = file(revision.key(), "upgrade.sql", &shown.upgrade);
    if let Some(downgrade) = &shown.downgrade {
        text.push('\n');
        text.push_str(&file(revision.key(), "downgrade.sql", downgrade));
    }
    output::data(&text)?;
    Ok(Outcome::Done)
}

/// A file under its name, which is a comment, so that all of it is SQL.
fn file(key: &RevisionKey, name: &str, direction: &Direction<'_>) -> String {
    format!("-- {}/{}/{name}\n{}", key.schema, key.id, direction.sql)
}
