//! Several revisions as one, with all their SQL.

use polyschema_core::Dialect;

use super::AutogenerateError;
use super::sides::catalog_at;
use crate::error::Result;
use crate::migration::{NewRevision, NewScript, Revision, RevisionId, RevisionScript, Revisions};

/// Joins all revisions of a schema up to one in a revision that replaces them.
///
/// The SQL is theirs, one after the other, so that what was written by hand is kept, and a new database goes the
/// same way as the others went. A database that has all of them has the new one.
///
/// # Errors
/// [`AutogenerateError::NothingToSquash`], [`AutogenerateError::StoodOn`], [`AutogenerateError::RustInside`];
/// [`RevisionError`](crate::migration::RevisionError) for a name of no revision, and where revisions of another schema
/// stand between them.
pub fn squash(
    revisions: &Revisions,
    schema: &str,
    up_to: &str,
    message: Option<&str>,
    dialect: Dialect,
) -> Result<Revision> {
    let of_schema = revisions.schema(schema)?;
    let last = of_schema.find(up_to)?;
    let ids = of_schema.ancestors([last.id()]);
    let joined: Vec<&Revision> =
        of_schema.in_order().filter(|revision| ids.contains(revision.id())).collect();
    let schema = schema.to_owned();
    if joined.len() < 2 {
        let id = last.id().clone();
        return Err(AutogenerateError::NothingToSquash { schema, id }.into());
    }
    for revision in of_schema.in_order().filter(|revision| !ids.contains(revision.id())) {
        let inside = |parent: &&RevisionId| ids.contains(*parent) && *parent != last.id();
        if let Some(on) = revision.parents().iter().find(inside) {
            let (by, on) = (revision.id().clone(), on.clone());
            return Err(AutogenerateError::StoodOn { schema, by, on }.into());
        }
    }
    let inner = joined.iter().filter(|revision| revision.id() != last.id());
    if let Some((id, function)) =
        inner.clone().find_map(|one| Some((one.id().clone(), rust(one)?.to_owned())))
    {
        return Err(AutogenerateError::RustInside { schema, id, function }.into());
    }
    let message = message.unwrap_or("squash");
    let mut new = NewRevision::new(&schema, id(last.id(), message), message);
    new.label = last.label().map(str::to_owned);
    for key in joined.iter().flat_map(|revision| revision.depends()) {
        if !new.depends.contains(key) {
            new.depends.push(key.clone());
        }
    }
    for revision in &joined {
        // Others may still go by the names of what it took the place of itself.
        new.replaces.extend(revision.replaces().iter().chain([revision.id()]).cloned());
    }
    new.upgrade = script(joined.iter().map(|one| (one.id(), Some(one.upgrade()))))
        .unwrap_or_else(|| NewScript::new(""));
    new.downgrade = script(joined.iter().rev().map(|one| (one.id(), one.downgrade())));
    new.snapshot = Some(catalog_at(of_schema, last, dialect)?);
    let squashed = new.build(dialect)?;
    // Another schema may wait for what is inside, and what is inside for the other schema.
    let replaced = |one: &&Revision| one.schema() == squashed.schema() && ids.contains(one.id());
    let others = revisions.in_order().filter(|one| !replaced(one));
    Revisions::new(others.chain([&squashed]).cloned().collect())?;
    Ok(squashed)
}

/// The Rust function that a revision runs, on either way.
fn rust(revision: &Revision) -> Option<&str> {
    let back = revision.downgrade().and_then(|script| script.rust.as_deref());
    revision.upgrade().rust.as_deref().or(back)
}

/// The number of the last revision, so that folders still sort as they grew, and what the message says.
fn id(last: &RevisionId, message: &str) -> RevisionId {
    let digits: String = last.as_str().chars().take_while(char::is_ascii_digit).collect();
    let next = RevisionId::next([], message);
    let name = next.as_str().trim_start_matches(|c: char| c.is_ascii_digit());
    RevisionId::new(&format!("{digits}{name}")).unwrap_or(next)
}

/// The SQL of revisions one after the other; `None` where one of them has none.
fn script<'a>(
    scripts: impl Iterator<Item = (&'a RevisionId, Option<&'a RevisionScript>)>,
) -> Option<NewScript> {
    let mut joined = NewScript::new("");
    for (id, script) in scripts {
        let script = script?;
        joined.transactional &= script.transactional;
        joined.rust = joined.rust.or_else(|| script.rust.clone());
        let sql = body(script.script.text());
        if sql.is_empty() {
            continue;
        }
        let end = if sql.ends_with(';') { "\n\n" } else { "\n;\n\n" };
        joined.sql.extend(["-- from ", id.as_str(), "\n\n", sql, end]);
    }
    Some(joined)
}

/// A file without its header.
fn body(text: &str) -> &str {
    if !text.starts_with("-- revision:") {
        return text.trim();
    }
    let header: usize =
        text.split_inclusive('\n').take_while(|line| line.starts_with("--")).map(str::len).sum();
    text[header..].trim()
}
