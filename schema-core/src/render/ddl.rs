//! DDL statements as SQL text.

use crate::ddl::{CommentTarget, DdlStatement};
use crate::dialect::Dialect;
use crate::ident::{quote, quote_literal};
use crate::metadata::{EnumDef, IndexDef, IndexKeyDef, IndexOn, QualifiedName};
use crate::render::IfExists;
use crate::render::create_table::{write_body, write_columns, write_foreign_key};
use crate::spec::Nulls;

pub use crate::render::create_table::type_checks;

/// The text of a statement, without a semicolon.
pub fn to_sql(statement: &DdlStatement, dialect: Dialect) -> String {
    to_sql_with(statement, dialect, IfExists::Fail)
}

/// The text of a statement that does as asked where its object exists already, or is gone already.
pub fn to_sql_with(statement: &DdlStatement, dialect: Dialect, if_exists: IfExists) -> String {
    let mut sql = String::new();
    let skip = if_exists == IfExists::Skip;
    let absent = if skip { "IF NOT EXISTS " } else { "" };
    let present = if skip { "IF EXISTS " } else { "" };
    match statement {
        DdlStatement::CreateSchema(name) => {
            sql.push_str("CREATE SCHEMA ");
            sql.push_str(absent);
            quote(name.as_str(), &mut sql);
        }
        DdlStatement::CreateEnum(def) => {
            write_enum(def, &mut sql);
            if skip {
                return unless_duplicate(&sql);
            }
        }
        DdlStatement::CreateTable { table, enums } => {
            sql.push_str("CREATE TABLE ");
            sql.push_str(absent);
            table.name.write_sql(&mut sql);
            write_body(table, enums, dialect, &mut sql);
        }
        DdlStatement::AddForeignKey { table, foreign_key } => {
            alter(table, "ADD ", &mut sql);
            write_foreign_key(foreign_key, dialect, &mut sql);
            if skip {
                return unless_duplicate(&sql);
            }
        }
        DdlStatement::CreateIndex { table, index } => {
            write_index(table, index, dialect, absent, &mut sql);
        }
        DdlStatement::Comment { on, text } => write_comment(on, text.as_deref(), &mut sql),
        DdlStatement::DropForeignKey { table, name } => {
            alter(table, "DROP CONSTRAINT ", &mut sql);
            sql.push_str(present);
            quote(name.as_str(), &mut sql);
        }
        DdlStatement::DropTable(name) => drop("TABLE ", present, name, &mut sql),
        DdlStatement::DropEnum(name) => drop("TYPE ", present, name, &mut sql),
        DdlStatement::DropSchema(name) => {
            sql.push_str("DROP SCHEMA ");
            sql.push_str(present);
            quote(name.as_str(), &mut sql);
        }
    }
    sql
}

fn alter(table: &QualifiedName, action: &str, sql: &mut String) {
    sql.push_str("ALTER TABLE ");
    table.write_sql(sql);
    sql.push(' ');
    sql.push_str(action);
}

fn drop(kind: &str, present: &str, name: &QualifiedName, sql: &mut String) {
    sql.push_str("DROP ");
    sql.push_str(kind);
    sql.push_str(present);
    name.write_sql(sql);
}

fn write_enum(def: &EnumDef, sql: &mut String) {
    sql.push_str("CREATE TYPE ");
    def.name.write_sql(sql);
    sql.push_str(" AS ENUM (");
    for (position, label) in def.labels.iter().enumerate() {
        sql.push_str(if position == 0 { "" } else { ", " });
        quote_literal(label, sql);
    }
    sql.push(')');
}

/// A block for PostgreSQL's statements that know no `IF NOT EXISTS`.
fn unless_duplicate(statement: &str) -> String {
    let mut tag = String::from("$skip$");
    while statement.contains(&tag) {
        tag.insert(tag.len() - 1, '_');
    }
    format!(
        "DO {tag}\nBEGIN\n    {statement};\nEXCEPTION WHEN duplicate_object THEN NULL;\nEND\n{tag}"
    )
}

