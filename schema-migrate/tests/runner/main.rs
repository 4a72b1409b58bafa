//! Revisions on disk, their graph, and the runner on both databases.

mod adopt;
mod crash;
mod directory;
mod engine;
mod graph;
mod journal;
mod lease;
mod offline;
mod refusals;
mod run;
mod sqlite;
mod support;
mod together;
mod together_sent;
