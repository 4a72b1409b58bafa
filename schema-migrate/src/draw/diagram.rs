//! What a diagram shows, apart from any form of writing it.

use polyschema_core::{Catalog, QualifiedName};

use super::{Bases, build, mermaid, svg};

/// Schemas as clusters of tables, and foreign keys between the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram {
    pub(super) clusters: Vec<Cluster>,
    /// Cluster after cluster.
    pub(super) tables: Vec<Table>,
    pub(super) arrows: Vec<Arrow>,
    /// The names of the bases that tables have, in order: a base's place says its colour.
    pub(super) bases: Vec<String>,
}

/// What of a catalog is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Which columns.
    pub columns: Columns,
    /// The names of the schemas; all when empty. A name that no schema has adds nothing; foreign keys to schemas
    /// that are not shown have no arrow.
    pub schemas: Vec<String>,
    /// Which tables come from one struct: [`bases_of`](super::bases_of) finds it out.
    pub bases: Bases,
}

/// Which columns of a table are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Columns {
    /// All.
    #[default]
    All,
    /// Those of primary, foreign and unique keys, and those that differ.
    Keys,
}

impl Diagram {
    /// The diagram of a catalog.
    pub fn of(catalog: &Catalog, options: &Options) -> Self {
        Self::between(catalog, catalog, options)
    }

    /// The diagram of a revision, given what was there before and what is there after it.
    ///
    /// What is added is green with `+`, what is removed red with `−`, what is changed amber with `~`, down to
    /// columns. Two things of one name are the same thing.
    pub fn between(from: &Catalog, to: &Catalog, options: &Options) -> Self {
        build::diagram(from, to, options)
    }

    /// As an `erDiagram` of Mermaid, with a `subgraph` for each schema: for Mermaid 11.16 and later.
    pub fn to_mermaid(&self) -> String {
        mermaid::write(self)
    }

    /// As a file of its own in SVG, for light and dark backgrounds.
    pub fn to_svg(&self) -> String {
        svg::write(self)
    }

    pub(super) fn has_marks(&self) -> bool {
        self.clusters.iter().any(|cluster| cluster.mark != Mark::Same)
    }
}

/// What became of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Same,
    Added,
    Removed,
    Changed,
}

impl Mark {
    /// Those that are seen.
    pub(super) const SEEN: [Self; 3] = [Self::Added, Self::Removed, Self::Changed];

    pub(super) const fn symbol(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Added => "+",
            Self::Removed => "\u{2212}",
            Self::Changed => "~",
        }
    }

    /// The name of its style.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    /// A text with the symbol before it.
    pub(super) fn before(self, text: &str) -> String {
        match self {
            Self::Same => text.to_owned(),
            _ => format!("{} {text}", self.symbol()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cluster {
    pub(super) name: String,
    pub(super) comment: Option<String>,
    pub(super) mark: Mark,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: QualifiedName,
    /// The position of its cluster.
    pub(super) cluster: usize,
    pub(super) comment: Option<String>,
    pub(super) mark: Mark,
    /// The position of its base.
    pub(super) base: Option<usize>,
    pub(super) rows: Vec<Row>,
    /// How many columns are not shown.
    pub(super) hidden: usize,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) name: String,
    /// With a `?` where NULL is allowed.
    pub(super) sql_type: String,
    /// The type that it had before, where that is another.
    pub(super) was: Option<String>,
    pub(super) keys: Keys,
    pub(super) comment: Option<String>,
    /// Whether it is an addition to the table's base.
    pub(super) is_addition: bool,
    pub(super) mark: Mark,
}

/// The kinds of keys that a column is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) primary: bool,
    pub(super) foreign: bool,
    pub(super) unique: bool,
}

impl Keys {
    pub(super) fn names(self) -> Vec<&'static str> {
        let kinds = [(self.primary, "PK"), (self.foreign, "FK"), (self.unique, "UK")];
        kinds.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).collect()
    }
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arrow {
    /// The positions of the two tables.
    pub(super) referencing: usize,
    pub(super) referenced: usize,
    pub(super) columns: Vec<String>,
    pub(super) referenced_columns: Vec<String>,
    /// Whether a row may reference none.
    pub(super) optional: bool,
    /// Whether at most one row references a row.
    pub(super) unique: bool,
    /// Whether the columns are part of the primary key.
    pub(super) identifying: bool,
    pub(super) mark: Mark,
}
