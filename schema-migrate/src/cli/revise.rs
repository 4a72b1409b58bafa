//! What makes revisions: `revision`, `merge` and `squash`.

use std::path::PathBuf;

use polyschema_core::Catalog;
use serde_json::json;

use super::args::{MergeArguments, RevisionArguments, SquashArguments};
use super::ask;
use super::compare;
use super::connect::CommandDatabase;
use super::context::{Context, Use};
use super::difference::{held, in_its_words};
use super::error::{CliError, Outcome};
use super::output;
use crate::autogenerate::{
    self, AutogenerateError, Base, Proposal, Request, answer, base, blank, spelled, write,
    write_squashed,
};
use crate::diff::{Rename, Scope};
use crate::migration::{Revision, RevisionKey, Revisions};
use crate::plan::Form;

/// Writes a new revision.
pub(super) async fn revision<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &RevisionArguments,
) -> Result<Outcome, CliError> {
    let directory = context.writable()?;
    let revisions = context.revisions()?;
    let request = Request {
        message: arguments.message.clone(),
        label: arguments.label.clone(),
        depends: depends(&revisions, &arguments.depends)?,
        rust: arguments.rust.clone(),
        form: if arguments.online { Form::Online } else { Form::Direct },
    };
    let mut bases = Vec::new();
    for schema in &context.chosen {
        let base = base(&revisions, schema, arguments.head.as_deref(), context.dialect())?;
        bases.push((schema.as_str(), base));
    }
    if !arguments.autogenerate {
        let [(schema, base)] = &bases[..] else {
            return Err(CliError::WhichSchema(context.chosen.clone()));
        };
        let blank = blank(&request, schema, base, &revisions, context.dialect())?;
        let new = [blank];
        return wrote(context, &new, &write(directory, &new)?, &[]);
    }
    let sides = Sides::of(context, arguments, bases).await?;
    let proposals = sides.proposals(context, arguments)?;
    let new = autogenerate::revisions(&request, &proposals, &revisions)?;
    if new.is_empty() {
        output::say("nothing differs; no revision is written");
        if context.common.json {
            output::json(&json!([]))?;
        }
        return Ok(Outcome::Done);
    }
    let folders = write(directory, &new)?;
    for proposal in proposals.iter().filter(|proposal| !proposal.diff.is_empty()) {
        output::say(output::diff(&proposal.diff).trim_end());
        for hazard in proposal.plan(request.form).hazards() {
            output::say(output::hazard(hazard).trim_end());
        }
    }
    wrote(context, &new, &folders, &proposals)
}

