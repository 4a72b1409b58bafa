//! Whole expansions, in files: what a user's program pays for, and what a change of it changes.
//!
//! The path `::polyschema::__private::` is left out of them.

use polyschema_syntax::Lowered;
use syn::{DeriveInput, parse_quote};

use crate::expand::{Checks, projection, schema, table};

#[track_caller]
fn check_expansion<T>(
    name: &str,
    lower: fn(&DeriveInput) -> Lowered<T>,
    expand: fn(&T, Checks) -> proc_macro2::TokenStream,
    input: DeriveInput,
) {
    let model = lower(&input).into_result().expect("nothing is wrong with the item");
    let expansion = expand(&model, Checks::All).to_string();
    let expansion = expansion.replace(":: polyschema :: __private :: ", "");
    let file = syn::parse_str(&expansion).expect("the expansion is Rust");
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, prettyplease::unparse(&file));
    });
}

#[test]
fn table_with_columns_of_all_sorts() {
    let input = parse_quote! {
        /// A sovereign state.
        #[table(name = "countries", abstract, index(desc(population)), check("population >= 0"))]
        pub struct Country {
            #[column(primary_key, identity)]
            pub country_id: i32,
            /// As in English.
            #[column(varchar = 100, unique)]
            pub name: String,
            pub population: Option<i64>,
            #[column(default = Mood::Happy)]
            pub mood: Mood,
        }
    };
    check_expansion("table", polyschema_syntax::table, table, input);
}

#[test]
fn extension_with_a_mixin() {
    let input = parse_quote! {
        #[table(schema = Asia, override(name(varchar = 200)))]
        pub struct AsiaCountry {
            #[column(extends)]
            pub country: Country,
            #[column(flatten)]
            pub(crate) audit: Audit,
            signature_dish: Option<String>,
        }
    };
    check_expansion("extension", polyschema_syntax::table, table, input);
}

#[test]
fn foreign_key_of_two_columns() {
    let input = parse_quote! {
        #[table(
            name = "dialects",
            abstract,
            primary_key(code, region),
            foreign_key(
                columns(code, region),
                references = Language(code, region),
                on_delete = "cascade",
                deferrable
            )
        )]
        pub struct Dialect {
            pub code: String,
            pub region: i16,
        }
    };
    check_expansion("foreign_key", polyschema_syntax::table, table, input);
}

#[test]
fn schema_in_any_database() {
    let input = parse_quote! {
        /// Asia.
        #[schema(name = "asia", database = D, tables(AsiaCountry, Capital), sees(Shared<D>))]
        pub struct Asia<D = Sqlite>(PhantomData<D>);
    };
    check_expansion("schema", polyschema_syntax::schema, schema, input);
}

#[test]
fn projection_of_two_columns() {
    let input = parse_quote! {
        pub struct Summary {
            pub name: String,
            population: Option<i64>,
        }
    };
    let expand = |model: &_, _| projection(model);
    check_expansion("projection", polyschema_syntax::projection, expand, input);
}
