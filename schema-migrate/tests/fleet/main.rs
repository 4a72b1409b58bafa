//! Thousands of schemas of one logical schema, on PostgreSQL.

mod run;
mod support;
mod troubles;
