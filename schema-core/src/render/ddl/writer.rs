//! SQL text in the making: names, types and lists, in one dialect and spelling.

use crate::dialect::Dialect;
use crate::ident::{Ident, quote, quote_literal};
use crate::metadata::{Literal, QualifiedName, SqlType};
use crate::render::types::{write_literal, write_type_with};
use crate::render::{IfExists, SchemaSpelling};
use crate::spec::Deferrable;

/// How a statement is written.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct DdlStyle<'a> {
    /// The database's dialect.
    pub dialect: Dialect,
    /// What happens where the object exists already, or is gone already.
    pub if_exists: IfExists,
    /// How schemas are named.
    pub schemas: &'a SchemaSpelling,
}

impl DdlStyle<'_> {
    /// Schemas by their names, and statements that fail where their object exists already.
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect, if_exists: IfExists::Fail, schemas: &SchemaSpelling::Names }
    }
}

pub(super) struct Writer<'a> {
    pub(super) style: DdlStyle<'a>,
    sql: String,
}

impl<'a> Writer<'a> {
    pub(super) const fn new(style: DdlStyle<'a>) -> Self {
        Self { style, sql: String::new() }
    }

    pub(super) fn finish(self) -> String {
        self.sql
    }

    pub(super) const fn dialect(&self) -> Dialect {
        self.style.dialect
    }

    pub(super) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    /// `IF NOT EXISTS `, where that is asked for.
    pub(super) fn if_absent(&mut self) {
        self.push(match self.style.if_exists {
            IfExists::Fail => "",
            IfExists::Skip => "IF NOT EXISTS ",
        });
    }

    /// `IF EXISTS `, where that is asked for.
    pub(super) fn if_present(&mut self) {
        self.push(match self.style.if_exists {
            IfExists::Fail => "",
            IfExists::Skip => "IF EXISTS ",
        });
    }

    pub(super) fn ident(&mut self, name: &Ident) {
        quote(name.as_str(), &mut self.sql);
    }

    pub(super) fn schema(&mut self, name: &Ident) {
        self.style.schemas.write(name, &mut self.sql);
    }

    pub(super) fn name(&mut self, name: &QualifiedName) {
        self.schema(&name.schema);
        self.push(".");
        self.ident(&name.name);
    }

    /// A name that the model has as text, with a schema before it or without.
    pub(super) fn written_name(&mut self, name: &str) {
        match name.parse::<QualifiedName>() {
            Ok(name) => self.name(&name),
            Err(_) => quote(name, &mut self.sql),
        }
    }

    pub(super) fn literal(&mut self, text: &str) {
        quote_literal(text, &mut self.sql);
    }

    pub(super) fn literals(&mut self, texts: &[String]) {
        self.list(texts, |writer, text| writer.literal(text));
    }

    pub(super) fn typed_literal(&mut self, literal: &Literal, sql_type: &SqlType) {
        write_literal(literal, sql_type, self.style.dialect, &mut self.sql);
    }

    pub(super) fn sql_type(&mut self, sql_type: &SqlType) {
        let schemas = self.style.schemas;
        let name = |name: &QualifiedName, sql: &mut String| {
            schemas.write(&name.schema, sql);
            sql.push('.');
            quote(name.name.as_str(), sql);
        };
        write_type_with(sql_type, self.style.dialect, &name, &mut self.sql);
    }

    /// Column names in parentheses.
    pub(super) fn columns(&mut self, columns: &[Ident]) {
        self.list(columns, |writer, column| writer.ident(column));
    }

    /// In parentheses.
    pub(super) fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.push("(");
        for (position, item) in items.iter().enumerate() {
            self.push(if position == 0 { "" } else { ", " });
            write(self, item);
        }
        self.push(")");
    }

    pub(super) fn collation(&mut self, collation: Option<&String>) {
        if let Some(collation) = collation {
            self.push(" COLLATE ");
            self.written_name(collation);
        }
    }

    pub(super) fn deferrable(&mut self, deferrable: Deferrable) {
        self.push(match deferrable {
            Deferrable::Not => "",
            Deferrable::InitiallyImmediate => " DEFERRABLE INITIALLY IMMEDIATE",
            Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
        });
    }
}
