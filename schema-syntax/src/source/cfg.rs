//! `#[cfg(..)]` and `#[cfg_attr(..)]`, which the compiler has applied before a derive sees an item.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Fields, Ident, LitBool, LitStr, Meta, Token, parenthesized, token};

use super::Cfg;

/// Applies an item's attributes to it; `false` when it is not there at all.
///
/// A condition that cannot be read counts as true: the compiler refuses it later.
pub(super) fn applies(attributes: &mut Vec<Attribute>, cfg: Cfg<'_>) -> bool {
    let mut expanded = Vec::new();
    for attribute in attributes.drain(..) {
        expand(attribute, cfg, &mut expanded);
    }
    *attributes = expanded;
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).all(|attribute| {
        attribute.parse_args_with(|input: ParseStream<'_>| holds(input, cfg)).unwrap_or(true)
    })
}

/// Leaves out the fields that are not there.
pub(super) fn fields(fields: &mut Fields, cfg: Cfg<'_>) {
    let fields = match fields {
        Fields::Named(fields) => &mut fields.named,
        Fields::Unnamed(fields) => &mut fields.unnamed,
        Fields::Unit => return,
    };
    let kept = std::mem::take(fields).into_iter().filter_map(|mut field| {
        let applies = applies(&mut field.attrs, cfg);
        applies.then_some(field)
    });
    *fields = kept.collect();
}

/// `cfg_attr(condition, a, b)` becomes `a` and `b`, or nothing.
fn expand(attribute: Attribute, cfg: Cfg<'_>, expanded: &mut Vec<Attribute>) {
    if !attribute.path().is_ident("cfg_attr") {
        expanded.push(attribute);
        return;
    }
    let read = attribute.parse_args_with(|input: ParseStream<'_>| {
        let holds = holds(input, cfg)?;
        input.parse::<Token![,]>()?;
        let metas = input.parse_terminated(syn::parse::Parse::parse, Token![,])?;
        Ok((holds, metas.into_iter().collect::<Vec<Meta>>()))
    });
    if let Ok((true, metas)) = read {
        for meta in metas {
            expand(Attribute { meta, ..attribute.clone() }, cfg, expanded);
        }
    }
}

/// Source: the Rust reference, "Conditional compilation".
fn holds(input: ParseStream<'_>, cfg: Cfg<'_>) -> syn::Result<bool> {
    if input.peek(LitBool) {
        return Ok(input.parse::<LitBool>()?.value);
    }
    let name = input.call(Ident::parse_any)?;
    if input.peek(token::Paren) {
        let content;
        parenthesized!(content in input);
        let mut inner = Vec::new();
        while !content.is_empty() {
            inner.push(holds(&content, cfg)?);
            content.parse::<Option<Token![,]>>()?;
        }
        let mut inner = inner.into_iter();
        return match name.to_string().as_str() {
            "all" => Ok(inner.all(|holds| holds)),
            "any" => Ok(inner.any(|holds| holds)),
            "not" => Ok(!inner.any(|holds| holds)),
            _ => Err(syn::Error::new(name.span(), "unknown condition")),
        };
    }
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        let value: LitStr = input.parse()?;
        return Ok(cfg(&name.to_string(), Some(&value.value())));
    }
    Ok(cfg(&name.to_string(), None))
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn known(name: &str, value: Option<&str>) -> bool {
        matches!((name, value), ("unix", None) | ("feature", Some("extra")))
    }

    #[track_caller]
    fn check(attribute: Attribute, expected: bool) {
        assert_eq!(applies(&mut vec![attribute], &known), expected);
    }

    #[test]
    fn conditions_are_judged() {
        check(parse_quote!(#[cfg(unix)]), true);
        check(parse_quote!(#[cfg(test)]), false);
        check(parse_quote!(#[cfg(feature = "extra")]), true);
        check(parse_quote!(#[cfg(feature = "other")]), false);
        check(parse_quote!(#[cfg(not(any(test, windows)))]), true);
        check(parse_quote!(#[cfg(all(unix, not(feature = "extra")))]), false);
        check(parse_quote!(#[cfg(false)]), false);
        check(parse_quote!(#[cfg(unknown(x))]), true);
        check(parse_quote!(#[cfg_attr(unix, cfg(test))]), false);
    }

    #[test]
    fn conditional_attributes_are_put_in_their_place() {
        let mut item: syn::ItemStruct = parse_quote! {
            #[cfg_attr(unix, derive(Table), table(abstract))]
            #[cfg_attr(windows, derive(Schema))]
            struct Country {
                #[cfg(test)]
                a: i32,
                #[cfg_attr(feature = "extra", column(primary_key))]
                b: i32,
            }
        };
        assert!(applies(&mut item.attrs, &known));
        fields(&mut item.fields, &known);
        let expected: syn::ItemStruct = parse_quote! {
            #[derive(Table)]
            #[table(abstract)]
            struct Country {
                #[column(primary_key)]
                b: i32
            }
        };
        let text = |item: &syn::ItemStruct| quote::quote!(#item).to_string();
        assert_eq!(text(&item), text(&expected));
    }
}
