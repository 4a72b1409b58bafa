//! Binds that are kept as values, parameters of a reusable query among them.

use crate::error::{Error, Result};
use crate::value::{BindWriter, ColumnWriter, Value, ValueKind, ValueRef};

impl BindWriter for Vec<Value> {
    fn write(&mut self, value: ValueRef<'_>) -> Result<()> {
        self.push(value.to_value());
        Ok(())
    }

    fn write_kept(&mut self, value: &Value) -> Result<()> {
        self.push(value.clone());
        Ok(())
    }
}

/// A column of many rows is not kept: no [`Value`] is an array with NULL.
#[derive(Debug)]
pub struct NotKept;

impl BindWriter for NotKept {
    fn write(&mut self, _: ValueRef<'_>) -> Result<()> {
        Err(not_kept())
    }
}

impl ColumnWriter for Vec<Value> {
    type Column = NotKept;

    fn with_capacity(binds: usize) -> Self {
        Self::with_capacity(binds)
    }

    fn column(_: ValueKind, _: usize) -> NotKept {
        NotKept
    }

    fn write_column(&mut self, _: NotKept) -> Result<()> {
        Err(not_kept())
    }
}

fn not_kept() -> Error {
    let why = "many rows of an insert are columns, which a reusable statement does not keep; build the insert anew each time";
    Error::Bind { why: why.to_owned() }
}
