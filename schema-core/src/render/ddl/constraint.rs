//! Constraints, as `CREATE TABLE` and `ADD CONSTRAINT` take them.

use super::writer::Writer;
use crate::ident::Ident;
use crate::metadata::{CheckDef, Constraint, ExclusionDef, ForeignKeyDef, QualifiedName};
use crate::spec::{Deferrable, ReferentialAction};

impl Writer<'_> {
    /// `CONSTRAINT .. `, whatever the kind.
    pub(super) fn constraint(&mut self, constraint: &Constraint) {
        self.constraint_name(constraint.name());
        match constraint {
            Constraint::PrimaryKey(key) => {
                self.push(" PRIMARY KEY ");
                self.columns(&key.columns);
                self.include(&key.include);
                self.deferrable(key.deferrable);
            }
            Constraint::Unique(unique) => {
                self.push(" UNIQUE ");
                if unique.nulls_not_distinct {
                    self.push("NULLS NOT DISTINCT ");
                }
                self.columns(&unique.columns);
                self.include(&unique.include);
                self.deferrable(unique.deferrable);
            }
            Constraint::ForeignKey(key) => {
                self.push(" FOREIGN KEY ");
                self.columns(&key.columns);
                self.references(key);
            }
            Constraint::Check(check) => self.check(check),
            Constraint::Exclusion(exclusion) => self.exclusion(exclusion),
        }
    }

    /// The same, as a part of the definition of its one column.
    pub(super) fn column_constraint(&mut self, constraint: &Constraint) {
        if let Constraint::ForeignKey(key) = constraint {
            self.constraint_name(&key.name);
            self.references(key);
        } else {
            self.constraint(constraint);
        }
    }

    /// `UNIQUE USING INDEX`: the index says what it is over.
    pub(super) fn constraint_using_index(&mut self, constraint: &Constraint, index: &Ident) {
        self.constraint_name(constraint.name());
        let (kind, deferrable) = match constraint {
            Constraint::PrimaryKey(key) => (" PRIMARY KEY", key.deferrable),
            Constraint::Unique(unique) => (" UNIQUE", unique.deferrable),
            // No other kind can be made of an index, and the server says so.
            other => (other.kind(), Deferrable::Not),
        };
        self.push(kind);
        self.push(" USING INDEX ");
        self.ident(index);
        self.deferrable(deferrable);
    }

    pub(super) fn check(&mut self, check: &CheckDef) {
        self.push(" CHECK (");
        self.push(&check.predicate);
        self.push(")");
        self.not_valid(check.validated);
    }

    pub(super) fn constraint_name(&mut self, name: &Ident) {
        self.push("CONSTRAINT ");
        self.ident(name);
    }

    pub(super) fn include(&mut self, columns: &[Ident]) {
        if self.dialect().has_index_options() && !columns.is_empty() {
            self.push(" INCLUDE ");
            self.columns(columns);
        }
    }

    fn references(&mut self, key: &ForeignKeyDef) {
        self.push(" REFERENCES ");
        self.referenced(&key.referenced);
        self.push(" ");
        self.columns(&key.referenced_columns);
        if key.match_full {
            self.push(" MATCH FULL");
        }
        for (when, action) in [(" ON DELETE ", key.on_delete), (" ON UPDATE ", key.on_update)] {
            if let Some(action) = action_words(action) {
                self.push(when);
                self.push(action);
            }
        }
        self.deferrable(key.deferrable);
        self.not_valid(key.validated);
    }

    /// In SQLite the target is in the same file and has no schema before it.
    fn referenced(&mut self, name: &QualifiedName) {
        if self.dialect().has_cross_schema_foreign_keys() {
            self.name(name);
        } else {
            self.ident(&name.name);
        }
    }

    fn exclusion(&mut self, exclusion: &ExclusionDef) {
        self.push(" EXCLUDE ");
        self.method(exclusion.method.as_ref());
        self.list(&exclusion.elements, |writer, (key, operator)| {
            writer.index_key(key);
            writer.push(" WITH ");
            writer.push(operator);
        });
        if let Some(predicate) = &exclusion.predicate {
            self.push(" WHERE (");
            self.push(predicate);
            self.push(")");
        }
        self.deferrable(exclusion.deferrable);
    }

    fn not_valid(&mut self, validated: bool) {
        self.push(if validated { "" } else { " NOT VALID" });
    }
}

const fn action_words(action: ReferentialAction) -> Option<&'static str> {
    match action {
        ReferentialAction::NoAction => None,
        ReferentialAction::Restrict => Some("RESTRICT"),
        ReferentialAction::Cascade => Some("CASCADE"),
        ReferentialAction::SetNull => Some("SET NULL"),
        ReferentialAction::SetDefault => Some("SET DEFAULT"),
    }
}
