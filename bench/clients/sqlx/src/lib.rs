//! sqlx with SQL written by hand.

mod by_name;
mod by_position;
mod client;

pub use by_name::ByName;
pub use by_position::ByPosition;
pub use client::{Read, Sqlx};
