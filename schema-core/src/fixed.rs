//! The text of statements that never change, made while compiling.
