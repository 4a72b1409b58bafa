//! Revisions that are in the program: what `migrations![Asia, Europe]` makes.

use std::marker::PhantomData;

use polyschema_core::SchemaName;
use polyschema_core::schema::SchemaList;

use crate::apply::{Migrator, Report};
use crate::connection::MigrateConnection;
use crate::error::Result;
use crate::migration::{EmbeddedFile, Names, Revisions, Target, Targets};
use crate::model::{Model, is_word};

/// The revisions of some schemas, in the program.
pub struct Migrations<L> {
    files: &'static [EmbeddedFile],
    schemas: PhantomData<fn() -> L>,
}

impl<L: SchemaList> Migrations<L> {
    /// Files of a directory of revisions. The macro calls it.
    #[doc(hidden)]
    pub const fn new(files: &'static [EmbeddedFile]) -> Self {
        Self { files, schemas: PhantomData }
    }

    /// The files, for [`Cli::embedded`](crate::cli::Cli::embedded).
    pub const fn files(&self) -> &'static [EmbeddedFile] {
        self.files
    }

    /// The revisions.
    ///
    /// # Errors
    /// All faults of all files at once.
    pub fn revisions(&self) -> Result<Revisions> {
        Ok(Revisions::embedded(self.files, Model::of::<L>()?.dialect())?)
    }

    /// The runner, in which each schema has its own name; one that is named at run time is given its name with
    /// [`bind`](Migrator::bind), and is not touched before.
    ///
    /// # Errors
    /// As of [`revisions`](Self::revisions).
    pub fn migrator<C: MigrateConnection>(&self) -> Result<Migrator<C>> {
        let model = Model::of::<L>()?;
        let mut names = Names::new();
        for (schema, name) in model.physical_names() {
            names.insert(schema, SchemaName::new(&name, C::DIALECT)?);
        }
        Ok(Migrator::new(Revisions::embedded(self.files, model.dialect())?, names))
    }

    /// Applies all revisions that the schemas with names of their own lack.
    ///
    /// What destroys data is refused; the migrator allows it by name.
    ///
    /// # Errors
    /// As of [`revisions`](Self::revisions) and [`Migrator::upgrade`].
    pub async fn upgrade<C: MigrateConnection>(&self, connection: &mut C) -> Result<Report> {
        self.migrator()?.upgrade(connection, &Targets::all(Target::Heads)).await
    }
}

/// Whether a folder of revisions is that of a schema: it is called like the schema, or, where that is not called as
/// a folder is, like its type in snake case. For generated code.
#[doc(hidden)]
pub const fn is_folder_of(folder: &str, name: Option<&str>, ty: &str) -> bool {
    match name {
        Some(name) if is_word(name) => same(folder, name),
        _ => same_in_snake_case(folder, ty),
    }
}

/// Whether a schema has one of some folders. For generated code.
#[doc(hidden)]
pub const fn has_folder<S: polyschema_core::Schema>(folders: &[&str]) -> bool {
    let mut at = 0;
    while at < folders.len() {
        if is_folder_of(folders[at], S::SPEC.name, S::SPEC.ty.name) {
            return true;
        }
        at += 1;
    }
    false
}

const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Letter by letter, without underscores: where the words of a type's name begin is for `heck` to say, at run time.
const fn same_in_snake_case(folder: &str, ty: &str) -> bool {
    let (folder, ty) = (folder.as_bytes(), ty.as_bytes());
    let (mut i, mut j) = (0, 0);
    loop {
        while i < folder.len() && folder[i] == b'_' {
            i += 1;
        }
        while j < ty.len() && ty[j] == b'_' {
            j += 1;
        }
        if i == folder.len() || j == ty.len() {
            return i == folder.len() && j == ty.len();
        }
        if folder[i] != ty[j].to_ascii_lowercase() {
            return false;
        }
        i += 1;
        j += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_called_like_schemas() {
        assert!(is_folder_of("asia", Some("asia"), "Anything"));
        assert!(!is_folder_of("asia", Some("Asia"), "Asia"));
        assert!(is_folder_of("office", Some("Back Office"), "Office"));
        assert!(!is_folder_of("Back Office", Some("Back Office"), "Office"));
        assert!(is_folder_of("tenant_data", None, "TenantData"));
        assert!(is_folder_of("tenant", None, "Tenant"));
        assert!(!is_folder_of("tenants", None, "Tenant"));
        assert!(!is_folder_of("tenan", None, "Tenant"));
    }
}
