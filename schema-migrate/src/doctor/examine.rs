//! The examination: what is asked for, and the order in which things are looked at.

use polyschema_core::postgres::Pooler;
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;

use super::ask::{self, ask};
use super::between::{self, Between};
use super::console::{self, Console};
use super::diagnosis::{Diagnosis, ServerFacts};
use super::error::DoctorError;
use super::finding::Finding;
use super::{direct, left, server};
use crate::error::Result;

/// Finds out how a program is connected to PostgreSQL, and what is unsafe there.
///
/// ```no_run
/// # use polyschema_migrate::doctor::Doctor;
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let options = "postgres://app@pooler:6432/shop".parse()?;
/// let diagnosis = Doctor::new(options).examine().await?;
/// // What lies between; the pool of the program is to know it.
/// println!("{:?}", diagnosis.pooler);
/// for finding in &diagnosis.findings {
///     println!("{:?} {}: {finding}", finding.severity(), finding.code());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Doctor {
    options: PgConnectOptions,
    direct: Option<PgConnectOptions>,
    told: Option<Pooler>,
    parallel: Option<u64>,
}

impl Doctor {
    /// Looks at what these options lead to.
    pub const fn new(options: PgConnectOptions) -> Self {
        Self { options, direct: None, told: None, parallel: None }
    }

    /// The second URL, for what needs a session.
    #[must_use]
    pub fn direct(self, options: PgConnectOptions) -> Self {
        Self { direct: Some(options), ..self }
    }

    /// What the program takes to lie between, so that it is said where that is wrong.
    #[must_use]
    pub fn told(self, pooler: Pooler) -> Self {
        Self { told: Some(pooler), ..self }
    }

    /// How many connections the program uses, or how many schemas it migrates, at once.
    #[must_use]
    pub fn parallel(self, parallel: u64) -> Self {
        Self { parallel: Some(parallel), ..self }
    }

    /// Connects several times, looks, and leaves nothing behind.
    ///
    /// Statements take milliseconds; only where a pooler has one session it waits for 3 seconds.
    ///
    /// # Errors
    /// [`DoctorError`] and [`EngineError`](crate::engine::EngineError), when the database cannot be reached, or stops answering.
    pub async fn examine(&self) -> Result<Diagnosis> {
        let mut first = ask::enter(&self.options).await?;
        let second = ask::enter(&first.options).await?;
        let mut findings = std::mem::take(&mut first.findings);
        let mut console = console::look(&first.options).await;
        let is_pooler = console.version.is_some() || !console.findings.is_empty();
        let seen = between::look(&mut first.connection, second.connection, &mut findings).await?;
        let between = console.with(seen);
        let pooler = between.pooler(is_pooler);
        findings.append(&mut console.findings);
        if matches!(between, Between::Refused(_)) {
            // The pooler may have closed the connection that began a transaction.
            let again = ask::enter(&first.options).await?.connection;
            ask::leave(std::mem::replace(&mut first.connection, again)).await;
        }
        let connection = &mut first.connection;
        name_between(connection, &self.options, &between, &console, &mut findings).await?;
        self.compare(pooler, &console, &mut findings);
        match (&self.direct, pooler) {
            (Some(direct), _) => direct::look(connection, direct, &mut findings).await?,
            (None, Some(pooler)) if !pooler.keeps_session() => findings.push(Finding::NoDirectUrl),
            (None, _) => {}
        }
        let left = left::look(connection).await?;
        if !left.is_empty() {
            findings.push(Finding::LeftBehind { what: left });
        }
        let server: ServerFacts = server::look(connection, self.parallel, &mut findings).await?;
        ask::leave(first.connection).await;
        Ok(Diagnosis { pooler, server, findings })
    }

    /// What is there, beside what was said of it.
    fn compare(&self, pooler: Option<Pooler>, console: &Console, findings: &mut Vec<Finding>) {
        let told = self.told.unwrap_or_default();
        if let Some(seen) = pooler {
            match (is_safe(told, seen), is_dearer(told, seen)) {
                (false, _) => findings.push(Finding::WrongMode { told, seen }),
                (true, true) => findings.push(Finding::CarefulMode { told, seen }),
                (true, false) => {}
            }
        }
        if let (Some(parallel), Some(pool_size)) = (self.parallel, console.pool_size)
            && parallel > pool_size
        {
            findings.push(Finding::SmallPool { parallel, pool_size });
        }
    }
}

/// Whether what is sent as for one thing is safe through another.
const fn is_safe(told: Pooler, seen: Pooler) -> bool {
    (seen.takes_named() || !told.takes_named())
        && (seen.takes_unnamed_alone() || !told.takes_unnamed_alone())
        && (seen.keeps_session() || !told.keeps_session())
}

const fn is_dearer(told: Pooler, seen: Pooler) -> bool {
    (seen.takes_named() && !told.takes_named())
        || (seen.takes_unnamed_alone() && !told.takes_unnamed_alone())
}

/// Says what lies between.
async fn name_between(
    connection: &mut PgConnection,
    options: &PgConnectOptions,
    between: &Between,
    console: &Console,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    match between {
        Between::Shared(named) => {
            findings.push(Finding::TransactionPooler { named: named.clone() });
        }
        Between::Refused(said) => findings.push(Finding::NoTransactions { said: said.clone() }),
        Between::OneSession => findings.push(Finding::OneSession),
        Between::Kept if console.mode.as_deref() == Some("session") => {
            findings.push(Finding::SessionPooler);
        }
        Between::Kept => {
            let port = ask(connection, "SELECT pg_catalog.inet_server_port()").await;
            let port = port.map_err(DoctorError::question("ask for the server's port"))?;
            let listens = port.into_iter().flatten().next().flatten();
            let listens = listens.and_then(|port| port.parse().ok());
            let asked = options.get_port();
            // Through a socket there is no port to compare.
            findings.push(match options.get_socket().is_some() || listens == Some(asked) {
                true => Finding::Direct,
                false => Finding::OtherPort { asked, listens },
            });
        }
    }
    Ok(())
}
