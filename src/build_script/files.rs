//! The SQL files: all of them, or none.

use std::fs;
use std::path::{Path, PathBuf};

use crate::build_script::{Error, Result};

/// Where a build script writes.
pub(super) fn out_dir() -> Result<PathBuf> {
    std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or(Error::NoOutDir)
}

/// Writes a file for each schema's name and text.
///
/// Each text goes to a file of another name first, so that an interrupted build leaves no half of one.
pub(super) fn write(texts: &[(String, String)], directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for (schema, sql) in texts {
        let path = directory.join(file_name(schema));
        let new = path.with_extension("sql.new");
        fs::write(&new, sql).map_err(|source| Error::Write { path: new.clone(), source })?;
        files.push((new, path));
    }
    for (new, path) in &files {
        fs::rename(new, path).map_err(|source| Error::Write { path: path.clone(), source })?;
    }
    Ok(files.into_iter().map(|(_, path)| path).collect())
}

/// `asia.sql`; different names have different files.
fn file_name(schema: &str) -> String {
    let mut name = String::new();
    for character in schema.chars() {
        if character.is_alphanumeric() || "_- ".contains(character) {
            name.push(character);
        } else {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                name.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    name + ".sql"
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn file_names_stay_in_their_directory() {
        assert_eq!(file_name("tenant_0042"), "tenant_0042.sql");
        assert_eq!(file_name("Größe x"), "Größe x.sql");
        assert_eq!(file_name("../a.b%"), "%2E%2E%2Fa%2Eb%25.sql");
    }
}
