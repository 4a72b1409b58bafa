//! Reading rows as JSON.

use serde_json::Value as Json;

use crate::dynamic::error::RowFault;
use crate::dynamic::row::{self, Columns};
use crate::dynamic::sql::{Rendered, Sql};
use crate::dynamic::value;
use crate::error::Result;
use crate::metadata::CatalogTable;

impl<'a> CatalogTable<'a> {
    /// Reads rows: all of them, until a clause says which.
    pub const fn select(self) -> Select<'a> {
        Select {
            table: self,
            filter: Vec::new(),
            order: Vec::new(),
            limit: None,
            faults: Vec::new(),
        }
    }
}

/// A query on one table; what is wrong with it is said, all at once, when it is sent.
#[derive(Debug, Clone)]
#[must_use = "a query does nothing until it is sent"]
pub struct Select<'a> {
    pub(crate) table: CatalogTable<'a>,
    filter: Columns,
    /// Positions, and whether they descend.
    order: Vec<(usize, bool)>,
    limit: Option<u32>,
    faults: Vec<RowFault>,
}

impl Select<'_> {
    /// Only rows with this value in a column, or with NULL there for `null`; several must all hold.
    pub fn filter_eq(mut self, column: &str, value: impl Into<Json>) -> Self {
        let Some((position, def)) = row::named(self.table, column, &mut self.faults) else {
            return self;
        };
        let bind = match value.into() {
            Json::Null => Some(value::null()),
            json => row::bind(self.table, def, &json, &mut self.faults),
        };
        self.filter.extend(bind.map(|bind| (position, bind)));
        self
    }

    /// In ascending order of a column; further ones order the rows that are equal so far.
    pub fn order_by(self, column: &str) -> Self {
        self.ordered(column, false)
    }

    /// In descending order of a column.
    pub fn order_by_desc(self, column: &str) -> Self {
        self.ordered(column, true)
    }

    /// At most so many rows.
    pub const fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(rows);
        self
    }

    /// The SQL that will be sent.
    ///
    /// # Errors
    /// [`RowError`](super::RowError), as [`Error::Row`](crate::Error::Row), for columns that the table lacks and values that
    /// they do not take.
    pub fn to_sql(&self) -> Result<String> {
        self.clone().render().map(|(sql, _)| sql)
    }

    fn ordered(mut self, column: &str, descending: bool) -> Self {
        let found = row::named(self.table, column, &mut self.faults);
        self.order.extend(found.map(|(position, _)| (position, descending)));
        self
    }

    pub(crate) fn render(self) -> Result<Rendered> {
        let Self { table, filter, order, limit, faults } = self;
        if !faults.is_empty() {
            return Err(table.row_error("select", faults).into());
        }
        Ok(Sql::new(table.def(), table.catalog().dialect()).select(filter, &order, limit))
    }
}
