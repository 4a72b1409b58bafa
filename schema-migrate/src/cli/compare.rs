//! What differs: `check`, `diff`, `plan` and `drift`.

use polyschema_core::Dialect;
use polyschema_core::render::SchemaSpelling;
use polyschema_core::render::ddl::to_sql;
use serde::Serialize;

use super::args::{DiffArguments, PlanArguments, ScopeArguments};
use super::connect::CommandDatabase;
use super::context::{Context, Use};
use super::difference::{against_database, scope};
use super::error::{CliError, Outcome};
use super::output;
use super::stand::is_lost;
use crate::apply::SchemaState;
use crate::autogenerate::{Proposal, base, promised};
use crate::diff::{Diff, Scope};
use crate::history::{Entry, State};
use crate::migration::{RevisionId, RevisionKey, SchemaRevisions, Target};
use crate::plan::{self, Form, Transaction};

/// Whether the models are ahead of the revisions, and the revisions of the database.
pub(super) async fn check<D: CommandDatabase>(
    context: &Context<'_, D>,
    pending: bool,
) -> Result<Outcome, CliError> {
    let proposals = without_database(context, &Scope::between_snapshots())?;
    let changed = proposals.iter().any(|proposal| !proposal.diff.is_empty());
    let lacking: Vec<RevisionKey> = match pending {
        true => {
            let migrator = context.migrator(context.revisions()?)?;
            let mut connection = context.connect(Use::Looks).await?;
            let targets = context.targets(&Target::Heads, migrator.revisions());
            migrator.pending(&mut connection, &targets).await?
        }
        false => Vec::new(),
    };
    if context.common.json {
        let changes: Vec<_> = proposals.iter().map(|one| json(one, None)).collect();
        output::json(&serde_json::json!({ "schemas": changes, "pending": lacking }))?;
    } else {
        proposals.iter().try_for_each(|proposal| output::data(&output::diff(&proposal.diff)))?;
    }
    if changed {
        output::say("the models are ahead of the revisions");
    }
    for key in &lacking {
        output::say(format_args!("the database lacks {key}"));
    }
    if changed || !lacking.is_empty() {
        return Ok(Outcome::Pending);
    }
    output::say("the revisions make what the models say");
    Ok(Outcome::Done)
}

/// What differs between the revisions and the models.
fn without_database<D: CommandDatabase>(
    context: &Context<'_, D>,
    scope: &Scope,
) -> Result<Vec<Proposal>, CliError> {
    let revisions = context.revisions()?;
    let propose = |schema: &String| {
        let base = base(&revisions, schema, None, context.dialect())?;
        Ok(Proposal::of(schema, &base, context.model.catalog(), scope, &[])?)
    };
    context.chosen.iter().map(propose).collect()
}

/// What differs between a database, or the revisions, and the models.
async fn proposals<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &DiffArguments,
) -> Result<Vec<Proposal>, CliError> {
    if arguments.offline {
        let scope = scope(context, &arguments.scope, Scope::between_snapshots())?;
        return without_database(context, &scope);
    }
    let wanted = context.to_physical(context.model.catalog().clone())?;
    let scope = scope(context, &arguments.scope, Scope::of_database())?;
    against_database(context, &wanted, &scope).await
}

/// Says what differs, and what is dangerous about it.
pub(super) async fn diff<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &DiffArguments,
) -> Result<Outcome, CliError> {
    let proposals = proposals(context, arguments).await?;
    if context.common.json {
        output::json(
            &proposals.iter().map(|one| json(one, Some(Form::Direct))).collect::<Vec<_>>(),
        )?;
        return Ok(Outcome::Done);
    }
    for proposal in &proposals {
        output::data(&output::diff(&proposal.diff))?;
        for hazard in proposal.plan(Form::Direct).hazards() {
            output::data(&output::hazard(hazard))?;
        }
    }
    if proposals.iter().all(|proposal| proposal.diff.is_empty()) {
        output::say("nothing differs");
    }
    Ok(Outcome::Done)
}

