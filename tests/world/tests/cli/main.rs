//! The command line, as a person runs it: the sessions of docs/migrations.md, every verb, and what goes wrong.

#[path = "../../src/dish.rs"]
mod dish;
#[path = "../../src/first.rs"]
mod first;

mod doctor;
mod embedded;
mod fleet;
mod page;
mod sessions;
mod tenants;
#[cfg(target_os = "linux")]
mod terminal;

mod verbs;
mod world;
mod wrong;
