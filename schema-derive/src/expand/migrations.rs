//! `migrations!`: the files of revisions as constants of the program.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{LitStr, Token, Type};

use crate::expand::krate::Private;

/// The directory where none is named.
const DIRECTORY: &str = "migrations";

/// The files that a revision's folder can have.
const NAMES: &[&str] = &["downgrade.sql", "snapshot.json", "upgrade.sql"];

/// `[Asia, Europe]`, or `["db/migrations", Asia, Europe]`.
pub(crate) struct Migrations {
    directory: Option<LitStr>,
    schemas: Punctuated<Type, Token![,]>,
}

impl Parse for Migrations {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let directory: Option<LitStr> = input.peek(LitStr).then(|| input.parse()).transpose()?;
        if directory.is_some() && !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        let schemas: Punctuated<Type, Token![,]> = Punctuated::parse_terminated(input)?;
        if schemas.is_empty() {
            let why = "no schemas; write `migrations![Asia, Europe]`";
            return Err(syn::Error::new(input.span(), why));
        }
        Ok(Self { directory, schemas })
    }
}

/// ```text
/// {
///     const _: () = assert!(has_folder::<Asia>(&["asia", "europe"]), "..");
///     Migrations::<(Asia, Europe)>::new(&[
///         EmbeddedFile { path: "asia/0001_create/upgrade.sql", text: include_str!("/../upgrade.sql") },
///     ])
/// }
/// ```
pub(crate) fn migrations(input: &Migrations) -> syn::Result<TokenStream> {
    let name = input.directory.as_ref().map_or_else(|| DIRECTORY.to_owned(), LitStr::value);
    let span = input.directory.as_ref().map_or_else(Span::call_site, LitStr::span);
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let directory = PathBuf::from(package).join(&name);
    let refused = |error: std::io::Error| {
        syn::Error::new(span, format!("`{name}` cannot be read: {error}; make it with `init`"))
    };
    let private = &Private::new(None);
    let folders = entries(&directory, Path::is_dir).map_err(refused)?;
    let mut files = Vec::new();
    for schema in &folders {
        for revision in entries(&directory.join(schema), Path::is_dir).map_err(refused)? {
            let folder = directory.join(schema).join(&revision);
            for file in entries(&folder, Path::is_file).map_err(refused)? {
                if !NAMES.contains(&file.as_str()) {
                    continue;
                }
                let path = format!("{schema}/{revision}/{file}");
                let place = folder.join(&file);
                let Some(place) = place.to_str() else {
                    let why = format!("the path of `{path}` is not UTF-8; move the package");
                    return Err(syn::Error::new(span, why));
                };
                files.push(quote! {
                    #private::EmbeddedFile { path: #path, text: #private::include_str!(#place) }
                });
            }
        }
    }
    let checks = input.schemas.iter().map(|schema| {
        let words = quote!(#schema).to_string();
        let why = format!(
            "`{words}` has no folder of revisions in `{name}`; make it with `init`, and the first revision with `revision --autogenerate`"
        );
        quote_spanned! {schema.span()=>
            const _: () = #private::assert!(#private::has_folder::<#schema>(&[#(#folders),*]), #why);
        }
    });
    let schemas = input.schemas.iter();
    Ok(quote!({
        #(#checks)*
        #private::Migrations::<(#(#schemas,)*)>::new(&[#(#files),*])
    }))
}

/// What lies in a directory, in order, without what is hidden.
fn entries(directory: &Path, is: fn(&Path) -> bool) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && is(&entry.path()) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
