//! Heads, branches, targets and ways, also across schemas.

use std::collections::{BTreeMap, BTreeSet};

use polyschema_core::Dialect;
use polyschema_migrate::migration::{
    Applied, NewRevision, Revision, RevisionError, RevisionKey, Revisions, Target,
};

use crate::support::{build, id, key, revision};

/// 0001 <- 0002_left, 0002_right <- 0003_merge <- 0004_last, and shared 0001 <- 0002, which the merge needs.
fn diamond() -> Revisions {
    let mut merge = revision("0003_merge", "0002_left 0002_right");
    merge.depends = vec![key("shared", "0002_more")];
    let mut left = revision("0002_left", "0001_create");
    left.label = Some("dishes".to_owned());
    let mut more = NewRevision::new("shared", id("0002_more"), "");
    more.parents = vec![id("0001_create")];
    let all = [
        revision("0004_last", "0003_merge"),
        merge,
        left,
        revision("0002_right", "0001_create"),
        revision("0001_create", ""),
        more,
        NewRevision::new("shared", id("0001_create"), ""),
    ];
    Revisions::new(build(Dialect::Postgres, &all)).expect("the revisions fit")
}

/// 0001 <- 0002_left, 0002_right.
fn two_heads() -> Revisions {
    let all = [
        revision("0001_create", ""),
        revision("0002_left", "0001_create"),
        revision("0002_right", "0001_create"),
    ];
    Revisions::new(build(Dialect::Postgres, &all)).expect("the revisions fit")
}

fn applied(asia: &str, shared: &str) -> Applied {
    let set = |ids: &str| ids.split_whitespace().map(id).collect::<BTreeSet<_>>();
    Applied::from([("asia".to_owned(), set(asia)), ("shared".to_owned(), set(shared))])
}

fn asia(target: &str) -> BTreeMap<String, Target> {
    BTreeMap::from([("asia".to_owned(), target.parse().expect("it is a target"))])
}

fn texts(keys: Vec<RevisionKey>) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn check_up(revisions: &Revisions, target: &str, at: &Applied, expected: &[&str]) {
    assert_eq!(texts(revisions.upgrade_path(&asia(target), at).expect("there is a way")), expected);
}

#[track_caller]
fn check_down(revisions: &Revisions, target: &str, at: &Applied, expected: &[&str]) {
    let way = revisions.downgrade_path(&asia(target), at);
    assert_eq!(texts(way.expect("there is a way")), expected);
}

#[track_caller]
fn check_no_way(result: Result<Vec<RevisionKey>, RevisionError>, expected: &str) {
    assert_eq!(result.expect_err("there is no way").to_string(), expected);
}

#[test]
fn heads_bases_and_branches_are_known() {
    let ids = |revisions: Vec<&Revision>| -> Vec<String> {
        revisions.iter().map(|revision| revision.id().to_string()).collect()
    };
    let revisions = diamond();
    let asia = revisions.schema("asia").unwrap();
    assert_eq!(ids(asia.heads()), ["0004_last"]);
    assert_eq!(ids(asia.bases()), ["0001_create"]);
    assert_eq!(ids(asia.branches()), ["0001_create"]);
    assert_eq!(ids(asia.children(&id("0001_create"))), ["0002_left", "0002_right"]);
    let order = ["0001_create", "0002_left", "0002_right", "0003_merge", "0004_last"];
    assert_eq!(ids(asia.in_order().collect()), order);
    assert_eq!(ids(two_heads().schema("asia").unwrap().heads()), ["0002_left", "0002_right"]);
    let error = revisions.schema("europe").unwrap_err().to_string();
    assert_eq!(error, "there are no revisions of `europe`; known: `asia`, `shared`");
}

#[test]
fn the_way_up_has_what_it_needs_and_no_more() {
    let (revisions, nothing) = (diamond(), applied("", ""));
    let all = [
        "asia 0001_create",
        "asia 0002_left",
        "asia 0002_right",
        "shared 0001_create",
        "shared 0002_more",
        "asia 0003_merge",
        "asia 0004_last",
    ];
    check_up(&revisions, "head", &nothing, &all);
    check_up(&revisions, "heads", &nothing, &all);
    check_up(&revisions, "dishes@head", &nothing, &all);
    check_up(&revisions, "dishes", &nothing, &all[..2]);
    check_up(&revisions, "0002_r", &nothing, &["asia 0001_create", "asia 0002_right"]);
    check_up(&revisions, "0002_left+1", &nothing, &all[..6]);
    check_up(&revisions, "0004_last-1", &nothing, &all[..6]);
}

