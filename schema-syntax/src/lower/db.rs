//! An enum that derives `DbEnum`, and a newtype that derives `DbType`.

use std::collections::BTreeMap;

use heck::{ToKebabCase, ToLowerCamelCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{DeriveInput, Ident};

use crate::attr::{DbEnumWords, DbTypeWords, Text, VariantWords, doc_comment, read};
use crate::fault::{Faults, near_or_all};
use crate::lower::{Lowered, name, shape};
use crate::model::{DbEnum, DbType, Variant};

/// Reads an enum that derives `DbEnum`.
pub fn db_enum(input: &DeriveInput) -> Lowered<DbEnum> {
    let mut faults = Faults::default();
    let words: DbEnumWords = read(&input.attrs, "db_enum", &mut faults);
    let data = shape::variants(input, "a `DbEnum`", "a label", &mut faults);
    let plain = shape::not_generic(&input.generics, "a `DbEnum`", &mut faults);
    let (Some(data), true) = (data, plain) else {
        return Lowered::new(None, faults);
    };
    let case = case(words.rename_all.as_ref(), &mut faults);
    let (variants, hints): (Vec<Variant>, Vec<Option<Text>>) =
        data.variants.iter().map(|variant| self::variant(variant, case, &mut faults)).unzip();
    if variants.is_empty() {
        faults.at(&input.ident, "an enum in the database needs at least one variant");
        return Lowered::new(None, faults);
    }
    distinct_labels(&variants, &mut faults);
    former_labels(&variants, &hints, &mut faults);
    let model = DbEnum {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        krate: words.krate.map(|named| named.0),
        name: name::given(words.name.as_ref(), "an enum", &mut faults)
            .unwrap_or_else(|| input.ident.unraw().to_string().to_snake_case()),
        comment: doc_comment(&input.attrs),
        variants,
    };
    Lowered::new(Some(model), faults)
}

type Case = fn(&str) -> String;

/// How labels are made of variants' names, serde's words for it.
fn case(text: Option<&Text>, faults: &mut Faults) -> Case {
    let cases: [(&str, Case); 8] = [
        ("snake_case", |name| name.to_snake_case()),
        ("lowercase", |name| name.to_lowercase()),
        ("UPPERCASE", |name| name.to_uppercase()),
        ("PascalCase", |name| name.to_upper_camel_case()),
        ("camelCase", |name| name.to_lower_camel_case()),
        ("SCREAMING_SNAKE_CASE", |name| name.to_shouty_snake_case()),
        ("kebab-case", |name| name.to_kebab_case()),
        ("SCREAMING-KEBAB-CASE", |name| name.to_kebab_case().to_uppercase()),
    ];
    let Some(text) = text else {
        return cases[0].1;
    };
    let given = text.value();
    match cases.iter().find(|(word, _)| *word == given) {
        Some((_, case)) => *case,
        None => {
            let near = near_or_all(&given, &cases.map(|(word, _)| word));
            faults.at(text, format!("unknown case `{given}`{near}"));
            cases[0].1
        }
    }
}

/// A variant is a label: it holds nothing, and its label is one that PostgreSQL takes.
///
/// Source: PostgreSQL manual, 8.7.4 (labels have at most 63 bytes).
fn variant(variant: &syn::Variant, case: Case, faults: &mut Faults) -> (Variant, Option<Text>) {
    let ident = variant.ident.clone();
    let words: VariantWords = read(&variant.attrs, "db_enum", faults);
    if !variant.fields.is_empty() {
        faults.at(
            &variant.fields,
            format!("`{ident}` is a label in the database and can hold nothing"),
        );
    }
    let (label, at) = match &words.rename {
        Some(text) => (text.value(), text.to_token_stream()),
        None => (case(&ident.unraw().to_string()), ident.to_token_stream()),
    };
    check_label(&label, at, faults);
    let renamed_from = words.renamed_from.as_ref().map(Text::value);
    if let (Some(before), Some(text)) = (&renamed_from, &words.renamed_from) {
        check_label(before, text, faults);
    }
    let is_unit = variant.fields.is_empty();
    (Variant { ident, label, renamed_from, is_unit }, words.renamed_from)
}

fn check_label(label: &str, at: impl ToTokens, faults: &mut Faults) {
    if label.is_empty() || label.contains('\0') {
        faults.at(at, "a label cannot be empty or contain the character NUL");
    } else if label.len() > 63 {
        faults.at(at, format!("label `{label}` has {} bytes; 63 are allowed", label.len()));
    }
}

/// No two variants have one label.
fn distinct_labels(variants: &[Variant], faults: &mut Faults) {
    let mut labels: BTreeMap<&str, &Ident> = BTreeMap::new();
    for Variant { ident, label, .. } in variants {
        if let Some(first) = labels.insert(label, ident) {
            faults.at(ident, format!("label `{label}` is there twice: `{first}` has it too"));
        }
    }
}

/// A label that was renamed is there no more, and became one other.
fn former_labels(variants: &[Variant], hints: &[Option<Text>], faults: &mut Faults) {
    let mut former: BTreeMap<String, &Ident> = BTreeMap::new();
    for (Variant { ident, .. }, hint) in variants.iter().zip(hints) {
        let Some(text) = hint else { continue };
        let before = text.value();
        if let Some(now) = variants.iter().find(|variant| variant.label == before) {
            let message = format!(
                "label `{before}` is there still: `{}` has it; remove `renamed_from`",
                now.ident
            );
            faults.at(text, message);
        } else if let Some(first) = former.insert(before, ident) {
            faults
                .at(text, format!("the label became that of `{first}`; remove one `renamed_from`"));
        }
    }
}

/// Reads a newtype that derives `DbType`.
pub fn db_type(input: &DeriveInput) -> Lowered<DbType> {
    let mut faults = Faults::default();
    let words: DbTypeWords = read(&input.attrs, "db_type", &mut faults);
    let inner = shape::newtype(input, &mut faults);
    let plain = shape::not_generic(&input.generics, "a `DbType`", &mut faults);
    let (Some(inner), true) = (inner, plain) else {
        return Lowered::new(None, faults);
    };
    let model = DbType {
        ident: input.ident.clone(),
        krate: words.krate.map(|named| named.0),
        inner: inner.clone(),
        validate: words.validate.map(|named| named.0),
    };
    Lowered::new(Some(model), faults)
}
