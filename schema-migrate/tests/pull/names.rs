//! Names of structs and fields.

use crate::check_pull;
use crate::given::{TableExt, postgres, schema, table};

#[test]
fn names_that_mean_something_else_are_given_others() {
    check_pull(
        "reserved_names",
        &postgres([schema([
            table("x.boxes", &["self text", "crate text", "unique text", "async text"]),
            table("x.strings", &["id integer"]),
            table("x.string", &["id integer"]),
            table("x.string_rows", &["id integer"]),
            table("x.schemas", &["id integer"]),
        ])]),
    );
}

/// The derive makes `NewCountry` and `CountryColumns` of `Country`.
#[test]
fn names_of_derived_items_are_taken() {
    check_pull(
        "derived_names",
        &postgres([schema([
            table("x.countries", &["id integer"]),
            table("x.new_country", &["id integer"]),
            table("x.country_columns", &["id integer"]),
            table("x.country", &["id integer"]),
        ])]),
    );
}

#[test]
fn fields_have_names_of_their_own() {
    check_pull(
        "fields",
        &postgres([schema([table(
            "x.t",
            &["id integer", "Id text", "ID text", "1 text", "_ text", "__ text", "naïve text"],
        )
        .change_column("1", |column| column.name = crate::given::ident("1st of May"))])]),
    );
}

/// The field that is extended is named as no column.
#[test]
fn a_base_is_no_column() {
    let asia = table("asia.countries", &["id integer", "country text", "country_2 text?"]);
    let europe = table("europe.countries", &["id integer", "country text"]);
    check_pull("base_field", &postgres([schema([asia]), schema([europe])]));
}

#[test]
fn constraints_with_names_of_the_convention_need_none() {
    let convention = table("x.a", &["id integer", "b integer", "c integer"])
        .unique("uq_a_b_c", &["b", "c"])
        .unique("uq_a_b", &["b"])
        .check("ck_a", "b > c")
        .check("ck_a_c", "c > 0")
        .references("fk_a_b", &["b"], "x.a", &["id"])
        .index("ix_a_c", "c");
    let others = table("x.b", &["id integer", "b integer", "c integer"])
        .unique("b_b_c_key", &["b", "c"])
        .unique("b_b_key", &["b"])
        .check("b_check", "b > c")
        .check("b_c_check", "c > 0")
        .references("b_b_fkey", &["b"], "x.b", &["id"])
        .index("b_c_idx", "c")
        .change(|table| {
            table.primary_key.as_mut().expect("a key").name = crate::given::ident("b_pkey");
        });
    check_pull("constraint_names", &postgres([schema([convention, others])]));
}

#[test]
fn a_schema_named_by_the_database_is_named_at_run_time() {
    check_pull("public", &postgres([schema([table("public.countries", &["id integer"])])]));
}