#[test]
fn steps_count_from_where_the_schema_stands() {
    let revisions = diamond();
    let at = applied("0001_create 0002_left 0002_right", "0001_create 0002_more");
    check_up(&revisions, "+1", &at, &["asia 0003_merge"]);
    check_up(&revisions, "+2", &at, &["asia 0003_merge", "asia 0004_last"]);
    check_up(&revisions, "+0", &at, &[]);
    let above =
        applied("0001_create 0002_left 0002_right 0003_merge 0004_last", "0001_create 0002_more");
    check_down(&revisions, "-1", &above, &["asia 0004_last"]);
    check_down(&revisions, "-2", &above, &["asia 0004_last", "asia 0003_merge"]);
    check_down(&revisions, "0004_last-1", &above, &["asia 0004_last"]);
    check_no_way(
        revisions.upgrade_path(&asia("+1"), &applied("0001_create", "")),
        "`+1` cannot be followed in `asia`: the next step could be `0002_left` or `0002_right`; name the revision",
    );
    check_no_way(
        revisions.downgrade_path(&asia("-1"), &at),
        "`-1` cannot be followed in `asia`: the next step could be `0002_left` or `0002_right`; name the revision",
    );
    check_no_way(
        revisions.upgrade_path(&asia("+1"), &above),
        "`+1` cannot be followed in `asia`: there are not so many revisions; take fewer steps",
    );
}

#[test]
fn the_way_down_takes_along_what_stands_on_it() {
    let revisions = diamond();
    let at = applied("0001_create 0002_left 0002_right 0003_merge", "0001_create 0002_more");
    check_down(&revisions, "0002_left", &at, &["asia 0003_merge"]);
    let all = ["asia 0003_merge", "asia 0002_right", "asia 0002_left", "asia 0001_create"];
    check_down(&revisions, "base", &at, &all);
    let shared = BTreeMap::from([("shared".to_owned(), Target::Base)]);
    let way = texts(revisions.downgrade_path(&shared, &at).unwrap());
    assert_eq!(way, ["asia 0003_merge", "shared 0002_more", "shared 0001_create"]);
    check_no_way(
        revisions.downgrade_path(&asia("0004"), &at),
        "`0004` cannot be followed in `asia`: `0004_last` is not applied; see which are with `current`",
    );
}

#[test]
fn targets_that_mean_nothing_are_refused() {
    let (revisions, nothing) = (two_heads(), applied("", ""));
    check_no_way(
        revisions.upgrade_path(&asia("head"), &nothing),
        "`asia` has 2 heads: `0002_left`, `0002_right`; name one of them, take `heads`, or merge them into one revision",
    );
    check_up(
        &revisions,
        "heads",
        &nothing,
        &["asia 0001_create", "asia 0002_left", "asia 0002_right"],
    );
    check_no_way(
        revisions.upgrade_path(&asia("0002"), &nothing),
        "`0002` names several revisions of `asia`: `0002_left`, `0002_right`; write one of them",
    );
    check_no_way(
        revisions.upgrade_path(&asia("0002_lfet"), &nothing),
        "`0002_lfet` names no revision of `asia`; did you mean `0002_left`?",
    );
    check_no_way(
        revisions.upgrade_path(&asia("base"), &nothing),
        "`base` is no target of upgrade; downgrade to it",
    );
    check_no_way(
        revisions.downgrade_path(&asia("head"), &nothing),
        "`head` is no target of downgrade; take `-1`, `base` or a revision",
    );
    for text in ["", "a b", "+x", "x@heads", "a+b"] {
        assert!(text.parse::<Target>().is_err(), "{text}");
    }
    for text in ["head", "heads", "base", "+2", "-1", "0002_left-1", "dishes@head", "0002"] {
        assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
    }
}

#[test]
fn faults_of_the_graph_come_all_at_once() {
    let mut lost = revision("0003_lost", "0002_lfet");
    lost.depends = vec![key("shared", "0001_create")];
    let mut labelled = revision("0004_label", "");
    labelled.label = Some("x".to_owned());
    let mut also = revision("0005_label", "");
    also.label = Some("x".to_owned());
    let all = [revision("0002_left", ""), revision("0002_left", ""), lost, labelled, also];
    let error = Revisions::new(build(Dialect::Postgres, &all)).unwrap_err().to_string();
    assert_eq!(
        error.lines().collect::<Vec<_>>(),
        [
            "`asia` has two revisions `0002_left`; rename one of them",
            "`asia` has the label `x` on `0004_label` and on `0005_label`; rename one of them",
            "revision `0003_lost` of `asia` has the parent `0002_lfet`, which is not there; did you mean `0002_left`?",
            "revision `0003_lost` of `asia` depends on `shared 0001_create`, which is not there",
        ]
    );
    let circle =
        [revision("0001_a", "0003_c"), revision("0002_b", "0001_a"), revision("0003_c", "0002_b")];
    let error = Revisions::new(build(Dialect::Postgres, &circle)).unwrap_err().to_string();
    assert_eq!(
        error,
        "these revisions wait for each other: `asia 0001_a`, `asia 0002_b`, `asia 0003_c`; change the parents of one of them"
    );
}
