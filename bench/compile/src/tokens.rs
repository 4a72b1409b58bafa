//! Tokens that the macros make of each column: those of the expanded crate less those of its source.

use anyhow::{Result, anyhow};
use proc_macro2::{TokenStream, TokenTree};

use crate::build;
use crate::results::Results;
use crate::source::{Client, Contents, source};

const COLUMNS: usize = 10;

pub fn measure(clients: &[Client], results: &mut Results) -> Result<()> {
    for &client in clients {
        // The difference of two crates, so that what stands once in each does not count.
        let (few, many) = (5, 25);
        let made = made(client, many)? - made(client, few)?;
        let each = made / ((many - few) * COLUMNS) as f64;
        eprintln!("tokens: {} {each:.0} for each column", client.folder());
        results.set(client, "tokens", each);
    }
    Ok(())
}

fn made(client: Client, tables: usize) -> Result<f64> {
    let contents = Contents { tables, queries: false, schemas: 1 };
    build::write(client, contents)?;
    let command = build::rustc_command(client)?;
    let output = build::shell(&format!("RUSTC_BOOTSTRAP=1 {command} -Zunpretty=expanded"))?;
    let expanded = count(&String::from_utf8(output.stdout)?)?;
    Ok(expanded as f64 - count(&source(client, contents))? as f64)
}

/// A group counts as its two delimiters and what is between them.
fn count(text: &str) -> Result<usize> {
    fn of(tokens: TokenStream) -> usize {
        tokens
            .into_iter()
            .map(|token| match token {
                TokenTree::Group(group) => 2 + of(group.stream()),
                _ => 1,
            })
            .sum()
    }
    let tokens: TokenStream = text.parse().map_err(|error| anyhow!("not Rust: {error}"))?;
    Ok(of(tokens))
}
