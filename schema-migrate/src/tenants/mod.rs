//! Tenants: schemas that are named at run time, in a registry; PostgreSQL.
//!
//! A tenant is a schema. [`Registry`] is the table that lists them, [`Tenants`] creates, changes and drops them
//! with their schemas, [`Resolver`] finds the one that a request is for. Invariant: a row and its schema come,
//! change and go in one transaction; nothing is left on the connection.

mod error;
mod registry;
mod row;

mod change;
mod list;

mod adopt;
mod create;
mod drop;
mod handle;
mod inspect;
mod role;

mod copy;
mod locked;
mod rename;

mod reach;
mod resolver;

pub use create::CreateOptions;
pub use drop::DropOptions;
pub use error::TenantError;
pub use handle::Tenants;
pub use inspect::Inconsistency;
pub use list::TenantFilter;
pub use reach::Reach;
pub use registry::Registry;
pub use resolver::{Resolution, Resolver, ResolverOptions};
pub use role::RoleOptions;
pub use row::{TenantRow, TenantState};
