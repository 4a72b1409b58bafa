//! Questions, and what becomes of the changes when they are answered.

use polyschema_migrate::diff::{Comparison, Diff, PossibleRename, Rename, Scope};

use crate::{catalog, check_diff};

/// Answers all questions with yes, until there are none.
fn answered(from: &str, to: &str) -> (Diff, Vec<Rename>) {
    let (from, to, scope) = (catalog(from), catalog(to), Scope::between_snapshots());
    let mut accepted = Vec::new();
    loop {
        let found = Comparison::new(&scope).renames(&accepted).diff(&from, &to);
        if found.questions.is_empty() {
            return (found, accepted);
        }
        accepted.extend(found.questions.into_iter().map(|PossibleRename { rename, .. }| rename));
    }
}

#[track_caller]
fn check_answered(from: &str, to: &str, expected: &[&str]) {
    let (found, _) = answered(from, to);
    assert_eq!(found.to_string().lines().collect::<Vec<_>>(), expected);
}

const NATIONS: &str = r#"
    asia.enums.mood.labels = ["sad", "happy"]
    asia.tables.nations.columns = [
        { name = "id", type = "integer" },
        { name = "name", type = "text" },
        { name = "mood", type = "enum asia.mood" },
        { name = "area", type = "bigint" },
    ]
    asia.tables.nations.primary_key = ["id"]
"#;

const COUNTRIES: &str = r#"
    asia.enums.mood.labels = ["sad", "glad"]
    asia.tables.countries.columns = [
        { name = "id", type = "integer" },
        { name = "title", type = "text" },
        { name = "mood", type = "enum asia.mood" },
        { name = "area", type = "bigint" },
    ]
    asia.tables.countries.primary_key = ["id"]
"#;

#[test]
fn unanswered_the_changes_are_those_of_drop_and_create() {
    check_diff(
        NATIONS,
        COUNTRIES,
        &Scope::between_snapshots(),
        &[
            "alter enum asia.mood: remove label 'happy', add label 'glad'",
            "create table asia.countries (id, title, mood, area)",
            "drop table asia.nations",
            "possible rename: label of asia.mood: 'happy' -> 'glad' (50 % alike)",
            "possible rename: table asia.nations -> asia.countries (60 % alike)",
        ],
    );
}

#[test]
fn an_answer_is_as_good_as_a_hint_and_may_raise_another_question() {
    check_answered(
        NATIONS,
        COUNTRIES,
        &[
            "alter enum asia.mood: rename label 'happy' to 'glad'",
            "rename table asia.nations to countries",
            "rename column asia.countries.name to title",
            "rename primary key asia.countries.pk_nations to pk_countries",
        ],
    );
    let (_, accepted) = answered(NATIONS, COUNTRIES);
    assert_eq!(accepted.len(), 3);
}

#[test]
fn an_answer_to_no_question_changes_nothing() {
    let (from, scope) = (catalog(NATIONS), Scope::between_snapshots());
    let (_, accepted) = answered(NATIONS, COUNTRIES);
    let found = Comparison::new(&scope).renames(&accepted).diff(&from, &from);
    assert_eq!(found, Diff::default());
}

#[test]
fn a_table_that_is_left_alone_may_still_be_what_was_renamed() {
    check_diff(
        NATIONS,
        COUNTRIES,
        &Scope::of_database(),
        &[
            "alter enum asia.mood: remove label 'happy', add label 'glad'",
            "create table asia.countries (id, title, mood, area)",
            "possible rename: label of asia.mood: 'happy' -> 'glad' (50 % alike)",
            "possible rename: table asia.nations -> asia.countries (60 % alike)",
        ],
    );
}
