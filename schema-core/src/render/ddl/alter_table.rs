//! `ALTER TABLE`.

use super::writer::Writer;
use crate::ddl::{ColumnAction, TableAction, Using};
use crate::ident::Ident;
use crate::metadata::{QualifiedName, SqlType};
use crate::spec::Deferrable;

impl Writer<'_> {
    pub(super) fn alter_table(&mut self, table: &QualifiedName, action: &TableAction) {
        self.push("ALTER TABLE ");
        self.name(table);
        self.push(" ");
        match action {
            TableAction::AddColumn { column, constraints } => {
                self.push("ADD COLUMN ");
                self.column(column);
                for constraint in constraints {
                    self.push(" ");
                    self.column_constraint(constraint);
                }
            }
            TableAction::DropColumn(column) => {
                self.push("DROP COLUMN ");
                self.ident(column);
            }
            TableAction::RenameColumn { from, to } => self.rename("COLUMN ", from, to),
            TableAction::AlterColumn { column, action } => self.alter_column(column, action),
            TableAction::AddConstraint(constraint) => {
                self.push("ADD ");
                self.constraint(constraint);
            }
            TableAction::AddConstraintUsingIndex { constraint, index } => {
                self.push("ADD ");
                self.constraint_using_index(constraint, index);
            }
            TableAction::ValidateConstraint(name) => {
                self.push("VALIDATE CONSTRAINT ");
                self.ident(name);
            }
            TableAction::AlterConstraint(key) => {
                self.push("ALTER CONSTRAINT ");
                self.ident(&key.name);
                self.push(if key.deferrable == Deferrable::Not { " NOT DEFERRABLE" } else { "" });
                self.deferrable(key.deferrable);
            }
            TableAction::RenameConstraint { from, to } => self.rename("CONSTRAINT ", from, to),
            TableAction::DropConstraint(name) => {
                self.push("DROP CONSTRAINT ");
                self.if_present();
                self.ident(name);
            }
            TableAction::SetUnlogged(true) => self.push("SET UNLOGGED"),
            TableAction::SetUnlogged(false) => self.push("SET LOGGED"),
            TableAction::AttachPartition { partition, bound } => {
                self.push("ATTACH PARTITION ");
                self.name(partition);
                self.push(" ");
                self.push(bound);
            }
            TableAction::DetachPartition(partition) => {
                self.push("DETACH PARTITION ");
                self.name(partition);
            }
            TableAction::RenameTo(to) => {
                self.push("RENAME TO ");
                self.ident(to);
            }
        }
    }

    pub(super) fn rename(&mut self, kind: &str, from: &Ident, to: &Ident) {
        self.push("RENAME ");
        self.push(kind);
        self.ident(from);
        self.push(" TO ");
        self.ident(to);
    }

    fn alter_column(&mut self, column: &Ident, action: &ColumnAction) {
        self.push("ALTER COLUMN ");
        self.ident(column);
        match action {
            ColumnAction::SetType { sql_type, collation, using } => {
                self.push(" TYPE ");
                self.sql_type(sql_type);
                self.collation(collation.as_ref());
                if let Some(using) = using {
                    self.push(" USING ");
                    self.using(column, sql_type, *using);
                }
            }
            ColumnAction::SetNotNull => self.push(" SET NOT NULL"),
            ColumnAction::DropNotNull => self.push(" DROP NOT NULL"),
            ColumnAction::SetDefault { default, sql_type } => {
                self.push(" SET DEFAULT ");
                self.default(default, sql_type);
            }
            ColumnAction::DropDefault => self.push(" DROP DEFAULT"),
            ColumnAction::AddIdentity(identity) => {
                self.push(" ADD ");
                self.identity(*identity);
                self.push(" AS IDENTITY");
            }
            ColumnAction::SetIdentity(identity) => {
                self.push(" SET ");
                self.identity(*identity);
            }
            ColumnAction::DropIdentity => self.push(" DROP IDENTITY"),
            ColumnAction::DropExpression => self.push(" DROP EXPRESSION"),
        }
    }

    fn using(&mut self, column: &Ident, sql_type: &SqlType, using: Using) {
        self.ident(column);
        self.push(match using {
            Using::Cast => "",
            Using::CastOfText => "::text",
            Using::CastOfElements => "::text[]",
        });
        self.push("::");
        self.sql_type(sql_type);
    }
}
