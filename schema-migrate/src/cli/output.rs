//! Words for people, and data for programs.

use std::error::Error as _;
use std::fmt::Display;
use std::io::{ErrorKind, Write};

use anstyle::{AnsiColor, Style};

use super::args::When;
#[cfg(feature = "postgres")]
use super::error::shell;
use super::error::{Asked, CliError};
use crate::diff::{Change, Diff, TableChange};
#[cfg(feature = "postgres")]
use crate::doctor::{Finding, Severity};
use crate::plan::{Danger, Hazard};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const DROPPED: Style = AnsiColor::Red.on_default();
const ALTERED: Style = AnsiColor::Yellow.on_default();
const DIM: Style = Style::new().dimmed();

pub(super) fn choose_color(when: When) {
    match when {
        When::Auto => anstream::ColorChoice::Auto,
        When::Always => anstream::ColorChoice::Always,
        When::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// Writes data.
pub(super) fn data(text: &str) -> Result<(), CliError> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Who reads it has enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(source) => Err(CliError::Io { what: "standard output", source }),
        Ok(()) => Ok(()),
    }
}

/// Writes data as JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Result<(), CliError> {
    data(&(serde_json::to_string_pretty(value)? + "\n"))
}

/// Writes data as JSON, in one line.
#[cfg(feature = "postgres")]
pub(super) fn json_line(value: &impl serde::Serialize) -> Result<(), CliError> {
    data(&(serde_json::to_string(value)? + "\n"))
}

/// A name in a line of a list: it may hold line feeds, and what a terminal takes for commands.
#[cfg(feature = "postgres")]
pub(super) fn in_line(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        match c.is_control() {
            true => text.extend(c.escape_default()),
            false => text.push(c),
        }
    }
    text
}

/// Names with blanks between them, each as a shell takes it.
#[cfg(feature = "postgres")]
pub(super) fn names<S: AsRef<str>>(names: &[S]) -> String {
    let names = names.iter().map(|name| shell(&in_line(name.as_ref())));
    names.collect::<Vec<_>>().join(" ")
}

/// Says something that is no data.
pub(super) fn say(text: impl Display) {
    // Where nobody can be told, there is nobody to tell.
    writeln!(anstream::stderr(), "{text}").ok();
}

/// Says why a verb failed, and what to do next.
pub(super) fn error(error: &CliError, asked: &Asked<'_>) {
    let mut text = error.to_string();
    let mut source = error.source();
    // A driver's words are in the message that holds its error.
    while let Some(error) = source.filter(|error| !error.is::<sqlx::Error>()) {
        let words = error.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        source = error.source();
    }
    say(format_args!("{ERROR}error{ERROR:#}: {}", indented(&text)));
    if let Some(hint) = error.hint(asked) {
        say(format_args!(" {HINT}hint{HINT:#}: {hint}"));
    }
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n       ")
}

/// A diff, a line for each change.
pub(super) fn diff(diff: &Diff) -> String {
    let mut text = String::new();
    for change in &diff.changes {
        let (sign, style) = sign(change);
        text.push_str(&format!("{style}{sign} {change}{style:#}\n"));
    }
    for question in &diff.questions {
        text.push_str(&format!("{HINT}? {question}{HINT:#}\n"));
    }
    for note in &diff.notes {
        text.push_str(&format!("{DIM}note: {note}{DIM:#}\n"));
    }
    text
}

const fn sign(change: &Change) -> (char, Style) {
    match change {
        Change::CreateSchema { .. }
        | Change::CreateEnum(_)
        | Change::CreateDomain(_)
        | Change::CreateSequence(_)
        | Change::CreateTable(_)
        | Change::CreateView(_) => ('+', ADDED),
        Change::DropSchema { .. }
        | Change::DropEnum(_)
        | Change::DropDomain(_)
        | Change::DropSequence(_)
        | Change::DropTable(_)
        | Change::DropView(_) => ('-', DROPPED),
        Change::AlterTable { change, .. } => match change {
            TableChange::AddColumn(_)
            | TableChange::AddConstraint(_)
            | TableChange::CreateIndex(_) => ('+', ADDED),
            TableChange::DropColumn(_)
            | TableChange::DropConstraint(_)
            | TableChange::DropIndex(_) => ('-', DROPPED),
            _ => ('~', ALTERED),
        },
        _ => ('~', ALTERED),
    }
}

/// A finding, in the colour of its severity, and what to do.
#[cfg(feature = "postgres")]
pub(super) fn finding(finding: &Finding) -> String {
    let (word, style) = match finding.severity() {
        Severity::Ok => ("ok", ADDED),
        Severity::Note => ("note", ALTERED),
        Severity::Unsafe => ("unsafe", ERROR),
    };
    let mut text = format!("{style}{word:6}{style:#}  {}: {finding}\n", finding.code());
    if let Some(remedy) = finding.remedy() {
        text.push_str(&format!("        {HINT}do{HINT:#}: {remedy}\n"));
    }
    text
}

/// A hazard, in the colour of its danger.
pub(super) fn hazard(hazard: &Hazard) -> String {
    let style = match hazard.kind.danger() {
        Danger::Destroys => ERROR,
        _ => ALTERED,
    };
    format!("{style}hazard{style:#}: {hazard}\n")
}
