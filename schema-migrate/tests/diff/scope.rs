//! What is compared, and what becomes of what only `from` has.

use polyschema_migrate::diff::{ObjectKind, Scope, Unmodelled};

use crate::check_diff;

const COLUMNS: &str = r#"columns = [{ name = "id", type = "integer" }]"#;

/// Tables of one column, by qualified names.
fn tables(names: &[&str]) -> String {
    names.iter().fold(String::new(), |text, name| {
        let (schema, table) = name.split_once('.').unwrap();
        text + &format!("[{schema}.tables.{table}]\n{COLUMNS}\n")
    })
}

fn pattern(text: &str) -> polyschema_migrate::diff::ObjectPattern {
    text.parse().unwrap()
}

#[track_caller]
fn check_created(scope: &Scope, expected: &[&str]) {
    let to = tables(&["asia.countries", "asia.audit_log", "europe.countries", "europe.audit"]);
    check_diff("", &to, scope, expected);
}

#[test]
fn what_is_included_is_compared() {
    let scope = Scope::of_database();
    let schema = scope.clone().include(pattern("asia"));
    let both = [
        "create schema asia",
        "create table asia.audit_log (id)",
        "create table asia.countries (id)",
    ];
    check_created(&schema, &both);
    let two = scope.clone().include(pattern("asia.countries")).include(pattern("*.audit"));
    check_created(
        &two,
        &[
            "create schema asia",
            "create table asia.countries (id)",
            "create schema europe",
            "create table europe.audit (id)",
        ],
    );
    check_created(&scope.include(pattern("africa")), &[]);
}

#[test]
fn what_is_excluded_is_not() {
    let scope = Scope::of_database();
    check_created(
        &scope.clone().exclude(pattern("europe")).exclude(pattern("asia.*_log")),
        &["create schema asia", "create table asia.countries (id)"],
    );
    let included = scope.include(pattern("asia")).exclude(pattern("*.countries"));
    check_created(&included, &["create schema asia", "create table asia.audit_log (id)"]);
}

#[test]
fn kinds_are_left_out() {
    let from = "asia.enums.mood.labels = ['sad']\nasia.sequences.numbers = {}\n";
    let to = format!(
        "asia.comment = 'x'\nasia.views.v.definition = 'SELECT 1'\n{}",
        tables(&["asia.countries"])
    );
    let scope = Scope::between_snapshots();
    let check = |left_out: &[ObjectKind], expected: &[&str]| {
        let scope = left_out.iter().fold(scope.clone(), |scope, kind| scope.without(*kind));
        check_diff(from, &to, &scope, expected);
    };
    let [comment, drop_enum, drop_sequence, table, view] = [
        "comment on schema asia: none -> 'x'",
        "drop enum asia.mood",
        "drop sequence asia.numbers",
        "create table asia.countries (id)",
        "create view asia.v",
    ];
    check(&[], &[comment, drop_enum, drop_sequence, table, view]);
    check(&[ObjectKind::Schema, ObjectKind::View], &[drop_enum, drop_sequence, table]);
    check(&[ObjectKind::Enum, ObjectKind::Sequence, ObjectKind::Table], &[comment, view]);
    check_diff("", &to, &scope.without(ObjectKind::Schema), &[table, view]);
}

#[test]
fn what_belongs_to_a_table_that_is_left_out_is_left_out() {
    let from = format!(
        "[asia.sequences.numbers]\nowned_by = {{ table = 'asia.log', column = 'id' }}\n\
         [asia.tables.log]\n{COLUMNS}\npartition_by = {{ strategy = 'list', key = 'id' }}\n\
         [asia.tables.one]\n{COLUMNS}\npartition_of = {{ parent = 'asia.log', bound = 'DEFAULT' }}\n"
    );
    let scope = Scope::between_snapshots();
    check_diff(&from, "[asia]", &scope.clone().exclude(pattern("asia.log")), &[]);
    check_diff(
        &from,
        "[asia]",
        &scope,
        &["drop sequence asia.numbers", "drop table asia.log", "drop partition asia.one"],
    );
}

