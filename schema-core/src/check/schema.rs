//! What must be true of each table that a schema lists.

use crate::check::index::Index;
use crate::check::table::kind_name;
use crate::check::{Message, identifier};
use crate::dialect::Dialect;
use crate::spec::{
    ConstraintKindSpec, FillSpec, ForeignKeySpec, Listed, SchemaSpec, TableSpec, TypePath, hash,
    same,
};

/// What a schema lists, with an index, so that judging a table does not take longer the more there are.
///
/// It has `ROOM` places for the tables, more than there are of these.
pub struct Listing<const ROOM: usize> {
    schema: &'static SchemaSpec,
    tables: &'static [Listed],
    sees: &'static [&'static SchemaSpec],
    dialects: &'static [Dialect],
    /// Where tables of a name are in the list.
    names: Index<ROOM>,
    /// Where tables of a root are in the list.
    roots: Index<ROOM>,
}

impl<const ROOM: usize> Listing<ROOM> {
    /// The list of a schema, which is to be possible on each of the dialects; `tables` are those of the spec,
    /// `sees` the schemas that it sees.
    pub const fn new(
        schema: &'static SchemaSpec,
        tables: &'static [Listed],
        sees: &'static [&'static SchemaSpec],
        dialects: &'static [Dialect],
    ) -> Self {
        let (mut names, mut roots) = (Index::new(), Index::new());
        let mut i = 0;
        while i < tables.len() {
            names.add(tables[i].name_hash, i);
            roots.add(tables[i].root_hash, i);
            i += 1;
        }
        Self { schema, tables, sees, dialects, names, roots }
    }

    /// The table at a position of the list can be in the schema; `is_extension` says whether it is listed as one.
    ///
    /// # Panics
    /// If it cannot.
    #[track_caller]
    pub const fn table(&self, position: usize, is_extension: bool) {
        let Listed { spec: table, is_root, is_common, .. } = self.tables[position];
        if let Some(home) = table.schema {
            belongs(self.schema, table, home);
        }
        if is_extension || !is_root {
            extension(table, is_root, is_extension);
        }
        self.distinct(position);
        let mut i = 0;
        while !is_common && i < self.dialects.len() {
            identifier::table(table, self.dialects[i]);
            columns(table, self.dialects[i]);
            i += 1;
        }
        let (mut i, end) = (0, table.constraints.len());
        while i < end {
            if let ConstraintKindSpec::ForeignKey(foreign_key) = &table.constraints[i].kind {
                self.reachable(table, foreign_key);
            }
            i += 1;
        }
    }

    /// No table before this one in the list has the same name.
    ///
    /// Two tables of one root are left to the compiler, which refuses the second `ListedIn`.
    #[track_caller]
    const fn distinct(&self, position: usize) {
        let Listed { spec: table, name_hash, .. } = self.tables[position];
        let mut probe = self.names.probe(name_hash);
        while let Some(at) = self.names.at(probe) {
            let other = self.tables[at].spec;
            if at < position && same(other.name, table.name) && !same_type(other.root, table.root) {
                let message = Message::new()
                    .text("schema ")
                    .name(self.schema.ty.name)
                    .text(" lists two tables named ")
                    .name(table.name)
                    .text(": ")
                    .name(other.ty.name)
                    .text(" and ")
                    .name(table.ty.name);
                panic!("{}", message.as_str());
            }
            probe = Index::<ROOM>::next(probe);
        }
    }

    /// The referenced table is in this schema, or in one that it sees.
    #[track_caller]
    const fn reachable(&self, table: &TableSpec, foreign_key: &ForeignKeySpec) {
        let mut probe = self.roots.probe(hash(foreign_key.referenced.name));
        while let Some(at) = self.roots.at(probe) {
            if same_type(self.tables[at].spec.root, foreign_key.referenced) {
                return;
            }
            probe = Index::<ROOM>::next(probe);
        }
        let mut i = 0;
        while i < self.sees.len() {
            if lists(self.sees[i], foreign_key.referenced) {
                return crossing(self.schema, table, self.sees[i], self.dialects);
            }
            i += 1;
        }
        let message = Message::new()
            .text("foreign key ")
            .names(foreign_key.fields)
            .text(" of ")
            .name(table.ty.name)
            .text(" references ")
            .name(foreign_key.referenced.name)
            .text(", which schema ")
            .name(self.schema.ty.name)
            .text(
                " does not list; add it to `tables(..)`, or a schema that lists it to `sees(..)`",
            );
        panic!("{}", message.as_str())
    }
}

