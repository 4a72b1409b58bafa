//! Plans: their steps and text, and what they do in real databases.

#[path = "../cases/mod.rs"]
mod cases;
mod chain;
mod databases;
mod form;
mod random;
mod sqlite_statements;
mod statements;
#[path = "../support/mod.rs"]
mod support;
mod text;

use std::collections::BTreeSet;

use polyschema_core::Dialect;
use polyschema_migrate::diff::{Scope, diff};
use polyschema_migrate::normalize::stored_form;
use polyschema_migrate::plan::{Form, HazardKind, Options, Plan, Transaction, plan};

/// The plan of a case, both catalogs as the database holds them.
fn plan_of(case: &cases::Case, form: Form) -> Plan {
    let from = stored_form(&case.from).unwrap();
    let to = stored_form(&case.to).unwrap();
    let diff = diff(&from, &to, &Scope::between_snapshots());
    plan(&from, &to, &diff.changes, &Options::default().form(form))
}

/// A line for each step: what it does, whether it runs alone, and the codes of its hazards.
fn steps(plan: &Plan) -> String {
    let lines = plan.steps.iter().map(|step| {
        let alone = match step.transaction {
            Transaction::Shared => "",
            Transaction::Own => " (own transaction)",
            _ => " (no transaction)",
        };
        let hazards = step.hazards.iter().map(|hazard| format!(" !{}", hazard.kind.code()));
        format!("{}{alone}{}\n", step.name, hazards.collect::<String>())
    });
    lines.collect()
}

#[test]
fn cases_give_the_steps_that_they_say() {
    for (dialect, name) in [(Dialect::Postgres, "postgres"), (Dialect::Sqlite, "sqlite")] {
        cases::check(name, |case| {
            (case.dialect == dialect).then(|| steps(&plan_of(case, Form::Direct)))
        });
    }
}

#[test]
fn every_hazard_has_a_case() {
    let mut found = BTreeSet::new();
    for case in cases::all() {
        let plan = plan_of(&case, Form::Direct);
        found.extend(plan.hazards().map(|hazard| hazard.kind));
    }
    let missing = HazardKind::ALL.iter().filter(|kind| !found.contains(kind));
    assert_eq!(missing.map(|kind| kind.code()).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn a_plan_taken_back_twice_is_the_plan() {
    for case in cases::all() {
        let plan = plan_of(&case, Form::Direct);
        assert_eq!(plan.reverse().reverse(), plan);
        assert_eq!(plan.reverse().from, plan.to);
        assert_eq!(plan.is_empty(), plan.reverse().is_empty(), "{}", case.name);
    }
}
