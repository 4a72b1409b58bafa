//! Which objects are compared, and what becomes of those that only `from` has.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use glob::Pattern;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{QualifiedName, SchemaDef, TableDef};

use super::error::DiffError;

/// The name of the table that holds the history of a schema, unless it is given another. A diff leaves it out.
pub const HISTORY_TABLE: &str = "polyschema_history";

/// What is compared. What is left out is left out of both sides.
///
/// Two scopes fit what is compared most: [`of_database`](Self::of_database) and
/// [`between_snapshots`](Self::between_snapshots).
#[derive(Debug, Clone)]
pub struct Scope {
    include: Vec<ObjectPattern>,
    exclude: Vec<ObjectPattern>,
    kinds_left_out: BTreeSet<ObjectKind>,
    history_tables: BTreeSet<String>,
    pub(super) objects: Unmodelled,
    pub(super) parts: Unmodelled,
    pub(super) schemas: Unmodelled,
}

/// What becomes of what `from` has and `to` has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmodelled {
    /// It is left alone, without a word.
    Leave,
    /// It is dropped.
    Drop,
}

/// What can lie in a database, or in a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ObjectKind {
    /// A schema itself, not what lies in it.
    Schema,
    /// An enum.
    Enum,
    /// A domain.
    Domain,
    /// A sequence.
    Sequence,
    /// A table, with all that belongs to it.
    Table,
    /// A view, materialized or not.
    View,
}

impl Scope {
    /// `from` is a database, in which others may have objects too: those that only it has are left alone.
    /// A table that both have belongs to the model as a whole, with its columns, constraints and indexes.
    pub fn of_database() -> Self {
        Self::with(Unmodelled::Leave)
    }

    /// `from` is what a model was: what only it has is dropped.
    pub fn between_snapshots() -> Self {
        Self::with(Unmodelled::Drop)
    }

    fn with(unmodelled: Unmodelled) -> Self {
        Self {
            include: Vec::new(),
            exclude: Vec::new(),
            kinds_left_out: BTreeSet::new(),
            history_tables: BTreeSet::from([HISTORY_TABLE.to_owned()]),
            objects: unmodelled,
            parts: unmodelled,
            schemas: unmodelled,
        }
    }

    /// Compares what fits one of the patterns that are included; without any, everything.
    #[must_use]
    pub fn include(mut self, pattern: ObjectPattern) -> Self {
        self.include.push(pattern);
        self
    }

    /// Leaves out what fits the pattern, included or not.
    #[must_use]
    pub fn exclude(mut self, pattern: ObjectPattern) -> Self {
        self.exclude.push(pattern);
        self
    }

    /// Leaves out a kind of object.
    #[must_use]
    pub fn without(mut self, kind: ObjectKind) -> Self {
        self.kinds_left_out.insert(kind);
        self
    }

    /// Names the table, of any schema, that holds history and is never compared.
    #[must_use]
    pub fn history_table(mut self, name: impl Into<String>) -> Self {
        self.history_tables.insert(name.into());
        self
    }

    /// Says what becomes of tables, views, enums, domains and sequences that only `from` has, in schemas
    /// that both have.
    #[must_use]
    pub fn unmodelled(mut self, unmodelled: Unmodelled) -> Self {
        self.objects = unmodelled;
        self
    }

    /// Says what becomes of the parts that a table got beside the model: partitions of a table that both
    /// have, sequences owned by a column that both have.
    #[must_use]
    pub fn unmodelled_parts(mut self, unmodelled: Unmodelled) -> Self {
        self.parts = unmodelled;
        self
    }

    /// Says what becomes of schemas that only `from` has, with all that lies in them.
    #[must_use]
    pub fn unmodelled_schemas(mut self, unmodelled: Unmodelled) -> Self {
        self.schemas = unmodelled;
        self
    }

    /// Whether schemas themselves are compared.
    pub(super) fn covers_schemas(&self) -> bool {
        !self.kinds_left_out.contains(&ObjectKind::Schema)
    }

    fn covers(&self, kind: ObjectKind, name: &QualifiedName) -> bool {
        let fits = |pattern: &ObjectPattern| pattern.fits(name);
        !self.kinds_left_out.contains(&kind)
            && (self.include.is_empty() || self.include.iter().any(fits))
            && !self.exclude.iter().any(fits)
    }

    fn covers_table(&self, table: &QualifiedName) -> bool {
        self.covers(ObjectKind::Table, table) && !self.history_tables.contains(table.name.as_str())
    }

