//! Thousands of schemas of one logical schema, on PostgreSQL.

mod crash;
mod drift;
mod example;
mod lease;
mod random;
mod run;
mod stamp;
mod support;
mod troubles;
