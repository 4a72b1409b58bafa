//! The words of the command line. Verbs are Alembic's, where Alembic has one.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::heading;
use super::server_args::{DoctorArguments, FleetVerb, TenantVerb};
use crate::diff::ObjectKind;

/// Migrations of the schemas of this program.
#[derive(Debug, Parser)]
#[command(version, about, arg_required_else_help = true, propagate_version = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// What every verb takes.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Where the database is: `postgres://..`, `sqlite:file.db`
    #[arg(
        long,
        global = true,
        help_heading = heading::DATABASE,
        env = "DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(super) database_url: Option<String>,
    /// Where the server itself is, when a pooler lies between: what changes or compares schemas goes there
    #[arg(
        long,
        global = true,
        help_heading = heading::DATABASE,
        env = "POLYSCHEMA_DIRECT_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(super) direct_url: Option<String>,
    /// Where revisions are kept, a directory for each schema; `migrations` without it
    #[arg(long, global = true, help_heading = heading::SCHEMAS, value_name = "DIRECTORY")]
    pub(super) directory: Option<PathBuf>,
    /// Only this schema; several times for several
    #[arg(long, global = true, help_heading = heading::SCHEMAS, value_name = "SCHEMA")]
    pub(super) schema: Vec<String>,
    /// The physical name of a schema: `tenant=acme`
    #[arg(
        long = "bind",
        global = true,
        help_heading = heading::SCHEMAS,
        value_name = "SCHEMA=NAME",
        value_parser = pair
    )]
    pub(super) bind: Vec<(String, String)>,
    /// The file of a schema in SQLite; without it, `SCHEMA.db` beside the main database
    #[arg(
        long,
        global = true,
        help_heading = heading::SCHEMAS,
        value_name = "SCHEMA=FILE",
        value_parser = pair
    )]
    pub(super) attach: Vec<(String, String)>,
    /// The table that holds the history: `table`, or `schema.table` for one table of all schemas
    #[arg(long, global = true, help_heading = heading::SCHEMAS, value_name = "TABLE")]
    pub(super) history_table: Option<String>,
    /// Data as JSON on standard output
    #[arg(long, global = true, help_heading = heading::OUTPUT)]
    pub(super) json: bool,
    /// Colours, also where the output is no terminal
    #[arg(
        long,
        global = true,
        help_heading = heading::OUTPUT,
        value_enum,
        default_value_t = When::Auto,
        value_name = "WHEN"
    )]
    pub(super) color: When,
}

/// When output has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Make the directory of revisions
    Init,
    /// Write a new revision
    Revision(RevisionArguments),
    /// Apply revisions
    Upgrade(UpgradeArguments),
    /// Take revisions back
    Downgrade(DowngradeArguments),
    /// Say which revisions the database stands at
    Current,
    /// List revisions
    History(RangeArguments),
    /// List the revisions that nothing stands on
    Heads,
    /// List the revisions that several stand on
    Branches,
    /// Join heads in a new revision
    Merge(MergeArguments),
    /// Show a revision: its header, SQL, steps and hazards
    Show {
        /// The revision
        revision: String,
    },
    /// Write down that revisions are applied, without applying them
    Stamp(StampArguments),
    /// Exit with status 3 when the models are ahead of the revisions
    Check {
        /// Also when the database lacks revisions
        #[arg(long)]
        pending: bool,
    },
    /// Open a revision in `$VISUAL` or `$EDITOR`
    Edit {
        /// The revision
        revision: String,
    },
    /// Say what differs between a database, or a revision, and the models
    Diff(DiffArguments),
    /// Show the SQL that would make a database what the models say, with locks and hazards
    Plan(PlanArguments),
    /// Exit with status 3 when a database is not what its revisions made of it
    Drift(ScopeArguments),
    /// Print what a database holds, as JSON, and what a catalog cannot express
    Reflect {
        /// All schemas of the database, not those of the models alone
        #[arg(long)]
        all: bool,
    },
    /// Compare what was applied with what stands in the files
    Verify,
    /// Join all revisions of a schema up to one in a single revision
    Squash(SquashArguments),
    /// Write Rust structs from a database
    Pull(PullArguments),
    /// Draw the models, a database, or what a revision changes
    Draw(DrawArguments),
    /// Tenants: schemas that are named at run time
    Tenant {
        /// What is done
        #[command(subcommand)]
        verb: TenantVerb,
    },
    /// All tenants, or some, under their revisions
    Fleet {
        /// What is done
        #[command(subcommand)]
        verb: FleetVerb,
    },
    /// Find out what lies between the program and PostgreSQL, and say what is unsafe
    Doctor(DoctorArguments),
}

