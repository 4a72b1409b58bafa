//! Rust types, as far as their spelling tells: what a column of them holds.

use polyschema_core::spec::EnumSpec;
use polyschema_core::value::ValueKind;
use polyschema_syntax::source::Place;
use syn::ext::IdentExt;
use syn::{GenericArgument, Ident, Path, PathArguments, Type};

use super::index::{Found, Index, Wanted};

/// What a column of a type holds.
#[derive(Debug, Clone)]
pub(super) struct ColumnType {
    pub(super) kind: ValueKind,
    pub(super) nullable: bool,
    /// The type without NULL, the same text for the same type.
    pub(super) identity: String,
}

/// Crates whose types cannot be the sources' own.
const EXTERNAL: [&str; 9] =
    ["alloc", "chrono", "core", "polyschema", "rust_decimal", "serde_json", "std", "time", "uuid"];

/// How many aliases and newtypes may stand for each other.
const DEPTH: usize = 32;

/// What a column of a type holds.
///
/// # Errors
/// Why that cannot be told.
pub(super) fn column_type(
    index: &Index<'_>,
    enums: &[&'static EnumSpec],
    ty: &Type,
    from: &Place,
) -> Result<ColumnType, String> {
    Types { index, enums }.column(ty, from, DEPTH)
}

struct Types<'a> {
    index: &'a Index<'a>,
    enums: &'a [&'static EnumSpec],
}

impl Types<'_> {
    fn column(&self, ty: &Type, from: &Place, depth: usize) -> Result<ColumnType, String> {
        let path = path_of(ty).ok_or_else(|| unknown(ty))?;
        let (name, arguments) = last(path).ok_or_else(|| unknown(ty))?;
        if depth == 0 {
            return Err(format!("`{name}` stands for itself"));
        }
        if let ("Option", [inner]) = (name.as_str(), &arguments[..]) {
            let inner = self.column(inner, from, depth - 1)?;
            return match inner.nullable {
                true => Err(format!("`{}` is NULL in two ways; write one `Option`", spelled(ty))),
                false => Ok(ColumnType { nullable: true, ..inner }),
            };
        }
        if !is_external(path)
            && let Some(found) = self.index.find(path, from, Wanted::Column)?
        {
            return self.own(found, depth);
        }
        let kind = builtin(&name, &arguments).ok_or_else(|| unknown(ty))?;
        let identity = match &arguments[..] {
            [] => name,
            arguments => {
                let arguments: Vec<String> = arguments.iter().map(|ty| spelled(ty)).collect();
                format!("{name}<{}>", arguments.join(","))
            }
        };
        Ok(ColumnType { kind, nullable: false, identity })
    }

    /// A type that the sources declare.
    fn own(&self, found: Found, depth: usize) -> Result<ColumnType, String> {
        let place = self.index.place(found);
        let identity = |name: &Ident| format!("{}::{name}", place.module.join("::"));
        match found {
            Found::Enum(position) => {
                let item = &self.index.sources.enums[position];
                let kind = ValueKind::Enum(self.enums[position]);
                Ok(ColumnType { kind, nullable: false, identity: identity(&item.model.ident) })
            }
            Found::Type(position) => {
                let model = &self.index.sources.types[position].model;
                let inner = self.column(&model.inner, place, depth - 1)?;
                match inner.nullable {
                    true => Err(format!(
                        "`{0}` holds an `Option`; write `Option<{0}>` where NULL is meant",
                        model.ident
                    )),
                    false => Ok(ColumnType { identity: identity(&model.ident), ..inner }),
                }
            }
            Found::Alias(position) => {
                let alias = &self.index.sources.aliases[position];
                self.column(&alias.model.ty, place, depth - 1)
            }
            Found::Table(_) | Found::Schema(_) => Err("a table is no column".to_owned()),
        }
    }
}

/// The kind of a type that polyschema knows by itself.
fn builtin(name: &str, arguments: &[&Type]) -> Option<ValueKind> {
    Some(match (name, arguments) {
        ("i16", []) => ValueKind::I16,
        ("i32", []) => ValueKind::I32,
        ("i64", []) => ValueKind::I64,
        ("f32", []) => ValueKind::F32,
        ("f64", []) => ValueKind::F64,
        ("bool", []) => ValueKind::Bool,
        ("String", []) => ValueKind::Text,
        ("Uuid", []) => ValueKind::Uuid,
        ("NaiveDate" | "Date", []) => ValueKind::Date,
        ("NaiveTime" | "Time", []) => ValueKind::Time,
        ("NaiveDateTime" | "PrimitiveDateTime", []) => ValueKind::Timestamp,
        ("OffsetDateTime", []) => ValueKind::TimestampTz,
        ("DateTime", [zone]) if is_named(zone, "Utc") => ValueKind::TimestampTz,
        ("Decimal", []) => ValueKind::Decimal,
        ("Json", [_]) | ("Value", []) => ValueKind::Json,
        ("Vec", [element]) if is_named(element, "u8") => ValueKind::Bytes,
        ("Vec", [element]) => ValueKind::Array(array_element(element)?),
        _ => return None,
    })
}

/// The kind of the elements of an array, which not every type can be; `ArrayElement` says which.
fn array_element(element: &Type) -> Option<&'static ValueKind> {
    let (name, arguments) = last(path_of(element)?)?;
    match builtin(&name, &arguments)? {
        ValueKind::Bytes | ValueKind::Time | ValueKind::Json | ValueKind::Array(_) => None,
        kind => Some(Box::leak(Box::new(kind))),
    }
}

fn unknown(ty: &Type) -> String {
    format!(
        "the source files do not say what a column of `{}` holds; \
         derive `DbType` or `DbEnum` on it, name the file that does, \
         or put the models into a crate of their own and use `from_schemas`",
        spelled(ty)
    )
}

/// The path that a type is, if it is one.
pub(super) fn path_of(ty: &Type) -> Option<&Path> {
    match ty {
        Type::Path(path) if path.qself.is_none() => Some(&path.path),
        Type::Group(group) => path_of(&group.elem),
        Type::Paren(paren) => path_of(&paren.elem),
        _ => None,
    }
}

/// The last segment and its arguments, if all of them are types.
fn last(path: &Path) -> Option<(String, Vec<&Type>)> {
    let last = path.segments.last()?;
    let arguments = match &last.arguments {
        PathArguments::None => Vec::new(),
        PathArguments::AngleBracketed(arguments) => {
            let types = arguments.args.iter().map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            types.collect::<Option<_>>()?
        }
        PathArguments::Parenthesized(_) => return None,
    };
    Some((last.ident.unraw().to_string(), arguments))
}

fn is_named(ty: &Type, name: &str) -> bool {
    let last = path_of(ty).and_then(last);
    last.is_some_and(|(last, arguments)| last == name && arguments.is_empty())
}

fn is_external(path: &Path) -> bool {
    path.segments.len() > 1
        && path
            .segments
            .first()
            .is_some_and(|first| EXTERNAL.iter().any(|external| first.ident == external))
}

/// The type's own words.
fn spelled(ty: &Type) -> String {
    quote::ToTokens::to_token_stream(ty).to_string().replace(' ', "")
}
