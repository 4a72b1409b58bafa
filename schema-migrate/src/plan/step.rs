//! Steps, and the plan that holds them in order.

use polyschema_core::Dialect;
use polyschema_core::ddl::DdlStatement;
use polyschema_core::metadata::QualifiedName;
use serde::Serialize;

use super::hazard::Hazard;
use super::lock::{Lock, LockMode, Work};

/// What must run, in order, so that a database becomes another.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// The kind of database.
    pub dialect: Dialect,
    /// The steps.
    pub steps: Vec<Step>,
    /// The steps that lead back.
    #[serde(skip)]
    pub(super) back: Vec<Step>,
    /// The state from which the steps start.
    pub from: super::Fingerprint,
    /// The state to which they lead.
    pub to: super::Fingerprint,
}

impl Plan {
    /// The plan that leads back: what was created is dropped, and what was dropped is created, without the
    /// rows that it had ([`Step::lost`]).
    #[must_use]
    pub fn reverse(&self) -> Self {
        Self {
            dialect: self.dialect,
            steps: self.back.clone(),
            back: self.steps.clone(),
            from: self.to.clone(),
            to: self.from.clone(),
        }
    }

    /// Whether nothing must happen.
    pub const fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether all steps can run in one transaction.
    pub fn is_transactional(&self) -> bool {
        self.steps.iter().all(|step| step.transaction == Transaction::Shared)
    }

    /// All statements, in order.
    pub fn statements(&self) -> impl Iterator<Item = &DdlStatement> {
        self.steps.iter().flat_map(|step| &step.statements)
    }

    /// All hazards, in order.
    pub fn hazards(&self) -> impl Iterator<Item = &Hazard> {
        self.steps.iter().flat_map(|step| &step.hazards)
    }
}

/// Statements that belong together, and what is to be known before they run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// What it does, in words: `add column asia.countries.dish`.
    pub name: String,
    /// The statements.
    pub statements: Vec<DdlStatement>,
    /// How it goes together with the other steps.
    pub transaction: Transaction,
    /// What is dangerous about it.
    pub hazards: Vec<Hazard>,
    /// The locks it takes on tables that were there before.
    pub locks: Vec<Lock>,
    /// What no step back brings back: `the rows of asia.countries`.
    pub lost: Option<String>,
}

/// How a step goes together with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Transaction {
    /// It can share a transaction with its neighbours.
    Shared,
    /// It needs a transaction of its own: what comes before must be committed, or what comes after must
    /// find it committed.
    Own,
    /// No transaction allows it.
    None,
}

impl Step {
    /// A step of no danger.
    pub(super) const fn new(name: String, statements: Vec<DdlStatement>) -> Self {
        Self {
            name,
            statements,
            transaction: Transaction::Shared,
            hazards: Vec::new(),
            locks: Vec::new(),
            lost: None,
        }
    }

    pub(super) const fn alone(mut self, transaction: Transaction) -> Self {
        self.transaction = transaction;
        self
    }

    pub(super) fn hazard(mut self, hazard: Hazard) -> Self {
        self.hazards.push(hazard);
        self
    }

    pub(super) fn lock(mut self, table: &QualifiedName, mode: LockMode, work: Work) -> Self {
        self.locks.push(Lock { table: table.clone(), mode, work });
        self
    }

    pub(super) fn loses(mut self, what: String) -> Self {
        self.lost = Some(what);
        self
    }
}
