//! Each case in a real database: `from` is created and filled, the plan runs, and then the database holds
//! what it holds when `to` is created; the plan back leads to what there was. Rows survive.

use std::collections::BTreeMap;

use polyschema_core::ident::{Ident, quote};
use polyschema_core::metadata::{Fill, QualifiedName, SqlType, TableDef};
use polyschema_core::render::ddl::to_sql;
use polyschema_core::{Catalog, Dialect};
use polyschema_migrate::diff::{Change, Scope, diff};
use polyschema_migrate::normalize::stored_form;
use polyschema_migrate::plan::{Danger, Form, HazardKind, Plan};
use polyschema_migrate::reflect::{Which, reflect};
use polyschema_test_support::version;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

use super::cases::{self, Case};
use super::plan_of;

fn all_cases(dialect: Dialect) -> Vec<Case> {
    let mut all = cases::all();
    all.retain(|case| case.dialect == dialect);
    all
}

fn schemas(case: &Case) -> Vec<Ident> {
    let mut schemas: Vec<Ident> = case.from.schemas().keys().cloned().collect();
    schemas.extend(case.to.schemas().keys().cloned());
    schemas.sort();
    schemas.dedup();
    schemas
}

/// A value that a column of the type takes; the same in each table, so that keys find each other.
fn value(sql_type: &SqlType, catalog: &Catalog) -> Option<String> {
    Some(match sql_type {
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => "1".to_owned(),
        SqlType::Real | SqlType::Double | SqlType::Decimal | SqlType::Numeric { .. } => {
            "1".to_owned()
        }
        SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_) => "'1'".to_owned(),
        SqlType::Boolean => match catalog.dialect() {
            Dialect::Postgres => "true".to_owned(),
            Dialect::Sqlite => "1".to_owned(),
        },
        SqlType::Date => "'2020-02-02'".to_owned(),
        SqlType::Timestamp | SqlType::TimestampTz => "'2020-02-02 02:02:02'".to_owned(),
        SqlType::Json => "'{}'".to_owned(),
        SqlType::Bytes => "'1'".to_owned(),
        SqlType::Enum(name) => {
            format!("'{}'", catalog.find_enum(name)?.labels.last()?.replace('\'', "''"))
        }
        SqlType::Domain(name) => value(&catalog.find_domain(name)?.base, catalog)?,
        SqlType::Array(_) => "'{}'".to_owned(),
        _ => return None,
    })
}

/// A row for a table; `None` for one that holds a type with no value here.
fn row(table: &TableDef, catalog: &Catalog) -> Option<String> {
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for column in &table.columns {
        if matches!(column.fill, Some(Fill::Generated(_) | Fill::Identity(_))) {
            continue;
        }
        let mut name = String::new();
        quote(column.name.as_str(), &mut name);
        columns.push(name);
        values.push(value(&column.sql_type, catalog)?);
    }
    let name = table.name.to_sql();
    Some(match columns.is_empty() {
        true => format!("INSERT INTO {name} DEFAULT VALUES"),
        false => {
            format!("INSERT INTO {name} ({}) VALUES ({})", columns.join(", "), values.join(", "))
        }
    })
}

/// Whether the plan says that it may fail on rows that do not fit.
pub(crate) fn fails_on_rows(plan: &Plan) -> bool {
    plan.hazards().any(|hazard| hazard.kind.danger() == Danger::Fails)
}

/// Whether the plan looks at rows, so that random ones may not pass.
pub(crate) fn looks_at_rows(plan: &Plan) -> bool {
    use HazardKind::{Check, ForeignKey, SetNotNull, Unique};
    fails_on_rows(plan)
        || plan
            .hazards()
            .any(|hazard| matches!(hazard.kind, SetNotNull | ForeignKey | Check | Unique))
}

