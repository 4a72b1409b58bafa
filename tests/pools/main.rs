//! The pool for many schemas: every verb through it, behind each pooler, and what goes with it.

#![allow(missing_docs, reason = "these structs are the test")]

mod comment;
mod fleet;
mod memory;
mod model;
mod page;
mod search_path;
mod stale;
mod verbs;
