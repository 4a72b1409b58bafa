//! Between sequences.

use super::{compare, differences};
use crate::metadata::{OwnedBy, SequenceDef, SqlType};

differences! {
    /// What differs between a sequence and itself.
    SequenceDifference {
        /// The type.
        Type(SqlType),
        /// The first number.
        Start(i64),
        /// From one number to the next.
        Increment(i64),
        /// The least number.
        Min(i64),
        /// The greatest number.
        Max(i64),
        /// How many numbers a connection takes at once.
        Cache(i64),
        /// Whether it starts anew after the last number.
        Cycle(bool),
        /// The column with which it is dropped.
        OwnedBy(Option<OwnedBy>),
        /// The comment.
        Comment(Option<String>),
    }
}

impl SequenceDef {
    /// What differs from this sequence to another, apart from the name.
    pub fn differences(&self, to: &Self) -> Vec<SequenceDifference> {
        let Self { name: _, sql_type, start, increment, min, max, cache, cycle, owned_by, comment } =
            self;
        let Self {
            name: _,
            sql_type: to_sql_type,
            start: to_start,
            increment: to_increment,
            min: to_min,
            max: to_max,
            cache: to_cache,
            cycle: to_cycle,
            owned_by: to_owned_by,
            comment: to_comment,
        } = to;
        let mut all = Vec::new();
        compare!(all, SequenceDifference:
            Type { sql_type, to_sql_type },
            Start { start, to_start },
            Increment { increment, to_increment },
            Min { min, to_min },
            Max { max, to_max },
            Cache { cache, to_cache },
            Cycle { cycle, to_cycle },
            OwnedBy { owned_by, to_owned_by },
            Comment { comment, to_comment },
        );
        all
    }
}
