//! Why there is no diagnosis.

use crate::connection::Said;

/// Why the doctor could not look.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DoctorError {
    /// Nobody let it in.
    #[error("the database cannot be reached: {}", Said(.0))]
    Connect(#[source] sqlx::Error),
    /// A pooler does not take what the URL asks for.
    #[error(
        "a pooler refuses the startup parameter `{parameter}`; leave it out of the URL, or let it through \
         in the pooler (PgBouncer: `ignore_startup_parameters = {parameter}`, which ignores it)"
    )]
    Startup {
        /// Its name.
        parameter: String,
    },
    /// A question that was not answered.
    #[error("the doctor could not {doing}: {}", Said(source))]
    Question {
        /// What it wanted.
        doing: &'static str,
        /// The driver's error.
        source: sqlx::Error,
    },
}

impl DoctorError {
    /// The error of a question.
    pub(super) fn question(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Question { doing, source }
    }
}
