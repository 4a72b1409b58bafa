//! The naming convention for constraints and indexes that the model does not name.
//!
//! | object | name |
//! |---|---|
//! | primary key | `pk_table` |
//! | unique constraint | `uq_table_column_..` |
//! | foreign key | `fk_table_column_..` |
//! | check | `ck_table_column`, `ck_table` |
//! | index | `ix_table_column_..`, with `expr` for an expression |
//! | check that stands for a column's type | `ck_table_column_rule` |
//!
//! The idea is SQLAlchemy's. The schema is no part of a name, so one table has the same names in every
//! schema; nor is the database, so it has the same names in each.

use std::collections::BTreeSet;

use crate::spec::{ConstraintKindSpec, IndexOnSpec, IndexSpec, TableSpec};

/// The longest name in bytes, the same for all databases: PostgreSQL's limit.
const LIMIT: usize = 63;

/// The names of a table's constraints and indexes, in the order of the model.
#[derive(Debug)]
pub(crate) struct TableNames {
    pub(crate) constraints: Vec<String>,
    pub(crate) indexes: Vec<String>,
}

impl TableNames {
    /// The names that the model gives, and the convention's for all else.
    pub(crate) fn of(spec: &TableSpec) -> Self {
        let given = spec.constraints.iter().filter_map(|constraint| constraint.name);
        let given = given.chain(spec.indexes.iter().filter_map(|index| index.name));
        let mut namer = Namer::new(spec.name, given);
        let constraints = spec.constraints.iter().map(|constraint| match constraint.name {
            Some(name) => name.to_owned(),
            None => {
                let (named, fields) = named_and_fields(&constraint.kind);
                namer.name(named, fields.iter().map(|field| column_of(spec, field)))
            }
        });
        let constraints = constraints.collect();
        let indexes = spec.indexes.iter().map(|index| match index.name {
            Some(name) => name.to_owned(),
            None => namer.name(Named::Index, index_parts(spec, index)),
        });
        Self { constraints, indexes: indexes.collect() }
    }
}

/// The name of the check that stands for a column's type where the database lacks it.
pub(crate) fn type_check_name(table: &str, column: &str, rule: &str) -> String {
    fit(format!("ck_{table}_{column}_{rule}"))
}

fn named_and_fields(kind: &ConstraintKindSpec) -> (Named, &[&'static str]) {
    match kind {
        ConstraintKindSpec::PrimaryKey(fields) => (Named::PrimaryKey, fields),
        ConstraintKindSpec::Unique(fields) => (Named::Unique, fields),
        ConstraintKindSpec::Check { field, predicate: _ } => (Named::Check, field.as_slice()),
        ConstraintKindSpec::ForeignKey(key) => (Named::ForeignKey, key.fields),
    }
}

fn index_parts<'a>(spec: &'a TableSpec, index: &'a IndexSpec) -> impl Iterator<Item = &'a str> {
    index.keys.iter().map(|key| match key.on {
        IndexOnSpec::Field(field) => column_of(spec, field),
        IndexOnSpec::Expression(_) => "expr",
    })
}

/// The column of a field. A field that the table lacks is refused elsewhere.
fn column_of<'a>(spec: &'a TableSpec, field: &'a str) -> &'a str {
    spec.position(field).map_or(field, |position| spec.columns[position].name)
}

/// What a name is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A primary key. It is the only one of its table, so its columns are no part of its name.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// A foreign key.
    ForeignKey,
    /// A check.
    Check,
    /// An index.
    Index,
}

/// Gives the unnamed constraints and indexes of one table the names of the convention.
///
/// No two of its names are the same without regard to case.
#[derive(Debug)]
pub struct Namer {
    table: String,
    taken: BTreeSet<String>,
}

impl Namer {
    /// For a table, and the names that are given already.
    pub fn new<'g>(table: &str, given: impl IntoIterator<Item = &'g str>) -> Self {
        let taken = given.into_iter().map(str::to_ascii_lowercase).collect();
        Self { table: table.to_owned(), taken }
    }

    /// The next name of a kind; a second one over the same columns ends in `_2`.
    pub fn name<'p>(&mut self, named: Named, columns: impl IntoIterator<Item = &'p str>) -> String {
        let kind = match named {
            Named::PrimaryKey => "pk",
            Named::Unique => "uq",
            Named::ForeignKey => "fk",
            Named::Check => "ck",
            Named::Index => "ix",
        };
        let mut base = format!("{kind}_{}", self.table);
        for column in columns.into_iter().filter(|_| named != Named::PrimaryKey) {
            base.push('_');
            base.push_str(column);
        }
        let mut name = fit(base.clone());
        let mut number = 2_u32;
        while !self.taken.insert(name.to_ascii_lowercase()) {
            name = fit(format!("{base}_{number}"));
            number += 1;
        }
        name
    }
}

/// Cuts a name that is too long, and ends it in a hash of the whole.
fn fit(name: String) -> String {
    if name.len() <= LIMIT {
        return name;
    }
    let hash = stable_hash(&name);
    let hash = (hash >> 32) as u32 ^ hash as u32;
    let mut end = LIMIT - "_01234567".len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{hash:08x}", &name[..end])
}

/// A hash that is the same in every build and version: FNV-1a with 64 bits.
///
/// Source: <http://www.isthe.com/chongo/tech/comp/fnv/>.
pub(crate) fn stable_hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_convention() {
        let mut namer = Namer::new("countries", ["uq_countries_code"]);
        let mut name = |named, parts: &[&str]| namer.name(named, parts.iter().copied());
        assert_eq!(name(Named::PrimaryKey, &["code"]), "pk_countries");
        assert_eq!(name(Named::Unique, &["name", "code"]), "uq_countries_name_code");
        assert_eq!(
            name(Named::Unique, &["code"]),
            "uq_countries_code_2",
            "the model gave the first"
        );
        assert_eq!(name(Named::Unique, &["CODE"]), "uq_countries_CODE_3", "case is no difference");
        assert_eq!(name(Named::Check, &[]), "ck_countries");
        assert_eq!(name(Named::Check, &[]), "ck_countries_2");
        assert_eq!(name(Named::Check, &[]), "ck_countries_3");
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let long = "ü".repeat(30);
        let mut namer = Namer::new(&long, []);
        let first = namer.name(Named::Unique, ["a"]);
        let second = namer.name(Named::Unique, ["a"]);
        let third = namer.name(Named::Unique, ["b"]);
        assert_eq!(first, format!("uq_{}_33983f50", "ü".repeat(25)));
        for name in [&first, &second, &third] {
            assert!(name.len() <= LIMIT, "{name:?}");
        }
        assert!(first != second && second != third && first != third);
    }

    #[test]
    fn names_of_the_limit_are_kept() {
        assert_eq!(fit("x".repeat(63)), "x".repeat(63));
        assert_eq!(fit("x".repeat(64)).len(), 63);
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(stable_hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(stable_hash("foobar"), 0x8594_4171_f739_67e8);
    }
}
