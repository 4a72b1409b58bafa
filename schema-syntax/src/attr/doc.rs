//! Doc comments, as comments in the database.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The first paragraph of the doc comment, on one line; `None` if there is none.
pub(crate) fn doc_comment(attributes: &[Attribute]) -> Option<String> {
    let text: Vec<String> = attributes.iter().filter_map(doc_text).collect();
    let paragraph: Vec<&str> = text
        .iter()
        .flat_map(|text| text.split('\n'))
        .map(str::trim)
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty())
        .collect();
    (!paragraph.is_empty()).then(|| paragraph.join(" "))
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::doc_comment;

    #[test]
    fn the_first_paragraph_is_the_comment() {
        let item: syn::ItemStruct = parse_quote! {
            ///
            /// A sovereign
            /// state.
            ///
            /// With details.
            #[derive(Debug)]
            struct Country;
        };
        assert_eq!(doc_comment(&item.attrs).as_deref(), Some("A sovereign state."));
        assert_eq!(doc_comment(&[]), None);
    }
}
