//! New revisions on disk: all of them, or none.

use std::fs;
use std::path::{Path, PathBuf};

use crate::migration::{Revision, RevisionError, RevisionId};

/// Writes revisions below the directory of all, and says where they are.
///
/// # Errors
/// [`RevisionError::Exists`], [`RevisionError::Io`]; then none of them is there.
pub fn write(directory: &Path, revisions: &[Revision]) -> Result<Vec<PathBuf>, RevisionError> {
    let mut written = Vec::new();
    for revision in revisions {
        match revision.write(directory) {
            Ok(folder) => written.push(folder),
            Err(error) => {
                // The first error says what went wrong.
                for folder in written {
                    fs::remove_dir_all(folder).ok();
                }
                return Err(error);
            }
        }
    }
    Ok(written)
}

/// Puts a revision in the place of those that it replaces, and says where it is.
///
/// # Errors
/// As of [`write()`]; then the others are where they were.
pub fn write_squashed(
    directory: &Path,
    revision: &Revision,
    replaces: &[RevisionId],
) -> Result<PathBuf, RevisionError> {
    let of_schema = directory.join(revision.schema());
    let aside = of_schema.join(format!(".squashed.{}", std::process::id()));
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| RevisionError::Io { path, source }
    };
    fs::create_dir_all(&aside).map_err(io(&aside))?;
    let mut moved: Vec<&RevisionId> = Vec::new();
    let placed = replaces
        .iter()
        .filter(|id| of_schema.join(id.as_str()).exists())
        .try_for_each(|id| {
            let folder = of_schema.join(id.as_str());
            fs::rename(&folder, aside.join(id.as_str())).map_err(io(&folder))?;
            moved.push(id);
            Ok(())
        })
        .and_then(|()| revision.write(directory));
    if placed.is_err() {
        for id in moved {
            fs::rename(aside.join(id.as_str()), of_schema.join(id.as_str())).ok();
        }
    }
    fs::remove_dir_all(&aside).ok();
    placed
}
