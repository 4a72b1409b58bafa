//! What the database would do for a statement.

use std::fmt::Write as _;
use std::marker::PhantomData;

use crate::dialect::{Database, Dialect, Postgres};
use crate::error::Result;
use crate::exec::driver::{Driver, Executor};
use crate::exec::run::Fetch;
use crate::exec::sending::Sending;
use crate::query::{Builder, Prepared, Query, Rows, Statement, Statements};
use crate::schema_map::SchemaMap;
use crate::value::{ColumnType, ColumnWriter, RowReader};

/// Asks for the plan of a statement.
pub trait ToExplain: Builder {
    /// The plan of the statement, with the very same SQL and binds; nothing runs unless `.analyze()` says so.
    ///
    /// Of an insert of so many rows that it takes several statements, the plan of each.
    fn explain(self) -> Explain<Self> {
        Explain { statement: self, options: Options::default() }
    }
}

impl<B: Builder> ToExplain for B {}

/// The plan of a statement: `EXPLAIN` in PostgreSQL, `EXPLAIN QUERY PLAN` in SQLite.
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is sent"]
pub struct Explain<Q> {
    statement: Q,
    options: Options,
}

#[derive(Debug, Clone, Copy, Default)]
struct Options {
    analyze: bool,
    verbose: bool,
    buffers: bool,
    json: bool,
}

/// A kind of database whose `EXPLAIN` has options.
#[diagnostic::on_unimplemented(
    message = "`EXPLAIN` has no options in `{Self}`",
    label = "only `Postgres` has this; leave it out"
)]
pub trait ExplainOptions: Database {}

impl ExplainOptions for Postgres {}

impl<Q: Builder> Explain<Q> {
    /// **Runs** the statement, and says what it cost. A statement that writes does write: roll its transaction
    /// back where it must not.
    pub const fn analyze(mut self) -> Self
    where
        Q: Statement<Database: ExplainOptions>,
    {
        self.options.analyze = true;
        self
    }

    /// Says more of each step: its columns and schema, for example.
    pub const fn verbose(mut self) -> Self
    where
        Q: Statement<Database: ExplainOptions>,
    {
        self.options.verbose = true;
        self
    }

    /// Says which memory and files were used.
    pub const fn buffers(mut self) -> Self
    where
        Q: Statement<Database: ExplainOptions>,
    {
        self.options.buffers = true;
        self
    }

    /// The plan, a step to a line, each further in than the step that it is for.
    ///
    /// # Errors
    /// The statement is incomplete, or the database refuses it.
    pub fn fetch<'c, E>(self, executor: E) -> Sending<'c, Vec<String>>
    where
        Q: Statement<Database: Driver> + 'c,
        E: Executor<'c, Q::Database>,
    {
        let steps = Plan::<Q, Line<Q::Database>>::new(self).fetch_all(executor);
        Sending::new(async move { Ok(lines(steps.await?)) })
    }

    /// The plan as JSON.
    ///
    /// # Errors
    /// As [`Explain::fetch`].
    #[cfg(feature = "json")]
    pub fn fetch_json<'c, E>(mut self, executor: E) -> Sending<'c, serde_json::Value>
    where
        Q: Statement<Database: Driver + ExplainOptions> + 'c,
        E: Executor<'c, Q::Database>,
    {
        self.options.json = true;
        Plan::<Q, Document>::new(self).fetch_one(executor)
    }
}

/// What is sent; `R` says how its rows are read.
struct Plan<Q, R> {
    explain: Explain<Q>,
    rows: PhantomData<fn() -> R>,
}

impl<Q, R> Plan<Q, R> {
    const fn new(explain: Explain<Q>) -> Self {
        Self { explain, rows: PhantomData }
    }
}

impl<Q, R> Builder for Plan<Q, R> {}

impl<Q: Statement, R> Statement for Plan<Q, R> {
    type Database = Q::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        let words = words(<Q::Database as Database>::DIALECT, self.explain.options);
        let explained = |mut statement: Prepared<B>| {
            statement.sql = format!("{words}{}", &*statement.sql).into();
            statement.about.operation = "explain";
            statement
        };
        Ok(self.explain.statement.prepare(map)?.into_vec().into_iter().map(explained).collect())
    }
}

impl<Q: Statement<Database: Driver>, R: Rows> Query for Plan<Q, R> {
    type Rows = R;
}

fn words(dialect: Dialect, options: Options) -> String {
    match dialect {
        Dialect::Sqlite => "EXPLAIN QUERY PLAN ".to_owned(),
        Dialect::Postgres => {
            let Options { analyze, verbose, buffers, json } = options;
            let mut words = "EXPLAIN (".to_owned();
            for (_, word) in [(analyze, "ANALYZE"), (verbose, "VERBOSE"), (buffers, "BUFFERS")]
                .iter()
                .filter(|o| o.0)
            {
                // Writing to a `String` cannot fail.
                let _ = write!(words, "{word}, ");
            }
            words.push_str(if json { "FORMAT JSON) " } else { "FORMAT TEXT) " });
            words
        }
    }
}

/// A step of a plan.
struct Step {
    /// SQLite's numbers of the step and of the one that it is for; PostgreSQL indents the text itself.
    place: Option<(i64, i64)>,
    text: String,
}

/// A row of a plan in text. Source: SQLite, "EXPLAIN QUERY PLAN": four columns, of which the third is not used.
struct Line<D>(PhantomData<fn() -> D>);

impl<D: Database> Rows for Line<D> {
    type Row = Step;

    fn read<R: RowReader>(row: &mut R) -> Result<Step> {
        let place = match D::DIALECT {
            Dialect::Postgres => None,
            Dialect::Sqlite => {
                let place = (ColumnType::read(row)?, ColumnType::read(row)?);
                let _: i64 = ColumnType::read(row)?;
                Some(place)
            }
        };
        Ok(Step { place, text: ColumnType::read(row)? })
    }
}

/// A plan in JSON.
#[cfg(feature = "json")]
struct Document;

#[cfg(feature = "json")]
impl Rows for Document {
    type Row = serde_json::Value;

    fn read<R: RowReader>(row: &mut R) -> Result<serde_json::Value> {
        ColumnType::read(row)
    }
}

fn lines(steps: Vec<Step>) -> Vec<String> {
    let mut depths: Vec<(i64, usize)> = Vec::new();
    let mut lines = Vec::with_capacity(steps.len());
    for Step { place, text } in steps {
        let Some((id, parent)) = place else {
            lines.push(text);
            continue;
        };
        let above = depths.iter().rfind(|(step, _)| *step == parent);
        let depth = above.map_or(0, |(_, depth)| depth + 1);
        depths.push((id, depth));
        lines.push(format!("{}{text}", "  ".repeat(depth)));
    }
    lines
}
