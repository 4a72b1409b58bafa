//! What all verbs need: the models, the revisions, and the names that schemas have in the database.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::near::nearest;
use polyschema_core::schema::SchemaList;
use polyschema_core::{Catalog, Dialect, SchemaName};

use super::args::{Common, LimitArguments};
use super::connect::{CommandConnection, CommandDatabase, Place};
use super::error::CliError;
use super::program::{Cli, DataMigration, Hook};
use crate::apply::{Allow, Migrator, Timeouts};
use crate::history::HistoryTable;
use crate::migration::{EmbeddedFile, Names, Revision, Revisions, Target, Targets};
use crate::model::Model;

/// What all verbs need.
#[doc(hidden)]
pub struct Context<'a, D: CommandDatabase> {
    pub(super) common: &'a Common,
    /// The name of the program, for what is said of what to do next.
    pub(super) program: &'a str,
    pub(super) model: Model,
    /// The schemas that the verb is about, by logical name.
    pub(super) chosen: Vec<String>,
    pub(super) directory: PathBuf,
    embedded: Option<&'static [EmbeddedFile]>,
    data_migrations: &'a [(&'static str, DataMigration<D::Connection>)],
    hooks: &'a [Hook<D::Connection>],
    history: HistoryTable,
}

/// What a verb does with the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It looks at it.
    Looks,
    /// It changes it.
    Changes,
}

impl<'a, D: CommandDatabase> Context<'a, D> {
    pub(super) fn new<L: SchemaList<Database = D>>(
        common: &'a Common,
        program: &'a str,
        model: Model,
        cli: &'a Cli<L>,
    ) -> Result<Self, CliError> {
        let known = || model.schemas().keys().map(String::as_str);
        let seen = model.physical_names();
        let bound = common.bind.iter().map(|(schema, _)| schema);
        // A schema that is only seen has a file as well.
        let attached = common.attach.iter().map(|(schema, _)| schema);
        let attached = attached.filter(|schema| !seen.contains_key(*schema));
        for name in common.schema.iter().chain(bound).chain(attached) {
            if !model.schemas().contains_key(name) {
                let near = nearest(name, known()).map(str::to_owned);
                let known = known().map(str::to_owned).collect();
                return Err(CliError::UnknownSchema { name: name.clone(), near, known });
            }
        }
        let mut chosen = common.schema.clone();
        if chosen.is_empty() {
            chosen.extend(known().map(str::to_owned));
        }
        chosen.sort();
        chosen.dedup();
        let history = match &common.history_table {
            None => HistoryTable::default(),
            Some(name) => match name.split_once('.') {
                None => HistoryTable::named(name)?,
                Some((schema, name)) => HistoryTable::named(name)?.in_schema(schema)?,
            },
        };
        let directory = common.directory.as_ref().or(cli.directory.as_ref());
        Ok(Self {
            common,
            program,
            chosen,
            directory: directory.cloned().unwrap_or_else(|| "migrations".into()),
            embedded: cli.embedded.filter(|_| common.directory.is_none()),
            data_migrations: &cli.data_migrations,
            hooks: &cli.hooks,
            history,
            model,
        })
    }

    pub(super) const fn dialect(&self) -> Dialect {
        self.model.dialect()
    }

    /// The revisions, from the directory or from the program.
    pub(super) fn revisions(&self) -> Result<Revisions, CliError> {
        if let Some(files) = self.embedded {
            return Ok(Revisions::embedded(files, self.dialect())?);
        }
        if !self.directory.is_dir() {
            return Err(CliError::NoDirectory { directory: self.directory.clone() });
        }
        Ok(Revisions::read(&self.directory, self.dialect())?)
    }

    /// The directory, for what writes into it.
    pub(super) fn writable(&self) -> Result<&std::path::Path, CliError> {
        match self.embedded {
            Some(_) => Err(CliError::Embedded),
            None => Ok(&self.directory),
        }
    }

