//! The workloads, the rows, and the program that every client is made of.
//!
//! Invariant: nothing here knows a client. What a workload returns is compared with what the CSV files say.

mod admin;
mod client;
mod data;
mod program;
mod row;

pub use client::{Client, Filter};
pub use program::main;
pub use row::{City, Country, Pair};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workload {
    /// One city by its primary key: a row of 10 columns.
    Find,
    /// One city of 10 columns, without reading it back.
    Insert,
    /// Cities joined with their countries: 150 rows of 3 columns.
    Join,
    /// 1,000 cities of 10 columns.
    Rows,
    /// Cities by five filters, each added in an `if let`: 1 row of 10 columns.
    Filters,
    /// All 20,658 cities, in one transaction.
    Bulk,
    /// The same with `COPY`.
    CopyIn,
    /// All 20,658 cities of 10 columns, with `COPY`.
    CopyOut,
}

impl Workload {
    /// All of them, in the order of the report.
    pub const ALL: [Self; 8] = [
        Self::Find,
        Self::Insert,
        Self::Join,
        Self::Rows,
        Self::Filters,
        Self::Bulk,
        Self::CopyIn,
        Self::CopyOut,
    ];

    /// Those without `COPY`.
    pub const STATEMENTS: [Self; 6] =
        [Self::Find, Self::Insert, Self::Join, Self::Rows, Self::Filters, Self::Bulk];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Find => "find",
            Self::Insert => "insert",
            Self::Join => "join",
            Self::Rows => "rows",
            Self::Filters => "filters",
            Self::Bulk => "bulk",
            Self::CopyIn => "copy-in",
            Self::CopyOut => "copy-out",
        }
    }

    /// The workload of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|workload| workload.name() == name)
    }
}
