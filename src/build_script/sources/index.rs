//! What a path means, by its last segment.

use std::collections::BTreeMap;

use polyschema_syntax::model::Table;
use polyschema_syntax::near;
use polyschema_syntax::source::{Item, Place, Sources};
use syn::ext::IdentExt;
use syn::{Ident, Path};

/// The items of the sources by name.
pub(super) struct Index<'a> {
    pub(super) sources: &'a Sources,
    names: BTreeMap<String, Vec<Found>>,
}

/// An item, by its position among those of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Table(usize),
    Schema(usize),
    Enum(usize),
    Type(usize),
    Alias(usize),
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Table,
    Schema,
    Enum,
    /// What a column can be of: an enum, a newtype or an alias.
    Column,
}

impl<'a> Index<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        let mut index = Self { sources, names: BTreeMap::new() };
        let Sources { tables, schemas, enums, types, aliases, .. } = sources;
        index.add(tables.iter().map(|item| &item.model.ident), Found::Table);
        index.add(schemas.iter().map(|item| &item.model.ident), Found::Schema);
        index.add(enums.iter().map(|item| &item.model.ident), Found::Enum);
        index.add(types.iter().map(|item| &item.model.ident), Found::Type);
        index.add(aliases.iter().map(|item| &item.model.ident), Found::Alias);
        index
    }

    fn add<'b>(&mut self, idents: impl Iterator<Item = &'b Ident>, found: fn(usize) -> Found) {
        for (position, ident) in idents.enumerate() {
            self.names.entry(ident.unraw().to_string()).or_default().push(found(position));
        }
    }

    pub(super) fn table(&self, position: usize) -> &'a Item<Table> {
        &self.sources.tables[position]
    }

    /// The table that a path in a place means.
    ///
    /// # Errors
    /// Why it means none.
    pub(super) fn find_table(&self, path: &Path, from: &Place) -> Result<usize, String> {
        match self.find(path, from, Wanted::Table)? {
            Some(Found::Table(position)) => Ok(position),
            _ => Err(self.unknown(path, Wanted::Table)),
        }
    }

    /// The schema that a path in a place means.
    ///
    /// # Errors
    /// Why it means none.
    pub(super) fn find_schema(&self, path: &Path, from: &Place) -> Result<usize, String> {
        match self.find(path, from, Wanted::Schema)? {
            Some(Found::Schema(position)) => Ok(position),
            _ => Err(self.unknown(path, Wanted::Schema)),
        }
    }

    /// The enum that a path in a place means.
    ///
    /// # Errors
    /// Why it means none.
    pub(super) fn find_enum(&self, path: &Path, from: &Place) -> Result<usize, String> {
        match self.find(path, from, Wanted::Enum)? {
            Some(Found::Enum(position)) => Ok(position),
            _ => Err(self.unknown(path, Wanted::Enum)),
        }
    }

    /// The item that a path means, if there is one.
    ///
    /// Of several items of a name, the path's module decides, or the place's own for a bare name.
    ///
    /// # Errors
    /// Several remain.
    pub(super) fn find(
        &self,
        path: &Path,
        from: &Place,
        wanted: Wanted,
    ) -> Result<Option<Found>, String> {
        let segments: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
        let Some((name, modules)) = segments.split_last() else {
            return Ok(None);
        };
        let named = self.names.get(name).map(Vec::as_slice).unwrap_or_default();
        let found: Vec<Found> = named.iter().copied().filter(|found| found.is(wanted)).collect();
        let is_near = |place: &Place| match modules.last().map(String::as_str) {
            None | Some("self") => place == from,
            Some(module) => place.module.last().is_some_and(|last| last == module),
        };
        let near: Vec<Found> =
            found.iter().copied().filter(|found| is_near(self.place(*found))).collect();
        match (&near[..], &found[..]) {
            ([one], _) | ([], [one]) => Ok(Some(*one)),
            ([], []) => Ok(None),
            _ => Err(format!(
                "`{name}` is declared in several modules; \
                 write the module of the one that is meant: `some_module::{name}`"
            )),
        }
    }

    pub(super) fn place(&self, found: Found) -> &'a Place {
        let Sources { tables, schemas, enums, types, aliases, .. } = self.sources;
        match found {
            Found::Table(position) => &tables[position].place,
            Found::Schema(position) => &schemas[position].place,
            Found::Enum(position) => &enums[position].place,
            Found::Type(position) => &types[position].place,
            Found::Alias(position) => &aliases[position].place,
        }
    }

    fn unknown(&self, path: &Path, wanted: Wanted) -> String {
        let name = path.segments.last().map(|last| last.ident.unraw().to_string());
        let name = name.unwrap_or_default();
        let derive = match wanted {
            Wanted::Table => "Table",
            Wanted::Schema => "Schema",
            Wanted::Enum => "DbEnum",
            Wanted::Column => "DbType",
        };
        let known = self.names.iter().filter(|(_, found)| found.iter().any(|each| each.is(wanted)));
        let known: Vec<&str> = known.map(|(name, _)| name.as_str()).collect();
        let near = match near(&name, &known) {
            none if none.is_empty() => "; name the file that declares it, too".to_owned(),
            near => near,
        };
        format!("no `{name}` in the source files derives `{derive}`{near}")
    }
}

impl Found {
    fn is(self, wanted: Wanted) -> bool {
        match self {
            Self::Table(_) => wanted == Wanted::Table,
            Self::Schema(_) => wanted == Wanted::Schema,
            Self::Enum(_) => matches!(wanted, Wanted::Enum | Wanted::Column),
            Self::Type(_) | Self::Alias(_) => wanted == Wanted::Column,
        }
    }
}
