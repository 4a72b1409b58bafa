//! Inserts, updates and deletes: checked when they are made, so that sending them is all that is left.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::dialect::Dialect;
use crate::dynamic::error::{RowError, RowFault};
use crate::dynamic::row::{self, Columns};
use crate::dynamic::sql::{Rendered, Sql};
use crate::error::Result;
use crate::metadata::{CatalogTable, TableDef};

impl CatalogTable<'_> {
    /// Inserts a row, an object of values by column; columns left out take their defaults.
    ///
    /// ```
    /// use polyschema_core::{Catalog, Error};
    /// use serde_json::json;
    ///
    /// fn describe(catalog: &Catalog) -> Result<(), Error> {
    ///     let countries = catalog.table("asia.countries")?;
    ///     let refused = countries.insert(&json!({ "nmae": "Japan", "population": "many" })).unwrap_err();
    ///     // insert of `asia.countries` was not sent: 3 faults
    ///     // - there is no column `nmae`; did you mean `name`?
    ///     // - column `population` (bigint): expected an integer, found a string
    ///     // - column `name` (varchar(100)) is missing
    ///     println!("{refused}");
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`RowError`], as [`Error::Row`](crate::Error::Row), with all that is wrong with the row.
    pub fn insert(self, row: &Json) -> Result<Write> {
        let mut faults = Vec::new();
        let columns = row::inserted(self, row, &mut faults);
        Ok(self.write("insert", faults, |sql| vec![sql().insert(vec![columns])])?)
    }

    /// Inserts any number of rows: all, or none when one of them is refused.
    ///
    /// Rows that follow each other and leave the same columns to their defaults go in one statement.
    ///
    /// # Errors
    /// As [`insert`](Self::insert), for the first row with a fault.
    pub fn insert_many(self, rows: &[Json]) -> Result<Write> {
        let mut checked = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let mut faults = Vec::new();
            checked.push(row::inserted(self, row, &mut faults));
            if !faults.is_empty() {
                return Err(RowError { row: Some(at), ..self.row_error("insert", faults) }.into());
            }
        }
        let limit = self.catalog().dialect().bind_limit();
        let batches = batches(checked, limit);
        let insert =
            |sql: Start<'_, '_>| batches.into_iter().map(|rows| sql().insert(rows)).collect();
        Ok(self.write("insert", Vec::new(), insert)?)
    }

    /// Changes the row of a primary key: its value, or an object where it has several columns.
    ///
    /// # Errors
    /// [`RowError`] with all that is wrong with the key and with the changes.
    pub fn update(self, key: &Json, changes: &Json) -> Result<Write> {
        let mut faults = Vec::new();
        let key = row::key(self, key, &mut faults);
        let changes = row::changed(self, changes, &mut faults);
        Ok(self.write("update", faults, |sql| vec![sql().update(key, changes)])?)
    }

    /// Deletes the row of a primary key: its value, or an object where it has several columns.
    ///
    /// # Errors
    /// [`RowError`] with all that is wrong with the key.
    pub fn delete(self, key: &Json) -> Result<Write> {
        let mut faults = Vec::new();
        let key = row::key(self, key, &mut faults);
        Ok(self.write("delete", faults, |sql| vec![sql().delete(key)])?)
    }

    pub(super) fn row_error(self, operation: &'static str, faults: Vec<RowFault>) -> RowError {
        RowError { operation, table: self.def().name.clone(), row: None, faults }
    }

    /// The statement, when there are no faults.
    fn write(
        self,
        operation: &'static str,
        faults: Vec<RowFault>,
        render: impl FnOnce(Start<'_, '_>) -> Vec<Rendered>,
    ) -> Result<Write, RowError> {
        if !faults.is_empty() {
            return Err(self.row_error(operation, faults));
        }
        let dialect = self.catalog().dialect();
        let statements = render(&|| Sql::new(self.def(), dialect));
        Ok(Write { operation, dialect, table: Arc::new(self.def().clone()), statements })
    }
}

/// Starts the text of a statement.
type Start<'s, 'a> = &'s dyn Fn() -> Sql<'a>;

/// An insert, update or delete that its table takes, ready to be sent.
///
/// ```no_run
/// # #[cfg(feature = "postgres")]
/// # async fn example(catalog: polyschema_core::Catalog, pool: sqlx::PgPool) -> polyschema_core::Result<()> {
/// use serde_json::json;
///
/// let countries = catalog.table("asia.countries")?;
/// countries.insert(&json!({ "name": "Japan" }))?.execute(&pool).await?;
/// let rows = countries.select().filter_eq("name", "Japan").fetch_all(&pool).await?;
/// countries.update(&rows[0]["country_id"], &json!({ "population": 1 }))?.execute(&pool).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is sent"]
#[cfg_attr(
    not(any(feature = "postgres", feature = "sqlite")),
    allow(dead_code, reason = "what is sent needs a driver")
)]
pub struct Write {
    pub(crate) operation: &'static str,
    pub(crate) dialect: Dialect,
    pub(crate) table: Arc<TableDef>,
    pub(crate) statements: Vec<Rendered>,
}

impl Write {
    /// The SQL that will be sent; several statements are separated by `;` and a new line.
    ///
    /// # Errors
    /// None so far; the typed statements can fail here.
    pub fn to_sql(&self) -> Result<String> {
        Ok(text_of(&self.statements))
    }

    /// Returns the rows as they are then, with what the database filled in.
    ///
    /// A deleted row is returned as it was.
    pub fn returning_all(mut self) -> Returning {
        let returning = Sql::new(&self.table, self.dialect).returning();
        for (sql, _) in &mut self.statements {
            sql.push_str(&returning);
        }
        Returning(self)
    }
}

/// An insert, update or delete that returns its rows.
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is sent"]
pub struct Returning(pub(crate) Write);

impl Returning {
    /// The SQL that will be sent; several statements are separated by `;` and a new line.
    ///
    /// # Errors
    /// As [`Write::to_sql`].
    pub fn to_sql(&self) -> Result<String> {
        self.0.to_sql()
    }
}

fn text_of(statements: &[Rendered]) -> String {
    statements.iter().map(|(sql, _)| sql.as_str()).collect::<Vec<_>>().join(";\n")
}

/// Cuts rows into statements: of the same columns, and within the limit of binds.
fn batches(rows: Vec<Columns>, limit: usize) -> Vec<Vec<Columns>> {
    let mut batches: Vec<Vec<Columns>> = Vec::new();
    for row in rows {
        let same = |other: &Columns| {
            other.iter().map(|(at, _)| at).eq(row.iter().map(|(at, _)| at)) && !row.is_empty()
        };
        match batches.last_mut() {
            Some(batch) if same(&batch[0]) && (batch.len() + 1) * row.len() <= limit => {
                batch.push(row);
            }
            _ => batches.push(vec![row]),
        }
    }
    batches
}