/// No two schemas of a set have one name.
///
/// # Panics
/// If two have.
#[track_caller]
pub const fn set(set: &str, names: &[&str]) {
    let mut i = 0;
    while i < names.len() {
        let mut j = 0;
        while j < i {
            if same(names[i], names[j]) {
                let message = Message::new()
                    .text("two schemas of ")
                    .name(set)
                    .text(" are named ")
                    .name(names[i])
                    .text("; a name must say which is meant");
                panic!("{}", message.as_str());
            }
            j += 1;
        }
        i += 1;
    }
}

/// A concrete table is listed by its own schema only, and an abstract one's root only once.
#[track_caller]
const fn belongs(schema: &SchemaSpec, table: &TableSpec, home: TypePath) {
    if !same_type(home, schema.ty) {
        let message = Message::new()
            .name(table.ty.name)
            .text(" belongs to schema ")
            .name(home.name)
            .text("; schema ")
            .name(schema.ty.name)
            .text(" cannot list it");
        panic!("{}", message.as_str());
    }
}

/// An abstract extension, and no other table, is listed as one: nothing else says that its root is in the schema.
#[track_caller]
const fn extension(table: &TableSpec, is_root: bool, is_extension: bool) {
    if !is_extension && !is_root && table.schema.is_none() {
        let message = Message::new()
            .name(table.ty.name)
            .text(" is an abstract extension of ")
            .name(table.root.name)
            .text("; list it as `extension(")
            .text(table.ty.name)
            .text(")`");
        panic!("{}", message.as_str());
    }
    if is_extension && (is_root || table.schema.is_some()) {
        let message = Message::new()
            .name(table.ty.name)
            .text(" is not an abstract extension; list it without `extension(..)`");
        panic!("{}", message.as_str());
    }
}

/// The database has a type for every column, and can number those that it is to number.
#[track_caller]
const fn columns(table: &TableSpec, dialect: Dialect) {
    let mut i = 0;
    while i < table.columns.len() {
        let column = &table.columns[i];
        if !dialect.has_type(column.kind) {
            let message = Message::new()
                .text("column ")
                .name(column.name)
                .text(" of ")
                .name(table.ty.name)
                .text(" is ")
                .text(kind_name(column.kind))
                .text(", for which ")
                .text(dialect.name())
                .text(" has no type");
            panic!("{}", message.as_str());
        }
        let identity =
            matches!(column.fill, FillSpec::IdentityAlways | FillSpec::IdentityByDefault);
        if identity
            && !dialect.has_identity_columns()
            && !table.is_sole_key(column.field, column.kind)
        {
            let message = Message::new()
                .text("column ")
                .name(column.name)
                .text(" of ")
                .name(table.ty.name)
                .text(" cannot be an identity on ")
                .text(dialect.name())
                .text(", which numbers only an integer that is the whole primary key");
            panic!("{}", message.as_str());
        }
        i += 1;
    }
}

/// A foreign key into another schema needs a database that has such.
#[track_caller]
const fn crossing(
    schema: &SchemaSpec,
    table: &TableSpec,
    other: &SchemaSpec,
    dialects: &[Dialect],
) {
    let mut i = 0;
    while i < dialects.len() {
        if !dialects[i].has_cross_schema_foreign_keys() {
            let message = Message::new()
                .text("a foreign key of ")
                .name(table.ty.name)
                .text(" leads from schema ")
                .name(schema.ty.name)
                .text(" into ")
                .name(other.ty.name)
                .text("; ")
                .text(dialects[i].name())
                .text(" has no foreign keys between schemas");
            panic!("{}", message.as_str());
        }
        i += 1;
    }
}

const fn lists(schema: &SchemaSpec, root: TypePath) -> bool {
    let mut i = 0;
    while i < schema.tables.len() {
        if same_type(schema.tables[i].root, root) {
            return true;
        }
        i += 1;
    }
    false
}

const fn same_type(a: TypePath, b: TypePath) -> bool {
    same(a.path, b.path)
}
