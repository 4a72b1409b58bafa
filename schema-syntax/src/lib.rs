//! Attribute syntax.
