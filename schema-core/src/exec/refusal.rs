//! From a driver's error to the rule that was broken, under its name in the model.
//!
//! PostgreSQL names constraints itself, and columns only sometimes; SQLite names columns, and of
//! constraints only checks. What they leave out is found among the table's own rules.

use crate::exec::error::{DatabaseError, Violation};
#[cfg(feature = "sqlite")]
use crate::metadata::rules::KeyRule;
use crate::metadata::rules::Rules;
use crate::query::About;
#[cfg(feature = "sqlite")]
use crate::query::Changes;

/// Names what PostgreSQL refused.
#[cfg(feature = "postgres")]
pub(crate) fn postgres(source: sqlx::Error, about: &About) -> DatabaseError {
    use sqlx::postgres::PgDatabaseError;

    let mut error = DatabaseError::about(about, source);
    let database = error.source.as_database_error();
    let Some(refused) = database.and_then(|e| e.try_downcast_ref::<PgDatabaseError>()) else {
        return error;
    };
    let owned = |name: Option<&str>| name.map(str::to_owned);
    let violation = sqlstate(refused.code());
    let constraint = owned(refused.constraint());
    let column = owned(refused.column());
    let elsewhere = match (refused.schema(), refused.table()) {
        (Some(schema), Some(table)) => {
            let own = schema == about.schema && table == about.table.name();
            (!own).then(|| format!("{schema}.{table}"))
        }
        _ => None,
    };
    let too_long = match violation {
        Some(Violation::TooLong) => columns_of_length(&about.table.rules(), refused.message()),
        _ => Vec::new(),
    };
    error.violation = violation;
    error.constraint = constraint;
    error.column = column;
    error.constraint_table = elsewhere;
    error.narrow_columns(too_long);
    error
}

/// Source: PostgreSQL manual, appendix A.
#[cfg(feature = "postgres")]
fn sqlstate(code: &str) -> Option<Violation> {
    Some(match code {
        "23505" => Violation::Unique,
        "23503" | "23001" => Violation::ForeignKey,
        "23514" => Violation::Check,
        "23502" => Violation::NotNull,
        "22001" => Violation::TooLong,
        "22003" => Violation::OutOfRange,
        _ => return None,
    })
}

/// The columns with the length in `character varying(100)`, which stands so in every language.
#[cfg(feature = "postgres")]
fn columns_of_length(rules: &Rules, message: &str) -> Vec<String> {
    let has = |length: u32| message.contains(&format!("({length})"));
    let columns = rules.columns.iter().filter(|column| column.length.is_some_and(has));
    columns.map(|column| column.name.clone()).collect()
}

/// Names what SQLite refused.
#[cfg(feature = "sqlite")]
pub(crate) fn sqlite(source: sqlx::Error, about: &About) -> DatabaseError {
    use sqlx::error::DatabaseError as _;
    use sqlx::sqlite::SqliteError;

    let mut error = DatabaseError::about(about, source);
    let database = error.source.as_database_error();
    let Some(refused) = database.and_then(|e| e.try_downcast_ref::<SqliteError>()) else {
        return error;
    };
    let code = refused.code().unwrap_or_default().into_owned();
    let message = refused.message().to_owned();
    let named = message.split_once(" failed: ").map_or("", |(_, named)| named);
    let rules = about.table.rules();
    // Source: SQLite, "Result and Error Codes", extended codes.
    match code.as_str() {
        "2067" | "1555" | "2579" => {
            error.violation = Some(Violation::Unique);
            error.constraint = unique(&rules, named);
        }
        "1299" => {
            error.violation = Some(Violation::NotNull);
            error.column = rules.column(|column| rules.dotted(column) == named);
        }
        "275" => error.name_check(&rules, named),
        "787" => error.name_foreign_key(rules, about.changes),
        // A trigger's refusal, which is also how `ON DELETE RESTRICT` works.
        "1811" if message.starts_with("FOREIGN KEY") => {
            error.violation = Some(Violation::ForeignKey);
            error.is_referenced = true;
        }
        "3091" => {
            error.violation = Some(Violation::WrongType);
            error.column = rules
                .column(|column| message.ends_with(&format!(" column {}", rules.dotted(column))));
        }
        _ => {}
    }
    error
}

/// The unique constraint or index of `countries.name, countries.code`, or of `index 'name'`.
#[cfg(feature = "sqlite")]
fn unique(rules: &Rules, named: &str) -> Option<String> {
    if let Some(index) = named.strip_prefix("index '").and_then(|name| name.strip_suffix('\'')) {
        return Some(index.to_owned());
    }
    let found = rules.unique.iter().find(|rule| {
        let columns: Vec<String> = rule.columns.iter().map(|name| rules.dotted(name)).collect();
        columns.join(", ") == named
    });
    found.map(|rule| rule.name.clone())
}

#[cfg(feature = "sqlite")]
impl Rules {
    /// A column as SQLite's messages have it. Comparing whole names needs no parsing of odd ones.
    fn dotted(&self, column: &str) -> String {
        format!("{}.{column}", self.table)
    }

    fn column(&self, is: impl Fn(&str) -> bool) -> Option<String> {
        self.columns.iter().find(|column| is(&column.name)).map(|column| column.name.clone())
    }
}

impl DatabaseError {
    /// The one column that it can be, or several.
    #[cfg(feature = "postgres")]
    fn narrow_columns(&mut self, mut columns: Vec<String>) {
        if columns.len() == 1 {
            self.column = columns.pop();
        } else {
            self.candidates = columns;
        }
    }

    /// A check, which may stand for a length that SQLite's types do not have.
    #[cfg(feature = "sqlite")]
    fn name_check(&mut self, rules: &Rules, check: &str) {
        self.constraint = Some(check.to_owned());
        self.violation = Some(Violation::Check);
        if let Some(column) = rules.of_length_check(check) {
            self.violation = Some(Violation::TooLong);
            self.column = Some(column.name.clone());
        }
    }

    /// SQLite does not say which foreign key it was: one of the table's own whose columns are written, or one of
    /// rows that reference a key which is deleted or changed. What cannot be told apart is said together.
    #[cfg(feature = "sqlite")]
    fn name_foreign_key(&mut self, rules: Rules, changes: Changes) {
        self.violation = Some(Violation::ForeignKey);
        let changed = |name: &String| {
            let position = rules.columns.iter().position(|column| column.name == *name);
            position.is_some_and(|position| changes.has(position))
        };
        let writes = |key: &&KeyRule| match self.operation {
            "insert" => true,
            "update" => key.columns.iter().any(changed),
            // Rows are deleted; or it is raw SQL, of which nothing is known.
            _ => false,
        };
        let own = rules.foreign_keys.iter().filter(writes).map(|key| key.name.clone());
        let mut own: Vec<String> = own.collect();
        // Only what is unique can be referenced.
        self.is_referenced = match self.operation {
            "delete" => true,
            "raw" => false,
            _ => rules.unique.iter().any(|key| key.columns.iter().any(changed)),
        };
        match (own.len(), self.is_referenced) {
            (1, false) => self.constraint = own.pop(),
            _ => self.candidates = own,
        }
    }
}
