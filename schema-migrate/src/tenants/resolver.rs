//! From a name in a request to a tenant, without a query for each request.
//!
//! Invariant: a name that no tenant can have never reaches the cache or the database.

use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use polyschema_core::{Dialect, Postgres, RuntimeSchema, Schema, SchemaName, SchemaRef};
use quick_cache::sync::Cache;

use super::reach::Reach;
use super::{Registry, TenantState};
use crate::error::Result;

/// Finds the tenants that requests are for, and remembers them.
///
/// One for the whole program, behind an `Arc`. Of many who ask for a name at once, one asks the database.
///
/// ```no_run
/// # use polyschema_core::{Postgres, RuntimeSchema, Schema};
/// # use polyschema_migrate::tenants::{Registry, Resolution, Resolver};
/// # async fn find<Tenant: RuntimeSchema + Schema<Database = Postgres>>(pool: &sqlx::PgPool) -> polyschema_migrate::error::Result<()> {
/// let resolver = Resolver::<Tenant>::new(Registry::default());
/// match resolver.resolve(pool, "acme").await? {
///     Resolution::Active(tenant) | Resolution::Idle(tenant) => println!("{}", tenant.name()),
///     Resolution::Suspended => println!("come back later"),
///     Resolution::Unknown => println!("who?"),
/// }
/// # Ok(()) }
/// ```
pub struct Resolver<S> {
    registry: Registry,
    options: ResolverOptions,
    known: Cache<SchemaName, Known>,
    schema: PhantomData<fn() -> S>,
}

/// What a name stands for.
pub enum Resolution<S: Schema> {
    /// A tenant.
    Active(SchemaRef<S>),
    /// A tenant that may lack the newest revisions.
    Idle(SchemaRef<S>),
    /// A tenant that is kept from its users.
    Suspended,
    /// No tenant, or a name that none can have.
    Unknown,
}

/// How much a resolver remembers, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolverOptions {
    /// The most names that are remembered; those that are asked for seldom go first.
    pub capacity: usize,
    /// How long a tenant is remembered: what another process changes is seen no later.
    pub time_to_live: Duration,
    /// How long it is remembered that a name is no tenant's.
    pub unknown_for: Duration,
}

impl Default for ResolverOptions {
    /// 10,000 names (about 2 MB), tenants for 30 seconds, other names for 5.
    fn default() -> Self {
        let (time_to_live, unknown_for) = (Duration::from_secs(30), Duration::from_secs(5));
        Self { capacity: 10_000, time_to_live, unknown_for }
    }
}

/// What is remembered of a name.
#[derive(Clone, Copy)]
struct Known {
    state: Option<TenantState>,
    until: Instant,
}

impl<S: RuntimeSchema + Schema<Database = Postgres>> Resolver<S> {
    /// Finds tenants in a registry.
    pub fn new(registry: Registry) -> Self {
        Self::with_options(registry, ResolverOptions::default())
    }

    /// Finds tenants in a registry, and remembers more or longer.
    pub fn with_options(registry: Registry, options: ResolverOptions) -> Self {
        let known = Cache::new(options.capacity);
        Self { registry, options, known, schema: PhantomData }
    }

    /// What a name from a request stands for. Nothing is taken from the pool when the name is known.
    ///
    /// # Errors
    /// [`TenantError::Database`](super::TenantError::Database), when the database does not answer; never because
    /// of a name.
    pub async fn resolve(&self, database: impl Reach, name: &str) -> Result<Resolution<S>> {
        let Ok(key) = SchemaName::new(name, Dialect::Postgres) else {
            return Ok(Resolution::Unknown);
        };
        let schema = S::named(name)?;
        self.known.remove_if(&key, |known| known.until <= Instant::now());
        let known = self.known.get_or_insert_async(&key, self.look_up(database, &schema)).await?;
        Ok(match known.state {
            Some(TenantState::Active) => Resolution::Active(schema),
            Some(TenantState::Idle) => Resolution::Idle(schema),
            Some(TenantState::Suspended) => Resolution::Suspended,
            None => Resolution::Unknown,
        })
    }

    /// Forgets what is known of a name: after it was created, suspended, renamed or dropped in this process.
    pub fn forget(&self, name: &str) {
        if let Ok(name) = SchemaName::new(name, Dialect::Postgres) {
            self.known.remove(&name);
        }
    }

    async fn look_up(&self, database: impl Reach, name: &SchemaRef<S>) -> Result<Known> {
        let state = database.state(&self.registry, name).await?;
        let for_how_long = match state {
            Some(_) => self.options.time_to_live,
            None => self.options.unknown_for,
        };
        Ok(Known { state, until: Instant::now() + for_how_long })
    }
}

impl<S> fmt::Debug for Resolver<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { registry, options, known, schema: _ } = self;
        let names = known.len();
        f.debug_struct("Resolver")
            .field("registry", registry)
            .field("options", options)
            .field("names", &names)
            .finish()
    }
}

impl<S: Schema> fmt::Debug for Resolution<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Active(schema) => f.debug_tuple("Active").field(schema).finish(),
            Self::Idle(schema) => f.debug_tuple("Idle").field(schema).finish(),
            Self::Suspended => f.write_str("Suspended"),
            Self::Unknown => f.write_str("Unknown"),
        }
    }
}
