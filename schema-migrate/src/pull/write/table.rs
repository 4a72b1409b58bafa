//! A struct of a table: a base, or an extension of one.

use polyschema_core::ident::Ident as Name;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::rule::{Word, is_marked, primary_key, words};
use super::{Source, column, doc};
use crate::pull::family::{Family, Override, Variant};
use crate::pull::model::{Column, Key, Rule};
use crate::pull::names::StructNames;

/// What a struct is written of.
pub(super) struct Struct<'a> {
    /// The SQL name.
    pub(super) table: &'a Name,
    pub(super) names: &'a StructNames,
    /// The columns of this very struct.
    pub(super) columns: &'a [Column],
    pub(super) key: Option<&'a Key>,
    pub(super) rules: &'a [Rule],
    /// The rules of what is extended.
    pub(super) inherited: &'a [Rule],
    comment: Option<&'a str>,
    /// The units that list it.
    units: &'a [usize],
    /// What is extended, with what is said otherwise of it.
    base: Option<(&'a Family, &'a Ident, &'a [Override])>,
}

impl<'a> Struct<'a> {
    pub(super) fn base(source: &'a Source<'_>, position: usize) -> Self {
        let family = &source.families.all[position];
        Self {
            table: &family.name,
            names: &source.names.families[position].base,
            columns: &family.columns,
            key: family.key.as_ref(),
            rules: &family.rules,
            inherited: &[],
            comment: family.comment.as_deref(),
            units: &family.units,
            base: None,
        }
    }

    pub(super) fn variant(source: &'a Source<'_>, position: usize, variant: usize) -> Self {
        let family = &source.families.all[position];
        let names = &source.names.families[position];
        let Variant { units, comment, columns, overrides, rules } = &family.variants[variant];
        Self {
            table: &family.name,
            names: &names.variants[variant],
            columns,
            key: None,
            rules,
            inherited: &family.rules,
            comment: comment.as_deref(),
            units,
            base: Some((family, &names.base.name, overrides)),
        }
    }
}

/// `#[derive(Debug, Clone, Table)] #[table(..)] pub struct Country { .. }`.
pub(super) fn item(source: &Source<'_>, of: &Struct<'_>) -> TokenStream {
    let name = &of.names.name;
    let (mut of_table, mut of_columns) = (Vec::new(), Vec::new());
    for word in words(source, of) {
        match word {
            Word::Table(word) => of_table.push(word),
            Word::Column(column, word) => of_columns.push((column, word)),
        }
    }
    let mut table = Vec::new();
    if of.base.is_none() {
        let sql = of.table.as_str();
        table.push(quote!(name = #sql));
    }
    table.push(home(source, of));
    table.extend(primary_key(of));
    table.extend(of_table);
    if let Some((family, _, overrides)) = of.base
        && !overrides.is_empty()
    {
        let overrides = overrides.iter().map(|each| override_words(source, of, family, each));
        table.push(quote!(override(#(#overrides),*)));
    }
    let doc = doc(of.comment);
    let extends = of.base.zip(of.names.extends.as_ref()).map(|((_, base, _), field)| {
        quote! {
            #[column(extends)]
            pub #field: #base,
        }
    });
    let fields = of.columns.iter().map(|column| field(source, of, column, &of_columns));
    quote! {
        #doc
        #[derive(Debug, Clone, Table)]
        #[table(#(#table),*)]
        pub struct #name {
            #extends
            #(#fields)*
        }
    }
}

/// `abstract`, or the one schema that has the table.
fn home(source: &Source<'_>, of: &Struct<'_>) -> TokenStream {
    match of.units {
        [unit] => {
            let schema = &source.names.units[*unit];
            quote!(schema = #schema)
        }
        _ => quote!(abstract),
    }
}

fn override_words(
    source: &Source<'_>,
    of: &Struct<'_>,
    family: &Family,
    each: &Override,
) -> TokenStream {
    let field = &of.names.fields[&each.column];
    let base = family.columns.iter().find(|column| column.name == each.column);
    let fill = base.zip(each.fill.as_ref());
    let mut words = Vec::new();
    words.extend(fill.map(|(base, fill)| column::fill(source, &base.rust, fill)));
    words.extend(each.written.as_ref().and_then(column::written));
    words.extend(each.collation.as_ref().map(|name| quote!(collate = #name)));
    quote!(#field(#(#words),*))
}

fn field(
    source: &Source<'_>,
    of: &Struct<'_>,
    column: &Column,
    words_of_rules: &[(Name, TokenStream)],
) -> TokenStream {
    let (name, ty) = (&of.names.fields[&column.name], column::field_type(source, column));
    let mut words = Vec::new();
    words.extend(column::name(column, name));
    if of.key.is_some_and(|key| key.columns == [column.name.clone()]) && is_marked(of) {
        words.push(quote!(primary_key));
    }
    words.extend(column.fill.as_ref().map(|fill| column::fill(source, &column.rust, fill)));
    words.extend(column::written(&column.written));
    words.extend(column.collation.as_ref().map(|name| quote!(collate = #name)));
    let rules = words_of_rules.iter().filter(|(of, _)| *of == column.name);
    words.extend(rules.map(|(_, word)| word.clone()));
    let doc = doc(column.comment.as_deref());
    let attribute = (!words.is_empty()).then(|| quote!(#[column(#(#words),*)]));
    quote! {
        #doc
        #attribute
        pub #name: #ty,
    }
}
