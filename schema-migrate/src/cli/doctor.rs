//! `doctor`: what lies between the program and PostgreSQL.

use polyschema_core::Postgres;
use polyschema_core::postgres::Pooler;

use super::connect::postgres::options;
use super::context::Context;
use super::error::{CliError, Outcome};
use super::output;
use super::server_args::{DoctorArguments, PoolerMode};
use crate::doctor::{Doctor, Severity};

/// Looks, and says what is unsafe.
pub(super) async fn doctor(
    context: &Context<'_, Postgres>,
    arguments: &DoctorArguments,
) -> Result<Outcome, CliError> {
    let mut doctor = Doctor::new(options(context.url()?)?).told(arguments.pooler.into());
    if let Some(url) = &context.common.direct_url {
        doctor = doctor.direct(options(url)?);
    }
    if let Some(parallel) = arguments.parallel {
        doctor = doctor.parallel(parallel);
    }
    let diagnosis = doctor.examine().await?;
    if context.common.json {
        output::json(&diagnosis)?;
    } else {
        output::data(&diagnosis.findings.iter().map(output::finding).collect::<String>())?;
        let is_unsafe = |severity| severity == Severity::Unsafe;
        let findings = diagnosis.findings.iter();
        match findings.filter(|finding| is_unsafe(finding.severity())).count() {
            0 => output::say("nothing is unsafe"),
            1 => output::say("1 finding is unsafe"),
            several => output::say(format_args!("{several} findings are unsafe")),
        }
    }
    Ok(if diagnosis.is_unsafe() { Outcome::Bad } else { Outcome::Done })
}

impl From<PoolerMode> for Pooler {
    fn from(mode: PoolerMode) -> Self {
        match mode {
            PoolerMode::None => Self::None,
            PoolerMode::Session => Self::Session,
            PoolerMode::TransactionNamed => Self::TransactionNamed,
            PoolerMode::Transaction => Self::Transaction,
        }
    }
}
