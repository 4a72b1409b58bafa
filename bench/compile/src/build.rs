//! Writing a client's crate, and having cargo check it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};

use crate::source::{Client, Contents, source};

/// The constant in each crate that is changed for an incremental build.
const EDITED: &str = "pub const EDITED: u32 = ";

/// Writes the crate of a client.
pub fn write(client: Client, contents: Contents) -> Result<()> {
    let text = format!("{}{EDITED}0;\n", source(client, contents));
    fs::write(path(client), text).with_context(|| path(client))
}

/// Changes one literal at the end of the crate.
pub fn edit(client: Client, number: usize) -> Result<()> {
    let text = fs::read_to_string(path(client))?;
    let (before, _) = text.rsplit_once(EDITED).context("the crate has no constant to edit")?;
    fs::write(path(client), format!("{before}{EDITED}{number};\n"))?;
    Ok(())
}

fn path(client: Client) -> String {
    format!("clients/{}/generated.rs", client.folder())
}

/// Checks the crate, and its dependencies where they are not checked yet.
pub fn check(client: Client) -> Result<()> {
    cargo(&["check", "--quiet", "--offline", "--package", &package(client)]).map(drop)
}

/// Removes what was built of the crate, and nothing of its dependencies.
pub fn clean(client: Client) -> Result<()> {
    cargo(&["clean", "--quiet", "--offline", "--package", &package(client)]).map(drop)
}

/// The command by which cargo runs rustc on the crate, with its environment: shell text.
///
/// Without `-C incremental`, and with its output in a folder of its own.
pub fn rustc_command(client: Client) -> Result<String> {
    clean(client)?;
    let output = cargo(&["check", "-vv", "--offline", "--package", &package(client)])?;
    let output = String::from_utf8(output.stderr)?;
    let name = format!("--crate-name client_{} ", client.folder().replace('-', "_"));
    let line = output.lines().find(|line| line.contains(&name));
    let line = line.context("cargo did not say how it runs rustc")?;
    let line = line.trim().trim_start_matches("Running `").trim_end_matches('`');
    let folder = Path::new("target/measured");
    fs::create_dir_all(folder)?;
    let folder = folder.canonicalize()?;
    Ok(replace_option(&replace_option(line, "-C incremental=", ""), "--out-dir ", &{
        format!("--out-dir {}", folder.display())
    }))
}

/// Replaces an option and its value, which ends at the next space.
fn replace_option(command: &str, option: &str, by: &str) -> String {
    let Some((before, after)) = command.split_once(option) else {
        return command.to_owned();
    };
    let after = after.split_once(' ').map_or("", |(_, rest)| rest);
    format!("{before}{by} {after}")
}

fn package(client: Client) -> String {
    format!("client-{}", client.folder())
}

fn cargo(arguments: &[&str]) -> Result<Output> {
    let output = Command::new("cargo").args(arguments).output().context("cargo")?;
    succeeded(output, "cargo")
}

/// Runs shell text.
pub fn shell(command: &str) -> Result<Output> {
    let output = Command::new("sh").args(["-c", command]).output().context("sh")?;
    succeeded(output, command)
}

fn succeeded(output: Output, what: &str) -> Result<Output> {
    if !output.status.success() {
        bail!("`{what}` failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(output)
}
