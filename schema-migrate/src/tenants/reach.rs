//! What a resolver asks the registry through.

use std::future::Future;

use polyschema_core::postgres::SchemaPool;
use polyschema_core::{Schema, SchemaRef};
use sqlx::{PgConnection, PgPool};

use super::{Registry, TenantError, TenantState};
use crate::error::Result;

/// A way to the database: `&SchemaPool`, `&PgPool`, or `&mut PgConnection`; also behind a pooler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no way to the registry of tenants",
    label = "expected a pool or connection of PostgreSQL",
    note = "pass `&pool` or `&mut connection`"
)]
pub trait Reach: Sized + Send + sealed::Sealed {
    #[doc(hidden)]
    fn state<S: Schema>(
        self,
        registry: &Registry,
        tenant: &SchemaRef<S>,
    ) -> impl Future<Output = Result<Option<TenantState>>> + Send;
}

impl Reach for &mut PgConnection {
    async fn state<S: Schema>(
        self,
        registry: &Registry,
        tenant: &SchemaRef<S>,
    ) -> Result<Option<TenantState>> {
        registry.state(self, tenant.name()).await
    }
}

impl Reach for &PgPool {
    async fn state<S: Schema>(
        self,
        registry: &Registry,
        tenant: &SchemaRef<S>,
    ) -> Result<Option<TenantState>> {
        let acquired = self.acquire().await;
        let mut connection = acquired.map_err(TenantError::database("look-up", tenant.name()))?;
        registry.state(&mut connection, tenant.name()).await
    }
}

impl Reach for &SchemaPool {
    async fn state<S: Schema>(
        self,
        registry: &Registry,
        tenant: &SchemaRef<S>,
    ) -> Result<Option<TenantState>> {
        let mut connection = self.acquire(tenant).await?;
        registry.state(connection.own(), tenant.name()).await
    }
}

mod sealed {
    use super::{PgConnection, PgPool, SchemaPool};

    pub trait Sealed {}
    impl Sealed for &mut PgConnection {}
    impl Sealed for &PgPool {}
    impl Sealed for &SchemaPool {}
}
