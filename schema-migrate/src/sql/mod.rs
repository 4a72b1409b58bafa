//! SQL text as tokens, for what must be read of a text and not only written.
//!
//! Invariant: pure; a text's meaning is never guessed, and what is handed on is a slice of the text.

#[cfg(feature = "sqlite")]
mod cursor;
mod literal;
mod sqlite;
mod tokens;

#[cfg(feature = "sqlite")]
pub(crate) use cursor::Cursor;
pub(crate) use literal::default;
pub(crate) use sqlite::{collation, expression, index_key, key_collation, strict_type};
pub(crate) use tokens::{Token, TokenKind, inside, tokens, trimmed};
