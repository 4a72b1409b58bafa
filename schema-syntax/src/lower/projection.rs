//! A struct that derives `Projection`.

use syn::DeriveInput;

use crate::attr::{ProjectionWords, read};
use crate::fault::Faults;
use crate::lower::{Lowered, shape};
use crate::model::{Part, Projection};

/// Reads a struct that derives `Projection`.
pub fn projection(input: &DeriveInput) -> Lowered<Projection> {
    let mut faults = Faults::default();
    let words: ProjectionWords = read(&input.attrs, "projection", &mut faults);
    let named = shape::named_fields(input, "a projection", "each is read from a row", &mut faults);
    let plain = shape::not_generic(&input.generics, "a projection", &mut faults);
    let (Some(named), true) = (named, plain) else {
        return Lowered::new(None, faults);
    };
    let fields: Vec<Part> = named
        .named
        .iter()
        .filter_map(|field| {
            Some(Part { ident: field.ident.clone()?, vis: field.vis.clone(), ty: field.ty.clone() })
        })
        .collect();
    if fields.is_empty() {
        faults.at(&input.ident, "a projection needs at least one field: a query reads something");
        return Lowered::new(None, faults);
    }
    let model = Projection {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        krate: words.krate.map(|named| named.0),
        fields,
    };
    Lowered::new(Some(model), faults)
}
