//! An enum that derives `SchemaSet`.

use syn::{DeriveInput, Path};

use crate::attr::{SchemaSetWords, read};
use crate::fault::Faults;
use crate::lower::{Lowered, shape};
use crate::model::{Member, SchemaSet};

/// Reads an enum that derives `SchemaSet`.
pub fn schema_set(input: &DeriveInput) -> Lowered<SchemaSet> {
    let mut faults = Faults::default();
    let words: SchemaSetWords = read(&input.attrs, "schema_set", &mut faults);
    let data = shape::variants(input, "a `SchemaSet`", "a schema", &mut faults);
    let plain = shape::not_generic(&input.generics, "a `SchemaSet`", &mut faults);
    let (Some(data), true) = (data, plain) else {
        return Lowered::new(None, faults);
    };
    let members: Vec<Member> =
        data.variants.iter().filter_map(|variant| member(variant, &mut faults)).collect();
    if data.variants.is_empty() {
        faults.at(&input.ident, "a set of schemas needs at least one variant");
    }
    if members.len() < data.variants.len() || members.is_empty() {
        return Lowered::new(None, faults);
    }
    let model = SchemaSet {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        krate: words.krate.map(|named| named.0),
        members,
    };
    Lowered::new(Some(model), faults)
}

/// A variant is a schema: the type of its name, or the one that `#[schema_set(..)]` names.
fn member(variant: &syn::Variant, faults: &mut Faults) -> Option<Member> {
    let ident = variant.ident.clone();
    if !variant.fields.is_empty() {
        faults.at(&variant.fields, format!("`{ident}` is a schema and can hold nothing"));
        return None;
    }
    let mut schema = Path::from(ident.clone());
    for attribute in variant.attrs.iter().filter(|each| each.path().is_ident("schema_set")) {
        match attribute.parse_args() {
            Ok(path) => schema = path,
            Err(_) => {
                faults.at(attribute, "expected the schema's type: `#[schema_set(some::Asia)]`");
            }
        }
    }
    Some(Member { ident, schema })
}