/// Shows the SQL that would make a database what the models say.
pub(super) async fn plan<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &PlanArguments,
) -> Result<Outcome, CliError> {
    let proposals = proposals(context, &arguments.diff).await?;
    let form = if arguments.online { Form::Online } else { Form::Direct };
    if context.common.json {
        output::json(&proposals.iter().map(|one| json(one, Some(form))).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    for proposal in &proposals {
        let plan = proposal.plan(form);
        for lock in plan.steps.iter().flat_map(|step| &step.locks) {
            output::data(&format!("-- lock: {lock}\n"))?;
        }
        output::data(&plan.sql(&SchemaSpelling::Names))?;
    }
    if proposals.iter().all(|proposal| proposal.diff.is_empty()) {
        output::say("nothing differs");
    }
    Ok(Outcome::Done)
}

/// Whether a database is what its revisions made of it.
pub(super) async fn drift<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &ScopeArguments,
) -> Result<Outcome, CliError> {
    let migrator = context.migrator(context.revisions()?)?;
    let mut connection = context.connect(Use::Looks).await?;
    let states = migrator.current(&mut connection).await?;
    drop(connection);
    let chosen = states.iter().filter(|(schema, _)| context.chosen.contains(*schema));
    let schemas = migrator.revisions().schemas();
    let noted = chosen.flat_map(|(schema, state)| noted(schema, state, schemas.get(schema)));
    let noted: Vec<String> = noted.collect();
    let applied: Vec<(String, Vec<RevisionId>)> = states
        .into_iter()
        .filter(|(schema, _)| context.chosen.contains(schema))
        .map(|(schema, state)| (schema, state.heads))
        .collect();
    let promised = promised(migrator.revisions(), &applied, context.dialect())?;
    let promised = context.to_physical(promised)?;
    let scope = scope(context, arguments, Scope::of_database())?;
    let proposals = against_database(context, &promised, &scope).await?;
    let drifted = proposals.iter().any(|proposal| !proposal.diff.is_empty());
    if context.common.json {
        output::json(&proposals.iter().map(|one| json(one, None)).collect::<Vec<_>>())?;
    } else {
        proposals.iter().try_for_each(|proposal| output::data(&output::diff(&proposal.diff)))?;
    }
    match drifted {
        true => {
            output::say("this would make the database what its revisions say");
            noted.iter().for_each(output::say);
            Ok(Outcome::Pending)
        }
        false => {
            output::say("the database is what its revisions made of it");
            Ok(Outcome::Done)
        }
    }
}

/// The revisions that were interrupted, or have no files: what they did is drift as long as they are so.
fn noted(schema: &str, state: &SchemaState, revisions: Option<&SchemaRevisions>) -> Vec<String> {
    let is_noted = |entry: &&Entry| entry.state != State::Done || is_lost(entry, revisions);
    let say = |entry: &Entry| {
        if entry.state == State::Done {
            return format!(
                "revision `{}` of `{schema}` is applied and has no files, and what it did is among it; get the newest revisions",
                entry.revision
            );
        }
        let verb = match entry.state {
            State::Downgrading => "downgrade",
            State::Upgrading | State::Done => "upgrade",
        };
        format!(
            "revision `{}` of `{schema}` was interrupted at step {} of {}, and what it did is among it; `{verb}` finishes it",
            entry.revision,
            entry.step + 1,
            entry.steps
        )
    };
    state.entries.iter().filter(is_noted).map(say).collect()
}

/// A schema's differences, as data.
#[derive(Debug, Serialize)]
struct Differences<'a> {
    schema: &'a str,
    /// The changes in words.
    words: Vec<String>,
    #[serde(flatten)]
    diff: &'a Diff,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Vec<Step>>,
}

#[derive(Debug, Serialize)]
struct Step {
    name: String,
    sql: Vec<String>,
    hazards: Vec<Hazard>,
    locks: Vec<String>,
    transaction: &'static str,
    lost: Option<String>,
}

#[derive(Debug, Serialize)]
struct Hazard {
    code: &'static str,
    on: String,
    destructive: bool,
    message: String,
}

impl Step {
    fn of(step: &plan::Step, dialect: Dialect) -> Self {
        Self {
            name: step.name.clone(),
            sql: step.statements.iter().map(|statement| to_sql(statement, dialect)).collect(),
            hazards: step.hazards.iter().map(Hazard::of).collect(),
            locks: step.locks.iter().map(ToString::to_string).collect(),
            transaction: match step.transaction {
                Transaction::Shared => "shared",
                Transaction::Own => "own",
                Transaction::None => "none",
            },
            lost: step.lost.clone(),
        }
    }
}

impl Hazard {
    fn of(hazard: &plan::Hazard) -> Self {
        Self {
            code: hazard.kind.code(),
            on: hazard.on.clone(),
            destructive: hazard.is_destructive(),
            message: hazard.to_string(),
        }
    }
}

pub(super) fn json(proposal: &Proposal, form: Option<Form>) -> serde_json::Value {
    let words = proposal.diff.changes.iter().map(ToString::to_string).collect();
    let steps = form.map(|form| {
        let plan = proposal.plan(form);
        plan.steps.iter().map(|step| Step::of(step, plan.dialect)).collect()
    });
    let differences = Differences { schema: &proposal.schema, words, diff: &proposal.diff, steps };
    serde_json::to_value(differences).unwrap_or_default()
}
