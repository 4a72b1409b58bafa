//! What differs between two parts of a catalog that stand for the same thing.
//!
//! Each part takes both sides apart field by field, so that a new field breaks the build and not the
//! diff. Names are what two sides are paired by, and hints (`renamed_from`) are about the past: neither
//! is compared. Invariant: which parts are paired is not decided here.

mod column;
mod constraint;
mod domain;
mod enums;
mod index;
mod schema;
mod sequence;
mod table;
mod view;

pub use column::ColumnDifference;
pub use constraint::ConstraintDifference;
pub use domain::DomainDifference;
pub use enums::EnumDifference;
pub use index::IndexDifference;
pub use schema::SchemaDifference;
pub use sequence::SequenceDifference;
pub use table::TableDifference;
pub use view::ViewDifference;

/// Adds a difference where two values are not equal.
macro_rules! compare {
    ($all:ident, $of:ident: $($variant:ident { $from:ident, $to:ident }),+ $(,)?) => {
        $(if $from != $to {
            $all.push($of::$variant { from: $from.clone(), to: $to.clone() });
        })+
    };
}
use compare;

/// An enum of differences, each of which has the two sides of one attribute.
macro_rules! differences {
    (
        $(#[$meta:meta])*
        $name:ident {
            $($(#[$doc:meta])* $variant:ident($of:ty),)+
        }
        $($more:tt)*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$doc])*
                $variant {
                    /// What it was.
                    from: $of,
                    /// What it becomes.
                    to: $of,
                },
            )+
            $($more)*
        }
    };
}
use differences;
