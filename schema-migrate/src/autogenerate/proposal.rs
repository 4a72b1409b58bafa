//! What lies between what there is of a schema and what the models say.

use polyschema_core::metadata::{Constraint, QualifiedName, SqlType, TableDef};
use polyschema_core::render::SchemaSpelling;
use polyschema_core::{Catalog, Dialect};

use super::{Base, Request};
use crate::diff::{Change, Comparison, Diff, Rename, Scope, TableChange};
use crate::error::Result;
use crate::migration::{NewRevision, NewScript, RevisionId};
use crate::normalize::{expression, stored_form};
use crate::plan::{Form, Options, Plan, plan};

/// What a new revision of a schema has to do.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Proposal {
    /// The logical schema.
    pub schema: String,
    /// The revision that it stands on.
    pub parents: Vec<RevisionId>,
    /// What differs.
    pub diff: Diff,
    /// What there is, in the form in which a database holds it.
    from: Catalog,
    /// What the models say, in the same form.
    to: Catalog,
    /// What the models say, in their own.
    snapshot: Catalog,
}

impl Proposal {
    /// Compares what the revisions make of a schema with the models, without a database; the scope that fits
    /// is [`Scope::between_snapshots`].
    ///
    /// # Errors
    /// [`CatalogError`](polyschema_core::CatalogError), for a model that a database could not hold.
    pub fn of(
        schema: &str,
        base: &Base,
        model: &Catalog,
        scope: &Scope,
        renames: &[Rename],
    ) -> Result<Self> {
        let from = stored_form(&base.catalog).map_err(polyschema_core::Error::from)?;
        let to = stored_form(model).map_err(polyschema_core::Error::from)?;
        Self::between(schema, base.parents.clone(), (&from, &to), model, scope, renames)
    }

    /// Compares a schema before and after, both in the form in which a database holds them; `model` is what
    /// becomes the snapshot.
    ///
    /// # Errors
    /// [`CatalogError`](polyschema_core::CatalogError): the models have no such schema.
    pub fn between(
        schema: &str,
        parents: Vec<RevisionId>,
        (from, to): (&Catalog, &Catalog),
        model: &Catalog,
        scope: &Scope,
        renames: &[Rename],
    ) -> Result<Self> {
        let dialect = model.dialect();
        let from = match from.schemas().contains_key(schema) {
            true => from.only(schema)?,
            false => Catalog::from_schemas(dialect, [])?,
        };
        let (to, snapshot) = (to.only(schema)?, model.only(schema)?);
        let key = move |text: &str| expression::key(text, dialect);
        let diff = Comparison::new(scope).expressions(&key).renames(renames).diff(&from, &to);
        Ok(Self { schema: schema.to_owned(), parents, diff, from, to, snapshot })
    }

    /// The kind of database.
    pub const fn dialect(&self) -> Dialect {
        self.to.dialect()
    }

    /// What there is.
    pub const fn from(&self) -> &Catalog {
        &self.from
    }

    /// What the models say.
    pub const fn to(&self) -> &Catalog {
        &self.to
    }

    /// The steps that lead there.
    pub fn plan(&self, form: Form) -> Plan {
        plan(&self.from, &self.to, &self.diff.changes, &Options::default().form(form))
    }

    /// Writes down how to get there and back.
    pub(super) fn write(&self, request: &Request, new: &mut NewRevision) {
        let plan = self.plan(request.form);
        let [from, to] = [&self.from, &self.to].map(SchemaSpelling::variables_of);
        let schemas = from.and(to);
        let script = |plan: &Plan| NewScript {
            sql: plan.sql(&schemas),
            transactional: plan.is_transactional(),
            rust: None,
        };
        new.upgrade = NewScript { rust: request.rust.clone(), ..script(&plan) };
        new.downgrade = Some(script(&plan.reverse()));
        new.snapshot = Some(self.snapshot.clone());
    }

    /// What lies in other schemas and the changes lead to.
    pub(super) fn reaches(&self) -> Vec<QualifiedName> {
        let mut reached = Vec::new();
        for change in &self.diff.changes {
            match change {
                Change::CreateTable(table) => of_table(table, &mut reached),
                Change::AlterTable { change, .. } => of_change(change, &mut reached),
                _ => {}
            }
        }
        reached.retain(|name: &QualifiedName| name.schema.as_str() != self.schema);
        reached.sort();
        reached.dedup();
        reached
    }

    /// Whether the changes make or alter something that another schema leads to.
    pub(super) fn touches(&self, name: &QualifiedName) -> bool {
        self.diff.changes.iter().any(|change| match change {
            Change::CreateTable(table) => table.name == *name,
            Change::AlterTable { table, .. } => table == name,
            Change::RenameTable { from, to } => from.schema == name.schema && *to == name.name,
            Change::CreateEnum(def) | Change::AlterEnum { to: def, .. } => def.name == *name,
            Change::CreateDomain(def) | Change::AlterDomain { to: def, .. } => def.name == *name,
            _ => false,
        })
    }
}

fn of_table(table: &TableDef, reached: &mut Vec<QualifiedName>) {
    table.columns.iter().for_each(|column| of_type(&column.sql_type, reached));
    reached.extend(table.foreign_keys.iter().map(|key| key.referenced.clone()));
}

fn of_change(change: &TableChange, reached: &mut Vec<QualifiedName>) {
    match change {
        TableChange::AddColumn(column) | TableChange::AlterColumn { to: column, .. } => {
            of_type(&column.sql_type, reached);
        }
        TableChange::AddConstraint(Constraint::ForeignKey(key)) => {
            reached.push(key.referenced.clone());
        }
        TableChange::Rebuild { to, .. } => of_table(to, reached),
        _ => {}
    }
}

fn of_type(sql_type: &SqlType, reached: &mut Vec<QualifiedName>) {
    reached.extend(sql_type.as_enum().or_else(|| sql_type.as_domain()).cloned());
}
