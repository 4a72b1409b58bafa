//! Diagrams: a catalog, or what lies between two, as Mermaid text or as SVG.
//!
//! Each schema is a cluster, tables show their columns, foreign keys are arrows, also from schema to schema. One
//! [`Diagram`] is what both forms show; neither knows catalogs. Output is deterministic, so it can be committed.

mod bases;
mod build;
mod diagram;
mod mermaid;
mod svg;

pub use bases::{Base, Bases, bases_of, bases_of_schema};
pub use diagram::{Columns, Diagram, Options};
