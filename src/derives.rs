//! The derives, and all that their attributes can say.

/// Makes a struct a table, or a mixin of columns that tables flatten.
///
/// Beside the trait [`Table`](trait@crate::Table), the struct `Country` gets `CountryColumns`, the columns
/// of the bound table as fields, and `NewCountry`, what an insert gives: without the columns that the
/// database fills, and with [`OrDefault`](crate::OrDefault) for those that have a default.
/// The type of each field is a [`ColumnType`](crate::ColumnType); an `Option` is a column that can be NULL.
/// Doc comments become comments in the database.
///
/// ```
/// use polyschema::prelude::*;
///
/// /// A sovereign state.
/// #[derive(Debug, Clone, Table)]
/// #[table(name = "countries", abstract, index(desc(population), where = "population > 0"))]
/// pub struct Country {
///     #[column(primary_key, identity)]
///     pub country_id: i32,
///     #[column(varchar = 100, unique)]
///     pub name: String,
///     #[column(check = "population >= 0")]
///     pub population: Option<i64>,
///     #[column(default = "an almanac")]
///     pub source: String,
/// }
///
/// assert_eq!(Country::SPEC.name, "countries");
/// let new = NewCountry::new("Japan");
/// assert_eq!((new.population, new.source), (None, OrDefault::Default));
/// ```
///
/// # `#[table(..)]` on the struct
///
/// | word | meaning |
/// |---|---|
/// | `name = ".."` | the SQL name; an extension has its base's |
/// | `abstract` | any schema can list the table |
/// | `schema = Asia` | the table lives in this one schema |
/// | `mixin` | no table: columns for `#[column(flatten)]` |
/// | `primary_key(a, b)` | a key of several columns |
/// | `unique(a, b)`, `unique(a, b, name = "..")` | together unique |
/// | `check("predicate")`, `check("predicate", name = "..")` | holds for every row |
/// | `index(a, desc(b, nulls = "last"), "lower(c)", ..)` | an index; further words: `unique`, `name`, `method`, `where`, `include(d)` |
/// | `foreign_key(columns(a, b), references = Other(x, y), ..)` | a key of several columns; further words: `on_delete`, `on_update`, `deferrable`, `name` |
/// | `override(field(varchar = 200))` | changes an inherited column: `name`, `default`, `check`, `collate` or its SQL type |
/// | `renamed_from = ".."` | the SQL name it had before, for migrations; on an extension's base |
/// | `new(derive(PartialEq))` | further derives of the struct for inserts, which is `Debug` and `Clone` |
/// | `crate = some::path` | where polyschema is |
///
/// # `#[column(..)]` on a field
///
/// | word | meaning |
/// |---|---|
/// | `name = ".."` | the SQL name, in place of the field's |
/// | `primary_key` | the primary key |
/// | `identity`, `identity = "by_default"` | numbered by the database, always or when an insert does not say |
/// | `generated = "expression"` | computed and stored by the database |
/// | `default = 0`, `= "text"`, `= Mood::Happy`, `= sql("now()")` | for inserts that do not say |
/// | `unique`, `unique(name = "..")` | no two rows have the same |
/// | `index`, `index(..)` | an index of this column, with the words of an index |
/// | `check = "predicate"` | holds for every row |
/// | `varchar = 100`, `char = 2`, `numeric(10, 2)`, `sql_type = ".."` | the SQL type, where the field's is not enough |
/// | `collate = ".."` | the collation |
/// | `references = Country::name` | a foreign key, into whichever schema is bound |
/// | `on_delete = ".."`, `on_update = ".."` | `no action`, `restrict`, `cascade`, `set null` or `set default` |
/// | `deferrable`, `deferrable = "initially_deferred"` | checked when the transaction ends |
/// | `extends` | the first field, a table: this one has its columns too, and derefs to it |
/// | `flatten` | a mixin, whose columns stand here |
/// | `renamed_from = ".."` | the SQL name it had before |
pub use polyschema_derive::Table;

/// Makes a unit struct a schema: the tables of one SQL schema in one kind of database.
///
/// | word of `#[schema(..)]` | meaning |
/// |---|---|
/// | `name = "asia"` | the SQL name; without it the schema is named at run time, with `Tenant::named(..)` |
/// | `database = Postgres` | the kind of database; the type parameter for a schema that lies in any |
/// | `tables(AsiaCountry, Capital)` | its tables, each once: a base, or one extension of it |
/// | `tables(extension(BigCountry))` | among them, an extension that is `abstract` |
/// | `sees(Shared)` | schemas that its foreign keys and joins may reach |
/// | `crate = some::path` | where polyschema is |
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
/// #[schema(database = Postgres, tables(Country), sees(Asia))]
/// struct Tenant;
///
/// /// In any kind of database, SQLite where none is named.
/// #[derive(Schema)]
/// #[schema(name = "europe", database = D, tables(Country))]
/// struct Europe<D = Sqlite>(std::marker::PhantomData<D>);
///
/// let acme = Tenant::named("acme")?;
/// assert_eq!(format!("{:?}", Country::bind(&acme)), "acme.countries");
/// assert_eq!(Europe::<Postgres>::schema_ref().name(), "europe");
/// # Ok::<(), polyschema::Error>(())
/// ```
pub use polyschema_derive::Schema;

