//! docs/doctor.md has a row for each code, and for nothing else.

use std::collections::BTreeSet;

#[test]
fn each_code_has_its_row() {
    let source = include_str!("../../src/doctor/finding.rs");
    let arms = source.lines().filter_map(|line| line.split_once(" => \"")?.1.strip_suffix("\","));
    let codes: BTreeSet<&str> = arms.collect();
    assert!(codes.len() > 30, "only {codes:?} were found");
    let page = include_str!("../../../docs/doctor.md");
    let rows = page.lines().skip_while(|line| *line != "## Findings");
    let rows = rows.filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let listed: BTreeSet<&str> = rows.map(|(code, _)| code).collect();
    assert_eq!(listed, codes);
}
