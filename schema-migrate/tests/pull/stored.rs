//! SQLite's stored form.

use polyschema_migrate::pull::Options;

use crate::given::{TableExt, schema, sqlite, table};
use crate::{check_pull, check_pull_with};

/// Each column with the check that polyschema's DDL gives its type.
fn stored() -> polyschema_core::Catalog {
    let columns = ["id bigint", "a text", "b bigint", "c text", "d text", "e bytes"];
    sqlite([schema([table("x.t", &columns)
        .check("ck_t_a_length", r#"length("a") <= 30"#)
        .check("ck_t_b_bool", r#""b" IN (0, 1)"#)
        .check("ck_t_c_json", r#"json_valid("c")"#)
        .check("ck_t_d_label", r#""d" IN ('it''s', ', ', ')')"#)
        .check("ck_t_e_length", r#"length("e") = 16"#)
        .default_sql("b", "1")
        .default_text("d", ", ")])])
}

#[test]
fn checks_give_types_back() {
    check_pull("stored", &stored());
}

/// Without the features a check stays one.
#[test]
fn checks_of_types_that_the_models_lack_stay() {
    check_pull_with("stored_no_features", &stored(), &Options::default());
}

#[test]
fn checks_that_say_something_else_stay() {
    let columns = ["id bigint", "a text", "b bigint", "c text", "d text", "e text", "f ANY"];
    let catalog = sqlite([schema([table("x.t", &columns)
        .check("ck_t_a_length", r#"length("a") <= 30 OR a = ''"#)
        .check("ck_t_b_bool", r#""b" IN (0, 2)"#)
        .check("ck_t_c_json", r#"json_valid("a")"#)
        .check("ck_t_d_label", r#""d" IN ('x', lower('Y'))"#)
        .check("another_name", r#"length("e") <= 30"#)])]);
    check_pull("stored_otherwise", &catalog);
}
