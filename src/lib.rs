//! One model, many schemas: Rust structs declare tables, a schema is a type, and binding the one to
//! the other gives queries that the compiler checks.
//!
//! ```
//! use polyschema::prelude::*;
//!
//! /// A sovereign state.
//! #[derive(Debug, Clone, Table)]
//! #[table(name = "countries", abstract)]
//! pub struct Country {
//!     #[column(primary_key, identity)]
//!     pub country_id: i32,
//!     #[column(varchar = 100, unique)]
//!     pub name: String,
//!     pub population: Option<i64>,
//! }
//!
//! #[derive(Schema)]
//! #[schema(name = "asia", database = Postgres, tables(Country))]
//! pub struct Asia;
//!
//! let countries = Country::bind_schema::<Asia>();
//! assert_eq!(format!("{countries:?}"), "asia.countries");
//! ```

extern crate self as polyschema;

#[doc(hidden)]
pub mod __private;
pub mod prelude;

#[doc(inline)]
pub use polyschema_core::*;
pub use polyschema_derive::{DbEnum, DbType, Schema, Table};

/// Makes a struct one as which queries read rows.
///
/// The struct `SummaryColumns` has a field for each of `Summary`'s, which says what is read as it:
/// a column, an expression, a bound table for a whole row, or the columns of another projection.
///
/// ```
/// use polyschema::prelude::*;
///
/// #[derive(Table)]
/// #[table(name = "countries", abstract)]
/// struct Country {
///     #[column(primary_key)]
///     name: String,
///     population: Option<i64>,
/// }
///
/// #[derive(Schema)]
/// #[schema(name = "asia", database = Postgres, tables(Country))]
/// struct Asia;
///
/// #[derive(Projection)]
/// struct Summary {
///     name: String,
///     population: Option<i64>,
/// }
///
/// let countries = Country::bind_schema::<Asia>();
/// let query = countries
///     .select()
///     .filter(countries.population.gt(100_000_000))
///     .columns(SummaryColumns { name: countries.name, population: countries.population });
/// assert_eq!(
///     query.to_sql()?,
///     r#"SELECT "name", "population" FROM "asia"."countries" WHERE "population" > $1"#,
/// );
/// # Ok::<(), polyschema::Error>(())
/// ```
pub use polyschema_derive::Projection;

/// Makes an enum a set of schemas among which a name chooses at run time.
///
/// A variant stands for the schema type of its name, or for the one that `#[schema_set(some::Type)]`
/// names. The derive implements [`SchemaSet`](trait@SchemaSet) and `FromStr`; [`dispatch!`] then
/// goes from a value to the type.
///
/// ```
/// use polyschema::prelude::*;
///
/// # #[derive(Table)]
/// # #[table(name = "countries", abstract)]
/// # struct Country {
/// #     #[column(primary_key)]
/// #     name: String,
/// # }
/// #[derive(Schema)]
/// #[schema(name = "asia", database = Postgres, tables(Country))]
/// struct Asia;
///
/// #[derive(Schema)]
/// #[schema(name = "europe", database = Postgres, tables(Country))]
/// struct Europe;
///
/// #[derive(SchemaSet)]
/// enum World {
///     Asia,
///     Europe,
/// }
///
/// fn everything<S: Provides<Country>>(schema: &SchemaRef<S>) -> polyschema::Result<String> {
///     Country::bind(schema).select().to_sql()
/// }
///
/// let world: World = "europe".parse()?;
/// let sql = dispatch!(World, world, |schema| everything(schema)?);
/// assert_eq!(sql, r#"SELECT "name" FROM "europe"."countries""#);
///
/// let error = "antarctica".parse::<World>().err().map(|error| error.to_string());
/// assert_eq!(error.as_deref(), Some("there is no schema `antarctica`; known: `asia`, `europe`"));
/// # Ok::<(), polyschema::Error>(())
/// ```
pub use polyschema_derive::SchemaSet;
