//! Thousands of schemas of one logical schema, on PostgreSQL.

mod crash;
mod drift;
mod run;
mod support;
mod troubles;
