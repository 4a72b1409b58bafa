//! Thousands of schemas of one logical schema, on PostgreSQL.

mod crash;
mod drift;
mod example;
mod run;
mod support;
mod troubles;
