//! Revisions on disk, their graph, and the runner on both databases.

mod directory;
mod graph;
mod refusals;
mod run;
mod support;
