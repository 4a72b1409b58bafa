//! The same behind PgBouncer, which gives a server session for a transaction only.

use polyschema_core::postgres::{Pooler, SchemaPoolOptions};
use polyschema_migrate::tenants::{CreateOptions, DropOptions, Resolution, TenantFilter};
use polyschema_test_support::{Mode, pgbouncer};
use sqlx::{Connection, PgConnection, PgPool};
use tempfile::TempDir;

use crate::resolve::resolver;
use crate::support::*;

#[tokio::test]
async fn all_is_done_by_clients_that_share_two_sessions() {
    let Some(World { database, mut connection, tenants }) = world().await else { return };
    let settings = [("default_pool_size", "2")];
    let Some(bouncer) = pgbouncer(&database, Mode::Transaction, &settings).await else { return };
    let mut all = Vec::new();
    for client in 0..6 {
        let (tenants, url) = (tenants.clone(), bouncer.url.clone());
        all.push(tokio::spawn(async move {
            let mut connection = PgConnection::connect(&url).await.unwrap();
            let name = |what: &str| format!("{what} of {client}");
            let (acme, copy, import) = (name("acme"), name("copy"), name("import"));
            let options = CreateOptions::default().group(&acme);
            tenants.create(&mut connection, &acme, &options).await.unwrap();
            tenants.clone_tenant(&mut connection, &acme, &copy).await.unwrap();
            let directory = TempDir::new().unwrap();
            tenants.export(&mut connection, &copy, directory.path()).await.unwrap();
            tenants.import(&mut connection, directory.path(), &import).await.unwrap();
            tenants
                .registry()
                .set_metadata(&mut connection, &acme, &acme.clone().into())
                .await
                .unwrap();
            tenants.activate(&mut connection, &acme).await.unwrap();
            let confirmed = DropOptions::confirmed(&copy);
            tenants.drop(&mut connection, &copy, &confirmed).await.unwrap();
            let row = tenants.registry().get(&mut connection, &acme).await.unwrap().unwrap();
            assert_eq!((row.group.as_ref(), row.metadata.as_str()), (Some(&acme), Some(&*acme)));
            let own = TenantFilter::all().matching(&format!("* of {client}"));
            assert_eq!(names(&tenants, &mut connection, &own).await, [acme, import]);
        }));
    }
    for one in all {
        one.await.unwrap();
    }
    assert!(tenants.inspect(&mut connection).await.unwrap().is_empty());
    let plain = PgPool::connect(&bouncer.url).await.unwrap();
    let own =
        SchemaPoolOptions::new().pooler(Pooler::Transaction).connect(&bouncer.url).await.unwrap();
    let mut all = Vec::new();
    for asked in 0..60 {
        let (plain, own) = (plain.clone(), own.clone());
        all.push(tokio::spawn(async move {
            let (resolver, name) = (resolver(), format!("acme of {}", asked % 6));
            for found in [resolver.resolve(&plain, &name).await, {
                resolver.forget(&name);
                resolver.resolve(&own, &name).await
            }] {
                let Resolution::Active(tenant) = found.unwrap() else { panic!("{name}") };
                assert_eq!(tenant.name(), name);
            }
        }));
    }
    for one in all {
        one.await.unwrap();
    }
    plain.close().await;
    own.close().await;
}
