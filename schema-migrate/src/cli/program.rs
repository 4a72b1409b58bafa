//! The program: what it is told of the world around it, and the verbs that it knows.

use std::ffi::OsString;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;
use polyschema_core::SchemaName;
use polyschema_core::schema::SchemaList;

use super::args::{Arguments, Verb};
use super::connect::{CommandDatabase, ServerVerb};
use super::context::Context;
use super::error::{Asked, CliError, Outcome};
use super::{apply, compare, draw, files, output, pull, revise, show, stand};
use crate::apply::{BoxFuture, Event};
use crate::migration::EmbeddedFile;
use crate::model::Model;

/// The connection of a list of schemas.
type ConnectionOf<L> = <<L as SchemaList>::Database as CommandDatabase>::Connection;

/// A function that takes part in runs.
pub(super) type Hook<C> = for<'a> fn(&'a Event<'a>, &'a mut C) -> BoxFuture<'a>;

/// A data migration.
pub(super) type DataMigration<C> = for<'a> fn(&'a mut C, &'a SchemaName) -> BoxFuture<'a>;

/// The command line of a program with the schemas `L`: one schema type, or a tuple of them.
pub struct Cli<L: SchemaList<Database: CommandDatabase>> {
    pub(super) directory: Option<PathBuf>,
    pub(super) embedded: Option<&'static [EmbeddedFile]>,
    pub(super) data_migrations: Vec<(&'static str, DataMigration<ConnectionOf<L>>)>,
    pub(super) hooks: Vec<Hook<ConnectionOf<L>>>,
    schemas: PhantomData<fn() -> L>,
}

/// Reads the command line of the process, and does what it says.
pub fn main<L: SchemaList<Database: CommandDatabase>>() -> ExitCode {
    Cli::<L>::new().main()
}

impl<L: SchemaList<Database: CommandDatabase>> Cli<L> {
    /// Revisions in `migrations/` of the current directory, and nothing besides.
    pub const fn new() -> Self {
        Self {
            directory: None,
            embedded: None,
            data_migrations: Vec::new(),
            hooks: Vec::new(),
            schemas: PhantomData,
        }
    }

    /// Where revisions are kept, when `--directory` does not say.
    #[must_use]
    pub fn directory(self, directory: impl Into<PathBuf>) -> Self {
        Self { directory: Some(directory.into()), ..self }
    }

    /// Takes the revisions that are in the program ([`Migrations::files`](crate::embedded::Migrations::files)),
    /// so that it needs no files where it runs; `--directory` goes before them.
    #[must_use]
    pub fn embedded(self, files: &'static [EmbeddedFile]) -> Self {
        Self { embedded: Some(files), ..self }
    }

    /// Registers the Rust function that headers name (`-- rust: fill_dishes`).
    #[must_use]
    pub fn data_migration(
        mut self,
        name: &'static str,
        function: for<'a> fn(&'a mut ConnectionOf<L>, &'a SchemaName) -> BoxFuture<'a>,
    ) -> Self {
        self.data_migrations.push((name, function));
        self
    }

    /// Calls a function for each [`Event`] of a run; an error of it ends the run.
    #[must_use]
    pub fn hook(
        mut self,
        hook: for<'a> fn(&'a Event<'a>, &'a mut ConnectionOf<L>) -> BoxFuture<'a>,
    ) -> Self {
        self.hooks.push(hook);
        self
    }

    /// Reads the command line of the process, and does what it says.
    pub fn main(self) -> ExitCode {
        self.run(std::env::args_os())
    }

    /// Does what a command line says; its first word is the name of the program.
    pub fn run(self, arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
        let words: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
        let arguments = match Arguments::try_parse_from(&words) {
            Ok(arguments) => arguments,
            Err(error) => {
                // Where help cannot be printed, nobody reads it.
                error.print().ok();
                return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
            }
        };
        output::choose_color(arguments.common.color);
        let program = words.first().map_or_else(String::new, |path| {
            PathBuf::from(path).file_stem().unwrap_or_default().to_string_lossy().into_owned()
        });
        match self.follow(&arguments, &program) {
            Ok(outcome) => outcome.exit_code(),
            Err(error) => {
                let tenants = Model::of::<L>().map(|model| model.unnamed().cloned().collect());
                let asked = Asked {
                    program: &program,
                    bind: &arguments.common.bind,
                    // Where the models are wrong, that is the error.
                    tenants: tenants.unwrap_or_default(),
                };
                output::error(&error, &asked);
                error.exit_code()
            }
        }
    }

    fn follow(self, arguments: &Arguments, program: &str) -> Result<Outcome, CliError> {
        let model = Model::of::<L>()?;
        let context = Context::<L::Database>::new(&arguments.common, program, model, &self)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|source| CliError::Io { what: "the runtime", source })?;
        runtime.block_on(verb(&context, &arguments.verb))
    }
}

impl<L: SchemaList<Database: CommandDatabase>> Default for Cli<L> {
    fn default() -> Self {
        Self::new()
    }
}

async fn verb<D: CommandDatabase>(
    context: &Context<'_, D>,
    verb: &Verb,
) -> Result<Outcome, CliError> {
    match verb {
        Verb::Init => files::init(context),
        Verb::Revision(arguments) => revise::revision(context, arguments).await,
        Verb::Upgrade(arguments) => apply::upgrade(context, arguments).await,
        Verb::Downgrade(arguments) => apply::downgrade(context, arguments).await,
        Verb::Current => stand::current(context).await,
        Verb::History(arguments) => stand::history(context, arguments).await,
        Verb::Heads => stand::heads(context),
        Verb::Branches => stand::branches(context),
        Verb::Merge(arguments) => revise::merge(context, arguments),
        Verb::Show { revision } => show::show(context, revision),
        Verb::Stamp(arguments) => apply::stamp(context, arguments).await,
        Verb::Check { pending } => compare::check(context, *pending).await,
        Verb::Edit { revision } => files::edit(context, revision),
        Verb::Diff(arguments) => compare::diff(context, arguments).await,
        Verb::Plan(arguments) => compare::plan(context, arguments).await,
        Verb::Drift(arguments) => compare::drift(context, arguments).await,
        Verb::Reflect { all } => pull::reflect(context, *all).await,
        Verb::Verify => stand::verify(context).await,
        Verb::Squash(arguments) => revise::squash(context, arguments),
        Verb::Pull(arguments) => pull::pull(context, arguments).await,
        Verb::Draw(arguments) => draw::draw(context, arguments).await,
        Verb::Tenant { verb } => D::on_server(context, &ServerVerb::Tenant(verb)).await,
        Verb::Fleet { verb } => D::on_server(context, &ServerVerb::Fleet(verb)).await,
        Verb::Doctor(arguments) => D::on_server(context, &ServerVerb::Doctor(arguments)).await,
    }
}
