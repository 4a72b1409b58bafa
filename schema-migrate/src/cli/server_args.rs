//! The words of the verbs that need a server: `doctor`, `tenant` and `fleet`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::args::{LimitArguments, ScopeArguments};
use super::heading;

/// What the doctor is told.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// What the program takes to lie between; `none` without it
    #[arg(
        long,
        value_enum,
        value_name = "MODE",
        default_value_t = PoolerMode::None,
        hide_default_value = true
    )]
    pub(super) pooler: PoolerMode,
    /// How many connections the program uses at once, or how many schemas are migrated at once
    #[arg(long, value_name = "N")]
    pub(super) parallel: Option<u64>,
}

/// What lies between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PoolerMode {
    None,
    Session,
    TransactionNamed,
    Transaction,
}

/// What is done to tenants.
#[derive(Debug, Subcommand)]
pub enum TenantVerb {
    /// Create tenants: schema, history and row in the registry in one transaction each
    Create {
        /// Their names
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
        /// The revision to create them at
        #[arg(long, value_name = "REVISION", default_value = "heads")]
        at: String,
        #[command(flatten)]
        row: RowArguments,
    },
    /// List tenants
    List(FilterArguments),
    /// Show a tenant: its row, and the revision that it stands at
    Show {
        /// Its name
        name: String,
    },
    /// Give a tenant another name
    Rename {
        /// Its name
        name: String,
        /// Its name from then on
        to: String,
    },
    /// Drop a tenant with all that it holds
    Drop {
        /// Its name
        name: String,
        /// Do it without asking
        #[arg(long)]
        yes: bool,
        /// Drop what in other schemas references it, too
        #[arg(long)]
        with_references: bool,
    },
    /// Copy a tenant, with its rows
    Clone {
        /// The tenant that is copied
        name: String,
        /// The name of the copy
        to: String,
    },
    /// Write a tenant into a directory
    Export {
        /// Its name
        name: String,
        /// The directory, which is empty or not there
        #[arg(value_name = "DIRECTORY")]
        copy: PathBuf,
    },
    /// Create a tenant from what was exported; import what is yours alone
    Import {
        /// The directory
        #[arg(value_name = "DIRECTORY")]
        copy: PathBuf,
        /// The tenant's name
        name: String,
    },
    /// Give a tenant a database role of its own, or take it away
    Role {
        /// Its name
        name: String,
        /// What the role is called; like the tenant without it
        #[arg(long, value_name = "ROLE", conflicts_with = "take")]
        named: Option<String>,
        /// A password, to log in as it
        #[arg(
            long,
            env = "POLYSCHEMA_ROLE_PASSWORD",
            value_name = "PASSWORD",
            hide_env_values = true
        )]
        password: Option<String>,
        /// Take it away, and drop it
        #[arg(long)]
        take: bool,
    },
    /// Keep tenants from their users
    Suspend(NamesArguments),
    /// Say that nobody uses tenants for now, so that their upgrades can wait
    Idle(NamesArguments),
    /// Have tenants be served; they get the revisions that they lack first
    Activate(NamesArguments),
    /// Change what the registry holds of a tenant
    Set {
        /// Its name
        name: String,
        /// The group in which it is upgraded
        #[arg(long, value_name = "GROUP", conflicts_with = "no_group")]
        group: Option<String>,
        /// It is in no group
        #[arg(long)]
        no_group: bool,
        /// The application's own JSON, instead of what it was
        #[arg(long, value_name = "JSON", value_parser = json)]
        metadata: Option<serde_json::Value>,
    },
    /// Enter a schema that exists into the registry
    Adopt {
        /// Its name
        name: String,
        #[command(flatten)]
        row: RowArguments,
    },
    /// Take a tenant out of the registry, and leave its schema as it is
    Forget {
        /// Its name
        name: String,
    },
    /// Exit with status 3 when registry, schemas and histories do not agree
    Check,
}

/// Tenants by name.
#[derive(Debug, Args)]
pub struct NamesArguments {
    /// Their names
    #[arg(required = true, value_name = "NAME")]
    pub(super) names: Vec<String>,
}

/// What a new row holds.
#[derive(Debug, Args)]
#[command(next_help_heading = heading::ROW)]
pub struct RowArguments {
    /// The group in which it is upgraded
    #[arg(long, value_name = "GROUP")]
    pub(super) group: Option<String>,
    /// The application's own JSON
    #[arg(long, value_name = "JSON", value_parser = json)]
    pub(super) metadata: Option<serde_json::Value>,
    /// Whether it is served
    #[arg(long, value_enum, value_name = "STATE", default_value_t = StateWord::Active)]
    pub(super) state: StateWord,
}

