//! What the tests of several parts share.
#![allow(dead_code, unreachable_pub, unused_imports, reason = "each test binary uses a part")]

mod random_catalog;
mod random_columns;
mod world;

pub use random_catalog::random_catalog;
pub use world::world;

use polyschema_core::ident::Ident;

/// An identifier that the tests know to be one.
pub fn ident(name: &str) -> Ident {
    Ident::new(name).expect("the name is one")
}