    /// Whether anything in the schema can be covered.
    fn enters(&self, schema: &Ident) -> bool {
        (self.include.is_empty() || self.include.iter().any(|one| one.enters(schema)))
            && !self.exclude.iter().any(|one| one.is_whole(schema))
    }

    /// Leaves what is compared. A table in `renamed` is kept: it is covered under its new name.
    pub(super) fn apply(
        &self,
        schemas: &mut BTreeMap<Ident, SchemaDef>,
        renamed: &BTreeSet<QualifiedName>,
    ) {
        let table = |name: &QualifiedName| self.covers_table(name) || renamed.contains(name);
        schemas.retain(|name, _| self.enters(name));
        for schema in schemas.values_mut() {
            schema.enums.retain(|_, def| self.covers(ObjectKind::Enum, &def.name));
            schema.domains.retain(|_, def| self.covers(ObjectKind::Domain, &def.name));
            schema.views.retain(|_, def| self.covers(ObjectKind::View, &def.name));
            schema.tables.retain(|_, def| {
                table(&def.name) && def.partition_of.as_ref().is_none_or(|of| table(&of.parent))
            });
            schema.sequences.retain(|_, def| {
                self.covers(ObjectKind::Sequence, &def.name)
                    && def.owned_by.as_ref().is_none_or(|by| table(&by.table))
            });
        }
    }
}

/// The names that tables had before.
pub(super) fn names_before(schemas: &BTreeMap<Ident, SchemaDef>) -> BTreeSet<QualifiedName> {
    let tables = schemas.values().flat_map(|schema| schema.tables.values());
    let before = |table: &TableDef| Some(table.sibling(table.renamed_from.as_ref()?));
    tables.filter_map(before).collect()
}

/// A pattern of qualified names: `asia`, `asia.countries`, `asia.*_log`, `*.audit`.
///
/// Each of the two parts is a pattern of its own, in which `*` stands for any text, `?` for one character
/// and `[ab]` for one of some. A schema alone stands for all that lies in it, and itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectPattern {
    schema: Pattern,
    name: Pattern,
}

impl ObjectPattern {
    fn fits(&self, name: &QualifiedName) -> bool {
        self.enters(&name.schema) && self.name.matches(name.name.as_str())
    }

    fn enters(&self, schema: &Ident) -> bool {
        self.schema.matches(schema.as_str())
    }

    fn is_whole(&self, schema: &Ident) -> bool {
        self.name.as_str() == "*" && self.enters(schema)
    }
}

impl FromStr for ObjectPattern {
    type Err = DiffError;

    fn from_str(text: &str) -> Result<Self, DiffError> {
        let refuse = |why: String| DiffError::Pattern { pattern: text.to_owned(), why };
        let parsed = text.parse().or_else(|_| format!("{text}.*").parse::<QualifiedName>());
        let name = parsed.map_err(|_| refuse("it has not one or two parts".to_owned()))?;
        let pattern = |part: &Ident| {
            Pattern::new(part.as_str()).map_err(|error| refuse(error.msg.to_owned()))
        };
        Ok(Self { schema: pattern(&name.schema)?, name: pattern(&name.name)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_pattern(pattern: &str, fits: &[&str], not: &[&str]) {
        let pattern: ObjectPattern = pattern.parse().unwrap();
        for (names, expected) in [(fits, true), (not, false)] {
            for name in names {
                assert_eq!(pattern.fits(&name.parse().unwrap()), expected, "{name}");
            }
        }
    }

    #[test]
    fn patterns_fit_both_parts() {
        check_pattern("asia", &["asia.a", r#"asia."x.y""#], &["asiatic.a", "europe.a"]);
        check_pattern(
            "asia.countries",
            &["asia.countries"],
            &["asia.countries2", "europe.countries"],
        );
        check_pattern("asia.*_log", &["asia.a_log"], &["asia.log", "europe.a_log"]);
        check_pattern("*.audit", &["asia.audit", "europe.audit"], &["asia.audits"]);
        check_pattern("tenant_?.a", &["tenant_1.a"], &["tenant_12.a"]);
        check_pattern(r#""a.b".c"#, &[r#""a.b".c"#], &["a.c"]);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "a.b.c", "a.", "[.a"] {
            assert!(text.parse::<ObjectPattern>().is_err(), "{text}");
        }
        let error = "a.[".parse::<ObjectPattern>().unwrap_err();
        insta::assert_snapshot!(error, @"`a.[` is no pattern of objects: invalid range pattern; write `schema`, or `schema.name` with `*`");
    }
}