/// Makes an enum of unit variants a column type: an enum of the database where it has such, text elsewhere.
///
/// `#[db_enum(name = "..", rename_all = "..", crate = path)]` on the enum gives the SQL name (by itself its name in
/// snake case) and how labels are made of the variants' names (by itself `snake_case`);
/// `#[db_enum(rename = "..")]` on a variant gives its label, and `#[db_enum(renamed_from = "..")]` the label
/// it had before, for migrations.
///
/// ```
/// use polyschema::Scalar;
/// use polyschema::prelude::*;
///
/// #[derive(Debug, Clone, DbEnum)]
/// #[db_enum(rename_all = "kebab-case")]
/// enum Mood {
///     VeryHappy,
///     #[db_enum(rename = "down")]
///     Sad,
/// }
///
/// assert!(format!("{:?}", Mood::VeryHappy.value()).contains("very-happy"));
/// ```
pub use polyschema_derive::DbEnum;

/// Makes a tuple struct with one field a column type, kept as what it holds.
///
/// `#[db_type(validate = function)]` judges what is read: a function from a reference to what it holds to a `Result`,
/// the error of which becomes that of the query. `#[db_type(crate = path)]` says where polyschema is.
///
/// ```
/// use polyschema::prelude::*;
///
/// #[derive(Debug, Clone, DbType)]
/// #[db_type(validate = has_at)]
/// struct Email(String);
///
/// fn has_at(text: &str) -> Result<(), &'static str> {
///     if text.contains('@') { Ok(()) } else { Err("it is no address") }
/// }
///
/// #[derive(Debug, Clone, Table)]
/// #[table(name = "people", abstract)]
/// struct Person {
///     #[column(primary_key, varchar = 100)]
///     email: Email,
/// }
/// ```
pub use polyschema_derive::DbType;

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
/// names. The derive implements [`SchemaSet`](trait@crate::SchemaSet) and `FromStr`; [`dispatch!`](crate::dispatch) then
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

/// SQL of your own, in which tables, columns and schemas are named through bound tables, and values are binds.
///
/// A hole is an expression in braces, or `{}` for the next argument after the text. A brace is written twice.
///
/// | in a hole | written |
/// |---|---|
/// | a bound table | `"schema"."table"`, and its alias where it has one |
/// | a column | its name, with its table's |
/// | `{column:bare}` | its name alone: the target of an insert or update |
/// | `{table:columns}` | all columns of a table, as its rows are read |
/// | a `SchemaRef` | the schema's name: for types, functions and sequences in it |
/// | a value | a placeholder, and a bind |
/// | an expression | as in a typed query |
///
/// The text is a constant of the program, so that nothing from outside can become SQL. The statement runs in whichever
/// schema its tables are bound to, and under other names with a [`SchemaMap`](crate::SchemaMap). The result,
/// a [`Raw`](crate::query::Raw), is executed, fetched with `.rows::<(String, i64)>()` or `.rows_like(..)`, or is a part of
/// a typed query with `.expr::<bool>()`.
///
/// ```
/// use polyschema::prelude::*;
///
/// # #[derive(Table)]
/// # #[table(name = "countries", abstract)]
/// # struct Country {
/// #     #[column(primary_key)]
/// #     name: String,
/// #     population: Option<i64>,
/// # }
/// # #[derive(Schema)]
/// # #[schema(name = "asia", database = Postgres, tables(Country))]
/// # struct Asia;
/// let c = Country::bind_schema::<Asia>();
/// let (least, letters) = (1_000_000_i64, 3_i32);
/// let query = raw!(
///     "SELECT left({c.name}, {letters}), count(*) FROM {c} WHERE {c.population} > {least} GROUP BY 1"
/// );
/// assert_eq!(
///     query.rows::<(String, i64)>().to_sql()?,
///     r#"SELECT left("countries"."name", $1), count(*) FROM "asia"."countries" WHERE "countries"."population" > $2 GROUP BY 1"#,
/// );
///
/// let typed = c.select().filter(raw!("{} ~ {}", c.name, "^J").expr::<bool>());
/// assert_eq!(
///     typed.columns(c.population).to_sql()?,
///     r#"SELECT "population" FROM "asia"."countries" WHERE "countries"."name" ~ $1"#,
/// );
/// # Ok::<(), polyschema::Error>(())
/// ```
pub use polyschema_derive::raw;

/// The revisions of some schemas as a constant of the program, which then needs no files where it runs.
///
/// ```text
/// static MIGRATIONS: Migrations<(Asia, Europe)> = polyschema::migrations![Asia, Europe];
///
/// MIGRATIONS.upgrade(&mut connection).await?;
/// ```
///
/// It is a [`Migrations`](crate::migrate::embedded::Migrations) with all files below `migrations/` of the package;
/// `migrations!["db/migrations", Asia, Europe]` names another directory of it. A schema that has no folder there is an
/// error when the program is compiled. That a file was edited is seen by itself; that there is a new one, when the build
/// script says `println!("cargo:rerun-if-changed=migrations");`.
#[cfg(all(feature = "migrate", any(feature = "postgres", feature = "sqlite")))]
pub use polyschema_derive::migrations;