#[derive(Debug, Args)]
pub(super) struct RevisionArguments {
    /// What it does, in one line
    #[arg(short, long)]
    pub(super) message: String,
    /// Write the SQL from what differs between the last revision and the models
    #[arg(long)]
    pub(super) autogenerate: bool,
    /// Compare with the database instead of the last revision's snapshot
    #[arg(long, requires = "autogenerate")]
    pub(super) from_database: bool,
    /// Write the form that does not keep others waiting: NOT VALID and VALIDATE, CONCURRENTLY
    #[arg(long, requires = "autogenerate")]
    pub(super) online: bool,
    /// What has another name now: `asia.countries.note=remark`
    #[arg(long, value_name = "OLD=NEW", value_parser = pair)]
    pub(super) rename: Vec<(String, String)>,
    /// Nothing was renamed: what looks like it is dropped and made anew
    #[arg(long)]
    pub(super) no_rename: bool,
    /// The revision to stand on, where a schema has several heads
    #[arg(long, value_name = "REVISION")]
    pub(super) head: Option<String>,
    /// A name for it, as a target
    #[arg(long)]
    pub(super) label: Option<String>,
    /// A revision of another schema that must be applied before: `shared=0003`
    #[arg(long, value_name = "SCHEMA=REVISION", value_parser = pair)]
    pub(super) depends: Vec<(String, String)>,
    /// The registered Rust function that runs after the SQL
    #[arg(long, value_name = "NAME")]
    pub(super) rust: Option<String>,
}

/// What may be destroyed, and how long to wait.
#[derive(Debug, Args)]
#[command(next_help_heading = heading::LIMITS)]
pub(super) struct LimitArguments {
    /// Allow a statement that destroys: `asia.countries.note`
    #[arg(long, value_name = "OBJECT")]
    pub(super) allow: Vec<String>,
    /// Allow all of them, without asking
    #[arg(long)]
    pub(super) yes: bool,
    /// How long a statement waits for a lock, in seconds
    #[arg(long, value_name = "SECONDS")]
    pub(super) lock_timeout: Option<u64>,
    /// How long a statement may take, in seconds
    #[arg(long, value_name = "SECONDS")]
    pub(super) statement_timeout: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct ApplyArguments {
    /// Print the script instead of running it; `FROM:TO` for a range
    #[arg(long)]
    pub(super) sql: bool,
    #[command(flatten)]
    pub(super) limits: LimitArguments,
}

#[derive(Debug, Args)]
pub(super) struct UpgradeArguments {
    /// How far: `heads`, `head`, `+2`, a revision, the beginning of its id, or its label
    #[arg(default_value = "heads")]
    pub(super) target: String,
    #[command(flatten)]
    pub(super) apply: ApplyArguments,
}

#[derive(Debug, Args)]
pub(super) struct DowngradeArguments {
    /// How far: `base`, `-1`, a revision, the beginning of its id, or its label
    #[arg(allow_negative_numbers = true)]
    pub(super) target: String,
    #[command(flatten)]
    pub(super) apply: ApplyArguments,
}

#[derive(Debug, Args)]
pub(super) struct RangeArguments {
    /// From where to where: `0002:0005`, `0002:`, `:0005`
    #[arg(value_name = "FROM:TO")]
    pub(super) range: Option<String>,
    /// Say of each whether the database has it
    #[arg(long)]
    pub(super) applied: bool,
}

#[derive(Debug, Args)]
pub(super) struct MergeArguments {
    /// The heads to join; all, if none is named
    pub(super) revisions: Vec<String>,
    /// What it does, in one line
    #[arg(short, long, default_value = "merge")]
    pub(super) message: String,
}

#[derive(Debug, Args)]
pub(super) struct StampArguments {
    /// The revision that the database stands at: `heads`, `base`, a revision, .., `+0` for where it stands
    pub(super) target: String,
}

/// What is compared with the models.
#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// Compare the last revision's snapshot instead of a database
    #[arg(long)]
    pub(super) offline: bool,
    #[command(flatten)]
    pub(super) scope: ScopeArguments,
}

