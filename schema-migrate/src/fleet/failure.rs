//! What a failure means: whether it is worth another try, and what the report says of it.

use crate::apply::ApplyError;
use crate::engine::Engine;
use crate::error::Error;

use super::{FleetError, Status};

/// What a failure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// Others are in the way.
    Busy,
    /// The connection is gone, or of no use.
    Lost,
    /// It was refused before anything ran.
    Refused,
    /// It would fail again.
    Failed,
}

impl Failure {
    pub(super) fn of(error: &Error, engine: &Engine) -> Self {
        let driver = driver(error);
        if driver.is_some_and(is_lost) {
            return Self::Lost;
        }
        let code = sqlstate(error);
        if code.is_some_and(|code| engine.retryable_states().contains(&code.as_str())) {
            return Self::Busy;
        }
        match error {
            Error::Apply(apply) => match &**apply {
                ApplyError::Locked { .. }
                | ApplyError::LeaseLost { .. }
                | ApplyError::Moved { .. } => Self::Busy,
                ApplyError::Refused(_) | ApplyError::NoSchema { .. } => Self::Refused,
                _ => Self::Failed,
            },
            Error::Revision(_)
            | Error::Fleet(FleetError::NoSchema(_) | FleetError::TakesSchema) => Self::Refused,
            _ => Self::Failed,
        }
    }

    /// Whether another try may help.
    pub(super) const fn is_passing(self) -> bool {
        match self {
            Self::Busy | Self::Lost => true,
            Self::Refused | Self::Failed => false,
        }
    }

    /// What the report says when there is no other try.
    pub(super) const fn status(self) -> Status {
        match self {
            Self::Busy => Status::Busy,
            Self::Refused => Status::Refused,
            Self::Lost | Self::Failed => Status::Failed,
        }
    }
}

/// The server's code.
pub(super) fn sqlstate(error: &Error) -> Option<String> {
    driver(error)?.as_database_error()?.code().map(Into::into)
}

/// The step that failed: the revision, its number from 1, what it does.
pub(super) fn step(error: &Error) -> Option<String> {
    let Error::Apply(apply) = error else { return None };
    let ApplyError::Step(step) = &**apply else { return None };
    Some(format!("{} step {} of {} ({})", step.key.id, step.step, step.steps, step.name))
}

fn driver(error: &Error) -> Option<&sqlx::Error> {
    match error {
        Error::Apply(apply) => apply.driver(),
        Error::Fleet(FleetError::Database { source, .. }) => Some(source),
        _ => None,
    }
}

/// Whether a connection is of no use any more: it broke, or the server ended it or does not take any now.
///
/// Source: PostgreSQL manual, appendix A, classes 08, 57 and 53.
fn is_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(server) => server.code().is_some_and(|code| {
            code.starts_with("08") || ["57P01", "57P02", "57P03", "53300"].contains(&&*code)
        }),
        _ => false,
    }
}
