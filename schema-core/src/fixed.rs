//! The text of statements that never change, made while compiling.
//!
//! Invariant: the text is what `render` would write for the same statement; `tests/fixed.rs` holds
//! them against each other. A schema that is named at run time has no constants (`None`).

use std::marker::PhantomData;

use crate::dialect::{Database, Dialect};
use crate::schema::{Provides, Schema};
use crate::spec::{ColumnSpec, FillSpec, SqlTypeSpec, TableSpec, same};
use crate::table::{Record, Table};
use crate::value::ValueKind;

/// The constant statements of the table `T` in the schema `S`.
pub(crate) struct Fixed<T, S>(PhantomData<(T, S)>);

/// One of the statements.
#[derive(Clone, Copy)]
enum Kind {
    Select,
    Find,
    Insert,
    InsertReturning,
    Update,
    Delete,
}

/// What a statement is made of.
#[derive(Clone, Copy)]
struct Parts {
    dialect: Dialect,
    schema: &'static str,
    /// The struct that the rows are read as.
    read: &'static TableSpec,
    /// The table that the schema lists.
    listed: &'static TableSpec,
}

impl<T: Table, S: Provides<T::Root>> Fixed<T, S> {
    const PARTS: Option<Parts> = match S::SPEC.name {
        None => None,
        Some(schema) => Some(Parts {
            dialect: <S as Schema>::Database::DIALECT,
            schema,
            read: T::SPEC,
            listed: <S::Table as Record>::SPEC,
        }),
    };

    /// All rows.
    pub(crate) const SELECT: Option<&'static str> = Text::<T, S, { Kind::Select as u8 }>::SQL;
    /// The row of a key.
    pub(crate) const FIND: Option<&'static str> = Text::<T, S, { Kind::Find as u8 }>::SQL;
    /// One row, if no column may be left to its default.
    pub(crate) const INSERT: Option<&'static str> = Text::<T, S, { Kind::Insert as u8 }>::SQL;
    /// One row, and read it back.
    pub(crate) const INSERT_RETURNING: Option<&'static str> =
        Text::<T, S, { Kind::InsertReturning as u8 }>::SQL;
    /// All other columns of the row of a key.
    pub(crate) const UPDATE: Option<&'static str> = Text::<T, S, { Kind::Update as u8 }>::SQL;
    /// The row of a key.
    pub(crate) const DELETE: Option<&'static str> = Text::<T, S, { Kind::Delete as u8 }>::SQL;
}

/// The text of one statement, in the smallest of a few buffers that holds it.
///
/// A constant's length cannot depend on generic types on stable Rust, so there is a ladder of sizes;
/// only the one that is taken is built.
struct Text<T, S, const KIND: u8>(PhantomData<(T, S)>);

macro_rules! ladder {
    ($($name:ident = $size:literal),+ $(,)?) => {
        impl<T: Table, S: Provides<T::Root>, const KIND: u8> Text<T, S, KIND> {
            const LENGTH: Option<usize> = match Fixed::<T, S>::PARTS {
                None => None,
                Some(parts) => ConstSql::<0>::of(KIND, parts).length(),
            };
            $(const $name: ConstSql<$size> = match Fixed::<T, S>::PARTS {
                Some(parts) if Self::fits($size) => ConstSql::of(KIND, parts),
                _ => ConstSql::EMPTY,
            };)+

            const SQL: Option<&'static str> = match Self::LENGTH {
                None => None,
                $(Some(length) if length <= $size => Some(Self::$name.as_str()),)+
                Some(_) => None,
            };
        }
    };
}

ladder! {
    B128 = 128, B256 = 256, B512 = 512, B1024 = 1024, B2048 = 2048, B4096 = 4096, B8192 = 8192,
    B16384 = 16384,
}

impl<T: Table, S: Provides<T::Root>, const KIND: u8> Text<T, S, KIND> {
    /// Whether a buffer is the smallest that holds the text; the others are left empty.
    const fn fits(size: usize) -> bool {
        match Self::LENGTH {
            Some(length) => length <= size && (size == 128 || length > size / 2),
            None => false,
        }
    }
}

/// SQL text that is built by constants. It counts what does not fit, so that a run over no buffer measures.
struct ConstSql<const N: usize> {
    bytes: [u8; N],
    length: usize,
    /// The number of the next placeholder.
    bind: usize,
    /// Whether the statement cannot be a constant.
    refused: bool,
}

impl<const N: usize> ConstSql<N> {
    const EMPTY: Self = Self { bytes: [0; N], length: 0, bind: 1, refused: false };

    const fn of(kind: u8, parts: Parts) -> Self {
        let mut sql = Self::EMPTY;
        sql.statement(kind, parts);
        sql
    }

    const fn length(&self) -> Option<usize> {
        if self.refused { None } else { Some(self.length) }
    }