/// The tables that are there before and after, by the name before.
fn survivors(from: &Catalog, to: &Catalog) -> BTreeMap<QualifiedName, QualifiedName> {
    let changes = diff(from, to, &Scope::between_snapshots()).changes;
    let renamed: BTreeMap<&QualifiedName, &Ident> = changes
        .iter()
        .filter_map(|change| match change {
            Change::RenameTable { from, to } => Some((from, to)),
            _ => None,
        })
        .collect();
    let tables = from.tables().filter_map(|table| {
        let name = renamed.get(&table.name).copied().unwrap_or(&table.name.name);
        let name = QualifiedName::new(table.name.schema.clone(), name.clone());
        to.find(&name).map(|_| (table.name.clone(), name))
    });
    tables.collect()
}

/// What a database of either kind does here.
pub(crate) trait Database: polyschema_migrate::reflect::ReflectConnection {
    async fn send(&mut self, sql: &str) -> Result<(), sqlx::Error>;
    async fn count(&mut self, table: &QualifiedName) -> i64;
    async fn clear(&mut self, schemas: &[Ident]);
    async fn create(&mut self, catalog: &Catalog);
    /// Looks at the foreign keys of all rows, where the database did not while the plan ran.
    async fn check_foreign_keys(&mut self, at: &str);
}

impl Database for PgConnection {
    async fn send(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(self).await.map(|_| ())
    }

    async fn count(&mut self, table: &QualifiedName) -> i64 {
        let sql = format!("SELECT count(*) FROM {}", table.to_sql());
        sqlx::query(AssertSqlSafe(sql)).fetch_one(self).await.unwrap().get(0)
    }

    async fn clear(&mut self, schemas: &[Ident]) {
        // A pair that failed may have left its transaction open.
        self.send("ROLLBACK").await.unwrap();
        for schema in schemas {
            let mut sql = "DROP SCHEMA IF EXISTS ".to_owned();
            quote(schema.as_str(), &mut sql);
            self.send(&(sql + " CASCADE")).await.unwrap();
        }
    }

    async fn create(&mut self, catalog: &Catalog) {
        catalog.create_all(self).await.unwrap();
    }

    async fn check_foreign_keys(&mut self, _: &str) {}
}

impl Database for SqliteConnection {
    async fn send(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(self).await.map(|_| ())
    }

    async fn count(&mut self, table: &QualifiedName) -> i64 {
        let sql = format!("SELECT count(*) FROM {}", table.to_sql());
        sqlx::query(AssertSqlSafe(sql)).fetch_one(self).await.unwrap().get(0)
    }

    /// A new file for each schema, in memory.
    async fn clear(&mut self, schemas: &[Ident]) {
        // A pair that failed may have left its transaction open.
        self.send("ROLLBACK").await.ok();
        for schema in schemas {
            let mut name = String::new();
            quote(schema.as_str(), &mut name);
            self.send(&format!("DETACH {name}")).await.ok();
            self.send(&format!("ATTACH ':memory:' AS {name}")).await.unwrap();
        }
    }

    async fn create(&mut self, catalog: &Catalog) {
        catalog.create_all(self).await.unwrap();
    }

    async fn check_foreign_keys(&mut self, at: &str) {
        let rows = sqlx::query("PRAGMA foreign_key_check").fetch_all(self).await.unwrap();
        let tables: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(tables, Vec::<String>::new(), "{at}: rows that reference nothing");
    }
}

/// Runs a plan, in one transaction where it says that it can.
async fn run<D: Database>(database: &mut D, plan: &Plan, at: &str) {
    if plan.dialect == Dialect::Sqlite {
        database.send("PRAGMA foreign_keys = OFF").await.unwrap();
    }
    let transactional = plan.is_transactional();
    if transactional {
        database.send("BEGIN").await.unwrap();
    }
    for statement in plan.statements() {
        let sql = to_sql(statement, plan.dialect);
        let sent = database.send(&sql).await;
        sent.unwrap_or_else(|error| panic!("{at}: {error}\n{sql}\n\n{}", super::steps(plan)));
    }
    if transactional {
        database.send("COMMIT").await.unwrap();
    }
    if plan.dialect == Dialect::Sqlite {
        database.send("PRAGMA foreign_keys = ON").await.unwrap();
    }
    database.check_foreign_keys(at).await;
}

