//! Statements as plain data, without the types of their columns.
//!
//! The typed shell (`expr`, `query`) builds these; `render` turns them into SQL. Invariant: nothing
//! here can hold SQL text that came from a value or a name; raw text is a constant of the program.

mod expr;
mod raw;
mod select;
mod statement;
mod window;

pub use expr::{
    AggregateCall, AggregateFunction, BinaryOp, ColumnRef, Expr, Function, Syntax, Tight,
};
pub use raw::RawPart;
pub use select::{
    Body, Compound, Distinct, FromItem, Groups, Items, Join, JoinKind, Lock, LockStrength,
    LockWait, NamedQuery, OrderBy, OutputOrder, QueryColumn, QuerySource, Select, SelectItem,
    SetOperator,
};
pub use statement::{
    Assignment, Conflict, ConflictAction, ConflictUpdate, Delete, Insert, InsertRows, Update,
};
pub use window::{Frame, FrameUnit, Window};

use std::any::TypeId;

use crate::bound::{BoundTable, Excluded, Source};
use crate::column::SourceKey;
use crate::name::{NameSlot, SchemaName};
use crate::schema::{Provides, Schema};
use crate::spec::{SchemaSpec, TableSpec};
use crate::table::{Record, Table};

/// A table that a statement reads or writes.
#[derive(Debug, Clone)]
pub struct TableSource {
    pub(crate) key: SourceKey,
    /// What the schema lists, with all of its columns.
    pub spec: &'static TableSpec,
    /// Where it lies.
    pub schema: SchemaSlot,
    /// The alias, if it is read under one.
    pub alias: Option<&'static str>,
}

impl TableSource {
    pub(crate) fn of<T, S, R>(table: &BoundTable<T, S, R>) -> Self
    where
        T: Table,
        S: Provides<T::Root>,
        R: Source<Root = T::Root>,
    {
        Self {
            key: SourceKey::of::<R, S>(),
            spec: <S::Table as Record>::SPEC,
            schema: SchemaSlot::of::<S>(table.schema().slot()),
            alias: R::ALIAS,
        }
    }

    /// The rows that were to be inserted into this table, as an upsert names them.
    pub(crate) fn excluded<R: Source, S: 'static>(self) -> Self {
        let (key, alias) = (SourceKey::of::<Excluded<R>, S>(), Excluded::<R>::ALIAS);
        Self { key, alias, ..self }
    }
}

/// The schema of a table: its type, and the name where it was given at run time.
#[derive(Debug, Clone)]
pub struct SchemaSlot {
    pub(crate) key: TypeId,
    /// The schema type.
    pub spec: &'static SchemaSpec,
    /// The name given at run time.
    pub name: Option<SchemaName>,
}

impl SchemaSlot {
    pub(crate) fn of<S: Schema>(slot: &S::Name) -> Self {
        Self { key: TypeId::of::<S>(), spec: S::SPEC, name: slot.runtime().cloned() }
    }

    /// The name that the schema has without any map.
    pub fn own_name(&self) -> Option<&str> {
        self.name.as_ref().map(SchemaName::as_str).or(self.spec.name)
    }
}
