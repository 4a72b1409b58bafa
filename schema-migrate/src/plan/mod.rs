//! From changes to steps: their order, their dangers, and the statements that do them.
//!
//! Invariant: pure. What is dangerous is said in `hazard` alone; no SQL text is written here, statements
//! are data.

mod fingerprint;
mod hazard;
mod inverse;
mod lock;
mod postgres;
mod sides;
mod sqlite;
mod step;
mod text;
mod types;

pub use fingerprint::Fingerprint;
pub use hazard::{Danger, Hazard, HazardKind};
pub use lock::{Lock, LockMode, Work};
pub use step::{Plan, Step, Transaction};

use polyschema_core::{Catalog, Dialect};

use crate::diff::{Change, renamed};

/// How a plan is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// Which statements it prefers.
    pub form: Form,
}

impl Options {
    /// The form.
    #[must_use]
    pub const fn form(self, form: Form) -> Self {
        Self { form }
    }
}

/// Which statements a plan prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Form {
    /// The shortest ones, which run in one transaction wherever the database can.
    #[default]
    Direct,
    /// Those during which others go on working, where there are such; most of them need transactions of
    /// their own. In SQLite it is the same as `Direct`.
    Online,
}

/// What must run, in which order, so that what `from` says becomes what `to` says.
///
/// `changes` are all changes from the one to the other. On SQLite both catalogs must be in the form in which
/// the database holds them: types are SQLite's own, and the checks that stand for types are checks.
///
/// Objects come in the order of their dependencies; the same catalogs have the same plan.
///
/// ```
/// # use polyschema_core::{Catalog, Dialect};
/// # use polyschema_core::ident::Ident;
/// # use polyschema_core::metadata::SchemaDef;
/// # use polyschema_core::render::SchemaSpelling;
/// # use polyschema_migrate::diff::{Scope, diff};
/// # use polyschema_migrate::plan::{Options, plan};
/// let from = Catalog::from_schemas(Dialect::Postgres, [])?;
/// let to = Catalog::from_schemas(Dialect::Postgres, [SchemaDef::new(Ident::new("asia")?)])?;
/// let changes = diff(&from, &to, &Scope::between_snapshots()).changes;
/// let plan = plan(&from, &to, &changes, &Options::default());
/// assert_eq!(plan.sql(&SchemaSpelling::variables_of(&to)), "-- step: create schema asia\nCREATE SCHEMA :\"asia\";\n");
/// assert_eq!(plan.reverse().steps[0].name, "drop schema asia");
/// # Ok::<(), polyschema_core::Error>(())
/// ```
pub fn plan(from: &Catalog, to: &Catalog, changes: &[Change], options: &Options) -> Plan {
    let back = inverse::inverse(changes);
    let (steps, back) = match to.dialect() {
        Dialect::Postgres => {
            let before = renamed(from, changes);
            let mut steps = postgres::renames(changes);
            steps.extend(postgres::steps(&before, to, changes, options.form));
            let steps_back = postgres::steps(to, &before, &back, options.form);
            (steps, postgres::with_renames_back(steps_back, &back))
        }
        Dialect::Sqlite => {
            let there = sqlite::steps(from, to, changes, sqlite::Names::AtTheEnd);
            (there, sqlite::steps(to, from, &back, sqlite::Names::AtTheStart))
        }
    };
    let (from, to_print) = (Fingerprint::of(from), Fingerprint::of(to));
    Plan { dialect: to.dialect(), steps, back, from, to: to_print }
}
