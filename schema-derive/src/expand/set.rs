//! `#[derive(SchemaSet)]`.

use std::hash::{DefaultHasher, Hash, Hasher};

use polyschema_syntax::model::{Member, SchemaSet};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Visibility;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::expand::check::assertion;
use crate::expand::krate::Private;

/// ```text
/// impl SchemaSet for World { const ALL: &'static [Self] = &[Self::Asia, ..]; fn name(&self) -> &'static str { .. } }
/// impl FromStr for World { type Err = Error; .. }
/// impl Member<0> for World { type Schema = Asia; }                for each variant
/// const _: () = check::set("World", &[member_name::<World, 0>(), ..]);
/// macro_rules! __World { ([$then:path] $rest) => { $then! { [Asia 0 ..] $rest } } }
/// pub(crate) use __World as World;
/// ```
///
/// `dispatch!` gets the variants from the macro, which is a name of the enum in the namespace of macros.
pub(crate) fn schema_set(set: &SchemaSet) -> TokenStream {
    let private = &Private::new(set.krate.as_ref());
    let SchemaSet { ident, members, .. } = set;
    let variants: Vec<_> = members.iter().map(|member| &member.ident).collect();
    let names: Vec<_> = (0..members.len())
        .map(|position| quote!(#private::member_name::<#ident, #position>()))
        .collect();
    let member_impls = members.iter().enumerate().map(|(position, Member { schema, .. })| {
        quote_spanned! {schema.span()=>
            #[automatically_derived]
            impl #private::Member<#position> for #ident {
                type Schema = #schema;
            }
        }
    });
    let text = ident.unraw().to_string();
    let check = assertion(private, ident.span(), quote!(set), quote!(#text, &[#(#names),*]));
    let dispatch = dispatch(set);
    quote! {
        #[automatically_derived]
        impl #private::SchemaSet for #ident {
            const ALL: &'static [Self] = &[#(Self::#variants),*];
            fn name(&self) -> &'static #private::str {
                match self {
                    #(Self::#variants => #names,)*
                }
            }
        }
        #[automatically_derived]
        impl #private::FromStr for #ident {
            type Err = #private::Error;
            fn from_str(name: &#private::str) -> #private::Result<Self> {
                #(if name == #names {
                    return #private::Ok(Self::#variants);
                })*
                #private::Err(#private::unknown_schema(name, &[#(#names),*]))
            }
        }
        #(#member_impls)*
        #check
        #dispatch
    }
}

/// A macro of a public set is public under a name of its own, because exported macros share one scope in their package.
fn dispatch(set: &SchemaSet) -> TokenStream {
    let SchemaSet { ident, vis, members, .. } = set;
    let variants = members.iter().enumerate().map(|(position, Member { ident, .. })| {
        let position = Literal::usize_unsuffixed(position);
        quote!(#ident #position)
    });
    let public = matches!(vis, Visibility::Public(_));
    let name = if public { exported(ident) } else { format_ident!("__{}", ident) };
    let export = public.then(|| quote!(#[macro_export]));
    quote! {
        #[doc(hidden)]
        #[allow(unused_macros)]
        #export
        macro_rules! #name {
            ([$($then:tt)*] $($rest:tt)*) => { $($then)*! { [#(#variants)*] $($rest)* } };
        }
        #[doc(hidden)]
        #[allow(unused_imports)]
        #vis use #name as #ident;
    }
}

/// `__World_5d3a..`, different for each place in the package.
fn exported(ident: &Ident) -> Ident {
    let place = Span::call_site().unwrap();
    let mut hasher = DefaultHasher::new();
    (place.file(), place.line(), place.column()).hash(&mut hasher);
    format_ident!("__{}_{:016x}", ident, hasher.finish())
}
