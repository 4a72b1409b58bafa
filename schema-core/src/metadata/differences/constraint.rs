//! Between constraints.

use super::{compare, differences};
use crate::ident::Ident;
use crate::metadata::{
    CheckDef, Constraint, ExclusionDef, ForeignKeyDef, IndexKeyDef, PrimaryKeyDef, QualifiedName,
    UniqueDef,
};
use crate::spec::{Deferrable, ReferentialAction};

differences! {
    /// What differs between a constraint and itself.
    ConstraintDifference {
        /// What it is, in words: a constraint of another kind differs in nothing else.
        Kind(&'static str),
        /// The columns.
        Columns(Vec<Ident>),
        /// The columns that its index holds beside them.
        Include(Vec<Ident>),
        /// Whether two NULLs are equal.
        NullsNotDistinct(bool),
        /// When it is checked.
        Deferrable(Deferrable),
        /// The predicate.
        Predicate(Option<String>),
        /// Whether the rows that the table had before are known to satisfy it.
        Validated(bool),
        /// The referenced table.
        Referenced(QualifiedName),
        /// The referenced columns.
        ReferencedColumns(Vec<Ident>),
        /// `ON DELETE`.
        OnDelete(ReferentialAction),
        /// `ON UPDATE`.
        OnUpdate(ReferentialAction),
        /// Whether a row may have NULL in all of the columns or in none.
        MatchFull(bool),
        /// The access method of its index.
        Method(Option<String>),
        /// What is compared, and with which operator.
        Elements(Vec<(IndexKeyDef, String)>),
    }
}

impl Constraint {
    /// What differs from this constraint to another, apart from the name.
    pub fn differences(&self, to: &Self) -> Vec<ConstraintDifference> {
        match (self, to) {
            (Self::PrimaryKey(from), Self::PrimaryKey(to)) => from.differences(to),
            (Self::Unique(from), Self::Unique(to)) => from.differences(to),
            (Self::ForeignKey(from), Self::ForeignKey(to)) => from.differences(to),
            (Self::Check(from), Self::Check(to)) => from.differences(to),
            (Self::Exclusion(from), Self::Exclusion(to)) => from.differences(to),
            _ => vec![ConstraintDifference::Kind { from: self.kind(), to: to.kind() }],
        }
    }
}

impl PrimaryKeyDef {
    /// What differs from this key to another, apart from the name.
    pub fn differences(&self, to: &Self) -> Vec<ConstraintDifference> {
        let Self { name: _, columns, include, deferrable } = self;
        let Self { name: _, columns: to_columns, include: to_include, deferrable: to_deferrable } =
            to;
        let mut all = Vec::new();
        compare!(all, ConstraintDifference:
            Columns { columns, to_columns },
            Include { include, to_include },
            Deferrable { deferrable, to_deferrable },
        );
        all
    }
}

impl UniqueDef {
    /// What differs from this constraint to another, apart from the name.
    pub fn differences(&self, to: &Self) -> Vec<ConstraintDifference> {
        let Self { name: _, columns, include, nulls_not_distinct, deferrable } = self;
        let Self {
            name: _,
            columns: to_columns,
            include: to_include,
            nulls_not_distinct: to_nulls_not_distinct,
            deferrable: to_deferrable,
        } = to;
        let mut all = Vec::new();
        compare!(all, ConstraintDifference:
            Columns { columns, to_columns },
            Include { include, to_include },
            NullsNotDistinct { nulls_not_distinct, to_nulls_not_distinct },
            Deferrable { deferrable, to_deferrable },
        );
        all
    }
}

impl ForeignKeyDef {
    /// What differs from this key to another, apart from the name.
    pub fn differences(&self, to: &Self) -> Vec<ConstraintDifference> {
        let Self {
            name: _,
            columns,
            referenced,
            referenced_columns,
            on_delete,
            on_update,
            match_full,
            deferrable,
            validated,
        } = self;
        let Self {
            name: _,
            columns: to_columns,
            referenced: to_referenced,
            referenced_columns: to_referenced_columns,
            on_delete: to_on_delete,
            on_update: to_on_update,
            match_full: to_match_full,
            deferrable: to_deferrable,
            validated: to_validated,
        } = to;
        let mut all = Vec::new();
        compare!(all, ConstraintDifference:
            Columns { columns, to_columns },
            Referenced { referenced, to_referenced },
            ReferencedColumns { referenced_columns, to_referenced_columns },
            OnDelete { on_delete, to_on_delete },
            OnUpdate { on_update, to_on_update },
            MatchFull { match_full, to_match_full },
            Deferrable { deferrable, to_deferrable },
            Validated { validated, to_validated },
        );
        all
    }
}

impl CheckDef {
    /// What differs from this check to another, apart from the name.
    pub fn differences(&self, to: &Self) -> Vec<ConstraintDifference> {
        let Self { name: _, predicate, validated } = self;
        let Self { name: _, predicate: to_predicate, validated: to_validated } = to;
        let mut all = Vec::new();
        if predicate != to_predicate {
            let (from, to) = (Some(predicate.clone()), Some(to_predicate.clone()));
            all.push(ConstraintDifference::Predicate { from, to });
        }
        compare!(all, ConstraintDifference:
            Validated { validated, to_validated });
        all
    }
}

impl ExclusionDef {
    /// What differs from this constraint to another, apart from the name.
    pub fn differences(&self, to: &Self) -> Vec<ConstraintDifference> {
        let Self { name: _, method, elements, predicate, deferrable } = self;
        let Self {
            name: _,
            method: to_method,
            elements: to_elements,
            predicate: to_predicate,
            deferrable: to_deferrable,
        } = to;
        let mut all = Vec::new();
        compare!(all, ConstraintDifference:
            Method { method, to_method },
            Elements { elements, to_elements },
            Predicate { predicate, to_predicate },
            Deferrable { deferrable, to_deferrable },
        );
        all
    }
}
