//! Schemas that are known only at run time: created, used, mapped and dropped.
//!
//! ```text
//! cargo run --example tenants                      # SQLite, each tenant in memory
//! DATABASE_URL=postgres://.. cargo run --example tenants
//! ```

mod models;

use anyhow::{Context, Result, bail, ensure};
use polyschema::exec::Driver;
use polyschema::prelude::*;
use polyschema::sqlite::{Location, attach};
use polyschema::{Catalog, Error};
use sqlx::{Connection, PgConnection, SqliteConnection};

use models::{Customer, NewCustomer, NewOrder, Order, Tenant};

/// The schemas of this example.
const NAMES: [&str; 3] = ["acme", "globex", "acme_backup"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    match std::env::var("DATABASE_URL") {
        Ok(url) if url.starts_with("postgres") => {
            run::<Postgres>(&mut PgConnection::connect(&url).await?).await
        }
        Ok(url) => bail!("`DATABASE_URL` is `{url}`; this example knows `postgres://..`"),
        Err(_) => run::<Sqlite>(&mut open_sqlite().await?).await,
    }
}

/// In SQLite a schema is attached to the connection under its name, here from memory.
async fn open_sqlite() -> Result<SqliteConnection> {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
    for name in NAMES {
        attach(&mut connection, &Tenant::<Sqlite>::named(name)?, &Location::Memory).await?;
    }
    Ok(connection)
}

async fn run<D: Driver>(connection: &mut D::Connection) -> Result<()> {
    let [acme, globex, backup] = NAMES.map(Tenant::<D>::named);
    let (acme, globex, backup) = (acme?, globex?, backup?);
    // A run that was interrupted may have left something.
    for tenant in [&acme, &globex, &backup] {
        Catalog::of_schema(tenant)?.drop_all(&mut *connection).await?;
    }

    println!("-- created");
    for tenant in [&acme, &globex, &backup] {
        let created = Catalog::of_schema(tenant)?.create_all(&mut *connection).await?;
        println!("{}: {} statements", tenant.name(), created.statements.len());
    }

    println!("\n-- used");
    sell(connection, &acme, "Ada", &[1_250, 300]).await?;
    sell(connection, &acme, "Grace", &[99]).await?;
    sell(connection, &globex, "Linus", &[5_000]).await?;
    sell(connection, &backup, "Ada", &[1_250]).await?;
    for tenant in [&acme, &globex] {
        print(tenant.name(), &sales(connection, tenant, &SchemaMap::new()).await?);
    }

    println!("\n-- mapped: the same statement, for one execution from the backup");
    let map = SchemaMap::new().with::<Tenant<D>>(backup.name())?;
    print(backup.name(), &sales(connection, &acme, &map).await?);

    println!("\n-- refused");
    refused_names::<D>();
    refused_mixture(connection, &acme, &globex).await?;

    println!("\n-- dropped");
    for tenant in [&acme, &globex, &backup] {
        let dropped = Catalog::of_schema(tenant)?.drop_all(&mut *connection).await?;
        println!("{}: {} statements", tenant.name(), dropped.statements.len());
    }
    let gone = Customer::bind(&acme).select().fetch_all(&mut *connection).await;
    println!("{}", gone.err().context("the table is gone")?);
    Ok(())
}

/// Adds a customer and orders to any schema that has both.
async fn sell<D, S>(
    connection: &mut D::Connection,
    tenant: &SchemaRef<S>,
    name: &str,
    orders: &[i64],
) -> Result<()>
where
    D: Driver,
    S: Provides<Customer, Table = Customer, Database = D>
        + Provides<Order, Table = Order, Database = D>,
{
    let new = NewCustomer { name: name.to_owned() };
    let customer =
        Customer::bind(tenant).insert(new).returning_all().fetch_one(&mut *connection).await?;
    let customer_id = customer.customer_id;
    let orders = orders.iter().map(|&cents| NewOrder { customer_id, cents });
    Order::bind(tenant).insert_many(orders).execute(connection).await?;
    Ok(())
}

/// Each order of a tenant with its customer's name. The map gives schema types other names for this one
/// execution; an empty one changes nothing.
async fn sales<D: Driver>(
    connection: &mut D::Connection,
    tenant: &SchemaRef<Tenant<D>>,
    map: &SchemaMap,
) -> Result<Vec<(String, i64)>> {
    let (customers, orders) = (Customer::bind(tenant), Order::bind(tenant));
    let statement = orders
        .select()
        .join(&customers)
        .order_by(orders.order_id.asc())
        .columns((customers.name, orders.cents));
    Ok(statement.with_schema_map(map).fetch_all(connection).await?)
}

fn print(name: &str, sales: &[(String, i64)]) {
    for (customer, cents) in sales {
        println!("{name}: {customer} bought for {}.{:02}", cents / 100, cents % 100);
    }
}

/// Names that no schema gets: nothing is sent.
fn refused_names<D: Driver>() {
    let too_long = "x".repeat(64);
    let reserved = ["public", "main"]; // PostgreSQL's own, and SQLite's
    for name in ["", "nul\0", &too_long].into_iter().chain(reserved) {
        match Tenant::<D>::named(name) {
            Ok(tenant) => println!("{} has nothing against `{}`", tenant.dialect(), tenant.name()),
            Err(error) => println!("{}", error.to_string().escape_debug()),
        }
    }
}

/// Two tenants in one statement: an error, not a join across them.
async fn refused_mixture<D: Driver>(
    connection: &mut D::Connection,
    acme: &SchemaRef<Tenant<D>>,
    globex: &SchemaRef<Tenant<D>>,
) -> Result<()> {
    let (customers, orders) = (Customer::bind(acme), Order::bind(globex));
    let mixed = orders.select().join(&customers).fetch_all(connection).await;
    let error = mixed.err().context("two tenants are not joined")?;
    ensure!(matches!(error, Error::MixedSchemas { .. }), "{error}");
    println!("{error}");
    Ok(())
}
