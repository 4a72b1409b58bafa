//! The text of statements on one table, and their binds in the same walk.
//!
//! Invariant: names pass through `ident::quote`, values become binds.

use std::fmt::Write as _;

use crate::dialect::Dialect;
use crate::dynamic::row::Columns;
use crate::dynamic::value::read_as;
use crate::ident::quote;
use crate::metadata::{SqlType, TableDef};
use crate::render::types::write_type;
use crate::value::{Value, ValueRef};

/// A statement in the making.
pub(super) struct Sql<'a> {
    table: &'a TableDef,
    dialect: Dialect,
    sql: String,
    binds: Vec<Value>,
}

/// The text of a statement, and its binds in the order of their placeholders.
pub(super) type Rendered = (String, Vec<Value>);

impl<'a> Sql<'a> {
    pub(super) const fn new(table: &'a TableDef, dialect: Dialect) -> Self {
        Self { table, dialect, sql: String::new(), binds: Vec::new() }
    }

    /// All rows have the same columns.
    pub(super) fn insert(mut self, rows: Vec<Columns>) -> Rendered {
        self.push("INSERT INTO ");
        self.table.name.write_sql(&mut self.sql);
        let columns: Vec<usize> = match rows.first() {
            Some(first) => first.iter().map(|(position, _)| *position).collect(),
            None => Vec::new(),
        };
        if columns.is_empty() {
            self.push(" DEFAULT VALUES");
            return (self.sql, self.binds);
        }
        self.push(" (");
        self.separated(columns, ", ", |sql, position| sql.name(position));
        self.push(") VALUES ");
        self.separated(rows, ", ", |sql, row| {
            sql.push("(");
            sql.separated(row, ", ", |sql, (position, value)| sql.bind(position, value));
            sql.push(")");
        });
        (self.sql, self.binds)
    }

    pub(super) fn update(mut self, key: Columns, changes: Columns) -> Rendered {
        self.push("UPDATE ");
        self.table.name.write_sql(&mut self.sql);
        self.push(" SET ");
        self.separated(changes, ", ", |sql, (position, value)| {
            sql.name(position);
            sql.push(" = ");
            sql.bind(position, value);
        });
        self.filter(key);
        (self.sql, self.binds)
    }

    pub(super) fn delete(mut self, key: Columns) -> Rendered {
        self.push("DELETE FROM ");
        self.table.name.write_sql(&mut self.sql);
        self.filter(key);
        (self.sql, self.binds)
    }

    /// `order` says of each position whether it descends.
    pub(super) fn select(
        mut self,
        filter: Columns,
        order: &[(usize, bool)],
        limit: Option<u32>,
    ) -> Rendered {
        self.push("SELECT ");
        self.items();
        self.push(" FROM ");
        self.table.name.write_sql(&mut self.sql);
        self.filter(filter);
        if !order.is_empty() {
            self.push(" ORDER BY ");
            self.separated(order, ", ", |sql, (position, descending)| {
                sql.column(*position);
                sql.push(if *descending { " DESC" } else { "" });
            });
        }
        if let Some(limit) = limit {
            self.push(" LIMIT ");
            self.placeholder(Value::plain(ValueRef::I64(limit.into())));
        }
        (self.sql, self.binds)
    }

    /// ` RETURNING ..`, to follow a statement.
    pub(super) fn returning(mut self) -> String {
        self.push(" RETURNING ");
        self.items();
        self.sql
    }

    /// All columns, each in the form in which `read` takes it.
    fn items(&mut self) {
        self.separated(0..self.table.columns.len(), ", ", Self::item);
    }

    fn item(&mut self, position: usize) {
        let column = &self.table.columns[position];
        let (before, after) = match self.dialect {
            Dialect::Postgres => match &column.sql_type {
                SqlType::Bytes => ("pg_catalog.encode(", ", 'hex')"),
                SqlType::Array(_) => ("pg_catalog.to_jsonb(", "::text[])::text"),
                _ => ("", "::text"),
            },
            Dialect::Sqlite => {
                match (&column.sql_type, &*read_as(&column.sql_type, self.dialect)) {
                    // Its values may be of any type.
                    (SqlType::Custom(_), SqlType::Text) => ("CAST(", " AS TEXT)"),
                    _ => ("", ""),
                }
            }
        };
        self.push(before);
        self.column(position);
        self.push(after);
    }

    /// NULL equals nothing, so it is asked for in its own way.
    fn filter(&mut self, columns: Columns) {
        if columns.is_empty() {
            return;
        }
        self.push(" WHERE ");
        self.separated(columns, " AND ", |sql, (position, value)| {
            sql.column(position);
            if matches!(value.as_ref(), ValueRef::Null(_)) {
                sql.push(" IS NULL");
            } else {
                sql.push(" = ");
                sql.bind(position, value);
            }
        });
    }

    /// A column with its table. Without, PostgreSQL would order by the text that is selected under the
    /// same name, and SQLite would read the name of a column that is not there as text.
    fn column(&mut self, position: usize) {
        quote(self.table.name.name.as_str(), &mut self.sql);
        self.push(".");
        self.name(position);
    }

    fn name(&mut self, position: usize) {
        quote(self.table.columns[position].name.as_str(), &mut self.sql);
    }

    /// A placeholder, and in PostgreSQL the type that its text is of. A cast to `varchar(n)` would cut
    /// text that is too long; without one it is refused.
    fn bind(&mut self, position: usize, value: Value) {
        self.placeholder(value);
        if !self.dialect.has_typed_binds() {
            return;
        }
        self.push("::text");
        match &self.table.columns[position].sql_type {
            SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_) => {}
            other => {
                self.push("::");
                write_type(other, self.dialect, &mut self.sql);
            }
        }
    }

    fn placeholder(&mut self, value: Value) {
        self.binds.push(value);
        // Writing to a `String` cannot fail.
        let _ = write!(self.sql, "{}{}", self.dialect.placeholder(), self.binds.len());
    }

    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    fn separated<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        separator: &str,
        mut write: impl FnMut(&mut Self, T),
    ) {
        for (at, item) in items.into_iter().enumerate() {
            self.push(if at == 0 { "" } else { separator });
            write(self, item);
        }
    }
}
