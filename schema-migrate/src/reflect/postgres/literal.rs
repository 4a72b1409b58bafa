//! A default that is a literal, out of the server's words.
//!
//! Only what the model would write in just the same way is a literal; all else stays SQL.

use polyschema_core::metadata::{Fill, Literal, SqlType};

use super::text;

/// `own_type` is the server's name of the column's type, of a domain the base's.
pub(super) fn fill(written: &str, sql_type: &SqlType, own_type: &str) -> Fill {
    // A literal has no length: it is of the type that PostgreSQL has beneath `character(n)`.
    let own_type = if own_type == "character" { "bpchar" } else { own_type };
    let literal = match sql_type {
        SqlType::Boolean => boolean(written),
        SqlType::SmallInt
        | SqlType::Integer
        | SqlType::BigInt
        | SqlType::Real
        | SqlType::Double
        | SqlType::Decimal
        | SqlType::Numeric { .. } => number(written),
        SqlType::Bytes => cast(written).filter(|(_, to)| *to == own_type).and_then(bytes),
        _ => cast(written).filter(|(_, to)| *to == own_type).map(|(text, _)| Literal::Text(text)),
    };
    match literal {
        Some(literal) => Fill::Default(literal),
        None => Fill::DefaultSql(text::expression(written).to_owned()),
    }
}

fn boolean(written: &str) -> Option<Literal> {
    match written {
        "true" => Some(Literal::Bool(true)),
        "false" => Some(Literal::Bool(false)),
        _ => None,
    }
}

/// `5`, `1.5`; and `'-5'::integer`, which is how the server writes a negative number.
fn number(written: &str) -> Option<Literal> {
    const NUMBERS: [&str; 6] =
        ["smallint", "integer", "bigint", "real", "double precision", "numeric"];
    let quoted = cast(written).filter(|(_, to)| NUMBERS.contains(to));
    let digits = quoted.as_ref().map_or(written, |(text, _)| text);
    let number = match digits.parse::<i64>() {
        Ok(value) => Literal::Int(value),
        Err(_) => Literal::Float(digits.parse().ok()?),
    };
    // `1.50` and `1e3` are other texts to the server than what the model writes for their values.
    let same = match number {
        Literal::Int(value) => value.to_string() == digits,
        Literal::Float(value) => value.is_finite() && format!("{value:?}") == digits,
        Literal::Bool(_) | Literal::Text(_) => false,
    };
    same.then_some(number)
}

/// The model gives bytes as text.
fn bytes((hex, _): (String, &str)) -> Option<Literal> {
    let digits = hex.strip_prefix("\\x")?;
    let bytes = (0..digits.len() / 2)
        .map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok());
    let text = String::from_utf8(bytes.collect::<Option<_>>()?).ok()?;
    (!text.contains('\0')).then_some(Literal::Text(text))
}

/// The two sides of `'text'::type`, if that is all there is.
fn cast(written: &str) -> Option<(String, &str)> {
    let mut rest = written.strip_prefix('\'')?;
    let mut text = String::new();
    loop {
        let (part, after) = rest.split_once('\'')?;
        text.push_str(part);
        match after.strip_prefix('\'') {
            Some(after) => {
                text.push('\'');
                rest = after;
            }
            None => return Some((text, after.strip_prefix("::")?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_literal(written: &str, sql_type: SqlType, own_type: &str, expected: Literal) {
        assert_eq!(fill(written, &sql_type, own_type), Fill::Default(expected));
    }

    #[track_caller]
    fn check_sql(written: &str, sql_type: SqlType, own_type: &str) {
        assert_eq!(fill(written, &sql_type, own_type), Fill::DefaultSql(written.to_owned()));
    }

    #[test]
    fn literals_are_known() {
        let text = |text: &str| Literal::Text(text.to_owned());
        check_literal("true", SqlType::Boolean, "boolean", Literal::Bool(true));
        check_literal("5", SqlType::BigInt, "bigint", Literal::Int(5));
        check_literal("'-5'::integer", SqlType::BigInt, "bigint", Literal::Int(-5));
        check_literal(
            "'9000000000'::bigint",
            SqlType::BigInt,
            "bigint",
            Literal::Int(9_000_000_000),
        );
        check_literal("1.5", SqlType::Double, "double precision", Literal::Float(1.5));
        check_literal("'-1.5'::numeric", SqlType::Decimal, "numeric", Literal::Float(-1.5));
        check_literal("'it''s'::text", SqlType::Text, "text", text("it's"));
        check_literal(r"'\x6162'::bytea", SqlType::Bytes, "bytea", text("ab"));
        let name = SqlType::Custom("asia.mood".into());
        check_literal("'happy'::asia.mood", name, "asia.mood", text("happy"));
    }

    #[test]
    fn all_else_is_sql() {
        check_sql("now()", SqlType::TimestampTz, "timestamp with time zone");
        check_sql("1.50", SqlType::Decimal, "numeric");
        check_sql("'a'::text || 'b'::text", SqlType::Text, "text");
        check_sql("'2020-01-01'::date", SqlType::Timestamp, "timestamp without time zone");
        check_sql(r"'\xff'::bytea", SqlType::Bytes, "bytea");
        check_sql("NULL::character varying", SqlType::Varchar(3), "character varying");
    }
}
