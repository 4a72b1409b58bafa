//! Between views.

use super::{compare, differences};
use crate::metadata::{IndexDef, ViewDef};

differences! {
    /// What differs between a view and itself.
    ViewDifference {
        /// Whether its rows are stored.
        Materialized(bool),
        /// The query.
        Definition(String),
        /// The indexes of a materialized view.
        Indexes(Vec<IndexDef>),
        /// The comment.
        Comment(Option<String>),
    }
}

impl ViewDef {
    /// What differs from this view to another, apart from the name. Indexes in another order do not.
    pub fn differences(&self, to: &Self) -> Vec<ViewDifference> {
        let Self { name: _, materialized, definition, indexes, comment } = self;
        let Self {
            name: _,
            materialized: to_materialized,
            definition: to_definition,
            indexes: to_indexes,
            comment: to_comment,
        } = to;
        let (indexes, to_indexes) = (by_name(indexes), by_name(to_indexes));
        let mut all = Vec::new();
        compare!(all, ViewDifference:
            Materialized { materialized, to_materialized },
            Definition { definition, to_definition },
            Indexes { indexes, to_indexes },
            Comment { comment, to_comment },
        );
        all
    }
}

fn by_name(indexes: &[IndexDef]) -> Vec<IndexDef> {
    let mut indexes = indexes.to_vec();
    indexes.sort_by(|a, b| a.name.cmp(&b.name));
    indexes
}
