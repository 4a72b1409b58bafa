//! What Alembic's autogenerate misses or gets wrong.
//!
//! Some of it is a matter of planning (cycles, drop order), of reflection (`search_path`, login role) or of
//! running; here is what can be told from two catalogs.

use polyschema_core::Dialect;
use polyschema_migrate::diff::{Comparison, Diff, Scope, Unmodelled, diff};

use crate::{cases, catalog, check_diff};

/// One table before and after.
#[track_caller]
fn check_table(from: &str, to: &str, expected: &[&str]) {
    let table = |more: &str| {
        format!(
            "[asia.tables.t]\ncolumns = [{{ name = 'a', type = 'text' }}, {{ name = 'b', type = 'integer' }}]\n{more}"
        )
    };
    check_diff(&table(from), &table(to), &Scope::of_database(), expected);
}

#[test]
fn primary_keys_are_compared() {
    let expected = ["drop primary key asia.t.pk_t", "add primary key asia.t.pk_t (a, b)"];
    check_table("primary_key = ['a']", "primary_key = ['a', 'b']", &expected);
}

#[test]
fn partial_and_covering_indexes_are_compared() {
    let expected = ["drop index asia.ix_t_a", "create index asia.ix_t_a on asia.t (a) where b > 0"];
    check_table(
        "indexes = [{ keys = ['a'] }]",
        "indexes = [{ keys = ['a'], predicate = 'b > 0' }]",
        &expected,
    );
    let expected = ["drop index asia.ix_t_a", "create index asia.ix_t_a on asia.t (a) include (b)"];
    check_table(
        "indexes = [{ keys = ['a'] }]",
        "indexes = [{ keys = ['a'], include = ['b'] }]",
        &expected,
    );
}

#[test]
fn index_methods_and_operator_classes_are_compared() {
    let expected = ["drop index asia.ix_t_a", "create index asia.ix_t_a on asia.t using hash (a)"];
    check_table(
        "indexes = [{ keys = ['a'] }]",
        "indexes = [{ keys = ['a'], method = 'hash' }]",
        &expected,
    );
    let expected = ["drop index asia.i", "create index asia.i on asia.t (a text_pattern_ops)"];
    check_table(
        "indexes = [{ name = 'i', keys = ['a'] }]",
        "indexes = [{ name = 'i', keys = [{ on = 'a', operator_class = 'text_pattern_ops' }] }]",
        &expected,
    );
}

#[test]
fn texts_of_checks_and_generated_columns_are_compared() {
    let expected = ["drop check asia.t.c", "add check asia.t.c (b > 1)"];
    check_table(
        "checks = [{ name = 'c', predicate = 'b > 0' }]",
        "checks = [{ name = 'c', predicate = 'b > 1' }]",
        &expected,
    );
    let generated = |text: &str| {
        format!(
            "asia.tables.t.columns = [{{ name = 'a', type = 'integer', fill = {{ generated = '{text}' }} }}]"
        )
    };
    check_diff(
        &generated("1 + 1"),
        &generated("1 + 2"),
        &Scope::of_database(),
        &["alter column asia.t.a: generated as 1 + 1 -> generated as 1 + 2"],
    );
}

#[test]
fn enum_values_are_added_and_removed_and_types_dropped() {
    let (from, to) = ("asia.enums.e.labels = ['x', 'y']", "asia.enums.e.labels = ['y', 'z']");
    let scope = Scope::between_snapshots();
    check_diff(from, to, &scope, &["alter enum asia.e: remove label 'x', add label 'z'"]);
    check_diff(from, "[asia]", &scope, &["drop enum asia.e"]);
}

#[test]
fn sequences_and_exclusion_constraints_are_compared() {
    let expected = ["alter sequence asia.s: increment 1 -> 5"];
    check_diff(
        "asia.sequences.s = {}",
        "asia.sequences.s.increment = 5",
        &Scope::of_database(),
        &expected,
    );
    let exclusion = |operator: &str| {
        format!("exclusions = [{{ name = 'x', elements = [['a', '{operator}']] }}]")
    };
    let expected =
        ["drop exclusion constraint asia.t.x", "add exclusion constraint asia.t.x (a with <>)"];
    check_table(&exclusion("="), &exclusion("<>"), &expected);
}

