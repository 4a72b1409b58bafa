//! How the database fills a column: literals that the field's type takes, and SQL for all else.

use polyschema_core::dialect::Dialect;
use polyschema_core::ident::quote_literal;
use polyschema_core::metadata::{self, Identity, Literal};

use super::Reader;
use crate::pull::model::{Fill, Place, Rust};
use crate::pull::units;
use crate::pull::words::names;

impl Reader<'_> {
    pub(super) fn fill(
        &mut self,
        place: &Place,
        object: &str,
        unit: usize,
        rust: &Rust,
        fill: metadata::Fill,
    ) -> Option<Fill> {
        Some(match fill {
            metadata::Fill::Default(literal) => match self.fits(&literal, rust) {
                true => Fill::Default(literal),
                false => Fill::Sql(self.literal_sql(&literal, rust)),
            },
            metadata::Fill::DefaultSql(sql) if units::is_serial(&sql) => {
                return Some(self.serial(place, object, unit, rust, sql));
            }
            metadata::Fill::DefaultSql(sql) => match names(&sql, &self.units[unit][0]) {
                true => Fill::Own(sql),
                false => Fill::Sql(sql),
            },
            metadata::Fill::Identity(identity) if rust.is_integer() => Fill::Identity(identity),
            metadata::Fill::Generated(sql) => Fill::Generated(sql),
            _ => {
                let text = "the models cannot say how the database fills it";
                self.note(place.clone(), object, text);
                return None;
            }
        })
    }

    /// The default of a `serial` column names its schema, which equal schemas do not share.
    fn serial(
        &mut self,
        place: &Place,
        object: &str,
        unit: usize,
        rust: &Rust,
        sql: String,
    ) -> Fill {
        if self.units[unit].len() > 1 && rust.is_integer() {
            let text = format!(
                "an identity to the models, because its default `{sql}` is another in each schema"
            );
            self.note(place.clone(), object, text);
            return Fill::Identity(Identity::ByDefault);
        }
        let text =
            "its default names a sequence that the models do not create; an identity has its own";
        self.note(place.clone(), object, text);
        Fill::Serial(sql)
    }

    /// Whether a field of the type can have the literal as its default.
    fn fits(&self, literal: &Literal, rust: &Rust) -> bool {
        match (literal, rust) {
            (Literal::Bool(_), Rust::Bool) => true,
            (Literal::Int(value), Rust::I16) => i16::try_from(*value).is_ok(),
            (Literal::Int(value), Rust::I32) => i32::try_from(*value).is_ok(),
            (Literal::Int(_), Rust::I64 | Rust::F32 | Rust::F64 | Rust::Decimal) => true,
            (Literal::Float(value), Rust::F32 | Rust::F64 | Rust::Decimal) => value.is_finite(),
            (Literal::Text(label), Rust::Enum(position)) => {
                self.model.enums[*position].labels.contains(label)
            }
            (
                Literal::Text(_),
                Rust::Text
                | Rust::Uuid
                | Rust::Date
                | Rust::Time
                | Rust::Timestamp
                | Rust::TimestampTz
                | Rust::Json
                | Rust::Array(_),
            ) => true,
            _ => false,
        }
    }

    /// The literal as SQL of its own.
    fn literal_sql(&self, literal: &Literal, rust: &Rust) -> String {
        let is_postgres = self.catalog.dialect() == Dialect::Postgres;
        match literal {
            Literal::Bool(value) if is_postgres => value.to_string(),
            Literal::Bool(value) => u8::from(*value).to_string(),
            Literal::Int(value) => value.to_string(),
            Literal::Float(value) => format!("{value:?}"),
            Literal::Text(text) if *rust == Rust::Bytes => {
                let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
                if is_postgres { format!(r"'\x{hex}'") } else { format!("x'{hex}'") }
            }
            Literal::Text(text) => {
                let mut sql = String::new();
                quote_literal(text, &mut sql);
                sql
            }
        }
    }
}
