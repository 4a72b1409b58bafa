//! Reflection: what a server holds, as a catalog.

#[cfg(feature = "postgres")]
mod postgres;
