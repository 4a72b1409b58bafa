//! Between domains.

use super::{compare, differences};
use crate::ident::Ident;
use crate::metadata::{CheckDef, DomainDef, SqlType};

differences! {
    /// What differs between a domain and itself.
    DomainDifference {
        /// The type beneath it.
        Base(SqlType),
        /// Whether NULL is allowed.
        Nullable(bool),
        /// The default.
        Default(Option<String>),
        /// The collation.
        Collation(Option<String>),
        /// The comment.
        Comment(Option<String>),
    }
    /// A check that is new, or that takes the place of one that was dropped.
    AddCheck(CheckDef),
    /// A check that is gone, or that another takes the place of.
    DropCheck(CheckDef),
    /// A check that has another name and nothing else.
    RenameCheck {
        /// The name it had.
        from: Ident,
        /// What it becomes.
        to: CheckDef,
    },
    /// A check that was not validated, and is to be.
    ValidateCheck(CheckDef),
}

impl DomainDef {
    /// What differs from this domain to another, apart from the name. Checks in another order do not.
    pub fn differences(&self, to: &Self) -> Vec<DomainDifference> {
        let Self { name: _, base, nullable, default, collation, checks, comment } = self;
        let Self {
            name: _,
            base: to_base,
            nullable: to_nullable,
            default: to_default,
            collation: to_collation,
            checks: to_checks,
            comment: to_comment,
        } = to;
        let mut all = Vec::new();
        compare!(all, DomainDifference:
            Base { base, to_base },
            Nullable { nullable, to_nullable },
            Default { default, to_default },
            Collation { collation, to_collation },
            Comment { comment, to_comment },
        );
        compare_checks(checks, to_checks, &mut all);
        all
    }
}

/// Pairs checks by name, and what is left by predicate.
fn compare_checks(from: &[CheckDef], to: &[CheckDef], all: &mut Vec<DomainDifference>) {
    let same = |name: &Ident, checks: &[CheckDef]| checks.iter().any(|check| check.name == *name);
    let mut gone: Vec<&CheckDef> = from.iter().filter(|check| !same(&check.name, to)).collect();
    for check in to {
        let Some(before) = from.iter().find(|before| before.name == check.name) else {
            match gone.iter().position(|before| before.differences(check).is_empty()) {
                Some(at) => all.push(DomainDifference::RenameCheck {
                    from: gone.remove(at).name.clone(),
                    to: check.clone(),
                }),
                None => all.push(DomainDifference::AddCheck(check.clone())),
            }
            continue;
        };
        if before.predicate == check.predicate && !before.validated && check.validated {
            all.push(DomainDifference::ValidateCheck(check.clone()));
        } else if before != check {
            all.push(DomainDifference::DropCheck(before.clone()));
            all.push(DomainDifference::AddCheck(check.clone()));
        }
    }
    all.extend(gone.into_iter().cloned().map(DomainDifference::DropCheck));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(checks: &[(&str, &str, bool)]) -> DomainDef {
        let mut def = DomainDef::new("a.d".parse().unwrap(), SqlType::Text);
        def.checks.extend(checks.iter().map(|&(name, predicate, validated)| {
            let mut check = CheckDef::new(Ident::new(name).unwrap(), predicate);
            check.validated = validated;
            check
        }));
        def
    }

    #[track_caller]
    fn check_checks(from: &[(&str, &str, bool)], to: &[(&str, &str, bool)], expected: &[&str]) {
        let found = domain(from).differences(&domain(to)).into_iter().map(|one| match one {
            DomainDifference::AddCheck(check) => format!("add {}", check.name.as_str()),
            DomainDifference::DropCheck(check) => format!("drop {}", check.name.as_str()),
            DomainDifference::RenameCheck { from, to } => {
                format!("rename {} to {}", from.as_str(), to.name.as_str())
            }
            DomainDifference::ValidateCheck(check) => format!("validate {}", check.name.as_str()),
            other => format!("{other:?}"),
        });
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn checks_are_paired_by_name_and_then_by_predicate() {
        let (x, y) = ("value > 0", "value < 9");
        check_checks(&[("p", x, true), ("q", y, true)], &[("q", y, true), ("p", x, true)], &[]);
        check_checks(&[("p", x, true)], &[("r", x, true)], &["rename p to r"]);
        check_checks(&[("p", x, true)], &[("p", y, true)], &["drop p", "add p"]);
        check_checks(&[("p", x, false)], &[("p", x, true)], &["validate p"]);
        check_checks(&[("p", x, true)], &[("p", x, false)], &["drop p", "add p"]);
        check_checks(&[("p", x, true)], &[("q", y, true)], &["add q", "drop p"]);
    }
}