    const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => unreachable!(),
        }
    }

    const fn byte(&mut self, byte: u8) {
        if self.length < N {
            self.bytes[self.length] = byte;
        }
        self.length += 1;
    }

    const fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            self.byte(bytes[i]);
            i += 1;
        }
    }

    /// Separates the items of a list.
    const fn comma(&mut self, before: usize) {
        if before > 0 {
            self.text(", ");
        }
    }

    /// A delimited identifier: the rule of [`ident::quote`](crate::ident::quote), for constants.
    const fn ident(&mut self, name: &str) {
        self.byte(b'"');
        let bytes = name.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            self.byte(bytes[i]);
            if bytes[i] == b'"' {
                self.byte(b'"');
            }
            i += 1;
        }
        self.byte(b'"');
    }

    const fn number(&mut self, number: usize) {
        if number >= 10 {
            self.number(number / 10);
        }
        self.byte(b'0' + (number % 10) as u8);
    }

    const fn table(&mut self, parts: Parts) {
        self.ident(parts.schema);
        self.byte(b'.');
        self.ident(parts.listed.name);
    }

    /// A column of an expression, with its table where the dialect could take it for text.
    const fn column(&mut self, parts: Parts, column: &ColumnSpec) {
        if parts.dialect.reads_unknown_names_as_text() {
            self.ident(parts.listed.name);
            self.byte(b'.');
        }
        self.ident(column.name);
    }

    /// A column that is read: enums and types written out come as text.
    const fn read(&mut self, parts: Parts, column: &ColumnSpec) {
        self.column(parts, column);
        match (parts.dialect, column.kind, column.sql_type) {
            (Dialect::Postgres, ValueKind::Enum(_), _)
            | (Dialect::Postgres, ValueKind::Text, SqlTypeSpec::Custom(_)) => self.text("::text"),
            _ => {}
        }
    }

    /// A bind that is stored in a column, or compared with it.
    const fn bind(&mut self, parts: Parts, column: &ColumnSpec) {
        self.byte(parts.dialect.placeholder() as u8);
        self.number(self.bind);
        self.bind += 1;
        match (parts.dialect, column.kind, column.sql_type) {
            (Dialect::Postgres, ValueKind::Enum(spec), _) => {
                self.text("::text::");
                self.ident(parts.schema);
                self.byte(b'.');
                self.ident(spec.name);
            }
            (Dialect::Postgres, ValueKind::Text, SqlTypeSpec::Custom(written)) => {
                self.text("::text::");
                self.text(written);
            }
            (Dialect::Postgres, _, SqlTypeSpec::Char(_)) => self.text("::bpchar"),
            _ => {}
        }
    }

    const fn list(&mut self, parts: Parts) {
        let mut i = 0;
        while i < parts.read.columns.len() {
            self.comma(i);
            self.read(parts, &parts.read.columns[i]);
            i += 1;
        }
    }

    const fn by_key(&mut self, parts: Parts) {
        let key = parts.listed.primary_key();
        self.refused |= key.is_empty();
        self.text(" WHERE ");
        let mut i = 0;
        while i < key.len() {
            if i > 0 {
                self.text(" AND ");
            }
            if let Some(position) = parts.listed.position(key[i]) {
                let column = &parts.listed.columns[position];
                self.column(parts, column);
                self.text(" = ");
                self.bind(parts, column);
            }
            i += 1;
        }
    }

    const fn insert(&mut self, parts: Parts) {
        self.text("INSERT INTO ");
        self.table(parts);
        self.text(" (");
        let (mut i, mut given) = (0, 0);
        while i < parts.read.columns.len() {
            let column = &parts.read.columns[i];
            match column.fill {
                FillSpec::None => {
                    self.comma(given);
                    self.ident(column.name);
                    given += 1;
                }
                FillSpec::IdentityAlways | FillSpec::Generated(_) => {}
                FillSpec::IdentityByDefault | FillSpec::Default(_) | FillSpec::DefaultSql(_) => {
                    self.refused = true;
                }
            }
            i += 1;
        }
        self.refused |= given == 0;
        self.text(") VALUES (");
        (i, given) = (0, 0);
        while i < parts.read.columns.len() {
            let column = &parts.read.columns[i];
            if matches!(column.fill, FillSpec::None) {
                self.comma(given);
                self.bind(parts, column);
                given += 1;
            }
            i += 1;
        }
        self.byte(b')');
    }

    const fn update(&mut self, parts: Parts) {
        self.text("UPDATE ");
        self.table(parts);
        self.text(" SET ");
        let (mut i, mut set) = (0, 0);
        while i < parts.read.columns.len() {
            let column = &parts.read.columns[i];
            if is_updatable(parts.listed, column) {
                self.comma(set);
                self.ident(column.name);
                self.text(" = ");
                self.bind(parts, column);
                set += 1;
            }
            i += 1;
        }
        self.refused |= set == 0;
        self.by_key(parts);
    }

    const fn select(&mut self, parts: Parts) {
        self.text("SELECT ");
        self.list(parts);
        self.text(" FROM ");
        self.table(parts);
    }

    const fn statement(&mut self, kind: u8, parts: Parts) {
        if kind == Kind::Select as u8 {
            self.select(parts);
        } else if kind == Kind::Find as u8 {
            self.select(parts);
            self.by_key(parts);
        } else if kind == Kind::Insert as u8 {
            self.insert(parts);
        } else if kind == Kind::InsertReturning as u8 {
            self.insert(parts);
            self.text(" RETURNING ");
            self.list(parts);
        } else if kind == Kind::Update as u8 {
            self.update(parts);
        } else {
            self.text("DELETE FROM ");
            self.table(parts);
            self.by_key(parts);
        }
    }
}

/// Whether an update of a whole row writes the column: not the key, nor what the database fills.
pub(crate) const fn is_updatable(listed: &TableSpec, column: &ColumnSpec) -> bool {
    let key = listed.primary_key();
    let mut i = 0;
    while i < key.len() {
        if same(key[i], column.field) {
            return false;
        }
        i += 1;
    }
    !matches!(column.fill, FillSpec::IdentityAlways | FillSpec::Generated(_))
}
