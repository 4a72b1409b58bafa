//! A tenant as a whole: copied under another name, written to files, read from files.
//!
//! What it is made of is reflected and rendered again under the new name, tables first, then their rows, then what
//! may reference them in circles. Invariant: what cannot be copied faithfully is refused.

mod build;
mod clone;
mod contents;
mod export;
mod import;
mod manifest;
