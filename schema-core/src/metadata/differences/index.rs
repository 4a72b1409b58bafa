//! Between indexes.

use super::{compare, differences};
use crate::ident::Ident;
use crate::metadata::{IndexDef, IndexKeyDef};

differences! {
    /// What differs between an index and itself.
    IndexDifference {
        /// Whether it is unique.
        Unique(bool),
        /// The access method.
        Method(Option<String>),
        /// The keys, with order, operator class and collation.
        Keys(Vec<IndexKeyDef>),
        /// The included columns.
        Include(Vec<Ident>),
        /// The predicate.
        Predicate(Option<String>),
        /// Whether two NULLs are equal.
        NullsNotDistinct(bool),
    }
}

impl IndexDef {
    /// What differs from this index to another, apart from the name.
    pub fn differences(&self, to: &Self) -> Vec<IndexDifference> {
        let Self { name: _, unique, method, keys, include, predicate, nulls_not_distinct } = self;
        let Self {
            name: _,
            unique: to_unique,
            method: to_method,
            keys: to_keys,
            include: to_include,
            predicate: to_predicate,
            nulls_not_distinct: to_nulls_not_distinct,
        } = to;
        let mut all = Vec::new();
        compare!(all, IndexDifference:
            Unique { unique, to_unique },
            Method { method, to_method },
            Keys { keys, to_keys },
            Include { include, to_include },
            Predicate { predicate, to_predicate },
            NullsNotDistinct { nulls_not_distinct, to_nulls_not_distinct },
        );
        all
    }
}
