//! What the figures were measured on.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use cargo_lock::Lockfile;

/// The packages that are compared, and what they stand on.
const PACKAGES: [&str; 8] = [
    "polyschema",
    "sqlx",
    "tokio-postgres",
    "diesel",
    "diesel-async",
    "sea-orm",
    "toasty",
    "tokio",
];

/// One line each.
pub(crate) fn describe(folder: &Path) -> Result<Vec<String>> {
    let lock = Lockfile::load(folder.join("Cargo.lock"))?;
    let version = |name: &&str| {
        let mut packages = lock.packages.iter();
        let package = packages.find(|package| package.name.as_str() == *name)?;
        Some(format!("{name} {}", package.version))
    };
    let packages: Vec<String> = PACKAGES.iter().filter_map(version).collect();
    Ok(vec![
        processor()?,
        said("uname", &["-srm"])?,
        said("postgres", &["--version"])?,
        said("rustc", &["--version"])?,
        said("valgrind", &["--version"])?,
        packages.join(", "),
        format!("measured on {}", said("date", &["-u", "+%Y-%m-%d"])?),
    ])
}

/// All cores, whichever this program may use.
fn processor() -> Result<String> {
    let info = fs::read_to_string("/proc/cpuinfo")?;
    let models = info.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let models: Vec<&str> = models.map(|(_, name)| name.trim()).collect();
    Ok(format!("{}, {} cores", models.first().unwrap_or(&"unknown processor"), models.len()))
}

fn said(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output();
    let output = output.with_context(|| format!("cannot run {program}"))?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