async fn read<D: Database>(database: &mut D, schemas: &[Ident]) -> Catalog {
    let reflected = reflect(database, &Which::Schemas(schemas.to_vec())).await.unwrap();
    assert_eq!(reflected.unsupported, Vec::new());
    reflected.catalog
}

#[track_caller]
fn check_same(found: &Catalog, expected: &Catalog, at: &str, plan: &Plan) {
    let difference = diff(found, expected, &Scope::of_database());
    let changes = difference.changes.iter().map(|change| format!("{change}\n"));
    let changes: String = changes.collect();
    assert!(
        changes.is_empty(),
        "{at}: what is missing:\n{changes}after:\n{}",
        plan.statements().map(|one| to_sql(one, plan.dialect) + ";\n").collect::<String>()
    );
}

/// Runs one case; how many rows it had. No rows are there when the plan or the way back `minds` them.
pub(crate) async fn check_case<D: Database>(
    database: &mut D,
    case: &Case,
    form: Form,
    minds: fn(&Plan) -> bool,
) -> i64 {
    let at = &format!("{} ({}, {form:?})", case.name, case.dialect);
    let plan = plan_of(case, form);
    let schemas = schemas(case);
    let (from, to) = (stored_form(&case.from).unwrap(), stored_form(&case.to).unwrap());

    database.clear(&schemas).await;
    database.create(&to).await;
    let expected = read(database, &schemas).await;

    database.clear(&schemas).await;
    database.create(&from).await;
    let before = read(database, &schemas).await;
    let direct = plan_of(case, Form::Direct);
    if !minds(&direct) && !minds(&direct.reverse()) {
        for table in case.from.tables_in_dependency_order().tables {
            if let Some(row) = row(table, &case.from) {
                database.send(&row).await.ok();
            }
        }
    }
    let survivors = survivors(&from, &to);
    let mut rows = BTreeMap::new();
    for name in survivors.keys() {
        rows.insert(name, database.count(name).await);
    }

    run(database, &plan, at).await;
    let after = read(database, &schemas).await;
    check_same(&after, &expected, at, &plan);
    for (before, name) in &survivors {
        assert_eq!(database.count(name).await, rows[before], "{at}: rows of {name}");
    }

    let back = plan.reverse();
    let at = &format!("{at}, back");
    run(database, &back, at).await;
    let again = read(database, &schemas).await;
    check_same(&again, &before, at, &back);
    for name in survivors.keys() {
        assert_eq!(database.count(name).await, rows[name], "{at}: rows of {name}");
    }
    database.clear(&schemas).await;
    rows.values().sum()
}

async fn check_postgres(form: Form) {
    let Some(server) = polyschema_test_support::postgres().await else { return };
    let mut connection = server.connect().await;
    let mut rows = 0;
    let version = version(&connection);
    for case in all_cases(Dialect::Postgres).into_iter().filter(|case| case.since <= version) {
        rows += check_case(&mut connection, &case, form, fails_on_rows).await;
    }
    assert!(rows > 60, "only {rows} rows had to survive");
    connection.close().await.unwrap();
}

#[tokio::test]
async fn postgres_gets_from_one_to_the_other_and_back() {
    check_postgres(Form::Direct).await;
}

#[tokio::test]
async fn postgres_gets_there_online() {
    check_postgres(Form::Online).await;
}

#[tokio::test]
async fn sqlite_gets_from_one_to_the_other_and_back() {
    let mut rows = 0;
    for case in all_cases(Dialect::Sqlite) {
        let mut connection = polyschema_test_support::sqlite().await;
        rows += check_case(&mut connection, &case, Form::Direct, fails_on_rows).await;
    }
    assert!(rows > 30, "only {rows} rows had to survive");
}
