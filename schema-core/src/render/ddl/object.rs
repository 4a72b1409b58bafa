//! Enums, domains, sequences and views.

use super::writer::Writer;
use crate::ddl::{DomainAction, EnumAction};
use crate::dialect::Dialect;
use crate::metadata::{CheckDef, DomainDef, EnumDef, OwnedBy, QualifiedName, SequenceDef, ViewDef};

impl Writer<'_> {
    pub(super) fn create_enum(&mut self, def: &EnumDef) {
        self.push("CREATE TYPE ");
        self.name(&def.name);
        self.push(" AS ENUM ");
        self.literals(&def.labels);
    }

    pub(super) fn alter_enum(&mut self, name: &QualifiedName, action: &EnumAction) {
        self.push("ALTER TYPE ");
        self.name(name);
        match action {
            EnumAction::AddValue { label, before } => {
                self.push(" ADD VALUE ");
                self.if_absent();
                self.literal(label);
                if let Some(before) = before {
                    self.push(" BEFORE ");
                    self.literal(before);
                }
            }
            EnumAction::RenameValue { from, to } => {
                self.push(" RENAME VALUE ");
                self.literal(from);
                self.push(" TO ");
                self.literal(to);
            }
            EnumAction::RenameTo(to) => {
                self.push(" RENAME TO ");
                self.ident(to);
            }
        }
    }

    pub(super) fn create_domain(&mut self, def: &DomainDef) {
        self.push("CREATE DOMAIN ");
        self.name(&def.name);
        self.push(" AS ");
        self.sql_type(&def.base);
        self.collation(def.collation.as_ref());
        if let Some(default) = &def.default {
            self.push(" DEFAULT (");
            self.push(default);
            self.push(")");
        }
        self.push(if def.nullable { "" } else { " NOT NULL" });
        for check in &def.checks {
            self.push(" ");
            self.domain_check(check);
        }
    }

    pub(super) fn alter_domain(&mut self, name: &QualifiedName, action: &DomainAction) {
        self.push("ALTER DOMAIN ");
        self.name(name);
        self.push(" ");
        match action {
            DomainAction::SetDefault(Some(default)) => {
                self.push("SET DEFAULT (");
                self.push(default);
                self.push(")");
            }
            DomainAction::SetDefault(None) => self.push("DROP DEFAULT"),
            DomainAction::SetNotNull => self.push("SET NOT NULL"),
            DomainAction::DropNotNull => self.push("DROP NOT NULL"),
            DomainAction::AddCheck(check) => {
                self.push("ADD ");
                self.domain_check(check);
            }
            DomainAction::ValidateCheck(check) => {
                self.push("VALIDATE CONSTRAINT ");
                self.ident(check);
            }
            DomainAction::RenameCheck { from, to } => self.rename("CONSTRAINT ", from, to),
            DomainAction::DropCheck(check) => {
                self.push("DROP CONSTRAINT ");
                self.ident(check);
            }
            DomainAction::RenameTo(to) => {
                self.push("RENAME TO ");
                self.ident(to);
            }
        }
    }

    pub(super) fn create_sequence(&mut self, def: &SequenceDef) {
        self.push("CREATE SEQUENCE ");
        self.if_absent();
        self.name(&def.name);
        self.sequence_options(def);
    }

    pub(super) fn alter_sequence(&mut self, def: &SequenceDef) {
        self.push("ALTER SEQUENCE ");
        self.name(&def.name);
        self.sequence_options(def);
    }

    /// A sequence is a table of one row, which knows its own identity: no name stands in a literal.
    pub(super) fn advance_sequence(&mut self, name: &QualifiedName, to: i64, descending: bool) {
        let (pick, reached) = if descending { ("least", "<=") } else { ("greatest", ">=") };
        self.push(&format!(
            "SELECT pg_catalog.setval(tableoid::pg_catalog.regclass, {pick}(last_value, {to}), \
             is_called AND last_value {reached} {to}) FROM "
        ));
        self.name(name);
    }

    pub(super) fn sequence_owner(&mut self, name: &QualifiedName, owned_by: Option<&OwnedBy>) {
        self.push("ALTER SEQUENCE ");
        self.name(name);
        self.push(" OWNED BY ");
        match owned_by {
            None => self.push("NONE"),
            Some(OwnedBy { table, column }) => {
                self.name(table);
                self.push(".");
                self.ident(column);
            }
        }
    }

    pub(super) fn create_view(&mut self, def: &ViewDef) {
        self.push(if def.materialized { "CREATE MATERIALIZED VIEW " } else { "CREATE VIEW " });
        match self.dialect() {
            // PostgreSQL knows it of materialized views alone.
            Dialect::Postgres if !def.materialized => {}
            Dialect::Postgres | Dialect::Sqlite => self.if_absent(),
        }
        self.name(&def.name);
        self.push(" AS\n");
        self.push(def.definition.trim().trim_end_matches(';'));
    }

    fn domain_check(&mut self, check: &CheckDef) {
        self.constraint_name(&check.name);
        self.check(check);
    }

    /// All of them: the defaults depend on the type and the direction.
    fn sequence_options(&mut self, def: &SequenceDef) {
        self.push(" AS ");
        self.sql_type(&def.sql_type);
        for (words, number) in [
            (" INCREMENT BY ", def.increment),
            (" MINVALUE ", def.min),
            (" MAXVALUE ", def.max),
            (" START WITH ", def.start),
            (" CACHE ", def.cache),
        ] {
            self.push(words);
            self.push(&number.to_string());
        }
        self.push(if def.cycle { " CYCLE" } else { " NO CYCLE" });
    }
}
