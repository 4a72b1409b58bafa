//! Sending what is known only at run time; its database too, which is compared with the executor's.

use std::marker::PhantomData;
use std::mem;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::dialect::Dialect;
use crate::dynamic::{Returning, Select, Write, read};
use crate::error::Result;
use crate::exec::driver::{Driver, Executor, Row};
use crate::exec::run::{Execute, rows_of};
use crate::metadata::{CatalogError, TableDef};
use crate::query::{About, AboutTable, Builder, Changes, Prepared, Statement, Statements};
use crate::schema_map::SchemaMap;
use crate::value::{ColumnWriter, Value};

impl Write {
    /// Sends it: how many rows were changed.
    ///
    /// # Errors
    /// [`Error::Database`](crate::Error::Database) when the database refuses it, and nothing is changed then;
    /// [`CatalogError::WrongConnection`].
    pub async fn execute<'c, D: Driver, E: Executor<'c, D>>(self, executor: E) -> Result<u64> {
        let Self { operation, dialect, table, statements } = self;
        For::<D>::new(operation, dialect, &table, statements)?.execute(executor).await
    }
}

impl Returning {
    /// Sends it: the rows that were changed.
    ///
    /// # Errors
    /// As [`Write::execute`].
    pub async fn fetch_all<'c, D: Driver, E: Executor<'c, D>>(
        self,
        executor: E,
    ) -> Result<Vec<Map<String, Json>>> {
        let Write { operation, dialect, table, statements } = self.0;
        For::<D>::new(operation, dialect, &table, statements)?.fetch_all(table, executor).await
    }
}

impl Select<'_> {
    /// Sends it: the rows, as objects of values by column.
    ///
    /// # Errors
    /// [`Error::Row`](crate::Error::Row) with all that is wrong with it, before anything is sent; else as [`Write::execute`].
    pub async fn fetch_all<'c, D: Driver, E: Executor<'c, D>>(
        self,
        executor: E,
    ) -> Result<Vec<Map<String, Json>>> {
        let table = Arc::new(self.table.def().clone());
        let dialect = self.table.catalog().dialect();
        let statement = self.render()?;
        For::<D>::new("select", dialect, &table, vec![statement])?.fetch_all(table, executor).await
    }
}

/// A statement for the database that it turned out to be sent to.
struct For<D> {
    statements: Vec<(String, Vec<Value>)>,
    about: About,
    database: PhantomData<fn() -> D>,
}

impl<D: Driver> For<D> {
    fn new(
        operation: &'static str,
        dialect: Dialect,
        table: &Arc<TableDef>,
        statements: Vec<(String, Vec<Value>)>,
    ) -> Result<Self> {
        if dialect != D::DIALECT {
            let (catalog, connection) = (dialect, D::DIALECT);
            return Err(CatalogError::WrongConnection { catalog, connection }.into());
        }
        let about = About {
            operation,
            schema: table.name.schema.as_str().to_owned().into(),
            table: AboutTable::Def(Arc::clone(table)),
            changes: if operation == "insert" { Changes::of([]) } else { Changes::ANY },
        };
        Ok(Self { statements, about, database: PhantomData })
    }

    async fn fetch_all<'c, E: Executor<'c, D>>(
        self,
        table: Arc<TableDef>,
        executor: E,
    ) -> Result<Vec<Map<String, Json>>> {
        let read = move |row: &Row<D>, check: &mut bool| {
            read::row(&table.columns, D::DIALECT, &mut D::reader(row, mem::take(check)))
        };
        rows_of(self, executor, read).await
    }
}

impl<D> Builder for For<D> {}

impl<D: Driver> Statement for For<D> {
    type Database = D;

    /// A catalog has physical names already.
    fn prepare<B: ColumnWriter>(self, _: Option<&SchemaMap>) -> Result<Statements<B>> {
        let Self { statements, about, .. } = self;
        let prepared = |(sql, values): (_, Vec<_>)| Prepared::with(sql, &values, about.clone());
        statements.into_iter().map(prepared).collect()
    }
}
