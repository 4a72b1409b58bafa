//! The source: items as tokens, comments between them, files.

mod column;
mod comment;
mod rule;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use polyschema_core::dialect::Dialect;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use self::comment::{listed, wrapped};
use self::table::Struct;
use super::family::Families;
use super::model::{Enum, Model, Place, Unit};
use super::names::{EnumNames, Names, StructNames, modules};
use super::{Layout, Note, Options, SourceFile};

/// All that is known when source is written.
pub(super) struct Source<'a> {
    model: &'a Model,
    families: &'a Families,
    names: &'a Names,
    options: &'a Options,
    notes: BTreeMap<&'a Place, Vec<&'a Note>>,
}

/// An item, and where it belongs.
struct Item {
    /// The one unit that has it; `None` for what several share.
    unit: Option<usize>,
    /// Which derive it needs.
    derive: &'static str,
    /// The lines of comments above it.
    comments: Vec<String>,
    tokens: TokenStream,
}

impl<'a> Source<'a> {
    pub(super) fn new(
        model: &'a Model,
        families: &'a Families,
        names: &'a Names,
        options: &'a Options,
    ) -> Self {
        let mut notes: BTreeMap<&Place, Vec<&Note>> = BTreeMap::new();
        for (place, note) in &model.notes {
            notes.entry(place).or_default().push(note);
        }
        Self { model, families, names, options, notes }
    }

    /// The struct that a unit lists of a family.
    fn listed(&self, family: usize, unit: usize) -> &StructNames {
        let names = &self.names.families[family];
        match self.families.all[family].variant_of(unit) {
            Some(variant) => &names.variants[variant],
            None => &names.base,
        }
    }
}

/// The files.
pub(super) fn files(source: &Source<'_>) -> Vec<SourceFile> {
    let items = items(source);
    let all: Vec<&Item> = items.iter().collect();
    if source.options.layout == Layout::OneFile {
        return vec![file(source, "schemas", &[], &all)];
    }
    let modules = modules(source.names);
    let shared: Vec<&Item> = items.iter().filter(|item| item.unit.is_none()).collect();
    let mut lines = vec![String::new()];
    lines.extend(modules.iter().map(|name| format!("mod {name};")));
    lines.push(String::new());
    lines.extend(modules.iter().map(|name| format!("pub use {name}::*;")));
    let mut files = vec![file(source, "mod", &lines, &shared)];
    let of_others = [
        "",
        "#[allow(unused_imports, reason = \"not each schema needs what others have\")]",
        "use super::*;",
    ];
    for (unit, name) in modules.iter().enumerate() {
        let own: Vec<&Item> = items.iter().filter(|item| item.unit == Some(unit)).collect();
        files.push(file(source, name, &of_others.map(str::to_owned), &own));
    }
    files
}

/// Schemas first, then enums, then tables in the order of their names.
fn items(source: &Source<'_>) -> Vec<Item> {
    let units = source.model.units.iter().enumerate();
    let mut items: Vec<Item> =
        units.map(|(position, unit)| schema(source, position, unit)).collect();
    let enums = source.model.enums.iter().zip(&source.names.enums);
    items.extend(enums.map(|(each, names)| Item {
        unit: only(&each.units),
        derive: "DbEnum",
        comments: Vec::new(),
        tokens: enum_item(each, names),
    }));
    for (position, family) in source.families.all.iter().enumerate() {
        let of_base = |unit: &&usize| family.variant_of(**unit).is_none();
        let listing: Vec<usize> = family.units.iter().filter(of_base).copied().collect();
        let base = Struct::base(source, position);
        items.push(table(source, &base, only(&family.units), &listing));
        for (at, variant) in family.variants.iter().enumerate() {
            let extension = Struct::variant(source, position, at);
            items.push(table(source, &extension, only(&variant.units), &variant.units));
        }
    }
    items
}

fn only(units: &[usize]) -> Option<usize> {
    match units {
        [unit] => Some(*unit),
        _ => None,
    }
}

fn table(source: &Source<'_>, of: &Struct<'_>, unit: Option<usize>, listing: &[usize]) -> Item {
    let places = listing.iter().map(|&unit| Place::Table(unit, of.table.clone()));
    let comments = notes(source, &places.collect::<Vec<_>>());
    Item { unit, derive: "Table", comments, tokens: table::item(source, of) }
}

/// The notes that stand at the places, as lines of comments.
fn notes(source: &Source<'_>, places: &[Place]) -> Vec<String> {
    let notes = places.iter().filter_map(|place| source.notes.get(place)).flatten();
    notes.flat_map(|note| wrapped(&note.to_string())).collect()
}