/// The schema stands before the table's name in PostgreSQL, before the index's in SQLite.
fn write_index(
    table: &QualifiedName,
    index: &IndexDef,
    dialect: Dialect,
    absent: &str,
    sql: &mut String,
) {
    sql.push_str(if index.unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
    sql.push_str(absent);
    match dialect {
        Dialect::Postgres => {
            quote(index.name.as_str(), sql);
            sql.push_str(" ON ");
            table.write_sql(sql);
            if let Some(method) = &index.method {
                sql.push_str(" USING ");
                quote(method, sql);
            }
        }
        Dialect::Sqlite => {
            QualifiedName::new(table.schema.clone(), index.name.clone()).write_sql(sql);
            sql.push_str(" ON ");
            quote(table.name.as_str(), sql);
        }
    }
    sql.push_str(" (");
    for (position, key) in index.keys.iter().enumerate() {
        sql.push_str(if position == 0 { "" } else { ", " });
        write_index_key(key, dialect, sql);
    }
    sql.push(')');
    if dialect.has_index_options() && !index.include.is_empty() {
        sql.push_str(" INCLUDE ");
        write_columns(&index.include, sql);
    }
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE ({predicate})"));
    }
}

/// Methods, operator classes, included columns and the place of NULLs only make an index faster, so
/// SQLite, which lacks them, goes without.
fn write_index_key(key: &IndexKeyDef, dialect: Dialect, sql: &mut String) {
    match &key.on {
        IndexOn::Column(column) => quote(column.as_str(), sql),
        IndexOn::Expression(expression) => sql.push_str(&format!("({expression})")),
    }
    if let Some(collation) = &key.collation {
        sql.push_str(" COLLATE ");
        write_maybe_qualified(collation, sql);
    }
    let options = dialect.has_index_options();
    if let Some(class) = key.operator_class.as_ref().filter(|_| options) {
        sql.push(' ');
        write_maybe_qualified(class, sql);
    }
    if key.descending {
        sql.push_str(" DESC");
    }
    match key.nulls.filter(|_| options) {
        Some(Nulls::First) => sql.push_str(" NULLS FIRST"),
        Some(Nulls::Last) => sql.push_str(" NULLS LAST"),
        None => {}
    }
}

/// The name of something that lies in a schema, or in the database itself.
fn write_maybe_qualified(name: &str, sql: &mut String) {
    match name.parse::<QualifiedName>() {
        Ok(name) => name.write_sql(sql),
        Err(_) => quote(name, sql),
    }
}

fn write_comment(on: &CommentTarget, text: Option<&str>, sql: &mut String) {
    sql.push_str("COMMENT ON ");
    match on {
        CommentTarget::Schema(name) => {
            sql.push_str("SCHEMA ");
            quote(name.as_str(), sql);
        }
        CommentTarget::Table(name) => {
            sql.push_str("TABLE ");
            name.write_sql(sql);
        }
        CommentTarget::Column { table, column } => {
            sql.push_str("COLUMN ");
            table.write_sql(sql);
            sql.push('.');
            quote(column.as_str(), sql);
        }
        CommentTarget::Enum(name) => {
            sql.push_str("TYPE ");
            name.write_sql(sql);
        }
        CommentTarget::Domain(name) => {
            sql.push_str("DOMAIN ");
            name.write_sql(sql);
        }
        CommentTarget::Sequence(name) => {
            sql.push_str("SEQUENCE ");
            name.write_sql(sql);
        }
        CommentTarget::View { name, materialized } => {
            sql.push_str(if *materialized { "MATERIALIZED VIEW " } else { "VIEW " });
            name.write_sql(sql);
        }
    }
    sql.push_str(" IS ");
    match text {
        Some(text) => quote_literal(text, sql),
        None => sql.push_str("NULL"),
    }
}