/// Which objects are compared.
#[derive(Debug, Args)]
#[command(next_help_heading = heading::OBJECTS)]
pub struct ScopeArguments {
    /// Objects that nobody modelled count too
    #[arg(long)]
    pub(super) unmodelled: bool,
    /// Only objects that fit: `asia.*`
    #[arg(long, value_name = "PATTERN")]
    pub(super) include: Vec<String>,
    /// No objects that fit: `*.tmp_*`
    #[arg(long, value_name = "PATTERN")]
    pub(super) exclude: Vec<String>,
    /// No objects of this kind
    #[arg(long, value_enum, value_name = "KIND")]
    pub(super) without: Vec<Kind>,
}

/// A kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Schema,
    Enum,
    Domain,
    Sequence,
    Table,
    View,
}

impl From<Kind> for ObjectKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Schema => Self::Schema,
            Kind::Enum => Self::Enum,
            Kind::Domain => Self::Domain,
            Kind::Sequence => Self::Sequence,
            Kind::Table => Self::Table,
            Kind::View => Self::View,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct PlanArguments {
    /// The form that does not keep others waiting
    #[arg(long)]
    pub(super) online: bool,
    #[command(flatten)]
    pub(super) diff: DiffArguments,
}

#[derive(Debug, Args)]
pub(super) struct SquashArguments {
    /// The last revision to join
    pub(super) revision: String,
    /// What it does, in one line
    #[arg(short, long)]
    pub(super) message: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct PullArguments {
    /// The file to write, or with `--split` the directory; standard output without it
    #[arg(short, long, value_name = "PATH")]
    pub(super) output: Option<PathBuf>,
    /// A file for each schema, beside one of what they share
    #[arg(long, requires = "output")]
    pub(super) split: bool,
    /// A feature of polyschema that the models have, for its column types; several times for several
    #[arg(long, value_enum, value_name = "FEATURE")]
    pub(super) with: Vec<TypeFeature>,
    /// All schemas of the database, not those that `--schema` names
    #[arg(long)]
    pub(super) all: bool,
}

/// A feature of polyschema that brings column types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TypeFeature {
    Chrono,
    Time,
    Uuid,
    Json,
    Decimal,
}

#[derive(Debug, Args)]
pub(super) struct DrawArguments {
    /// Draw what a revision changes, before and after
    #[arg(long, value_name = "REVISION")]
    pub(super) revision: Option<String>,
    /// Draw what the database holds, not the models
    #[arg(long, conflicts_with = "revision")]
    pub(super) from_database: bool,
    /// The form
    #[arg(long, value_enum, default_value_t = DrawForm::Mermaid)]
    pub(super) form: DrawForm,
    /// Keys and foreign keys alone
    #[arg(long)]
    pub(super) keys: bool,
    /// The file to write; standard output without it
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DrawForm {
    Mermaid,
    Svg,
}

/// `key=value`.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => {
            Ok((key.to_owned(), value.to_owned()))
        }
        _ => Err("write it as `key=value`".to_owned()),
    }
}
