//! The naming convention for constraints and indexes that the model does not name.
//!
//! | object | name |
//! |---|---|
//! | primary key | `pk_table` |
//! | unique constraint | `uq_table_column_..` |
//! | foreign key | `fk_table_column_..` |
//! | check | `ck_table_column`, `ck_table` |
//! | index | `ix_table_column_..`, with `expr` for an expression |
//!
//! The idea is SQLAlchemy's. The schema is no part of a name, so one table has the same names in every
//! schema; nor is the database, so it has the same names in each.

use std::collections::BTreeSet;

use crate::ident::Ident;

/// The longest name in bytes, the same for all databases: PostgreSQL's limit.
const LIMIT: usize = 63;

/// Gives the unnamed constraints and indexes of one table their names.
pub(crate) struct Namer<'a> {
    table: &'a str,
    taken: BTreeSet<String>,
}

impl<'a> Namer<'a> {
    /// For a table, and the names that its model gives.
    pub(crate) fn new(table: &'a str, given: impl IntoIterator<Item = &'a str>) -> Self {
        Self { table, taken: given.into_iter().map(str::to_owned).collect() }
    }

    /// The next name of a kind; a second one over the same columns ends in `_2`.
    pub(crate) fn name<'p>(
        &mut self,
        kind: &str,
        parts: impl IntoIterator<Item = &'p str>,
    ) -> Result<Ident, crate::Error> {
        let mut base = format!("{kind}_{}", self.table);
        for part in parts {
            base.push('_');
            base.push_str(part);
        }
        let mut name = fit(base.clone());
        let mut number = 2_u32;
        while !self.taken.insert(name.clone()) {
            name = fit(format!("{base}_{number}"));
            number += 1;
        }
        Ident::new(name)
    }
}

/// Cuts a name that is too long, and ends it in a hash of the whole.
pub(crate) fn fit(name: String) -> String {
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
        let mut name = |kind, parts: &[&str]| {
            namer.name(kind, parts.iter().copied()).unwrap().as_str().to_owned()
        };
        assert_eq!(name("pk", &[]), "pk_countries");
        assert_eq!(name("uq", &["name", "code"]), "uq_countries_name_code");
        assert_eq!(name("uq", &["code"]), "uq_countries_code_2", "the model gave the first");
        assert_eq!(name("ck", &[]), "ck_countries");
        assert_eq!(name("ck", &[]), "ck_countries_2");
        assert_eq!(name("ck", &[]), "ck_countries_3");
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let long = "ü".repeat(30);
        let mut namer = Namer::new(&long, []);
        let first = namer.name("uq", ["a"]).unwrap();
        let second = namer.name("uq", ["a"]).unwrap();
        let third = namer.name("uq", ["b"]).unwrap();
        assert_eq!(first.as_str(), format!("uq_{}_33983f50", "ü".repeat(25)));
        for name in [&first, &second, &third] {
            assert!(name.as_str().len() <= LIMIT, "{name:?}");
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
