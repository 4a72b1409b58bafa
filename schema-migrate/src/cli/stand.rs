//! Where things stand: `current`, `history`, `heads`, `branches`, `verify`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::args::RangeArguments;
use super::connect::CommandDatabase;
use super::context::{Context, Use};
use super::error::{CliError, Outcome};
use super::output;
use crate::apply::SchemaState;
use crate::history::{Entry, State};
use crate::migration::{Revision, RevisionId, RevisionKey, SchemaRevisions};

/// A revision in a list.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    key: &'a RevisionKey,
    message: &'a str,
    parents: &'a [RevisionId],
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    depends: &'a [RevisionKey],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    replaces: &'a [RevisionId],
    is_head: bool,
    is_branch: bool,
    /// Whether the database has it, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    applied: Option<bool>,
}

impl<'a> Listed<'a> {
    fn new(revision: &'a Revision, among: &SchemaRevisions, applied: Option<bool>) -> Self {
        let children = among.children(revision.id()).len();
        Self {
            key: revision.key(),
            message: revision.message(),
            parents: revision.parents(),
            label: revision.label(),
            depends: revision.depends(),
            replaces: revision.replaces(),
            is_head: children == 0,
            is_branch: children > 1,
            applied,
        }
    }

    /// `asia  0002_add_dish (head)  add dish`.
    fn line(&self, width: usize) -> String {
        let mut marks = Vec::new();
        marks.extend(self.label.map(str::to_owned));
        marks.extend(self.is_head.then(|| "head".to_owned()));
        marks.extend(self.is_branch.then(|| "branch".to_owned()));
        if self.parents.len() > 1 {
            let parents: Vec<&str> = self.parents.iter().map(RevisionId::as_str).collect();
            marks.push(format!("merges {}", parents.join(", ")));
        }
        marks
            .extend(self.applied.map(|yes| if yes { "applied" } else { "not applied" }.to_owned()));
        let marks =
            if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
        let (schema, id) = (&self.key.schema, &self.key.id);
        let line = format!("{schema:width$}  {id}{marks}  {}", self.message);
        line.trim_end().to_owned() + "\n"
    }
}

fn print<D: CommandDatabase>(
    context: &Context<'_, D>,
    listed: &[Listed<'_>],
) -> Result<Outcome, CliError> {
    if context.common.json {
        output::json(&listed)?;
        return Ok(Outcome::Done);
    }
    let width = listed.iter().map(|one| one.key.schema.len()).max().unwrap_or(0);
    output::data(&listed.iter().map(|one| one.line(width)).collect::<String>())?;
    Ok(Outcome::Done)
}

/// Where each schema stands.
pub(super) async fn current<D: CommandDatabase>(
    context: &Context<'_, D>,
) -> Result<Outcome, CliError> {
    let migrator = context.migrator(context.revisions()?)?;
    let mut connection = context.connect(Use::Looks).await?;
    let mut states = migrator.current(&mut connection).await?;
    states.retain(|schema, _| context.chosen.contains(schema));
    if context.common.json {
        output::json(&states)?;
        return Ok(Outcome::Done);
    }
    let mut text = String::new();
    let width = states.keys().map(String::len).max().unwrap_or(0);
    for (schema, state) in &states {
        let revisions = migrator.revisions().schemas().get(schema);
        let heads = revisions.map(SchemaRevisions::heads);
        let heads: Vec<&RevisionId> =
            heads.into_iter().flatten().map(|revision| revision.id()).collect();
        for line in lines(state, revisions, &heads) {
            text.push_str(&format!("{schema:width$}  {line}"));
            if state.physical.as_str() != schema {
                text.push_str(&format!("  [{}]", state.physical.as_str()));
            }
            text.push('\n');
        }
    }
    output::data(&text)?;
    Ok(Outcome::Done)
}

/// A line for each revision at which a schema stands.
fn lines(
    state: &SchemaState,
    revisions: Option<&SchemaRevisions>,
    heads: &[&RevisionId],
) -> Vec<String> {
    let mut lines: Vec<String> = state
        .heads
        .iter()
        .map(|id| format!("{id}{}", if heads.contains(&id) { " (head)" } else { "" }))
        .collect();
    let lost = state.entries.iter().filter(|entry| is_lost(entry, revisions));
    lines.extend(lost.map(|entry| format!("{} (no files)", entry.revision)));
    let interrupted = state.entries.iter().filter(|entry| entry.state != State::Done);
    lines.extend(interrupted.map(|entry| {
        let (revision, step, steps) = (&entry.revision, entry.step, entry.steps);
        format!("{revision} ({}: {step} of {steps} steps are done)", entry.state)
    }));
    if lines.is_empty() {
        lines.push("nothing is applied".to_owned());
    }
    lines
}

/// Whether a revision is applied, and is not among those that have files.
pub(super) fn is_lost(entry: &Entry, revisions: Option<&SchemaRevisions>) -> bool {
    let id = RevisionId::new(&entry.revision).ok();
    let found = id.and_then(|id| revisions?.get(&id));
    entry.state == State::Done && found.is_none()
}

/// The revisions, the newest first.
pub(super) async fn history<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &RangeArguments,
) -> Result<Outcome, CliError> {
    let revisions = context.revisions()?;
    let applied: Option<BTreeMap<String, SchemaState>> = match arguments.applied {
        true => {
            let migrator = context.migrator(revisions.clone())?;
            let mut connection = context.connect(Use::Looks).await?;
            Some(migrator.current(&mut connection).await?)
        }
        false => None,
    };
    let mut listed = Vec::new();
    for schema in context.chosen.iter().filter_map(|schema| revisions.schemas().get(schema)) {
        let shown = match &arguments.range {
            Some(range) => in_range(schema, range)?,
            None => schema.ids().cloned().collect(),
        };
        let is_applied = |id: &RevisionId| {
            let state = applied.as_ref()?.get(schema.schema());
            let done = |entry: &&crate::history::Entry| entry.revision == id.as_str();
            Some(state.is_some_and(|state| {
                state.entries.iter().find(done).is_some_and(|entry| entry.state == State::Done)
            }))
        };
        let newest_first = schema.in_order().rev().filter(|one| shown.contains(one.id()));
        listed.extend(newest_first.map(|one| Listed::new(one, schema, is_applied(one.id()))));
    }
    print(context, &listed)
}

