//! Instructions of rustc, proc macros included (they run in its process), under callgrind.

use anyhow::{Context, Result};

use crate::build;
use crate::results::Results;
use crate::source::{Client, Contents};

/// How many tables: fewer where 200 would take an hour; the cost grows with their number and no faster there.
const fn tables(client: Client) -> usize {
    match client {
        Client::Sqlx | Client::Polyschema => 200,
        Client::SeaOrm | Client::Toasty | Client::Diesel => 40,
    }
}

pub fn measure(clients: &[Client], results: &mut Results) -> Result<()> {
    for &client in clients {
        let empty = Contents { tables: 0, queries: false, schemas: 0 };
        let declared = Contents { tables: tables(client), queries: false, schemas: 1 };
        let nothing = instructions(client, empty)?;
        let mut report = |name: &str, contents: Contents| -> Result<()> {
            let each = (instructions(client, contents)? - nothing) / tables(client) as f64 / 1e6;
            eprintln!("instructions: {} {name}: {each:.1} M", client.folder());
            results.set(client, &format!("instructions, {name}"), each);
            Ok(())
        };
        report("declarations", declared)?;
        report("queries", Contents { queries: true, ..declared })?;
        if client == Client::Polyschema {
            report("five schemas", Contents { schemas: 5, ..declared })?;
        }
    }
    Ok(())
}

/// Instructions of checking the crate.
fn instructions(client: Client, contents: Contents) -> Result<f64> {
    build::write(client, contents)?;
    let command = build::rustc_command(client)?;
    let (environment, rustc) = split(&command)?;
    let output = build::shell(&format!(
        "{environment} valgrind --tool=callgrind --callgrind-out-file=/dev/null {rustc}"
    ))?;
    let output = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = output.lines().find_map(|line| line.split_once("Collected : "));
    let (_, collected) = collected.context("callgrind did not say how many instructions")?;
    collected.trim().parse().context("callgrind's number of instructions")
}

/// `A=1 B=2` and `rustc ..`.
fn split(command: &str) -> Result<(&str, &str)> {
    let at = command.find(" --crate-name ").context("no command of rustc")?;
    let at = command[..at].rfind(' ').map_or(0, |space| space + 1);
    Ok(command.split_at(at))
}
