//! The derives in the most hostile surroundings. It compiles, without a warning: that is the test.

#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    nonstandard_style,
    rust_2018_idioms,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused,
    unused_qualifications,
    unused_results,
    clippy::all,
    clippy::pedantic,
    clippy::as_conversions,
    clippy::unwrap_used
)]

pub mod elsewhere;
pub mod generic;
pub mod in_function;
pub mod private;
pub mod raw;
pub mod shadow;
