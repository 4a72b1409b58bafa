//! Questions at a terminal.

use std::io::{self, BufRead, IsTerminal};

use super::error::CliError;
use super::output::say;

/// Whether there is somebody to ask.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks, and reads a line as it is; empty at the end of the input.
pub(super) fn ask(question: &str) -> Result<String, CliError> {
    say(question);
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    read.map_err(|source| CliError::Io { what: "standard input", source })?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Asks for yes or no; anything but yes is no.
pub(super) fn confirm(question: &str) -> Result<bool, CliError> {
    let answer = ask(&format!("{question} [y/N]"))?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
