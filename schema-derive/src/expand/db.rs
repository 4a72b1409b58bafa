//! `#[derive(DbEnum)]` and `#[derive(DbType)]`.

use polyschema_syntax::model::{DbEnum, DbType, Variant};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::krate::Private;
use crate::expand::option;

/// ```text
/// impl Mood {
///     const fn __label(&self) -> &'static str { match self { Self::Happy => "happy", .. } }
/// }
/// impl Scalar for Mood {
///     type Extremes = Everywhere;
///     const KIND: ValueKind = ValueKind::Enum(&EnumSpec { name: "mood", labels: &["happy", ..], .. });
///     fn value(&self) -> ValueRef<'_> { ValueRef::Enum(<the spec>, self.__label()) }
///     fn read<R: RowReader>(row: &mut R) -> Result<Option<Self>> { .. }
/// }
/// ```
pub(crate) fn db_enum(model: &DbEnum) -> TokenStream {
    let private = &Private::new(model.krate.as_ref());
    let DbEnum { ident, vis, name, .. } = model;
    let comment = option(private, model.comment.as_ref().map(|comment| quote!(#comment)));
    let variants: Vec<_> = model.variants.iter().map(|variant| &variant.ident).collect();
    let labels: Vec<_> = model.variants.iter().map(|variant| &variant.label).collect();
    let renamed = model.variants.iter().filter_map(|Variant { label, renamed_from, .. }| {
        let before = renamed_from.as_ref()?;
        Some(quote!((#label, #before)))
    });
    let reads = model.variants.iter().filter(|variant| variant.is_unit);
    let reads = reads.map(|Variant { ident, label, .. }| quote!(#label => Self::#ident,));
    quote! {
        #[automatically_derived]
        impl #ident {
            #[doc(hidden)]
            const __SPEC: &'static #private::EnumSpec = &#private::EnumSpec {
                name: #name,
                labels: &[#(#labels),*],
                comment: #comment,
                renamed_labels: &[#(#renamed),*],
            };
            #[doc(hidden)]
            #vis const fn __label(&self) -> &'static #private::str {
                match self {
                    #(Self::#variants { .. } => #labels,)*
                }
            }
        }
        #[automatically_derived]
        impl #private::Scalar for #ident {
            type Extremes = #private::Everywhere;
            const KIND: #private::ValueKind = #private::ValueKind::Enum(Self::__SPEC);
            fn value(&self) -> #private::ValueRef<'_> {
                #private::ValueRef::Enum(Self::__SPEC, self.__label())
            }
            fn read<__R: #private::RowReader>(
                row: &mut __R,
            ) -> #private::Result<#private::Option<Self>> {
                let #private::Some(label) = #private::RowReader::text(row)? else {
                    return #private::Ok(#private::None);
                };
                #private::Ok(#private::Some(match #private::String::as_str(&label) {
                    #(#reads)*
                    unknown => {
                        let why = Self::__SPEC.unknown(unknown);
                        return #private::Err(#private::RowReader::invalid(row, why));
                    }
                }))
            }
        }
    }
}

/// ```text
/// impl Scalar for Email {
///     type Extremes = <String as Scalar>::Extremes;
///     const KIND: ValueKind = <String as Scalar>::KIND;
///     fn value(&self) -> ValueRef<'_> { self.0.value() }
///     fn read<R: RowReader>(row: &mut R) -> Result<Option<Self>> { .. }    validated, if there is a function
/// }
/// ```
pub(crate) fn db_type(model: &DbType) -> TokenStream {
    let private = &Private::new(model.krate.as_ref());
    let DbType { ident, inner, .. } = model;
    let scalar = quote_spanned!(inner.span()=> <#inner as #private::Scalar>);
    let extremes = quote_spanned!(inner.span()=> type Extremes = #scalar::Extremes;);
    let validate = model.validate.as_ref().map(|validate| {
        quote_spanned! {validate.span()=>
            if let #private::Err(fault) = #validate(&value) {
                let why = #private::ToString::to_string(&fault);
                return #private::Err(#private::RowReader::invalid(row, why));
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #private::Scalar for #ident {
            #extremes
            const KIND: #private::ValueKind = #scalar::KIND;
            fn value(&self) -> #private::ValueRef<'_> {
                #scalar::value(&self.0)
            }
            fn into_value(self) -> #private::Value {
                #scalar::into_value(self.0)
            }
            fn read<__R: #private::RowReader>(
                row: &mut __R,
            ) -> #private::Result<#private::Option<Self>> {
                let #private::Some(value) = #scalar::read(row)? else {
                    return #private::Ok(#private::None);
                };
                #validate
                #private::Ok(#private::Some(Self(value)))
            }
        }
    }
}
