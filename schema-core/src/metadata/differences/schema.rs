//! Between schemas themselves.

use super::{compare, differences};
use crate::metadata::SchemaDef;

differences! {
    /// What differs between a schema and itself, apart from what lies in it.
    SchemaDifference {
        /// The comment.
        Comment(Option<String>),
    }
}

impl SchemaDef {
    /// What differs from this schema to another, apart from the name and what lies in them.
    pub fn differences(&self, to: &Self) -> Vec<SchemaDifference> {
        // What lies in a schema is paired by whoever compares: `diff` of polyschema-migrate.
        let Self { name: _, comment, enums: _, domains: _, sequences: _, tables: _, views: _ } =
            self;
        let to_comment = &to.comment;
        let mut all = Vec::new();
        compare!(all, SchemaDifference:
            Comment { comment, to_comment });
        all
    }
}
