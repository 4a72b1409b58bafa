//! Whether a column can take another type, and at what price. Source: PostgreSQL manual, `ALTER TABLE`
//! (notes), and 8.

use polyschema_core::ddl::Using;
use polyschema_core::metadata::SqlType;

/// What a type change means to PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TypeChange {
    /// Whether all rows are written anew.
    pub(super) rewrites: bool,
    /// Whether there may be values that do not fit.
    pub(super) narrows: bool,
    /// What must stand in `USING`.
    pub(super) using: Option<Using>,
}

impl TypeChange {
    /// From a type to another one.
    pub(super) fn of(from: &SqlType, to: &SqlType) -> Self {
        Self {
            rewrites: from != to && !keeps_rows(from, to),
            narrows: from != to && !widens(from, to),
            using: using(from, to),
        }
    }
}

/// The widenings for which the rows stay as they are.
fn keeps_rows(from: &SqlType, to: &SqlType) -> bool {
    use SqlType::{Decimal, Numeric, Text, Varchar};
    match (from, to) {
        (Varchar(from), Varchar(to)) => from <= to,
        (Varchar(_), Text) | (Numeric { .. }, Decimal) => true,
        (Numeric { precision, scale }, Numeric { precision: to, scale: to_scale }) => {
            precision <= to && scale == to_scale
        }
        _ => false,
    }
}

/// Whether each value of a type has its like in the other.
fn widens(from: &SqlType, to: &SqlType) -> bool {
    use SqlType::{
        BigInt, Char, Date, Decimal, Double, Integer, Numeric, Real, SmallInt, Text, Timestamp,
        TimestampTz, Varchar,
    };
    match (from, to) {
        (_, Text)
        | (SmallInt, Integer | BigInt | Real | Double | Decimal)
        | (Integer, BigInt | Double | Decimal)
        | (BigInt, Decimal)
        | (Real, Double)
        | (Date, Timestamp | TimestampTz)
        | (Timestamp, TimestampTz) => true,
        (Char(from) | Varchar(from), Varchar(to)) | (Char(from), Char(to)) => from <= to,
        (Numeric { precision, scale }, Numeric { precision: to, scale: to_scale }) => {
            scale <= to_scale && precision - scale <= to - to_scale
        }
        (Numeric { .. }, Decimal) => true,
        (Integer, Numeric { precision, scale }) => precision - scale >= 10,
        (SmallInt, Numeric { precision, scale }) => precision - scale >= 5,
        (BigInt, Numeric { precision, scale }) => precision - scale >= 19,
        (SqlType::Array(from), SqlType::Array(to)) => widens(from, to),
        _ => keeps_rows(from, to),
    }
}

/// Types among which assignment casts lead.
#[derive(PartialEq)]
enum Family {
    Number,
    Text,
    Moment,
    Other,
}

fn family(sql_type: &SqlType) -> Family {
    match sql_type {
        SqlType::SmallInt
        | SqlType::Integer
        | SqlType::BigInt
        | SqlType::Real
        | SqlType::Double
        | SqlType::Decimal
        | SqlType::Numeric { .. } => Family::Number,
        SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_) => Family::Text,
        SqlType::Date | SqlType::Timestamp | SqlType::TimestampTz => Family::Moment,
        _ => Family::Other,
    }
}

/// Source: PostgreSQL manual, `CREATE CAST`: a cast to text is an assignment, one from text is explicit.
fn using(from: &SqlType, to: &SqlType) -> Option<Using> {
    match (from, to) {
        _ if from == to => None,
        (SqlType::Array(from), SqlType::Array(to)) => match using(from, to) {
            Some(Using::CastOfText) => Some(Using::CastOfElements),
            other => other,
        },
        (_, SqlType::Domain(_)) | (SqlType::Domain(_), _) => Some(Using::Cast),
        _ => match (family(from), family(to)) {
            (_, Family::Text) => None,
            (from, to) if from == to && from != Family::Other => None,
            (Family::Text, _) => Some(Using::Cast),
            _ => Some(Using::CastOfText),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `r` for a rewrite, `n` for narrowing; `u`, `t` and `e` for a cast, of the value, its text or its elements' texts.
    #[track_caller]
    fn check(from: SqlType, to: SqlType, expected: &str) {
        let change = TypeChange::of(&from, &to);
        let mut found = String::new();
        found.push_str(if change.rewrites { "r" } else { "" });
        found.push_str(if change.narrows { "n" } else { "" });
        found.push_str(match change.using {
            None => "",
            Some(Using::Cast) => "u",
            Some(Using::CastOfText) => "t",
            Some(Using::CastOfElements) => "e",
        });
        assert_eq!(found, expected, "{from} -> {to}");
    }

    #[test]
    fn safe_widenings_are_free() {
        let numeric = |precision, scale| SqlType::Numeric { precision, scale };
        check(SqlType::Varchar(5), SqlType::Varchar(9), "");
        check(SqlType::Varchar(5), SqlType::Text, "");
        check(numeric(5, 2), numeric(9, 2), "");
        check(numeric(5, 2), SqlType::Decimal, "");
        check(SqlType::Text, SqlType::Text, "");
    }

    #[test]
    fn the_rest_rewrites() {
        let numeric = |precision, scale| SqlType::Numeric { precision, scale };
        check(SqlType::Integer, SqlType::BigInt, "r");
        check(SqlType::Integer, SqlType::Text, "r");
        check(SqlType::Timestamp, SqlType::TimestampTz, "r");
        check(numeric(5, 2), numeric(9, 4), "r");
        check(SqlType::Integer, numeric(10, 0), "r");
    }

    #[test]
    fn what_may_not_fit_narrows() {
        let numeric = |precision, scale| SqlType::Numeric { precision, scale };
        check(SqlType::Varchar(9), SqlType::Varchar(5), "rn");
        check(SqlType::Text, SqlType::Varchar(5), "rn");
        check(SqlType::BigInt, SqlType::Integer, "rn");
        check(SqlType::Double, SqlType::Integer, "rn");
        check(SqlType::Timestamp, SqlType::Date, "rn");
        check(numeric(9, 2), numeric(9, 4), "rn");
        check(numeric(9, 2), numeric(8, 2), "rn");
        check(SqlType::Integer, numeric(9, 0), "rn");
    }

    #[test]
    fn what_no_assignment_casts_is_cast() {
        check(SqlType::Text, SqlType::Integer, "rnu");
        check(SqlType::Text, SqlType::Json, "rnu");
        check(SqlType::Integer, SqlType::Boolean, "rnt");
        check(SqlType::BigInt, SqlType::Boolean, "rnt");
        check(SqlType::Uuid, SqlType::Bytes, "rnt");
        let mood = |name: &str| SqlType::Enum(name.parse().unwrap());
        check(mood("asia.a"), mood("asia.b"), "rnt");
        check(mood("asia.a"), SqlType::Text, "r");
        check(SqlType::Text, mood("asia.a"), "rnu");
        let array = |of| SqlType::Array(Box::new(of));
        check(array(SqlType::Integer), array(SqlType::BigInt), "r");
        check(array(SqlType::Text), array(SqlType::Integer), "rnu");
        check(array(mood("asia.a")), array(mood("asia.b")), "rne");
        check(SqlType::Integer, array(SqlType::Integer), "rnt");
    }
}
