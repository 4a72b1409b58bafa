//! A column as a field: its type, and the words of `#[column(..)]`.

use polyschema_core::metadata::{Identity, Literal};
use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use super::Source;
use crate::pull::Dates;
use crate::pull::model::{Column, Fill, Rust, Written};

/// The field's type.
pub(super) fn field_type(source: &Source<'_>, column: &Column) -> TokenStream {
    let ty = rust_type(source, &column.rust);
    if column.nullable { quote!(Option<#ty>) } else { ty }
}

fn rust_type(source: &Source<'_>, rust: &Rust) -> TokenStream {
    let time = source.options.dates == Dates::Time;
    match rust {
        Rust::I16 => quote!(i16),
        Rust::I32 => quote!(i32),
        Rust::I64 => quote!(i64),
        Rust::F32 => quote!(f32),
        Rust::F64 => quote!(f64),
        Rust::Bool => quote!(bool),
        Rust::Text => quote!(String),
        Rust::Bytes => quote!(Vec<u8>),
        Rust::Uuid => quote!(uuid::Uuid),
        Rust::Date if time => quote!(time::Date),
        Rust::Date => quote!(chrono::NaiveDate),
        Rust::Time if time => quote!(time::Time),
        Rust::Time => quote!(chrono::NaiveTime),
        Rust::Timestamp if time => quote!(time::PrimitiveDateTime),
        Rust::Timestamp => quote!(chrono::NaiveDateTime),
        Rust::TimestampTz if time => quote!(time::OffsetDateTime),
        Rust::TimestampTz => quote!(chrono::DateTime<chrono::Utc>),
        Rust::Json => quote!(serde_json::Value),
        Rust::Decimal => quote!(rust_decimal::Decimal),
        Rust::Enum(position) => {
            let name = &source.names.enums[*position].name;
            quote!(#name)
        }
        Rust::Array(element) => {
            let element = rust_type(source, element);
            quote!(Vec<#element>)
        }
    }
}

/// `name = ".."`, where the field does not say it.
///
/// What is not ASCII can be spelled in several ways, of which Rust knows one.
pub(super) fn name(column: &Column, field: &proc_macro2::Ident) -> Option<TokenStream> {
    let name = column.name.as_str();
    (field.unraw() != name || !name.is_ascii()).then(|| quote!(name = #name))
}

/// `varchar = 100` and its like.
pub(super) fn written(written: &Written) -> Option<TokenStream> {
    Some(match written {
        Written::FromRust => return None,
        Written::Varchar(length) => {
            let length = Token::u32_unsuffixed(*length);
            quote!(varchar = #length)
        }
        Written::Char(length) => {
            let length = Token::u32_unsuffixed(*length);
            quote!(char = #length)
        }
        Written::Numeric(precision, scale) => {
            let (precision, scale) =
                (Token::u16_unsuffixed(*precision), Token::u16_unsuffixed(*scale));
            quote!(numeric(#precision, #scale))
        }
        Written::Custom(sql) | Written::Own(sql) => quote!(sql_type = #sql),
    })
}

/// `default = 0`, `identity` and their like.
pub(super) fn fill(source: &Source<'_>, rust: &Rust, fill: &Fill) -> TokenStream {
    match fill {
        Fill::Default(Literal::Bool(value)) => quote!(default = #value),
        Fill::Default(Literal::Int(value)) => {
            let value = Token::i64_unsuffixed(*value);
            quote!(default = #value)
        }
        Fill::Default(Literal::Float(value)) => {
            let value = Token::f64_unsuffixed(*value);
            quote!(default = #value)
        }
        Fill::Default(Literal::Text(text)) => match variant(source, rust, text) {
            Some(variant) => quote!(default = #variant),
            None => quote!(default = #text),
        },
        Fill::Sql(sql) | Fill::Own(sql) | Fill::Serial(sql) => quote!(default = sql(#sql)),
        Fill::Identity(Identity::Always) => quote!(identity),
        Fill::Identity(Identity::ByDefault) => quote!(identity = "by_default"),
        Fill::Generated(sql) => quote!(generated = #sql),
    }
}

/// `Mood::Happy`, of an enum's label.
fn variant(source: &Source<'_>, rust: &Rust, label: &str) -> Option<TokenStream> {
    let Rust::Enum(position) = rust else {
        return None;
    };
    let names = &source.names.enums[*position];
    let labels = &source.model.enums[*position].labels;
    let at = labels.iter().position(|known| known == label)?;
    let (name, (variant, _)) = (&names.name, &names.variants[at]);
    Some(quote!(#name::#variant))
}
