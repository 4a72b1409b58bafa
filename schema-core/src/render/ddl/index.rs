//! Indexes.

use super::writer::Writer;
use crate::dialect::Dialect;
use crate::ident::quote;
use crate::metadata::{IndexDef, IndexKeyDef, IndexOn, QualifiedName};
use crate::spec::Nulls;

impl Writer<'_> {
    /// The schema stands before the table's name in PostgreSQL, before the index's in SQLite.
    pub(super) fn create_index(
        &mut self,
        table: &QualifiedName,
        index: &IndexDef,
        concurrently: bool,
    ) {
        self.push(if index.unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
        self.push(if concurrently { "CONCURRENTLY " } else { "" });
        self.if_absent();
        match self.dialect() {
            Dialect::Postgres => {
                self.ident(&index.name);
                self.push(" ON ");
                self.name(table);
                self.push(" ");
                self.method(index.method.as_ref());
            }
            Dialect::Sqlite => {
                self.name(&QualifiedName::new(table.schema.clone(), index.name.clone()));
                self.push(" ON ");
                self.ident(&table.name);
                self.push(" ");
            }
        }
        self.list(&index.keys, Self::index_key);
        self.include(&index.include);
        if index.nulls_not_distinct {
            self.push(" NULLS NOT DISTINCT");
        }
        if let Some(predicate) = &index.predicate {
            self.push(" WHERE (");
            self.push(predicate);
            self.push(")");
        }
    }

    pub(super) fn method(&mut self, method: Option<&String>) {
        if let Some(method) = method {
            let mut quoted = String::new();
            quote(method, &mut quoted);
            self.push("USING ");
            self.push(&quoted);
            self.push(" ");
        }
    }

    /// Methods, operator classes, included columns and the place of NULLs only make an index faster, so
    /// SQLite, which lacks them, goes without.
    pub(super) fn index_key(&mut self, key: &IndexKeyDef) {
        match &key.on {
            IndexOn::Column(column) => self.ident(column),
            IndexOn::Expression(expression) => {
                self.push("(");
                self.push(expression);
                self.push(")");
            }
        }
        self.collation(key.collation.as_ref());
        let options = self.dialect().has_index_options();
        if let Some(class) = key.operator_class.as_ref().filter(|_| options) {
            self.push(" ");
            self.written_name(class);
        }
        self.push(if key.descending { " DESC" } else { "" });
        self.push(match key.nulls.filter(|_| options) {
            Some(Nulls::First) => " NULLS FIRST",
            Some(Nulls::Last) => " NULLS LAST",
            None => "",
        });
    }
}
