//! What can be said of a field's type from its spelling alone.

use syn::{GenericArgument, PathArguments, Type};

/// A type that every program spells alike. A type alias can hide one; the compiler then decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Builtin {
    I16,
    I32,
    I64,
    Float,
    Bool,
    Text,
}

/// The type inside of an `Option`, if it is one.
pub(super) fn option_inner(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) if arguments.args.len() == 1 => {
            match arguments.args.first()? {
                GenericArgument::Type(inner) => Some(inner),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The type without NULL.
pub(super) fn base(ty: &Type) -> &Type {
    option_inner(ty).unwrap_or(ty)
}

/// The builtin type that a type without NULL is, if it is one.
pub(super) fn builtin(ty: &Type) -> Option<Builtin> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last().filter(|last| last.arguments.is_none())?;
    Some(match last.ident.to_string().as_str() {
        "i16" => Builtin::I16,
        "i32" => Builtin::I32,
        "i64" => Builtin::I64,
        "f32" | "f64" => Builtin::Float,
        "bool" => Builtin::Bool,
        "String" => Builtin::Text,
        _ => return None,
    })
}
