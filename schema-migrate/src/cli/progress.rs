//! How far a fleet is: a bar at a terminal, and what went wrong as soon as it does.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::output;
use crate::fleet::{FleetEvent, MemberReport};

/// `   37 of 40 [#####-] 412/s, 0s left`.
const TEMPLATE: &str = "{pos:>7} of {len} [{bar:32}] {per_sec}, {eta} left";

/// What is shown of a run, and what is written for programs.
pub(super) struct Progress {
    bar: ProgressBar,
    json: bool,
    /// The tenants whose lines are written.
    pub(super) written: Vec<String>,
}

impl Progress {
    /// Nothing yet. Where standard error is no terminal, no bar is drawn.
    pub(super) fn new(json: bool) -> Self {
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("##-"));
        }
        Self { bar, json, written: Vec::new() }
    }

    /// Shows what happens.
    pub(super) fn watch(&mut self, event: &FleetEvent<'_>) {
        match event {
            FleetEvent::Planned { pending, .. } => {
                self.bar.set_length(*pending as u64);
                self.bar.enable_steady_tick(Duration::from_millis(200));
            }
            FleetEvent::Ends { report, done, .. } => {
                self.bar.set_position(*done as u64);
                if report.status.is_failure() {
                    self.bar.suspend(|| output::say(report));
                }
                if self.json {
                    self.write(report);
                }
            }
            FleetEvent::Waits { tenant, attempt, sqlstate, .. } => self.bar.suspend(|| {
                let code = sqlstate.map(|code| format!(" ({code})")).unwrap_or_default();
                output::say(format_args!("`{}` waits after try {attempt}{code}", tenant.as_str()));
            }),
            _ => {}
        }
    }

    /// Writes the lines of those who had nothing to run, and takes the bar away.
    pub(super) fn end(mut self, reports: &[MemberReport]) {
        self.bar.finish_and_clear();
        if self.json {
            self.written.sort();
            let written = std::mem::take(&mut self.written);
            for report in reports.iter().filter(|one| written.binary_search(&one.tenant).is_err()) {
                self.write(report);
            }
        }
    }

    fn write(&mut self, report: &MemberReport) {
        self.written.push(report.tenant.clone());
        // Who reads it may have enough; the run goes on.
        output::data(&report.json_line()).ok();
    }
}