    /// The revision of that name, which one of the schemas has: `0002`, `asia=0002`, a label.
    pub(super) fn find<'r>(
        &self,
        revisions: &'r Revisions,
        name: &str,
    ) -> Result<&'r Revision, CliError> {
        if let Some((schema, name)) = name.split_once('=') {
            return Ok(revisions.schema(schema)?.find(name)?);
        }
        let mut found = Vec::new();
        let mut error = None;
        for schema in self.chosen.iter().filter_map(|schema| revisions.schemas().get(schema)) {
            match schema.find(name) {
                Ok(revision) => found.push(revision),
                Err(other) => error = error.or(Some(other)),
            }
        }
        match (&found[..], error) {
            ([revision], _) => Ok(revision),
            ([], Some(error)) => Err(error.into()),
            ([], None) => Err(CliError::NoRevisions),
            (several, _) => Err(CliError::InSeveral {
                name: name.to_owned(),
                schemas: several.iter().map(|revision| revision.schema().to_owned()).collect(),
            }),
        }
    }

    /// The names that the schemas have in the database.
    ///
    /// # Errors
    /// [`CliError::Unbound`], for a schema that the verb is about, is named at run time and has no name.
    pub(super) fn names(&self) -> Result<Names, CliError> {
        let names = self.bound_names()?;
        let unbound = self.chosen.iter().filter(|schema| !names.contains_key(*schema));
        let unbound: Vec<String> = unbound.cloned().collect();
        match unbound.is_empty() {
            true => Ok(names),
            false => Err(CliError::Unbound(unbound)),
        }
    }

    /// Where the database is for the program.
    #[cfg_attr(not(feature = "postgres"), expect(dead_code, reason = "SQLite has no server"))]
    pub(super) fn url(&self) -> Result<&str, CliError> {
        self.common.database_url.as_deref().ok_or(CliError::NoUrl)
    }

    /// Where it is for what needs a session: revisions, their history, and what reads catalogs.
    pub(super) fn direct_url(&self) -> Result<&str, CliError> {
        // A variable that is there and empty is how a shell says that there is none.
        let is_said = |url: &&str| !url.is_empty();
        let direct = self.common.direct_url.as_deref().filter(is_said);
        let url = direct.or(self.common.database_url.as_deref().filter(is_said));
        url.ok_or(CliError::NoUrl)
    }

    /// Those of the schemas that have one, without one of them.
    #[cfg(feature = "postgres")]
    pub(super) fn names_without(&self, schema: &str) -> Result<Names, CliError> {
        let mut names = self.bound_names()?;
        names.remove(schema);
        Ok(names)
    }

    fn bound_names(&self) -> Result<Names, CliError> {
        let mut names = Names::new();
        for (schema, name) in self.model.physical_names() {
            names.insert(schema, SchemaName::new(&name, self.dialect())?);
        }
        for (schema, name) in &self.common.bind {
            names.insert(schema.clone(), SchemaName::new(name, self.dialect())?);
        }
        Ok(names)
    }

    /// A connection to the database, with the schemas of SQLite attached.
    pub(super) async fn connect(&self, use_of_it: Use) -> Result<D::Connection, CliError> {
        let url = self.direct_url()?;
        let file = |schema: &str| {
            let named = self.common.attach.iter().find(|(name, _)| name == schema);
            named.map(|(_, file)| PathBuf::from(file))
        };
        let names = self.names()?;
        let schemas = names.iter().map(|(schema, name)| (name.clone(), file(schema))).collect();
        let place = Place { url, schemas, creates: use_of_it == Use::Changes };
        D::Connection::open(&place).await
    }

    /// The runner, which may destroy nothing yet.
    pub(super) fn migrator(
        &self,
        revisions: Revisions,
    ) -> Result<Migrator<D::Connection>, CliError> {
        Ok(self.migrator_for(revisions, self.names()?))
    }

    /// The runner for schemas of these names.
    pub(super) fn migrator_for(
        &self,
        revisions: Revisions,
        names: Names,
    ) -> Migrator<D::Connection> {
        let mut migrator = Migrator::new(revisions, names).history(self.history.clone());
        for (name, function) in self.data_migrations {
            migrator = migrator.rust(name, *function);
        }
        for hook in self.hooks {
            migrator = migrator.hook(*hook);
        }
        let mut unnamed = self.model.unnamed();
        match (unnamed.next(), unnamed.next()) {
            (Some(tenants), None) => migrator.with_tenants(tenants),
            _ => migrator,
        }
    }

    /// One target for the schemas that the verb is about.
    pub(super) fn targets(&self, target: &Target, revisions: &Revisions) -> Targets {
        let known = |schema: &&String| {
            // That a schema which was named has no revisions is said; of the others there is none to say.
            !self.common.schema.is_empty() || revisions.schemas().contains_key(*schema)
        };
        let mut chosen = self.chosen.iter().filter(known);
        match chosen.next() {
            None => Targets::all(target.clone()),
            Some(first) => chosen.fold(Targets::only(first, target.clone()), |targets, schema| {
                targets.and(schema, target.clone())
            }),
        }
    }

    /// The catalog of the models under the names that its schemas have in the database.
    pub(super) fn to_physical(&self, mut catalog: Catalog) -> Result<Catalog, CliError> {
        for (schema, name) in self.names()? {
            if schema != name.as_str() && catalog.schemas().contains_key(schema.as_str()) {
                catalog.rebind(&schema, name.as_str())?;
            }
        }
        Ok(catalog)
    }

    /// A catalog from the database under the logical names of its schemas.
    pub(super) fn to_logical(&self, mut catalog: Catalog) -> Result<Catalog, CliError> {
        for (schema, name) in self.names()? {
            if schema != name.as_str() && catalog.schemas().contains_key(name.as_str()) {
                catalog.rebind(name.as_str(), &schema)?;
            }
        }
        Ok(catalog)
    }

    /// The names in the database of the schemas that the verb is about, by logical name.
    pub(super) fn physical(&self) -> Result<BTreeMap<String, Ident>, CliError> {
        let names = self.names()?;
        let physical = |schema: &String| {
            let name = names.get(schema)?;
            Some(Ident::new(name.as_str()).map(|name| (schema.clone(), name)))
        };
        Ok(self.chosen.iter().filter_map(physical).collect::<Result<_, _>>()?)
    }

    /// The name of the history table, which is never compared.
    pub(super) fn history_table(&self) -> &str {
        self.history.name().as_str()
    }
}

impl LimitArguments {
    /// What may be destroyed.
    pub(super) fn allowed(&self) -> Allow {
        match self.yes {
            true => Allow::everything(),
            false => self.allow.iter().fold(Allow::nothing(), |allow, name| allow.and_drop(name)),
        }
    }

    pub(super) fn timeouts(&self, dialect: Dialect) -> Timeouts {
        let mut timeouts = Timeouts::default();
        if let Some(seconds) = self.lock_timeout.map(Duration::from_secs) {
            match dialect {
                Dialect::Postgres => timeouts.lock = Some(seconds),
                // Its one lock is that of the file.
                Dialect::Sqlite => timeouts.run = seconds,
            }
        }
        if let Some(seconds) = self.statement_timeout {
            timeouts.statement = Some(Duration::from_secs(seconds));
        }
        timeouts
    }
}
