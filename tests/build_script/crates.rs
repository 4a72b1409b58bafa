//! A real crate with a `build.rs`, built by cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MANIFEST: &str = r#"
[package]
name = "build-script-test"
edition = "2024"

[workspace]

# As build-dependencies are compiled, so that both uses of polyschema are one.
[profile.dev]
debug = false

[dependencies]
polyschema = { path = "POLYSCHEMA", features = ["build-script"] }

[build-dependencies]
polyschema = { path = "POLYSCHEMA", features = ["build-script"] }
"#;

const BUILD: &str = r#"
fn main() -> Result<(), polyschema::build_script::Error> {
    polyschema::build_script::from_sources(["src/models.rs"])?;
    Ok(())
}
"#;

const MAIN: &str = r#"
mod models;

fn main() {
    let catalog = polyschema::Catalog::of::<(models::Asia,)>().unwrap();
    let read = include_str!(concat!(env!("OUT_DIR"), "/asia.sql"));
    assert_eq!(catalog.create_sql_of("asia").unwrap(), read);
    print!("{read}");
}
"#;

const MODELS: &str = r#"
mod country;

use polyschema::prelude::*;

#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(country::Country))]
pub struct Asia;
"#;

const COUNTRY: &str = r#"
use polyschema::prelude::*;

#[derive(Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key)]
    pub iso: String,
    #[cfg(test)]
    pub only_in_tests: String,
}
"#;

/// The crate's directory, the same in each run, so that cargo has little to do.
fn package() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("build_script")
}

fn write(file: &str, text: &str) {
    let path = package().join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn run() -> Output {
    Command::new(env!("CARGO"))
        .args(["run", "--offline", "--quiet", "--target-dir", "target"])
        .current_dir(package())
        .output()
        .expect("cargo runs")
}

#[test]
fn a_crate_generates_from_its_own_sources() {
    let root = env!("CARGO_MANIFEST_DIR");
    write("Cargo.toml", &MANIFEST.replace("POLYSCHEMA", root));
    let lock = fs::read_to_string(Path::new(root).join("Cargo.lock")).unwrap();
    write("Cargo.lock", &lock);
    write("build.rs", BUILD);
    write("src/main.rs", MAIN);
    write("src/models.rs", MODELS);
    write("src/models/country.rs", COUNTRY);

    let good = run();
    let (stdout, stderr) =
        (String::from_utf8_lossy(&good.stdout), String::from_utf8_lossy(&good.stderr));
    assert!(good.status.success(), "{stderr}");
    assert!(stdout.contains("CREATE TABLE \"asia\".\"countries\""), "{stdout}");

    // A file that was found by its `mod` is watched too.
    write("src/models/country.rs", &COUNTRY.replace("primary_key", "primry_key"));
    write("src/models.rs", &MODELS.replace("Postgres", "Postgress"));
    let bad = run();
    let stderr = String::from_utf8_lossy(&bad.stderr);
    assert!(!bad.status.success());
    for line in [
        "process didn't exit successfully: ",
        "(exit status: 1)",
        "\n  src/models/country.rs:7:14: unknown column attribute `primry_key`; did you mean `primary_key`?\n",
        "\n  src/models.rs:7:36: `Postgress` is not a kind of database; expected `Postgres` or `Sqlite`\n",
    ] {
        assert!(stderr.contains(line), "{line} is not in:\n{stderr}");
    }
    let watched = "cargo::rerun-if-changed=";
    let stdout = stderr.lines().filter_map(|line| line.trim().strip_prefix(watched));
    let files: Vec<&str> = stdout.collect();
    assert_eq!(files, ["build.rs", "src/models.rs", "src/models/country.rs"]);
}
