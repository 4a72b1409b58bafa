//! Every rule that can fail without knowing other types; one function each.
//!
//! A faulty item still gives a model where its shape allows one, so that a derive can emit what
//! the rest of the program needs, and one mistake stays one error.

mod column;
mod constraint;
mod db;
mod foreign_key;
mod index;
mod name;
mod overrides;
mod projection;
mod schema;
mod set;
mod shape;
mod table;
mod types;

pub use db::{db_enum, db_type};
pub use projection::projection;
pub use schema::schema;
pub use set::schema_set;
pub use table::table;

use crate::fault::Faults;

/// An item that was read: what it says, and what is wrong with it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Lowered<T> {
    /// What the item says, as far as it can be understood.
    pub model: Option<T>,
    /// All its faults.
    pub error: Option<syn::Error>,
}

impl<T> Lowered<T> {
    fn new(model: Option<T>, faults: Faults) -> Self {
        Self { model, error: faults.into_error() }
    }

    /// What the item says, if nothing is wrong with it.
    ///
    /// # Errors
    /// All its faults.
    pub fn into_result(self) -> syn::Result<T> {
        match (self.error, self.model) {
            (Some(error), _) => Err(error),
            (None, Some(model)) => Ok(model),
            (None, None) => unreachable!("an item without a model has a fault"),
        }
    }
}
