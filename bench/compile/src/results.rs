//! The figures, kept between runs in `results.tsv`.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

use crate::source::Client;

const FILE: &str = "results.tsv";

/// A figure for each client and name.
#[derive(Debug, Default)]
pub struct Results(BTreeMap<(String, String), f64>);

impl Results {
    /// What earlier runs have measured.
    pub fn load() -> Result<Self> {
        let mut results = Self::default();
        for line in fs::read_to_string(FILE).unwrap_or_default().lines() {
            let mut parts = line.split('\t');
            let (Some(client), Some(name), Some(value)) =
                (parts.next(), parts.next(), parts.next())
            else {
                anyhow::bail!("`{FILE}` has the line `{line}`, which is no figure");
            };
            let value = value.parse().with_context(|| format!("`{value}` in `{FILE}`"))?;
            results.0.insert((client.to_owned(), name.to_owned()), value);
        }
        Ok(results)
    }

    /// Keeps them for the next run.
    pub fn save(&self) -> Result<()> {
        let lines: String = self
            .0
            .iter()
            .map(|((client, name), value)| format!("{client}\t{name}\t{value}\n"))
            .collect();
        fs::write(FILE, lines).context(FILE)
    }

    pub fn set(&mut self, client: Client, name: &str, value: f64) {
        self.0.insert((client.folder().to_owned(), name.to_owned()), value);
    }

    pub fn get(&self, client: Client, name: &str) -> Option<f64> {
        self.0.get(&(client.folder().to_owned(), name.to_owned())).copied()
    }
}
