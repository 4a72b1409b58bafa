//! What `pull` makes of the catalogs in `catalogs/`. It compiles, without a warning.
//!
//! `tests/pulled.rs` compares each file with what `pull` makes today; `UPDATE_PULLED=1` writes it anew.

#![deny(warnings, nonstandard_style, unused, clippy::all)]

#[rustfmt::skip]
pub mod keys;
#[rustfmt::skip]
pub mod odd;
#[rustfmt::skip]
pub mod stored;
#[rustfmt::skip]
pub mod tenants;
#[rustfmt::skip]
pub mod world;
