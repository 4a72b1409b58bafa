//! Types, by the features that the models have.

use polyschema_core::metadata::{DomainDef, SqlType};
use polyschema_migrate::pull::{Dates, Options};

use crate::given::{TableExt, ident, postgres, qualified, schema, sqlite, table};
use crate::{all_features, check_pull, check_pull_with};

const COLUMNS: &[&str] =
    &["id integer", "born date?", "seen moment", "key uuid", "facts json", "amount decimal?"];

#[test]
fn types_of_features_that_the_models_lack_are_text() {
    let catalog = postgres([schema([table("x.t", COLUMNS)])]);
    check_pull_with("no_features", &catalog, &Options::default());
}

#[test]
fn dates_are_those_of_time() {
    let options = Options { dates: Dates::Time, ..all_features() };
    let catalog = postgres([schema([table("x.t", COLUMNS)])]);
    check_pull_with("time", &catalog, &options);
}

#[test]
fn sqlite_has_no_type_to_write_out() {
    let catalog = sqlite([schema([table("x.t", &COLUMNS[..5])])]);
    check_pull_with("sqlite_no_features", &catalog, &Options::default());
}

#[test]
fn domains_are_named() {
    let mut schema = schema([table("x.t", &["id integer", "a text", "b text", "c text"])
        .change_column("a", |column| column.sql_type = SqlType::Domain(qualified("x.email")))
        .change_column("b", |column| column.sql_type = SqlType::Domain(qualified("x.age")))
        .change_column("c", |column| {
            column.sql_type = SqlType::Array(Box::new(SqlType::Domain(qualified("x.email"))));
        })]);
    let domains = [("email", SqlType::Varchar(200)), ("age", SqlType::SmallInt)];
    schema.domains = domains
        .map(|(name, base)| (ident(name), DomainDef::new(qualified(&format!("x.{name}")), base)))
        .into();
    check_pull("domains", &postgres([schema]));
}

#[test]
fn enums_of_another_schema_are_text() {
    let table = table("y.t", &["id integer", "mood text"]).change_column("mood", |column| {
        column.sql_type = SqlType::Enum(qualified("x.mood"));
    });
    let x = crate::given::with_enum(
        schema([crate::given::table("x.t", &["id integer"])]),
        "mood",
        &["a"],
    );
    check_pull("enum_elsewhere", &postgres([x, schema([table])]));
}