/// Which tenants are listed.
#[derive(Debug, Args)]
#[command(next_help_heading = heading::TENANTS)]
pub struct FilterArguments {
    /// Those of a group
    #[arg(long, value_name = "GROUP")]
    pub(super) group: Option<String>,
    /// Those whose name is like a pattern: `t_0*`
    #[arg(long = "match", value_name = "PATTERN")]
    pub(super) pattern: Option<String>,
    /// Those in a state; several times for several
    #[arg(long, value_enum, value_name = "STATE")]
    pub(super) state: Vec<StateWord>,
}

/// Whether a tenant is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateWord {
    Active,
    Idle,
    Suspended,
}

/// What is done to all tenants, or to some.
#[derive(Debug, Subcommand)]
pub enum FleetVerb {
    /// Apply revisions to tenants
    Upgrade {
        /// How far: `heads`, `+2`, a revision, the beginning of its id, or its label
        #[arg(default_value = "heads")]
        target: String,
        #[command(flatten)]
        run: FleetRunArguments,
    },
    /// Take revisions of tenants back
    Downgrade {
        /// How far: `base`, `-1`, a revision, the beginning of its id, or its label
        #[arg(allow_negative_numbers = true)]
        target: String,
        #[command(flatten)]
        run: FleetRunArguments,
    },
    /// Write down that tenants are at a revision, without applying anything
    Stamp {
        /// The revision that they stand at: `heads`, `base`, a revision, .., `+0` for where each stands
        target: String,
        #[command(flatten)]
        which: WhichArguments,
    },
    /// Say how many tenants stand at which revision; exit with status 3 when some lack revisions
    Status {
        /// Name the tenants
        #[arg(long)]
        names: bool,
        #[command(flatten)]
        which: WhichArguments,
    },
    /// Show what an upgrade would do: the SQL of one tenant, and how many have the same to run
    Plan {
        /// How far: `heads`, `+2`, a revision, the beginning of its id, or its label
        #[arg(default_value = "heads")]
        target: String,
        /// Print the script of all tenants instead
        #[arg(long)]
        sql: bool,
        #[command(flatten)]
        which: WhichArguments,
    },
    /// Exit with status 3 when tenants are not what their own revisions made of them
    Drift {
        #[command(flatten)]
        which: WhichArguments,
        #[command(flatten)]
        scope: ScopeArguments,
    },
    /// Print the mapping of tenants to shards for `pgdog.toml`
    Pgdog {
        /// How many shards there are
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        shards: u32,
        /// The database's name in `pgdog.toml`; that of the URL without it
        #[arg(long, value_name = "NAME")]
        database: Option<String>,
        #[command(flatten)]
        which: WhichArguments,
    },
}

/// Which tenants a run is about. Those that are idle are left out, unless they are named.
#[derive(Debug, Args)]
#[command(next_help_heading = heading::TENANTS)]
pub struct WhichArguments {
    /// This tenant alone; several times for several
    #[arg(long, value_name = "NAME")]
    pub(super) only: Vec<String>,
    /// Those whose name is like a pattern: `t_0*`
    #[arg(long = "match", value_name = "PATTERN")]
    pub(super) pattern: Vec<String>,
    /// Those of a group; several times for several
    #[arg(long, value_name = "GROUP")]
    pub(super) group: Vec<String>,
    /// Those that are idle, too
    #[arg(long)]
    pub(super) with_idle: bool,
}

/// How a run goes.
#[derive(Debug, Args)]
pub struct FleetRunArguments {
    /// Show what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) which: WhichArguments,
    #[command(flatten)]
    pub(super) order: OrderArguments,
    #[command(flatten)]
    pub(super) limits: LimitArguments,
}

/// Who goes before others, how many go at once, and when no other one begins.
#[derive(Debug, Args)]
#[command(next_help_heading = heading::ORDER)]
pub struct OrderArguments {
    /// How many connections it has
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = at_least_one)]
    pub(super) parallel: usize,
    /// So many tenants go first, and when one of them fails no other one follows
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) canary: usize,
    /// A group that goes before the others; several times for one after another
    #[arg(long, value_name = "GROUP")]
    pub(super) wave: Vec<String>,
    /// When so many have failed, no other one begins
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(super) max_failures: Option<usize>,
    /// When one has failed, no other one begins
    #[arg(long, conflicts_with = "max_failures")]
    pub(super) fail_fast: bool,
}

fn json(text: &str) -> Result<serde_json::Value, String> {
    serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("at least 1".to_owned()),
        Ok(number) => Ok(number),
        Err(_) => Err("a number is wanted".to_owned()),
    }
}