/// The revisions from one to another, both of them included.
fn in_range(revisions: &SchemaRevisions, range: &str) -> Result<BTreeSet<RevisionId>, CliError> {
    let Some((from, to)) = range.split_once(':') else {
        return Err(CliError::Range { text: range.to_owned() });
    };
    let mut shown: BTreeSet<RevisionId> = match to {
        "" | "head" | "heads" => revisions.ids().cloned().collect(),
        to => revisions.ancestors([revisions.find(to)?.id()]),
    };
    if !from.is_empty() && from != "base" {
        let from = revisions.find(from)?.id().clone();
        let mut above = revisions.descendants(&from);
        above.insert(from);
        shown.retain(|id| above.contains(id));
    }
    Ok(shown)
}

/// The revisions that nothing stands on.
pub(super) fn heads<D: CommandDatabase>(context: &Context<'_, D>) -> Result<Outcome, CliError> {
    some(context, SchemaRevisions::heads)
}

/// The revisions that several stand on.
pub(super) fn branches<D: CommandDatabase>(context: &Context<'_, D>) -> Result<Outcome, CliError> {
    some(context, SchemaRevisions::branches)
}

fn some<D: CommandDatabase>(
    context: &Context<'_, D>,
    of: fn(&SchemaRevisions) -> Vec<&Revision>,
) -> Result<Outcome, CliError> {
    let revisions = context.revisions()?;
    let chosen = context.chosen.iter().filter_map(|schema| revisions.schemas().get(schema));
    let listed: Vec<Listed<'_>> = chosen
        .flat_map(|schema| of(schema).into_iter().map(move |one| Listed::new(one, schema, None)))
        .collect();
    print(context, &listed)
}

/// Compares what was applied with what stands in the files.
pub(super) async fn verify<D: CommandDatabase>(
    context: &Context<'_, D>,
) -> Result<Outcome, CliError> {
    let migrator = context.migrator(context.revisions()?)?;
    let mut connection = context.connect(Use::Looks).await?;
    migrator.verify(&mut connection).await?;
    output::say("what is applied is what stands in the files");
    if context.common.json {
        output::json(&serde_json::json!({ "verified": true }))?;
    }
    Ok(Outcome::Done)
}
