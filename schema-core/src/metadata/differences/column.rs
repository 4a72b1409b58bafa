//! Between columns.

use super::{compare, differences};
use crate::metadata::{ColumnDef, Fill, SqlType};

differences! {
    /// What differs between a column and itself.
    ColumnDifference {
        /// The type.
        Type(SqlType),
        /// Whether NULL is allowed.
        Nullable(bool),
        /// How the database fills it.
        Fill(Option<Fill>),
        /// The collation.
        Collation(Option<String>),
        /// The comment.
        Comment(Option<String>),
    }
}

impl ColumnDef {
    /// What differs from this column, which is a column before, to the same one after.
    pub fn differences(&self, to: &Self) -> Vec<ColumnDifference> {
        let Self {
            name: _,
            sql_type,
            nullable,
            fill,
            collation,
            comment,
            renamed_from: _,
            renamed_labels: _,
        } = self;
        let Self {
            name: _,
            sql_type: to_sql_type,
            nullable: to_nullable,
            fill: to_fill,
            collation: to_collation,
            comment: to_comment,
            renamed_from: _,
            renamed_labels: _,
        } = to;
        let mut all = Vec::new();
        compare!(all, ColumnDifference:
            Type { sql_type, to_sql_type },
            Nullable { nullable, to_nullable },
            Fill { fill, to_fill },
            Collation { collation, to_collation },
            Comment { comment, to_comment },
        );
        all
    }
}