#[test]
fn schemas_are_created() {
    check_diff("", "[asia]", &Scope::of_database(), &["create schema asia"]);
}

#[test]
fn changes_do_not_depend_on_the_order_of_a_hash() {
    let tables = |names: &[&str]| {
        names.iter().fold("[asia]\n".to_owned(), |text, name| {
            text + &format!(
                "[asia.tables.{name}]\ncolumns = [{{ name = 'id', type = 'integer' }}]\n"
            )
        })
    };
    let scope = Scope::between_snapshots();
    let expected = ["drop table asia.a", "drop table asia.b", "drop table asia.c"];
    for order in [["a", "b", "c"], ["c", "a", "b"], ["b", "c", "a"]] {
        let found = diff(&catalog(&tables(&order)), &catalog("[asia]"), &scope);
        assert_eq!(found.to_string().lines().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn partitions_and_histories_of_others_are_not_proposed_for_removal() {
    let table = "columns = [{ name = 'id', type = 'integer' }]\n";
    let log =
        format!("[asia.tables.log]\n{table}partition_by = {{ strategy = 'list', key = 'id' }}\n");
    let from = format!(
        "{log}[asia.tables.log_1]\n{table}partition_of = {{ parent = 'asia.log', bound = 'DEFAULT' }}\n\
         [asia.tables.polyschema_history]\n{table}[tenant_2.tables.polyschema_history]\n{table}\
         [tenant_2.tables.t]\n{table}"
    );
    check_diff(&from, &log, &Scope::of_database(), &[]);
    check_diff(&from, &log, &Scope::of_database().unmodelled(Unmodelled::Drop), &[]);
}

#[test]
fn a_foreign_key_to_public_is_one_key() {
    let text = r#"
        [public.tables.t]
        columns = [{ name = "id", type = "integer" }]
        primary_key = ["id"]
        [asia.tables.u]
        columns = [{ name = "t", type = "integer" }]
        foreign_keys = [{ columns = ["t"], referenced = "public.t", referenced_columns = ["id"] }]
    "#;
    check_diff(text, text, &Scope::of_database(), &[]);
}

/// Nothing is run: a key of texts is all there is.
#[test]
fn expressions_are_compared_as_texts_never_by_running_them() {
    let of = |default: &str| {
        let text = format!(
            "asia.tables.t.columns = [{{ name = 'a', type = 'json', fill = {{ default_sql = '''{default}''' }} }}]"
        );
        cases::catalog(&text, Dialect::Postgres)
    };
    let scope = Scope::of_database();
    let compare = |from: &str, to: &str| -> Diff {
        let key = |text: &str| text.replace(' ', "").to_lowercase();
        Comparison::new(&scope).expressions(&key).diff(&of(from), &of(to))
    };
    assert!(compare("nextval('asia.s')", "NEXTVAL( 'asia.s' )").is_empty());
    let found = compare("nextval('asia.s')", "nextval('asia.other')").to_string();
    assert_eq!(
        found,
        "alter column asia.t.a: default nextval('asia.s') -> default nextval('asia.other')\n"
    );
}

#[test]
fn a_literal_that_differs_only_in_case_differs() {
    let of = |text: &str| {
        format!(
            "asia.tables.t.columns = [{{ name = 'a', type = 'text', fill = {{ default = {{ text = '{text}' }} }} }}]"
        )
    };
    let expected = ["alter column asia.t.a: default 'A' -> default 'a'"];
    check_diff(&of("A"), &of("a"), &Scope::of_database(), &expected);
}

#[test]
fn a_column_is_added_in_its_own_schema_alone() {
    let of = |columns: &str| {
        format!(
            "[asia.tables.t]\ncolumns = [{{ name = 'id', type = 'integer' }}{columns}]\n\
             [public.tables.t]\ncolumns = [{{ name = 'id', type = 'integer' }}]\n"
        )
    };
    let expected = ["add column asia.t.note (text, not null)"];
    check_diff(
        &of(""),
        &of(", { name = 'note', type = 'text' }"),
        &Scope::of_database(),
        &expected,
    );
}
