//! Between tables themselves.

use super::{compare, differences};
use crate::metadata::{PartitionBy, PartitionOf, TableDef};

differences! {
    /// What differs between a table and itself, apart from its columns, constraints and indexes.
    TableDifference {
        /// How its rows are divided into partitions.
        PartitionBy(Option<PartitionBy>),
        /// The table that it is a partition of.
        PartitionOf(Option<PartitionOf>),
        /// Whether its rows are lost in a crash.
        Unlogged(bool),
        /// The comment.
        Comment(Option<String>),
    }
}

impl TableDef {
    /// What differs from this table to another, apart from the name, and from columns, constraints and
    /// indexes, which have differences of their own.
    pub fn differences(&self, to: &Self) -> Vec<TableDifference> {
        // The parts with a name are paired by whoever compares: `diff` of polyschema-migrate.
        let Self {
            name: _,
            comment,
            columns: _,
            primary_key: _,
            unique: _,
            foreign_keys: _,
            checks: _,
            exclusions: _,
            indexes: _,
            partition_by,
            partition_of,
            unlogged,
            renamed_from: _,
        } = self;
        let (to_partition_by, to_partition_of) = (&to.partition_by, &to.partition_of);
        let (to_unlogged, to_comment) = (&to.unlogged, &to.comment);
        let mut all = Vec::new();
        compare!(all, TableDifference:
            PartitionBy { partition_by, to_partition_by },
            PartitionOf { partition_of, to_partition_of },
            Unlogged { unlogged, to_unlogged },
            Comment { comment, to_comment },
        );
        all
    }
}
