//! How far a fleet is: a bar at a terminal, and what went wrong as soon as it does.

use std::fmt;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressState, ProgressStyle};

use super::output;
use crate::fleet::{Failures, FleetEvent, MemberReport};

/// `   37 of 40 [#####-] 412/s, 0s left`.
const TEMPLATE: &str = "{pos:>7} of {len} [{bar:32}] {rate}, {left} left";

/// What is shown of a run, and what is written for programs.
pub(super) struct Progress {
    bar: ProgressBar,
    json: bool,
    /// The tenants whose lines are written.
    written: Vec<String>,
    failures: Failures,
}

impl Progress {
    /// Nothing yet. Where standard error is no terminal, no bar is drawn.
    pub(super) fn new(json: bool) -> Self {
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            let style = style.with_key("rate", rate).with_key("left", left);
            bar.set_style(style.progress_chars("##-"));
        }
        Self { bar, json, written: Vec::new(), failures: Failures::default() }
    }

    /// Shows what happens.
    pub(super) fn watch(&mut self, event: &FleetEvent<'_>) {
        match event {
            FleetEvent::Planned { pending, .. } => {
                self.bar.set_length(*pending as u64);
                if *pending > 0 {
                    self.bar.enable_steady_tick(Duration::from_millis(200));
                }
            }
            FleetEvent::Ends { report, done, .. } => {
                self.bar.set_position(*done as u64);
                if self.failures.add(report) {
                    self.bar.suspend(|| output::say(report));
                }
                if self.json {
                    let bar = self.bar.clone();
                    bar.suspend(|| self.write(report));
                }
            }
            FleetEvent::Waits { tenant, attempt, sqlstate, error, .. } => self.bar.suspend(|| {
                let tenant = tenant.as_str();
                match sqlstate {
                    Some(code) => {
                        output::say(format_args!("`{tenant}` waits after try {attempt} ({code})"));
                    }
                    None => {
                        output::say(format_args!("`{tenant}` waits after try {attempt}: {error}"));
                    }
                }
            }),
            FleetEvent::SharedDone { report } => {
                for revision in &report.revisions {
                    let (key, physical) = (&revision.key, &revision.physical);
                    output::say(format_args!(
                        "`{}` was applied to `{physical}`, which all share",
                        key.id
                    ));
                }
            }
            _ => {}
        }
    }

    /// Takes the bar away, says who failed and was not named yet, and writes the lines of those who had nothing to run.
    pub(super) fn end(mut self, reports: &[MemberReport]) {
        self.bar.finish_and_clear();
        for report in reports {
            // It was refused before anything ran.
            if self.failures.add(report) {
                output::say(report);
            }
        }
        self.name_others();
        if self.json {
            self.written.sort();
            let written = std::mem::take(&mut self.written);
            for report in reports.iter().filter(|one| written.binary_search(&one.tenant).is_err()) {
                self.write(report);
            }
        }
    }

    /// Says how far it came.
    pub(super) fn interrupted(self) {
        let (done, pending) = (self.bar.position(), self.bar.length().unwrap_or(0));
        self.bar.finish_and_clear();
        self.name_others();
        output::say(format_args!(
            "interrupted after {done} of {pending}; the server takes back what was running. Run it again for the others"
        ));
    }

    /// Names those who failed as another one did, whose error was said.
    fn name_others(&self) {
        for alike in self.failures.kinds() {
            if let Some(more) = alike.more() {
                output::say(format_args!("{more}: {}", output::names(&alike.others)));
            }
        }
    }

    fn write(&mut self, report: &MemberReport) {
        self.written.push(report.tenant.clone());
        // Who reads it may have enough; the run goes on.
        output::data(&report.json_line()).ok();
    }
}

/// Tenants in a second.
fn rate(state: &ProgressState, out: &mut dyn fmt::Write) {
    // Who watches sees the next one.
    write!(out, "{:.0}/s", state.per_sec()).ok();
}

/// How long the others will take; nothing is known before the first.
fn left(state: &ProgressState, out: &mut dyn fmt::Write) {
    let left = match state.pos() {
        0 => write!(out, "?"),
        _ => write!(out, "{:#}", HumanDuration(state.eta())),
    };
    left.ok();
}