#[test]
fn a_table_is_renamed_where_its_new_name_is_included() {
    let to = format!("[asia.tables.countries]\nrenamed_from = 'nations'\n{COLUMNS}\n");
    let scope = Scope::of_database().include(pattern("asia.countries"));
    check_diff(
        &tables(&["asia.nations"]),
        &to,
        &scope,
        &["rename table asia.nations to countries"],
    );
}

#[test]
fn history_is_never_compared() {
    let from = tables(&["asia.polyschema_history", "asia.migrations"]);
    let scope = Scope::between_snapshots();
    check_diff(&from, "[asia]", &scope, &["drop table asia.migrations"]);
    check_diff(&from, "[asia]", &scope.history_table("migrations"), &[]);
}

#[test]
fn unmodelled_objects_of_a_database_are_left_alone_unless_asked_for() {
    let from = format!(
        "asia.enums.mood.labels = ['sad']\nasia.domains.code = {{}}\nasia.sequences.numbers = {{}}\n\
         asia.views.v.definition = 'SELECT 1'\n{}",
        tables(&["asia.other", "asia.countries"])
    );
    let to = tables(&["asia.countries"]);
    let scope = Scope::of_database();
    check_diff(&from, &to, &scope, &[]);
    check_diff(
        &from,
        &to,
        &scope.unmodelled(Unmodelled::Drop),
        &[
            "drop enum asia.mood",
            "drop domain asia.code",
            "drop sequence asia.numbers",
            "drop table asia.other",
            "drop view asia.v",
        ],
    );
}

#[test]
fn a_modelled_table_belongs_to_the_model_as_a_whole() {
    let from = r#"
        [asia.tables.t]
        columns = [{ name = "id", type = "integer" }, { name = "note", type = "text" }]
        indexes = [{ keys = ["note"] }]
    "#;
    let expected = ["drop index asia.ix_t_note", "drop column asia.t.note"];
    check_diff(from, &tables(&["asia.t"]), &Scope::of_database(), &expected);
}

#[test]
fn schemas_that_are_not_modelled_are_left_alone_unless_asked_for() {
    let (from, to) = (tables(&["asia.t", "tenant_1.t"]), tables(&["asia.t"]));
    let scope = Scope::of_database();
    check_diff(&from, &to, &scope, &[]);
    check_diff(&from, &to, &scope.clone().unmodelled(Unmodelled::Drop), &[]);
    let dropped = ["drop table tenant_1.t", "drop schema tenant_1"];
    check_diff(&from, &to, &scope.unmodelled_schemas(Unmodelled::Drop), &dropped);
}

#[test]
fn parts_of_a_modelled_table_are_left_alone_unless_asked_for() {
    let to = format!(
        "[asia.tables.log]\n{COLUMNS}\npartition_by = {{ strategy = 'list', key = 'id' }}\n"
    );
    let from = format!(
        "{to}[asia.sequences.numbers]\nowned_by = {{ table = 'asia.log', column = 'id' }}\n\
         [asia.tables.one]\n{COLUMNS}\npartition_of = {{ parent = 'asia.log', bound = 'DEFAULT' }}\n"
    );
    let scope = Scope::of_database().unmodelled(Unmodelled::Drop);
    check_diff(&from, &to, &scope, &[]);
    let dropped = ["drop sequence asia.numbers", "drop partition asia.one"];
    check_diff(&from, &to, &scope.unmodelled_parts(Unmodelled::Drop), &dropped);
}

#[test]
fn a_sequence_goes_with_the_column_that_owns_it_asked_or_not() {
    let from = r#"
        [asia.sequences.numbers]
        owned_by = { table = "asia.t", column = "number" }
        [asia.tables.t]
        columns = [{ name = "id", type = "integer" }, { name = "number", type = "integer" }]
    "#;
    let expected = ["drop sequence asia.numbers", "drop column asia.t.number"];
    check_diff(from, &tables(&["asia.t"]), &Scope::of_database(), &expected);
}
