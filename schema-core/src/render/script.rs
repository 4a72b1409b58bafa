//! DDL of a whole catalog as a script.

use crate::ddl::{DdlStatement, Existing, create_all, drop_all};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::metadata::Catalog;
use crate::render::ddl::{DdlStyle, to_sql_with};

/// What a script does with objects that exist already, or are gone already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum IfExists {
    /// The statement fails.
    #[default]
    Fail,
    /// The statement does nothing: `IF NOT EXISTS`, `IF EXISTS`.
    Skip,
}

impl Catalog {
    /// The script that creates everything, for an empty database.
    ///
    /// One statement stands in each paragraph and ends in a semicolon. Where schemas are attached files
    /// (SQLite), they must be attached under their names before.
    pub fn create_sql(&self) -> String {
        self.create_sql_with(IfExists::Fail)
    }

    /// The script that creates everything, and what it does with objects that exist.
    pub fn create_sql_with(&self, if_exists: IfExists) -> String {
        script(&create_all(self, &Existing::default()), self.dialect(), if_exists)
    }

    /// The script that creates one schema.
    ///
    /// Foreign keys to other schemas are part of it, so those schemas come first.
    ///
    /// # Errors
    /// [`CatalogError::UnknownSchema`](crate::CatalogError::UnknownSchema).
    pub fn create_sql_of(&self, schema: &str) -> Result<String> {
        Ok(self.only(schema)?.create_sql())
    }

    /// The script that drops everything that the catalog lists, and nothing else.
    ///
    /// A schema that holds anything else then is not dropped: the database refuses, and so does the
    /// script's last statement.
    pub fn drop_sql(&self) -> String {
        self.drop_sql_with(IfExists::Fail)
    }

    /// The script that drops everything, and what it does with objects that are gone.
    pub fn drop_sql_with(&self, if_exists: IfExists) -> String {
        script(&drop_all(self, &Existing::all_of(self)), self.dialect(), if_exists)
    }

    /// The script that drops one schema.
    ///
    /// # Errors
    /// [`CatalogError::UnknownSchema`](crate::CatalogError::UnknownSchema).
    pub fn drop_sql_of(&self, schema: &str) -> Result<String> {
        Ok(self.only(schema)?.drop_sql())
    }
}

fn script(plan: &[DdlStatement], dialect: Dialect, if_exists: IfExists) -> String {
    let style = DdlStyle { if_exists, ..DdlStyle::new(dialect) };
    let paragraphs: Vec<String> =
        plan.iter().map(|statement| to_sql_with(statement, style) + ";\n").collect();
    paragraphs.join("\n")
}
