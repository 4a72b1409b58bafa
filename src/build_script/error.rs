//! What stops a build script.

use std::fmt;
use std::path::PathBuf;

/// A result of a build script.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why no SQL was written.
///
/// Its `Debug` reads as its `Display`, because that is what `fn main() -> Result<(), Error>` prints.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Faults in source files, each on a line of its own.
    #[cfg(feature = "build-script")]
    #[error("the models have {}", Lines(faults))]
    Sources {
        /// All faults, in the files' order.
        faults: Vec<super::Fault>,
    },
    /// Source files without a schema that has a name.
    #[error(
        "no schema in `{}` has a name; \
         name the file with `#[derive(Schema)]`, or a schema with `.schema(\"Type\", \"name\")`",
        Paths(files)
    )]
    NoSchema {
        /// The files that were read.
        files: Vec<PathBuf>,
    },
    /// A name for a schema that has one.
    #[error("schema `{schema}` has a name of its own: `{name}`")]
    HasName {
        /// The schema type.
        schema: String,
        /// Its name.
        name: String,
    },
    /// A model that is not consistent, or a schema without a name.
    #[error(transparent)]
    Model(#[from] polyschema_core::Error),
    /// A run outside of a build script.
    #[error(
        "`OUT_DIR` is not set; call this from `build.rs`, or write to a directory of your own with `write_to`"
    )]
    NoOutDir,
    /// A file that cannot be written.
    #[error("`{}` cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// How many there are, and each on a line of its own.
#[cfg(feature = "build-script")]
struct Lines<'a>(&'a [super::Fault]);

#[cfg(feature = "build-script")]
impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("a fault:")?,
            number => write!(f, "{number} faults:")?,
        }
        self.0.iter().try_for_each(|fault| write!(f, "\n{fault}"))
    }
}

/// Paths with commas between them.
struct Paths<'a>(&'a [PathBuf]);

impl fmt::Display for Paths<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, path) in self.0.iter().enumerate() {
            write!(f, "{}{}", if i == 0 { "" } else { "`, `" }, path.display())?;
        }
        Ok(())
    }
}
