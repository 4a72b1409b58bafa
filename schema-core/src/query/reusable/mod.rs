//! Queries that are rendered once, and sent many times: with other values, and in other schemas.

mod param;
mod template;

pub use param::{Arguments, Param, Params};

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::name::SchemaRef;
use crate::query::prepared::{Builder, Prepared, Query, Rows, Statement, Statements};
use crate::query::raw::{ByPosition, RawRow};
use crate::query::reusable::template::Template;
use crate::query::rows::Nothing;
use crate::schema::{Schema, StaticSchema};
use crate::schema_map::SchemaMap;
use crate::value::{ColumnWriter, Value};

/// A query that was rendered once for any schema of the type `S`, with the parameters `P` and rows as `O`.
///
/// [`reusable`] makes it. It can be kept in a `static`, and used by many threads at once.
pub struct Reusable<S, P, O> {
    template: Arc<Template>,
    types: PhantomData<fn() -> (S, P, O)>,
}

/// Renders a query once; the closure builds it, in a schema and with parameters in place of values.
///
/// ```text
/// static LARGER: LazyLock<Reusable<Tenant, Param<i64>, Whole<Country>>> = LazyLock::new(|| {
///     reusable(|tenant, least| {
///         let countries = Country::bind(tenant);
///         countries.select().filter(countries.population.gt(least))
///     })
///     .expect("the query is complete")
/// });
/// let rows = LARGER.in_schema(&acme).with(1_000_000).fetch_all(&mut connection).await?;
/// ```
///
/// # Errors
/// The query is incomplete, or mixes run-time schemas.
pub fn reusable<S, P, Q>(
    build: impl FnOnce(&SchemaRef<S>, P) -> Q,
) -> Result<Reusable<S, P, Q::Rows>>
where
    S: Schema,
    P: Params,
    Q: Query<Database = S::Database>,
{
    rendered(build)
}

/// Renders an insert, update, delete or raw statement that returns no rows once, as [`reusable`] does a query.
///
/// # Errors
/// As [`reusable`]; or it is an insert of many rows, which are no values one by one.
pub fn reusable_change<S, P, Q>(
    build: impl FnOnce(&SchemaRef<S>, P) -> Q,
) -> Result<Reusable<S, P, Nothing>>
where
    S: Schema,
    P: Params,
    Q: Statement<Database = S::Database>,
{
    rendered(build)
}

fn rendered<S, P, O, Q>(build: impl FnOnce(&SchemaRef<S>, P) -> Q) -> Result<Reusable<S, P, O>>
where
    S: Schema,
    P: Params,
    Q: Statement,
{
    let query = build(&SchemaRef::hole(), P::params());
    let template = Template::of(query.prepare(Some(&SchemaMap::hole::<S>()))?, S::SPEC.name)?;
    Ok(Reusable { template: Arc::new(template), types: PhantomData })
}

impl<S: Schema, P, O> Reusable<S, P, O> {
    /// The query in one schema; keep it where it is used there often.
    pub fn in_schema(&self, schema: &SchemaRef<S>) -> ReusableIn<S, P, O> {
        let text = match &self.template.own_text {
            Some(text) => Arc::clone(text),
            None => self.template.text(schema.name()),
        };
        let query = Reusable { template: Arc::clone(&self.template), types: PhantomData };
        ReusableIn { query, schema: schema.clone(), text }
    }

    /// The query with values for its parameters, in its own schema.
    pub fn with<A: Arguments<P>>(&self, arguments: A) -> Given<S, O>
    where
        S: StaticSchema,
    {
        self.in_schema(&S::schema_ref()).with(arguments)
    }

    /// Reads the same rows as a tuple of column types, so that its type can be written down.
    pub fn by_position<R: RawRow>(self) -> Reusable<S, P, ByPosition<R>>
    where
        O: Rows<Row = R>,
    {
        Reusable { template: self.template, types: PhantomData }
    }
}

/// A [`Reusable`] query in one schema.
pub struct ReusableIn<S: Schema, P, O> {
    query: Reusable<S, P, O>,
    schema: SchemaRef<S>,
    text: Arc<str>,
}

impl<S: Schema, P, O> ReusableIn<S, P, O> {
    /// The query with values for its parameters.
    pub fn with<A: Arguments<P>>(&self, arguments: A) -> Given<S, O> {
        Given {
            template: Arc::clone(&self.query.template),
            schema: self.schema.clone(),
            text: Arc::clone(&self.text),
            values: arguments.into_values(),
            types: PhantomData,
        }
    }
}

/// A reusable query with values for its parameters, ready to be sent.
#[must_use = "a query does nothing until it is sent"]
pub struct Given<S: Schema, O> {
    template: Arc<Template>,
    schema: SchemaRef<S>,
    text: Arc<str>,
    values: Vec<Value>,
    types: PhantomData<fn() -> O>,
}

impl<S: Schema, O> Statement for Given<S, O> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        let other = match map.map(SchemaMap::only::<S>) {
            None => None,
            Some(Some(other)) => other,
            Some(None) => {
                return Err(Error::Incomplete {
                    statement: self.template.about.operation,
                    table: self.template.about.table.name().to_owned(),
                    why: "is reusable, and other schemas than its own keep their names",
                });
            }
        };
        let (text, name) = match (other, S::SPEC.name) {
            (Some(other), _) => (self.template.text(other), Cow::Owned(other.to_owned())),
            (None, Some(own)) => (self.text, Cow::Borrowed(own)),
            (None, None) => (self.text, Cow::Owned(self.schema.name().to_owned())),
        };
        let binds = self.template.binds(&self.values, &name)?;
        Ok(Prepared::new(text, binds, self.template.about(name)).into())
    }
}

impl<S: Schema, O: Rows> Query for Given<S, O> {
    type Rows = O;
}

impl<S: Schema, O> Builder for Given<S, O> {}

impl<S, P, O> Clone for Reusable<S, P, O> {
    fn clone(&self) -> Self {
        Self { template: Arc::clone(&self.template), types: PhantomData }
    }
}

impl<S: Schema, P, O> Clone for ReusableIn<S, P, O> {
    fn clone(&self) -> Self {
        let text = Arc::clone(&self.text);
        Self { query: self.query.clone(), schema: self.schema.clone(), text }
    }
}

impl<S: Schema, O> Clone for Given<S, O> {
    fn clone(&self) -> Self {
        Self {
            template: Arc::clone(&self.template),
            schema: self.schema.clone(),
            text: Arc::clone(&self.text),
            values: self.values.clone(),
            types: PhantomData,
        }
    }
}

impl<S, P, O> fmt::Debug for Reusable<S, P, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.template.fmt(f)
    }
}

impl<S: Schema, P, O> fmt::Debug for ReusableIn<S, P, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ReusableIn").field(&self.text).finish()
    }
}

impl<S: Schema, O> fmt::Debug for Given<S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Given").field(&self.text).field(&self.values).finish()
    }
}
