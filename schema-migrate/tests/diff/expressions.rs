//! SQL texts with equal keys mean the same, wherever they stand.

use polyschema_migrate::diff::{Comparison, Scope};

use crate::catalog;

/// Holds two catalogs against each other, in which texts differ only in spaces and case.
#[track_caller]
fn check_equal(from: &str, to: &str) {
    let (from, to, scope) = (catalog(from), catalog(to), Scope::between_snapshots());
    let key = |text: &str| text.replace(' ', "").to_lowercase();
    let found = Comparison::new(&scope).expressions(&key).diff(&from, &to);
    assert_eq!(found.to_string(), "");
    let found = Comparison::new(&scope).diff(&from, &to);
    assert!(!found.is_empty(), "without a key the texts differ");
}

#[test]
fn every_text_is_compared_by_its_key() {
    let table = |more: &str| {
        format!("[asia.tables.t]\ncolumns = [{{ name = 'a', type = 'integer' }}]\n{more}")
    };
    for (from, to) in [
        (
            "checks = [{ name = 'c', predicate = 'a > 0' }]",
            "checks = [{ name = 'c', predicate = 'A>0' }]",
        ),
        ("indexes = [{ keys = ['f(a)'] }]", "indexes = [{ keys = ['F( a )'] }]"),
        (
            "indexes = [{ keys = ['a'], predicate = 'a > 0' }]",
            "indexes = [{ keys = ['a'], predicate = 'A>0' }]",
        ),
        (
            "exclusions = [{ name = 'x', elements = [['f(a)', '=']] }]",
            "exclusions = [{ name = 'x', elements = [['F( a )', '=']] }]",
        ),
        (
            "exclusions = [{ name = 'x', elements = [['a', '=']], predicate = 'a > 0' }]",
            "exclusions = [{ name = 'x', elements = [['a', '=']], predicate = 'A>0' }]",
        ),
        (
            "partition_by = { strategy = 'list', key = 'f(a)' }",
            "partition_by = { strategy = 'list', key = 'F( a )' }",
        ),
        (
            "partition_of = { parent = 'other.p', bound = 'FOR VALUES IN (1)' }",
            "partition_of = { parent = 'other.p', bound = 'for values in(1)' }",
        ),
    ] {
        check_equal(&table(from), &table(to));
    }
    let column = |fill: &str| {
        format!("asia.tables.t.columns = [{{ name = 'a', type = 'integer', fill = {{ {fill} }} }}]")
    };
    check_equal(&column("default_sql = 'f( 1 )'"), &column("default_sql = 'F(1)'"));
    check_equal(&column("generated = '1 + 1'"), &column("generated = '1+1'"));
    check_equal("asia.views.v.definition = 'SELECT 1'", "asia.views.v.definition = 'select 1'");
    check_equal("asia.domains.d.default = 'f( 1 )'", "asia.domains.d.default = 'F(1)'");
    check_equal(
        "asia.domains.d.checks = [{ name = 'c', predicate = 'VALUE > 0' }]",
        "asia.domains.d.checks = [{ name = 'c', predicate = 'value>0' }]",
    );
}

#[test]
fn an_index_of_a_view_is_compared_by_its_keys() {
    let view = |text: &str| {
        format!(
            "asia.views.v = {{ definition = 'SELECT 1 AS a', materialized = true, indexes = [{{ keys = ['{text}'] }}] }}"
        )
    };
    check_equal(&view("f(a)"), &view("F( a )"));
}

#[test]
fn what_was_renamed_is_found_by_the_key_too() {
    let of = |name: &str, text: &str| {
        format!(
            "[asia.tables.t]\ncolumns = [{{ name = 'a', type = 'integer' }}]\nchecks = [{{ name = '{name}', predicate = '{text}' }}]"
        )
    };
    let (from, to, scope) =
        (catalog(&of("one", "a > 0")), catalog(&of("two", "A>0")), Scope::of_database());
    let key = |text: &str| text.replace(' ', "").to_lowercase();
    let found = Comparison::new(&scope).expressions(&key).diff(&from, &to);
    assert_eq!(found.to_string(), "rename check asia.t.one to two\n");
}
