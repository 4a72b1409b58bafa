//! What `docs/` quotes is what the files say.
//!
//! A fenced block whose opening names a file after its language (```` ```text tests/ui/a.stderr ````)
//! stands in that file, indentation apart; so does each row of a table that names a `.stderr` file.

use std::fs;
use std::path::Path;

const DOCUMENTS: [&str; 7] = [
    "docs/errors.md",
    "docs/elsewhere.md",
    "docs/guide.md",
    "docs/tenants.md",
    "docs/pools.md",
    "docs/fleets.md",
    "docs/doctor.md",
];

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines, each without its indentation and without what trybuild leaves at the end.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).collect()
}

#[test]
fn quoted_blocks_stand_in_their_files() {
    let mut checked = 0;
    for document in DOCUMENTS {
        let text = file(document);
        let mut rest = text.lines();
        while let Some(line) = rest.next() {
            let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else {
                continue;
            };
            let block: Vec<&str> =
                rest.by_ref().take_while(|line| *line != "```").map(str::trim).collect();
            let Some((_, quoted)) = info.split_once(' ') else {
                // The guide's code is compiled as it stands there, and sessions are run (tests/world).
                let is_held = document == "docs/guide.md" || info == "console";
                assert!(is_held, "{document}: the block `{}` names no file", block[0]);
                continue;
            };
            let whole = file(quoted);
            let found = lines(&whole).windows(block.len()).any(|window| window == block);
            assert!(found, "{document}: {quoted} has no such lines:\n{}", block.join("\n"));
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} blocks were found");
}

#[test]
fn examples_of_the_guide_are_run() {
    let text = file("docs/guide.md");
    let blocks = text.split("```rust").skip(1).filter_map(|rest| rest.split_once("\n```"));
    let sending: Vec<_> = blocks.filter(|(block, _)| block.contains(".await")).collect();
    assert!(sending.len() > 30, "only {} examples send statements", sending.len());
    for (block, _) in sending {
        assert!(block.contains("fn main() {"), "this example is not run:\n{block}");
    }
}

/// `| mistake | [name](../tests/ui/a.rs) | message | errors | lines |`.
#[test]
fn table_rows_agree_with_the_messages() {
    let mut checked = 0;
    for document in DOCUMENTS {
        for row in file(document).lines().filter(|row| row.starts_with('|')) {
            let Some((_, path)) = row.split_once("](../tests/ui/") else {
                continue;
            };
            let (path, _) = path.split_once(".rs)").expect("a link ends");
            let stderr = file(&format!("tests/ui/{path}.stderr"));
            let message = headline(&stderr);
            let errors = stderr.lines().filter(|line| line.starts_with("error")).count();
            let end = format!("| {message} | {errors} | {} |", stderr.lines().count());
            assert!(row.ends_with(&end), "{document}: the row of {path} ends with:\n{end}\n{row}");
            checked += 1;
        }
    }
    assert!(checked > 60, "only {checked} rows were found");
}

/// The first line of a message, without its number, as it stands in a table.
fn headline(stderr: &str) -> String {
    let first = stderr.lines().next().unwrap_or_default();
    let (_, message) = first.split_once(": ").unwrap_or(("", first));
    message.trim_start_matches("evaluation panicked: ").replace('|', "\\|")
}

#[test]
fn the_mistakes_elsewhere_are_those_of_their_run() {
    let (text, results) = (file("docs/errors.md"), file("comparisons/errors/RESULTS.md"));
    let rows: Vec<&str> = results.lines().filter(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 5, "the run has a row for each library");
    for row in rows {
        assert!(text.lines().any(|line| line == row), "docs/errors.md lacks:\n{row}");
    }
}

/// What is said of SQLAlchemy's part of a mistake is what its run said.
#[test]
fn the_comparison_agrees_with_its_runs() {
    let (text, results) = (file("docs/elsewhere.md"), file("comparisons/sqlalchemy/RESULTS.md"));
    let mut checked = 0;
    for row in text.lines().filter(|row| row.contains("](../comparisons/sqlalchemy/mistakes/")) {
        let (_, rest) = row.split_once("| [").expect("a link");
        let (name, _) = rest.split_once(']').expect("a link");
        let run = results.lines().find(|line| line.contains(&format!("| `{name}` |")));
        let run = run.unwrap_or_else(|| panic!("no run of {name}"));
        for said in ["| found", "no error", "a warning"] {
            assert_eq!(row.contains(said), run.contains(said), "{name}: {said}");
        }
        checked += 1;
    }
    assert_eq!(checked, 15);
}

/// The fifteen mistakes are those of the comparison, in its order.
#[test]
fn every_mistake_is_listed() {
    let text = file("docs/elsewhere.md");
    for directory in ["tests/ui/mistakes", "comparisons/sqlalchemy/mistakes"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
        for entry in fs::read_dir(path).expect("the directory is there") {
            let name = entry.expect("an entry").file_name().into_string().expect("a name");
            let (stem, extension) = name.split_once('.').unwrap_or((&name, ""));
            let numbered =
                stem.trim_start_matches('m').starts_with(|first: char| first.is_ascii_digit());
            if numbered && ["rs", "py"].contains(&extension) {
                assert!(text.contains(stem), "docs/elsewhere.md does not list {name}");
            }
        }
    }
}
