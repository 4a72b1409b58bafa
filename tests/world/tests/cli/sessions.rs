//! The sessions of docs/migrations.md, docs/commands.md and docs/doctor.md: run one after the other, and compared
//! with what stands there.
//!
//! Comments in the page say what surrounds a block: `<!-- stage: dish -->` which models the program has from then on,
//! `<!-- new -->` that it begins in an empty directory, `<!-- file: path -->` that the next block is that file as it is
//! then, `<!-- source: dish -->` that it stands in that file of the program, `<!-- code -->` that it stands in page.rs.
//! `UPDATE_SESSIONS=1` writes the page anew.

use std::fs;
use std::path::{Path, PathBuf};

use crate::world::{World, done};

/// A block of the page: where it stands, and what it says.
struct Block {
    kind: String,
    /// The comment above it, if any.
    comment: Option<String>,
    /// Its lines in the page.
    lines: std::ops::Range<usize>,
}

#[test]
fn the_sessions_of_migrations_are_what_happens() {
    check_page("docs/migrations.md", World::on_sqlite());
}

#[tokio::test]
async fn the_sessions_of_tenants_and_fleets_are_what_happens() {
    if let Some(world) = World::on_postgres().await {
        check_page("docs/commands.md", world);
    }
}

#[tokio::test]
async fn the_sessions_of_the_doctor_are_what_happens() {
    if let Some(world) = World::on_postgres().await {
        check_page("docs/doctor.md", world);
    }
}

#[track_caller]
fn check_page(name: &str, mut world: World) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    let page = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = page.lines().collect();
    let mut written: Vec<String> = Vec::new();
    let mut at = 0;
    for block in blocks(&lines) {
        for line in &lines[at..block.lines.start] {
            match directive(line) {
                Some(("stage", stage)) => world.stage(stage.to_owned().leak()),
                Some(("new", _)) => world = World::on_sqlite(),
                _ => {}
            }
        }
        written.extend(lines[at..block.lines.start].iter().map(|line| (*line).to_owned()));
        let said = lines[block.lines.clone()].join("\n");
        let is = match (block.kind.as_str(), block.comment.as_deref().and_then(directive)) {
            ("console", _) => session(&world, &lines[block.lines.clone()]),
            (_, Some(("file", path))) => world.read(path).trim_end().to_owned(),
            (_, Some(("source", stage))) => {
                check_source(stage, &said);
                said.clone()
            }
            (_, Some(("code", _))) => {
                check_code(&said);
                said.clone()
            }
            (kind, _) => {
                // What names a file after its language is looked for there by tests/docs.rs.
                assert_ne!(kind, "rust", "this block is not compiled:\n{said}");
                said.clone()
            }
        };
        written.extend(settled(name, &said, &is, block.lines.start + 1).lines().map(str::to_owned));
        at = block.lines.end;
    }
    written.extend(lines[at..].iter().map(|line| (*line).to_owned()));
    let written = written.join("\n") + "\n";
    if written != page {
        fs::write(&path, written).unwrap();
    }
}

/// `<!-- key: value -->`.
fn directive(line: &str) -> Option<(&str, &str)> {
    let inside = line.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    Some(inside.split_once(':').map_or((inside, ""), |(key, value)| (key, value.trim())))
}

fn blocks(lines: &[&str]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, Option<String>, usize)> = None;
    for (at, line) in lines.iter().enumerate() {
        let Some(kind) = line.strip_prefix("```") else { continue };
        open = match open.take() {
            None => {
                let above = at.checked_sub(1).map(|above| lines[above].to_owned());
                Some((kind.to_owned(), above.filter(|line| line.starts_with("<!--")), at + 1))
            }
            Some((kind, comment, from)) => {
                blocks.push(Block { kind, comment, lines: from..at });
                None
            }
        };
    }
    assert!(open.is_none(), "a block of the page is not closed");
    blocks
}

/// Runs the commands of a session, and returns it with what they say.
fn session(world: &World, lines: &[&str]) -> String {
    let mut said = Vec::new();
    let mut commands = lines.iter().peekable();
    while let Some(line) = commands.next() {
        let Some(first) = line.strip_prefix("$ ") else { continue };
        said.push((*line).to_owned());
        let mut command = first.to_owned();
        while let Some(more) = commands.next_if(|line| line.starts_with("> ")) {
            said.push((*more).to_owned());
            command = format!("{command}\n{}", &more[2..]);
        }
        let program = PathBuf::from(env!("CARGO_BIN_EXE_world"));
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let folder = program.parent().map(Path::to_owned).into_iter();
        let path = std::env::join_paths(folder.chain(std::env::split_paths(&paths))).unwrap();
        let mut shell = world.command("sh");
        let script = format!("exec 2>&1\n{command}");
        let ran = done(shell.args(["-c", &script]).env("PATH", path));
        said.extend(ran.out.lines().map(str::to_owned));
    }
    said.join("\n")
}

/// What the page is to say: what it says, where that is what happens.
fn settled(page: &str, said: &str, is: &str, line: usize) -> String {
    if said.lines().count() == is.lines().count()
        && said.lines().zip(is.lines()).all(|(said, is)| fits(said, is))
    {
        return said.to_owned();
    }
    assert!(
        std::env::var_os("UPDATE_SESSIONS").is_some(),
        "{page} line {line} says:\n{said}\n\nand this is what happens:\n{is}"
    );
    is.to_owned()
}

/// Whether a line is what the page says, where `[..]` stands for any text.
fn fits(said: &str, is: &str) -> bool {
    match said.split_once("[..]") {
        None => said == is,
        Some((before, after)) => is
            .strip_prefix(before)
            .is_some_and(|rest| rest.len() >= after.len() && rest.ends_with(after)),
    }
}

/// The page shows the models for one kind of database, the program has them for any.
#[track_caller]
fn check_source(stage: &str, said: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/{stage}.rs"));
    let source = fs::read_to_string(path).unwrap();
    let source = source
        .replace("database = D", "database = Sqlite")
        .replace("<D = Sqlite>(PhantomData<D>)", "")
        .replace("use std::marker::PhantomData;\n\n", "");
    assert!(source.contains(said), "src/{stage}.rs does not have:\n{said}");
}

/// Code that stands in page.rs, indentation apart.
#[track_caller]
fn check_code(said: &str) {
    let lines: Vec<&str> = include_str!("page.rs").lines().map(str::trim).collect();
    let said: Vec<&str> = said.lines().map(str::trim).collect();
    assert!(
        lines.windows(said.len()).any(|window| window == said),
        "tests/cli/page.rs does not have:\n{}",
        said.join("\n")
    );
}
