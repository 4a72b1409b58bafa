//! What makes metadata inconsistent, in words that name the object.

use crate::dialect::Dialect;
use crate::error::NameFault;
use crate::metadata::QualifiedName;

/// Metadata that is not consistent, or a name that it lacks.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// A table that the catalog does not have.
    #[error("there is no table `{name}`{}", meant(near))]
    UnknownTable {
        /// The name asked for.
        name: String,
        /// A name that is near.
        near: Option<String>,
    },
    /// A schema that the catalog does not have.
    #[error("there is no schema `{name}`; known: {}", crate::error::Listed(known))]
    UnknownSchema {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// Schemas of two kinds of database.
    #[error(
        "schema `{schema}` is of {found}, the catalog of {dialect}; build one catalog for each kind of database"
    )]
    MixedDialects {
        /// The schema.
        schema: String,
        /// Its dialect.
        found: Dialect,
        /// The catalog's dialect.
        dialect: Dialect,
    },
    /// A catalog of one kind of database, and a connection to another.
    #[error("the catalog is of {catalog}, the connection to {connection}")]
    WrongConnection {
        /// The catalog's dialect.
        catalog: Dialect,
        /// The connection's dialect.
        connection: Dialect,
    },
    /// A schema that the connection does not have attached.
    #[error(
        "schema `{schema}` is not attached to this connection; attach it with `sqlite::attach`"
    )]
    NotAttached {
        /// The schema.
        schema: String,
    },
    /// A name that the database does not allow.
    #[error("{object} cannot have the name `{name}`: {fault}")]
    Name {
        /// What has the name.
        object: String,
        /// The name.
        name: String,
        /// What is wrong with it.
        fault: NameFault,
    },
    /// Two schemas of one name.
    #[error("schema `{name}` is in the catalog twice")]
    DuplicateSchema {
        /// The name.
        name: String,
    },
    /// Two objects of one name.
    #[error("{first} and {second} have one name; give one of them another")]
    DuplicateName {
        /// One object.
        first: String,
        /// The other object.
        second: String,
    },
    /// Two enums of one name.
    #[error("enum `{name}` has two lists of labels; give one of the enums another name")]
    DifferentLabels {
        /// The name.
        name: QualifiedName,
    },
    /// A foreign key to a table that cannot be reached.
    #[error(
        "column {} of `{table}` references `{referenced}`, which neither schema `{schema}` nor a schema that it sees lists; add `{referenced}` to `tables(..)` of `{schema}`, or its schema to `sees(..)`",
        crate::error::Listed(columns)
    )]
    UnreachableTable {
        /// The referencing table.
        table: QualifiedName,
        /// The referencing columns.
        columns: Vec<String>,
        /// The referenced Rust type.
        referenced: String,
        /// The schema type.
        schema: String,
    },
    /// A foreign key into a schema whose name is not known.
    #[error(
        "column {} of `{table}` references `{referenced}` in schema `{seen}`, which has {} here; add exactly one with `Catalog::builder(..).schema(&..)`",
        crate::error::Listed(columns),
        if *.names == 0 { "no name".to_owned() } else { format!("{names} names") }
    )]
    UnnamedSchema {
        /// The referencing table.
        table: QualifiedName,
        /// The referencing columns.
        columns: Vec<String>,
        /// The referenced Rust type.
        referenced: String,
        /// The schema type that has no name, or several.
        seen: String,
        /// How many names it has.
        names: usize,
    },
    /// A foreign key between schemas, where a schema is a file.
    #[error(
        "`{constraint}` of `{table}` references `{referenced}`; in {dialect} a foreign key stays in its own schema"
    )]
    ForeignKeyLeavesSchema {
        /// The referencing table.
        table: QualifiedName,
        /// The constraint.
        constraint: String,
        /// The referenced table.
        referenced: QualifiedName,
        /// The dialect.
        dialect: Dialect,
    },
    /// A constraint or index with a column that its table lacks.
    #[error("{object} names column `{column}`, which `{table}` lacks{}", meant(near))]
    UnknownColumn {
        /// What names the column.
        object: String,
        /// The column.
        column: String,
        /// The table that lacks it.
        table: QualifiedName,
        /// A column that is near.
        near: Option<String>,
    },
    /// A column whose type the database lacks.
    #[error("`{sql_type}` of column `{table}.{column}` is no type of {dialect}")]
    UnknownType {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: String,
        /// The type.
        sql_type: String,
        /// The dialect.
        dialect: Dialect,
    },
    /// An identity where the database has none.
    #[error(
        "column `{table}.{column}` cannot be an identity; in {dialect} only a primary key of one integer column can"
    )]
    Identity {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: String,
        /// The dialect.
        dialect: Dialect,
    },
    /// A default that its column cannot have.
    #[error("column `{table}.{column}` cannot have this default: {why}")]
    Default {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: String,
        /// Why.
        why: &'static str,
    },
    /// A new name for a schema that is in use already.
    #[error("schema `{from}` cannot become `{to}`: {why}")]
    Rebind {
        /// The name it has.
        from: String,
        /// The name asked for.
        to: String,
        /// Why.
        why: String,
    },
    /// Metadata that contradicts itself; only data from outside can.
    #[error("{object} is inconsistent: {why}")]
    Inconsistent {
        /// What is.
        object: String,
        /// Why.
        why: String,
    },
}

fn meant(near: &Option<String>) -> String {
    near.as_ref().map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
