//! A step that failed: where it stands, and what the server says of it.

use std::fmt;

use polyschema_core::SchemaName;

use super::Direction;
use super::hook::{BoxError, RevisionRun};
use crate::connection::{MigrateConnection, Refusal, RefusedStatement, Said};
use crate::migration::{BoundStatement, RevisionKey};

/// A step of a revision that failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct StepError {
    /// Schema and revision.
    pub key: RevisionKey,
    /// The schema's name in the database.
    pub physical: SchemaName,
    /// Forward or back.
    pub direction: Direction,
    /// Which step, from 1.
    pub step: usize,
    /// How many there are.
    pub steps: usize,
    /// What it does.
    pub name: String,
    /// The statement; `None` for a Rust function.
    pub statement: Option<FailedStatement>,
    /// What is left of the revision.
    pub remains: Remains,
    /// The driver's error, or the Rust function's.
    pub source: BoxError,
}

/// A statement that the server refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedStatement {
    /// The file.
    pub file: String,
    /// The line in the file on which the statement begins, from 1.
    pub line: usize,
    /// The SQL that was sent.
    pub sql: String,
    /// What the server says.
    pub refusal: Refusal,
    /// Line in the file and column of the SQL at which it is wrong, from 1.
    pub position: Option<(usize, usize)>,
}

/// What is left of a revision that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remains {
    /// Nothing: it was one transaction.
    Nothing,
    /// The steps before, which are in the history; the next run goes on with the one that failed.
    StepsBefore,
}

impl StepError {
    /// The error of a statement.
    pub(super) fn of_statement<C: MigrateConnection>(
        run: &RevisionRun,
        at: usize,
        file: &str,
        statement: &BoundStatement,
        remains: Remains,
        refused: RefusedStatement,
    ) -> Self {
        let RefusedStatement { before, source, .. } = refused;
        let mut refusal = C::refusal(&source);
        refusal.position = refusal.position.and_then(|position| position.checked_sub(before));
        let position = refusal.position.map(|position| {
            let before: String = statement.sql.chars().take(position.saturating_sub(1)).collect();
            let line = statement.text_line + before.matches('\n').count();
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            (line, column)
        });
        let failed = FailedStatement {
            file: file.to_owned(),
            line: statement.line,
            sql: statement.sql.clone(),
            refusal,
            position,
        };
        let name = statement.name.clone();
        Self::new(run, at, name, Some(failed), remains, source.into())
    }

    /// The error of a Rust function.
    pub(super) fn of_rust(
        run: &RevisionRun,
        function: &str,
        remains: Remains,
        source: BoxError,
    ) -> Self {
        let name = format!("Rust function {function}");
        Self::new(run, run.steps - 1, name, None, remains, source)
    }

    fn new(
        run: &RevisionRun,
        at: usize,
        name: String,
        statement: Option<FailedStatement>,
        remains: Remains,
        source: BoxError,
    ) -> Self {
        let (key, physical) = (run.key.clone(), run.physical.clone());
        let (direction, steps) = (run.direction, run.steps);
        Self { key, physical, direction, step: at + 1, steps, name, statement, remains, source }
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, physical, direction, step, steps, name, remains, .. } = self;
        write!(f, "{direction} of `{}`", key.schema)?;
        if physical.as_str() != key.schema {
            write!(f, " (schema `{}`)", physical.as_str())?;
        }
        write!(f, " failed in `{}` at step {step} of {steps} ({name})", key.id)?;
        match &self.statement {
            Some(statement) => write!(f, "{statement}")?,
            None => match self.source.downcast_ref() {
                Some(error) => write!(f, ": {}", Said(error))?,
                None => write!(f, ": {}", self.source)?,
            },
        }
        match remains {
            Remains::Nothing => write!(f, "; nothing of `{}` was kept", key.id)?,
            Remains::StepsBefore if *step == 1 => write!(f, "; run again to go on from it")?,
            Remains::StepsBefore => write!(
                f,
                "; {} of {steps} steps are done and in the history, run again to go on from there",
                step - 1
            )?,
        }
        match &self.statement {
            Some(statement) => write!(f, "\n{}", without_comments(&statement.sql)),
            None => Ok(()),
        }
    }
}

/// A statement without the lines of comment above it.
fn without_comments(mut sql: &str) -> &str {
    while let Some((comment, rest)) = sql.split_once('\n')
        && (comment.trim().is_empty() || comment.trim_start().starts_with("--"))
    {
        sql = rest;
    }
    sql
}

impl fmt::Display for FailedStatement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, refusal, .. } = self;
        match self.position {
            Some((line, column)) => write!(f, ", {file} line {line} column {column}")?,
            None => write!(f, ", {file} line {line}")?,
        }
        write!(f, ": {}", refusal.message)?;
        if let Some(code) = &refusal.code {
            write!(f, " ({code})")?;
        }
        for more in [&refusal.detail, &refusal.hint].into_iter().flatten() {
            write!(f, "; {}", more.trim_end_matches('.'))?;
        }
        Ok(())
    }
}

impl std::error::Error for StepError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
