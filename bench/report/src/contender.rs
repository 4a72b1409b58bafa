//! What is compared: a client's program, or `psql`.

use anyhow::Result;

use crate::Workload;

pub(crate) trait Contender {
    /// Its name in the report.
    fn name(&self) -> &str;

    fn can(&self, workload: &Workload) -> bool;

    /// Instructions for one operation, of one run.
    fn count(&self, workload: &Workload) -> Result<f64>;

    /// Connects it.
    fn start(&self) -> Result<Box<dyn Running>>;
}

/// A contender that waits for its turn.
pub(crate) trait Running {
    /// Runs a workload as often as it is timed; in how many nanoseconds.
    fn run(&mut self, workload: &Workload) -> Result<f64>;
}
