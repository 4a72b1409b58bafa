//! The second URL, for what needs a session: does it lead to the same database, and keep sessions?

use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;

use super::ask::{self, ask_one};
use super::between::{self, Between};
use super::error::DoctorError;
use super::finding::Finding;
use crate::error::Result;

/// What only one database of one running server has.
const PLACE: &str = "SELECT pg_catalog.current_database() || ' ' || \
    pg_catalog.pg_postmaster_start_time() || ' ' || pg_catalog.current_setting('port')";

/// Looks at the direct URL beside a client of the other one.
pub(super) async fn look(
    usual: &mut PgConnection,
    direct: &PgConnectOptions,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let failed = || DoctorError::question("ask where the direct URL leads");
    let mut first = ask::enter(direct).await?;
    let second = ask::enter(&first.options).await?;
    findings.append(&mut first.findings);
    let (here, there) = (ask_one(usual, PLACE).await, ask_one(&mut first.connection, PLACE).await);
    let between = between::look(&mut first.connection, second.connection, findings).await?;
    findings.push(match between {
        Between::Shared(_) | Between::Refused(_) => Finding::DirectUrlPooled,
        _ if here.map_err(failed())? != there.map_err(failed())? => Finding::DirectUrlElsewhere,
        Between::Kept | Between::OneSession => Finding::DirectUrl,
    });
    ask::leave(first.connection).await;
    Ok(())
}
