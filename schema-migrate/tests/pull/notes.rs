//! What the models cannot say is a note.

use polyschema_core::metadata::{
    ExclusionDef, IndexKeyDef, IndexOn, PartitionBy, PartitionOf, PartitionStrategy, SequenceDef,
    ViewDef,
};
use polyschema_core::spec::{Deferrable, ReferentialAction};

use crate::check_pull;
use crate::given::{TableExt, ident, idents, postgres, qualified, schema, table, with_enum};

#[test]
fn objects_that_the_models_do_not_have() {
    let parent = table("x.events", &["id integer", "day date"]).change(|table| {
        table.partition_by = Some(PartitionBy::new(PartitionStrategy::Range, "day"));
    });
    let part = table("x.events_2020", &["id integer", "day date"]).change(|table| {
        table.partition_of = Some(PartitionOf::new(qualified("x.events"), "DEFAULT"));
    });
    let mut schema = with_enum(schema([parent, part]), "unused", &["a"]);
    let view = ViewDef::new(qualified("x.seen"), "SELECT 1");
    schema.views.insert(ident("seen"), view);
    schema.sequences.insert(ident("numbers"), SequenceDef::new(qualified("x.numbers")));
    check_pull("objects", &postgres([schema]));
}

#[test]
fn constraints_with_more_than_the_models_say() {
    let table = table("x.t", &["id integer", "a integer", "b integer"])
        .unique("uq_t_a", &["a"])
        .check("ck_t", "a > b")
        .references("fk_t_a", &["a"], "x.t", &["id"])
        .index("ix_t_b", "b")
        .change(|table| {
            table.unlogged = true;
            table.primary_key.as_mut().expect("a key").include = idents(&["b"]);
            table.unique[0].nulls_not_distinct = true;
            table.unique[0].deferrable = Deferrable::InitiallyDeferred;
            table.checks[0].validated = false;
            table.foreign_keys[0].match_full = true;
            table.indexes[0].keys[0].collation = Some("C".to_owned());
            let key = IndexKeyDef::new(IndexOn::Column(ident("a")));
            table.exclusions.push(ExclusionDef::new(ident("no_two"), vec![(key, "=".to_owned())]));
        });
    check_pull("beyond", &postgres([schema([table])]));
}

#[test]
fn foreign_keys_that_cannot_be_said() {
    let target = table("x.target", &["id integer", "code text", "wide bigint"])
        .unique("uq_target_wide", &["wide"])
        .index("target_code", "code");
    let table = table("x.t", &["id integer", "code text", "narrow integer", "strict integer"])
        .references("by_index", &["code"], "x.target", &["code"])
        .references("by_type", &["narrow"], "x.target", &["wide"])
        .references("by_action", &["strict"], "x.target", &["id"])
        .references("to_nowhere", &["id"], "elsewhere.t", &["id"])
        .change(|table| table.foreign_keys[2].on_delete = ReferentialAction::SetNull);
    check_pull("foreign_keys_left_out", &postgres([schema([target, table])]));
}

#[test]
fn comments_of_several_lines() {
    let table = table("x.t", &["id integer"]).change(|table| {
        table.comment = Some("The first\nparagraph.\n\nThe second.".to_owned());
    });
    check_pull("long_comment", &postgres([schema([table])]));
}
