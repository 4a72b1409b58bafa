//! A span of `tracing` for each statement, with the field names of OpenTelemetry.
//!
//! Source: OpenTelemetry, "Semantic conventions for database client spans". Invariant: no field holds a value, or the
//! message of an error, which can hold one. Without the feature `tracing`, `span_off` stands in the place of this file.

use std::task::Poll;

use futures_core::future::BoxFuture;
use sqlx::error::DatabaseError;
use tracing::field::Empty;
use tracing::level_filters::LevelFilter;
use tracing::{Instrument, debug_span};

use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::query::About;

/// The span of a statement; entered whenever the statement is polled.
#[derive(Debug, Clone)]
pub struct Span(tracing::Span);

impl Span {
    pub(super) fn of(dialect: Dialect, about: &About) -> Self {
        Self::new(dialect, about.operation, &about.schema, about.table.name())
    }

    /// Of an operation on a table, on a schema, or on neither: what is not there is empty.
    pub(super) fn new(dialect: Dialect, operation: &str, schema: &str, table: &str) -> Self {
        // A span that nobody listens to would still be told, for `log`, which sqlx compiles in.
        if LevelFilter::current() < LevelFilter::DEBUG {
            return Self(tracing::Span::none());
        }
        let known = |name| Some(name).filter(|name: &&str| !name.is_empty());
        let system = match dialect {
            Dialect::Postgres => "postgresql",
            Dialect::Sqlite => "sqlite",
        };
        let span = debug_span!(
            target: "polyschema::query",
            "statement",
            otel.name = format_args!(
                "{operation} {}", known(table).or(known(schema)).unwrap_or(system)
            ),
            otel.kind = "client",
            otel.status_code = Empty,
            db.system.name = system,
            db.namespace = known(schema),
            db.collection.name = known(table),
            db.operation.name = operation,
            db.response.returned_rows = Empty,
            db.response.affected_rows = Empty,
            db.response.status_code = Empty,
            error.type = Empty,
        );
        Self(if span.is_disabled() { tracing::Span::none() } else { span })
    }

    /// Runs something in the span; sqlx remembers where a stream was made.
    pub(super) fn within<T>(&self, run: impl FnOnce() -> T) -> T {
        self.0.in_scope(run)
    }

    /// A future in the span, which tells it at the end what came of it.
    pub(super) fn follow<'c, F, T: 'c, E: Failure + 'c>(
        self,
        future: F,
        tell: fn(&Self, &T),
    ) -> BoxFuture<'c, Result<T, E>>
    where
        F: Future<Output = Result<T, E>> + Send + 'c,
    {
        if self.0.is_disabled() {
            return Box::pin(future);
        }
        let span = self.0.clone();
        let told = async move {
            let result = future.await;
            match &result {
                Ok(done) => tell(&self, done),
                Err(error) => self.failed(error),
            }
            result
        };
        Box::pin(told.instrument(span))
    }

    /// Says how many rows came back.
    pub(super) fn returned(&self, rows: usize) {
        self.0.record("db.response.returned_rows", rows);
    }

    /// Says how many rows were changed.
    pub(super) fn affected(&self, rows: u64) {
        self.0.record("db.response.affected_rows", rows);
    }

    fn failed(&self, error: &impl Failure) {
        if self.0.is_disabled() {
            return;
        }
        if error.is_no_row() {
            return self.returned(0);
        }
        self.0.record("otel.status_code", "ERROR");
        match error.refusal().and_then(DatabaseError::code) {
            Some(code) => {
                self.0.record("db.response.status_code", &*code);
                self.0.record("error.type", &*code);
            }
            None => drop(self.0.record("error.type", error.kind())),
        }
    }

    /// The span of rows that are taken one by one.
    pub(super) const fn of_rows(self) -> RowsSpan {
        RowsSpan { span: self, returned: 0 }
    }
}

/// The span of rows that are taken one by one; it says how many were, whenever that ends.
#[derive(Debug)]
pub(super) struct RowsSpan {
    span: Span,
    returned: usize,
}

impl RowsSpan {
    /// Asks for the next row in the span.
    pub(super) fn next<T>(
        &mut self,
        next: impl FnOnce() -> Poll<Option<Result<T>>>,
    ) -> Poll<Option<Result<T>>> {
        let polled = self.span.within(next);
        match &polled {
            Poll::Ready(Some(Ok(_))) => self.returned += 1,
            Poll::Ready(Some(Err(error))) => self.span.failed(error),
            Poll::Ready(None) | Poll::Pending => {}
        }
        polled
    }
}

impl Drop for RowsSpan {
    fn drop(&mut self) {
        self.span.returned(self.returned);
    }
}

/// An error, as a span knows it.
pub(super) trait Failure {
    /// Whether the statement is not to blame: it found nothing.
    fn is_no_row(&self) -> bool;

    /// What the database said.
    fn refusal(&self) -> Option<&dyn DatabaseError>;

    /// What it is, where the database said nothing.
    fn kind(&self) -> &'static str;
}

/// What OpenTelemetry calls an error that has no name.
const OTHER: &str = "_OTHER";

impl Failure for sqlx::Error {
    fn is_no_row(&self) -> bool {
        false
    }

    fn refusal(&self) -> Option<&dyn DatabaseError> {
        self.as_database_error()
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Io(_) => "io",
            Self::PoolTimedOut => "pool_timed_out",
            _ => OTHER,
        }
    }
}

impl Failure for Error {
    fn is_no_row(&self) -> bool {
        matches!(self, Self::NoRow)
    }

    fn refusal(&self) -> Option<&dyn DatabaseError> {
        match self {
            Self::Database(error) => error.source.refusal(),
            _ => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Database(error) => error.source.kind(),
            Self::Decode { .. } => "decode",
            _ => OTHER,
        }
    }
}