/// Says what was written.
fn wrote<D: CommandDatabase>(
    context: &Context<'_, D>,
    revisions: &[Revision],
    folders: &[PathBuf],
    proposals: &[Proposal],
) -> Result<Outcome, CliError> {
    if context.common.json {
        let written = revisions.iter().zip(folders).map(|(revision, folder)| {
            let proposal = proposals.iter().find(|one| one.schema == revision.schema());
            json!({
                "schema": revision.schema(),
                "id": revision.id(),
                "path": folder,
                "differences": proposal.map(|one| compare::json(one, None)),
            })
        });
        output::json(&written.collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    let lines = folders.iter().map(|folder| format!("{}\n", folder.display()));
    output::data(&lines.collect::<String>())?;
    Ok(Outcome::Done)
}

fn depends(revisions: &Revisions, said: &[(String, String)]) -> Result<Vec<RevisionKey>, CliError> {
    let find =
        |(schema, name): &(String, String)| Ok(revisions.schema(schema)?.find(name)?.key().clone());
    said.iter().map(find).collect()
}

/// What there is of the schemas, and what the models say of all.
struct Sides<'a> {
    bases: Vec<(&'a str, Base)>,
    /// What the database holds and the models in its words, where they are compared with it.
    database: Option<(Catalog, Catalog)>,
    history_table: &'a str,
}

impl<'a> Sides<'a> {
    async fn of<D: CommandDatabase>(
        context: &'a Context<'_, D>,
        arguments: &RevisionArguments,
        bases: Vec<(&'a str, Base)>,
    ) -> Result<Self, CliError> {
        let history_table = context.history_table();
        if !arguments.from_database {
            return Ok(Self { bases, database: None, history_table });
        }
        let mut connection = context.connect(Use::Looks).await?;
        let held = held(context, &mut connection).await?;
        for unsupported in &held.unsupported {
            output::say(format_args!("note: not compared: {unsupported}"));
        }
        let model = context.to_physical(context.model.catalog().clone())?;
        let wanted = in_its_words::<D>(&mut connection, &model, &held.catalog).await?;
        let database = Some((context.to_logical(held.catalog)?, context.to_logical(wanted)?));
        Ok(Self { bases, database, history_table })
    }

    /// What differs, when all questions are answered.
    fn proposals<D: CommandDatabase>(
        &self,
        context: &Context<'_, D>,
        arguments: &RevisionArguments,
    ) -> Result<Vec<Proposal>, CliError> {
        let mut renames = self.answers(context, arguments)?;
        let mut declined: Vec<Rename> = Vec::new();
        loop {
            let proposals = self.compared(context, &renames)?;
            let mut questions = proposals.iter().flat_map(|proposal| &proposal.diff.questions);
            if arguments.no_rename {
                return Ok(proposals);
            }
            let open = questions.find(|question| !declined.contains(&question.rename));
            let Some(question) = open else { return Ok(proposals) };
            if !ask::can_ask() {
                let all = proposals.iter().flat_map(|one| one.diff.questions.clone()).collect();
                return Err(AutogenerateError::Questions(all).into());
            }
            let (old, new) = spelled(&question.rename);
            let asked =
                format!("was `{old}` renamed to `{new}`? ({} % alike)", question.similarity);
            match ask::confirm(&asked)? {
                true => renames.push(question.rename.clone()),
                false => declined.push(question.rename.clone()),
            }
        }
    }

    /// What the command line says was renamed.
    fn answers<D: CommandDatabase>(
        &self,
        context: &Context<'_, D>,
        arguments: &RevisionArguments,
    ) -> Result<Vec<Rename>, CliError> {
        let model = context.model.catalog();
        let mut renames = Vec::new();
        for (old, new) in &arguments.rename {
            let mut refused = None;
            let befores = self.bases.iter().map(|(_, base)| &base.catalog);
            let befores = befores.chain(self.database.as_ref().map(|(held, _)| held));
            let found = befores.into_iter().find_map(|before| {
                answer(old, new, before, model).map_err(|error| refused = Some(error)).ok()
            });
            match (found, refused) {
                (Some(rename), _) => renames.push(rename),
                (None, Some(error)) => return Err(error.into()),
                (None, None) => return Err(CliError::NoRevisions),
            }
        }
        Ok(renames)
    }

    fn compared<D: CommandDatabase>(
        &self,
        context: &Context<'_, D>,
        renames: &[Rename],
    ) -> Result<Vec<Proposal>, CliError> {
        let model = context.model.catalog();
        let compare = |(schema, base): &(&str, Base)| {
            Ok(match &self.database {
                None => Proposal::of(schema, base, model, &Scope::between_snapshots(), renames)?,
                Some((held, wanted)) => {
                    let scope = Scope::of_database().history_table(self.history_table);
                    let parents = base.parents.clone();
                    Proposal::between(schema, parents, (held, wanted), model, &scope, renames)?
                }
            })
        };
        self.bases.iter().map(compare).collect()
    }
}

/// Joins heads in a new revision.
pub(super) fn merge<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &MergeArguments,
) -> Result<Outcome, CliError> {
    let directory = context.writable()?;
    let revisions = context.revisions()?;
    let dialect = context.dialect();
    let mut merged = Vec::new();
    let mut schemas: Vec<&str> = context.chosen.iter().map(String::as_str).collect();
    if let Some(first) = arguments.revisions.first() {
        schemas = vec![context.find(&revisions, first)?.schema()];
    } else if context.common.schema.is_empty() {
        let has_several = |schema: &&str| {
            revisions.schemas().get(*schema).is_some_and(|one| one.heads().len() > 1)
        };
        schemas.retain(has_several);
    }
    for schema in schemas {
        let named: Vec<String> = arguments
            .revisions
            .iter()
            .map(|name| name.rsplit('=').next().unwrap_or_default().to_owned())
            .collect();
        merged.push(autogenerate::merge(&revisions, schema, &named, &arguments.message, dialect)?);
    }
    if merged.is_empty() {
        output::say("no schema has several heads");
    }
    let new: Vec<Revision> = merged.iter().map(|merge| merge.revision.clone()).collect();
    let folders = write(directory, &new)?;
    for (merge, folder) in merged.iter().zip(&folders) {
        for conflict in &merge.conflicts {
            output::say(format_args!(
                "note: the heads made `{conflict}` different; write into `{}` what leads to one of them, \
                and into `snapshot.json` which",
                folder.join("upgrade.sql").display()
            ));
        }
    }
    wrote(context, &new, &folders, &[])
}

/// Joins all revisions up to one in a single revision.
pub(super) fn squash<D: CommandDatabase>(
    context: &Context<'_, D>,
    arguments: &SquashArguments,
) -> Result<Outcome, CliError> {
    let directory = context.writable()?;
    let revisions = context.revisions()?;
    let last = context.find(&revisions, &arguments.revision)?;
    let (schema, id) = (last.schema(), last.id().as_str());
    let message = arguments.message.as_deref();
    let squashed = autogenerate::squash(&revisions, schema, id, message, context.dialect())?;
    let folder = write_squashed(directory, &squashed, squashed.replaces())?;
    let names: Vec<&str> = squashed.replaces().iter().map(|id| id.as_str()).collect();
    output::say(format_args!("`{}` takes the place of {}", squashed.id(), names.join(", ")));
    wrote(context, &[squashed], &[folder], &[])
}
