//! The words of the verbs that need a server.

use clap::{Args, ValueEnum};

/// What the doctor is told.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// What the program takes to lie between; `none` without it
    #[arg(long, value_enum, value_name = "MODE", default_value_t = PoolerMode::None, hide_default_value = true)]
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
