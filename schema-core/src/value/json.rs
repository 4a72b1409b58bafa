//! JSON columns: any document, or a type that serde knows.

#![cfg(feature = "json")]

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::value::{Nowhere, RowReader, Scalar, ValueKind, ValueRef};

/// A column that holds `T` as a JSON document (`jsonb` on PostgreSQL, checked text on SQLite).
///
/// ```
/// # use polyschema_core::value::Json;
/// let tags = Json(vec!["a", "b"]);
/// assert_eq!(tags.0.len(), 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Json<T>(pub T);

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Scalar for Json<T> {
    type Extremes = Nowhere;
    const KIND: ValueKind = ValueKind::Json;

    fn value(&self) -> ValueRef<'_> {
        document(&self.0)
    }

    fn read<R: RowReader>(row: &mut R) -> Result<Option<Self>, Error> {
        Ok(parse(row)?.map(Self))
    }
}

impl Scalar for serde_json::Value {
    type Extremes = Nowhere;
    const KIND: ValueKind = ValueKind::Json;

    fn value(&self) -> ValueRef<'_> {
        document(self)
    }

    fn read<R: RowReader>(row: &mut R) -> Result<Option<Self>, Error> {
        parse(row)
    }
}

fn document<T: Serialize>(value: &T) -> ValueRef<'static> {
    match serde_json::to_string(value) {
        Ok(text) => ValueRef::Json(Cow::Owned(text)),
        Err(error) => ValueRef::Invalid(Cow::Owned(error.to_string())),
    }
}

fn parse<R: RowReader, T: DeserializeOwned>(row: &mut R) -> Result<Option<T>, Error> {
    let Some(text) = row.json()? else {
        return Ok(None);
    };
    match serde_json::from_str(&text) {
        Ok(value) => Ok(Some(value)),
        Err(error) => Err(row.invalid(error.to_string())),
    }
}
