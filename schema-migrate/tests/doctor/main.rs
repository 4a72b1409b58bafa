//! The doctor, in front of a server, and of PgBouncer in each of its modes.

mod between;
mod codes;
mod left;
mod server;
mod told;