fn schema(source: &Source<'_>, position: usize, unit: &Unit) -> Item {
    let Source { model, families, names, options: _, notes: _ } = source;
    let name = &names.units[position];
    let doc = doc(unit.comment.as_deref());
    let mut words = Vec::new();
    if let (true, Some(sql)) = (unit.is_named, unit.schemas.first()) {
        let sql = sql.as_str();
        words.push(quote!(name = #sql));
    }
    words.push(match model.dialect {
        Dialect::Postgres => quote!(database = Postgres),
        Dialect::Sqlite => quote!(database = Sqlite),
    });
    let tables =
        families.all.iter().enumerate().filter(|(_, family)| family.units.contains(&position));
    let tables = tables.map(|(at, family)| {
        let table = &source.listed(at, position).name;
        match family.variant_of(position).map(|variant| family.variants[variant].units.len()) {
            Some(2..) => quote!(extension(#table)),
            _ => quote!(#table),
        }
    });
    let tables: Vec<TokenStream> = tables.collect();
    words.push(quote!(tables(#(#tables),*)));
    let sees: Vec<_> = families
        .sees
        .get(&position)
        .into_iter()
        .flatten()
        .map(|&unit| &names.units[unit])
        .collect();
    if !sees.is_empty() {
        words.push(quote!(sees(#(#sees),*)));
    }
    let mut comments = Vec::new();
    if let [_, _, ..] = &unit.schemas[..] {
        let schemas: Vec<&str> = unit.schemas.iter().map(|schema| schema.as_str()).collect();
        let (count, listed) = (schemas.len(), listed(&schemas));
        comments.extend(wrapped(&format!("The type of {count} equal schemas: {listed}.")));
    }
    comments.extend(notes(source, &[Place::Unit(position)]));
    let tokens = quote! {
        #doc
        #[derive(Debug, Clone, Copy, Schema)]
        #[schema(#(#words),*)]
        pub struct #name;
    };
    Item { unit: Some(position), derive: "Schema", comments, tokens }
}

fn enum_item(each: &Enum, names: &EnumNames) -> TokenStream {
    let EnumNames { name, case, variants } = names;
    let doc = doc(each.comment.as_deref());
    let sql = each.name.as_ref().map(|name| name.as_str());
    let sql = sql.filter(|sql| name.unraw().to_string().to_snake_case() != *sql);
    let sql = sql.map(|sql| quote!(name = #sql));
    let case = case.map(|case| quote!(rename_all = #case));
    let words: Vec<TokenStream> = sql.into_iter().chain(case).collect();
    let attribute = (!words.is_empty()).then(|| quote!(#[db_enum(#(#words),*)]));
    let variants = variants.iter().zip(&each.labels).map(|((variant, is_renamed), label)| {
        let rename = is_renamed.then(|| quote!(#[db_enum(rename = #label)]));
        quote!(#rename #variant,)
    });
    quote! {
        #doc
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, DbEnum)]
        #attribute
        pub enum #name {
            #(#variants)*
        }
    }
}

/// Doc comments: the derives make the first paragraph the comment in the database.
fn doc(comment: Option<&str>) -> TokenStream {
    let lines = comment.into_iter().flat_map(str::lines).map(|line| format!(" {}", line.trim()));
    lines.map(|line| quote!(#[doc = #line])).collect()
}

fn file(source: &Source<'_>, name: &str, lines: &[String], items: &[&Item]) -> SourceFile {
    let mut text = header(source);
    text.push_str(&imports(source, items));
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    for item in items {
        text.push('\n');
        for line in &item.comments {
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(&formatted(&item.tokens));
    }
    SourceFile { name: format!("{name}.rs"), text }
}

fn header(source: &Source<'_>) -> String {
    let Source { model, options, .. } = source;
    let schemas = model.units.iter().flat_map(|unit| &unit.schemas).map(|name| name.as_str());
    let schemas = listed(&schemas.collect::<Vec<_>>());
    let made =
        format!("Made by `{}` of these schemas of {}: {schemas}.", options.command, model.dialect);
    let mut lines = wrapped(&made);
    lines.extend(wrapped(
        "What the models do not say stands in a comment above the item that lacks it.",
    ));
    lines.join("\n") + "\n\n"
}

/// `use polyschema::{..};`, with what the items need.
fn imports(source: &Source<'_>, items: &[&Item]) -> String {
    let mut used: BTreeSet<&str> = items.iter().map(|item| item.derive).collect();
    if used.contains("Schema") {
        used.insert(match source.model.dialect {
            Dialect::Postgres => "Postgres",
            Dialect::Sqlite => "Sqlite",
        });
    }
    match used.len() {
        0 => String::new(),
        1 => format!("use polyschema::{};\n", used.into_iter().collect::<String>()),
        _ => format!("use polyschema::{{{}}};\n", used.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

fn formatted(tokens: &TokenStream) -> String {
    match syn::parse2(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(fault) => unreachable!("what is written is Rust: {fault}: {tokens}"),
    }
}
