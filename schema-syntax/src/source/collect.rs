//! Items with one of our derives, lowered as the derive lowers them.

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::{Attribute, DeriveInput, Path, Token};

use super::{Cfg, Item, Place, Sources, cfg};
use crate::lower::{Lowered, db_enum, db_type, schema, table};

/// Takes an item, if it is one of ours.
pub(super) fn item(item: syn::Item, place: &Place, cfg: Cfg<'_>, sources: &mut Sources) {
    let mut input = match item {
        syn::Item::Struct(item) => DeriveInput::from(item),
        syn::Item::Enum(item) => DeriveInput::from(item),
        syn::Item::Union(item) => DeriveInput::from(item),
        syn::Item::Type(item) => return alias(item, place, cfg, sources),
        _ => return,
    };
    if !cfg::applies(&mut input.attrs, cfg) || !derives_any(&input.attrs) {
        return;
    }
    match &mut input.data {
        syn::Data::Struct(data) => cfg::fields(&mut data.fields, cfg),
        syn::Data::Enum(data) => {
            let kept = std::mem::take(&mut data.variants).into_iter().filter_map(|mut variant| {
                let applies = cfg::applies(&mut variant.attrs, cfg);
                applies.then_some(variant)
            });
            data.variants = kept.collect();
        }
        syn::Data::Union(_) => {}
    }
    let Sources { tables, schemas, enums, types, faults, .. } = sources;
    let mut lowered = Vec::new();
    if derives(&input.attrs, "Table", "table") {
        lowered.extend(lower(&input, place, table, tables));
    }
    if derives(&input.attrs, "Schema", "schema") {
        lowered.extend(lower(&input, place, schema, schemas));
    }
    if derives(&input.attrs, "DbEnum", "db_enum") {
        lowered.extend(lower(&input, place, db_enum, enums));
    }
    if derives(&input.attrs, "DbType", "db_type") {
        lowered.extend(lower(&input, place, db_type, types));
    }
    faults.extend(lowered.into_iter().flat_map(|error| place.faults(error)));
}

fn lower<T>(
    input: &DeriveInput,
    place: &Place,
    lower: fn(&DeriveInput) -> Lowered<T>,
    items: &mut Vec<Item<T>>,
) -> Option<syn::Error> {
    let Lowered { model, error } = lower(input);
    let is_faulty = error.is_some();
    items.extend(model.map(|model| Item { model, place: place.clone(), is_faulty }));
    error
}

/// A type alias is what fields of its name hold.
fn alias(mut item: syn::ItemType, place: &Place, cfg: Cfg<'_>, sources: &mut Sources) {
    if cfg::applies(&mut item.attrs, cfg) && item.generics.params.is_empty() {
        sources.aliases.push(Item { model: item, place: place.clone(), is_faulty: false });
    }
}

fn derives_any(attributes: &[Attribute]) -> bool {
    [("Table", "table"), ("Schema", "schema"), ("DbEnum", "db_enum"), ("DbType", "db_type")]
        .iter()
        .any(|(name, helper)| derives(attributes, name, helper))
}

/// Whether the item has our derive: by its bare name, by a path from `polyschema`, or by any path if
/// the item has the derive's own attribute too.
fn derives(attributes: &[Attribute], name: &str, helper: &str) -> bool {
    let has_helper = attributes.iter().any(|attribute| attribute.path().is_ident(helper));
    let is_ours = |path: &Path| {
        let idents: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        match idents[..] {
            [.., last] if last != name => false,
            [_] => true,
            [first, ..] => has_helper || first == "polyschema",
            [] => false,
        }
    };
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        let list = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        list.is_ok_and(|list| list.iter().any(is_ours))
    })
}
