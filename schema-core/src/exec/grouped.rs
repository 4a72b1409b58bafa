//! The verb of rows that belong to others.

use crate::error::Error;
use crate::exec::driver::{Driver, Executor};
use crate::exec::run::Fetch;
use crate::exec::sending::Sending;
use crate::query::{Builder, GroupedRows, Rows};
use crate::table::Table;

/// Sends a query for the rows that belong to others, and gives them to each.
pub trait FetchGrouped: Builder {
    /// The rows that belong to each of the referenced rows, in the order of those.
    ///
    /// Nothing is sent when there are no referenced rows. A row that stands among them twice has its rows the
    /// first time.
    ///
    /// # Errors
    /// As [`Fetch::fetch_all`]. A key that equals another for the database alone (by its collation, say) is an
    /// error, too.
    fn fetch_grouped<'c, E>(self, executor: E) -> Sending<'c, Vec<Vec<<Self::Rows as Rows>::Row>>>
    where
        Self: GroupedRows<Database: Driver, Rows: Rows<Row: Table>> + 'c,
        E: Executor<'c, Self::Database>,
    {
        let grouping = self.grouping();
        let rows = self.fetch_all(executor);
        Sending::new(async move {
            match grouping?.group(rows.await?)? {
                (groups, 0) => Ok(groups),
                _ => Err(Error::Incomplete {
                    statement: "select",
                    table: <<Self::Rows as Rows>::Row as crate::table::Record>::SPEC
                        .name
                        .to_owned(),
                    why: "found rows whose keys are equal to the database alone; fetch them, and group them by yourself",
                }),
            }
        })
    }
}

impl<B: Builder> FetchGrouped for B {}
