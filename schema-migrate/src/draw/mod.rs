//! Diagrams: a catalog, or what lies between two, as Mermaid text or as SVG.
//!
//! Each schema is a cluster, tables show their columns, foreign keys are arrows, also from schema to schema. One
//! [`Diagram`] is what both forms show; neither knows catalogs. Output is deterministic, so it can be committed.
//!
//! ```
//! # use polyschema_core::Catalog;
//! use polyschema_migrate::draw::{Diagram, Options};
//!
//! # let catalog: Catalog = serde_json::from_str(r#"{"dialect": "postgres", "schemas": {"asia": {"name": "asia", "tables":
//! #     {"countries": {"name": "asia.countries", "columns": [{"name": "iso", "sql_type": {"char": 2}, "nullable": false}],
//! #     "primary_key": {"name": "pk", "columns": ["iso"]}}}}}}"#)?;
//! let diagram = Diagram::of(&catalog, &Options::default());
//! assert_eq!(
//!     diagram.to_mermaid(),
//!     r#"erDiagram
//!     subgraph "schema asia"
//!         "asia.countries"["countries"] {
//!             `char(2)` `iso` PK
//!         }
//!     end
//! "#
//! );
//! assert!(diagram.to_svg().starts_with("<svg"));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod bases;
mod build;
mod diagram;
mod mermaid;
mod svg;

pub use bases::{Base, Bases, bases_of, bases_of_model, bases_of_schema};
pub use diagram::{Columns, Diagram, Options};
