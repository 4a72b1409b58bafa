//! Hazards and locks of the direct form, and what the online form does about them.

use polyschema_core::render::SchemaSpelling;
use polyschema_core::{Catalog, Dialect};
use polyschema_migrate::diff::{Scope, diff};
use polyschema_migrate::plan::{
    Fingerprint, Form, HazardKind, LockMode, Options, Plan, Transaction, Work, plan,
};

use super::{cases, steps};

/// From and to, in the short form of the cases.
fn planned(from: &str, to: &str, form: Form) -> Plan {
    let catalog = |schemas| -> Catalog { cases::catalog(schemas, Dialect::Postgres) };
    let (from, to) = (catalog(from), catalog(to));
    let changes = diff(&from, &to, &Scope::between_snapshots()).changes;
    plan(&from, &to, &changes, &Options::default().form(form))
}

const BEFORE: &str = r#"
[asia.tables.countries]
columns = [{ name = "id", type = "integer" }, { name = "name", type = "text", nullable = true }]
primary_key = ["id"]

[asia.tables.capitals]
columns = [{ name = "id", type = "integer" }, { name = "country", type = "integer" }]
primary_key = ["id"]
indexes = [{ keys = ["id"] }]
"#;

const AFTER: &str = r#"
[asia.tables.countries]
columns = [{ name = "id", type = "integer" }, { name = "name", type = "text" }]
primary_key = ["id"]
unique = [["name"]]
checks = [{ name = "ck", predicate = "name <> ''" }]

[asia.tables.capitals]
columns = [{ name = "id", type = "integer" }, { name = "country", type = "integer" }]
primary_key = ["id"]
foreign_keys = [{ columns = ["country"], referenced = "asia.countries", referenced_columns = ["id"] }]
indexes = [{ keys = ["country"] }]
"#;

#[test]
fn the_direct_form_is_one_transaction_with_hazards() {
    let plan = planned(BEFORE, AFTER, Form::Direct);
    assert!(plan.is_transactional());
    insta::assert_snapshot!(steps(&plan), @r"
    drop index asia.ix_capitals_id !drop-index
    set not null on asia.countries.name !set-not-null
    add unique constraint asia.countries.uq_countries_name !unique-constraint
    add check asia.countries.ck !validated-check
    create index asia.ix_capitals_country !create-index
    add foreign key asia.capitals.fk_capitals_country !validated-foreign-key
    ");
}

#[test]
fn the_online_form_has_none_of_them() {
    let plan = planned(BEFORE, AFTER, Form::Online);
    assert!(!plan.is_transactional());
    insta::assert_snapshot!(steps(&plan), @r"
    drop index asia.ix_capitals_id (no transaction)
    check that asia.countries.name is not null
    validate not_null__name of asia.countries (own transaction)
    set not null on asia.countries.name (own transaction)
    build index asia.uq_countries_name (no transaction)
    add unique constraint asia.countries.uq_countries_name (own transaction)
    add check asia.countries.ck
    create index asia.ix_capitals_country (no transaction)
    add foreign key asia.capitals.fk_capitals_country
    validate fk_capitals_country of asia.capitals (own transaction)
    validate ck of asia.countries (own transaction)
    ");
    insta::assert_snapshot!(plan.sql(&SchemaSpelling::Names), @r#"
    -- step: drop index asia.ix_capitals_id
    DROP INDEX CONCURRENTLY "asia"."ix_capitals_id";

    -- step: check that asia.countries.name is not null
    ALTER TABLE "asia"."countries" ADD CONSTRAINT "not_null__name" CHECK ("name" IS NOT NULL) NOT VALID;

    -- step: validate not_null__name of asia.countries
    ALTER TABLE "asia"."countries" VALIDATE CONSTRAINT "not_null__name";

    -- step: set not null on asia.countries.name
    ALTER TABLE "asia"."countries" ALTER COLUMN "name" SET NOT NULL;

    -- step: set not null on asia.countries.name
    ALTER TABLE "asia"."countries" DROP CONSTRAINT "not_null__name";

    -- step: build index asia.uq_countries_name
    CREATE UNIQUE INDEX CONCURRENTLY "uq_countries_name" ON "asia"."countries" ("name");

    -- step: add unique constraint asia.countries.uq_countries_name
    ALTER TABLE "asia"."countries" ADD CONSTRAINT "uq_countries_name" UNIQUE USING INDEX "uq_countries_name";

    -- step: add check asia.countries.ck
    ALTER TABLE "asia"."countries" ADD CONSTRAINT "ck" CHECK (name <> '') NOT VALID;

    -- step: create index asia.ix_capitals_country
    CREATE INDEX CONCURRENTLY "ix_capitals_country" ON "asia"."capitals" ("country");

    -- step: add foreign key asia.capitals.fk_capitals_country
    ALTER TABLE "asia"."capitals" ADD CONSTRAINT "fk_capitals_country" FOREIGN KEY ("country") REFERENCES "asia"."countries" ("id") NOT VALID;

    -- step: validate fk_capitals_country of asia.capitals
    ALTER TABLE "asia"."capitals" VALIDATE CONSTRAINT "fk_capitals_country";

    -- step: validate ck of asia.countries
    ALTER TABLE "asia"."countries" VALIDATE CONSTRAINT "ck";
    "#);
}

#[test]
fn the_online_form_reads_and_writes_no_rows_under_a_lock_that_writes_wait_for() {
    let plan = planned(BEFORE, AFTER, Form::Online);
    for step in &plan.steps {
        for lock in &step.locks {
            assert!(
                lock.work == Work::Catalog || !lock.mode.blocks_writes(),
                "{}: {lock}",
                step.name
            );
        }
    }
    let direct = planned(BEFORE, AFTER, Form::Direct);
    let locks = direct.steps.iter().flat_map(|step| &step.locks);
    let worst = locks.map(|lock| (lock.work, lock.mode)).max();
    assert_eq!(worst, Some((Work::Scan, LockMode::AccessExclusive)));
}

#[test]
fn nothing_is_hazardous_on_a_new_table() {
    let to = format!(
        r#"{BEFORE}
[asia.tables.rivers]
columns = [
    {{ name = "id", type = "integer", fill = {{ identity = "always" }} }},
    {{ name = "country", type = "integer" }},
    {{ name = "token", type = "uuid", fill = {{ default_sql = "gen_random_uuid()" }} }},
]
primary_key = ["id"]
unique = [["token"]]
checks = [{{ name = "ck_rivers", predicate = "id > 0" }}]
foreign_keys = [{{ columns = ["country"], referenced = "asia.countries", referenced_columns = ["id"] }}]
indexes = [{{ keys = ["country"] }}]
"#
    );
    for form in [Form::Direct, Form::Online] {
        let plan = planned(BEFORE, &to, form);
        assert_eq!(plan.hazards().count(), 0);
        assert!(plan.is_transactional());
    }
    let back = planned(BEFORE, &to, Form::Direct).reverse();
    let kinds: Vec<HazardKind> = back.hazards().map(|hazard| hazard.kind).collect();
    assert_eq!(kinds, [HazardKind::DropTable]);
    assert!(back.hazards().all(|hazard| hazard.is_destructive()));
    assert_eq!(back.steps[0].lost.as_deref(), Some("the rows of asia.rivers"));
}

#[test]
fn a_label_that_is_used_at_once_is_committed_before() {
    let labels = |labels: &str, default: &str| {
        format!(
            r#"
[asia.enums.mood]
labels = [{labels}]
[asia.tables.t]
columns = [{{ name = "mood", type = "enum asia.mood", fill = {{ default = {{ text = "{default}" }} }} }}]
"#
        )
    };
    let used = planned(&labels(r#""sad""#, "sad"), &labels(r#""sad", "ok""#, "ok"), Form::Direct);
    assert_eq!(used.steps[0].transaction, Transaction::Own);
    let unused =
        planned(&labels(r#""sad""#, "sad"), &labels(r#""sad", "ok""#, "sad"), Form::Direct);
    assert!(unused.is_transactional());
}

#[test]
fn fingerprints_say_where_a_plan_starts_and_ends() {
    let plan = planned(BEFORE, AFTER, Form::Direct);
    let tenant = |schemas: &str| schemas.replace("asia", "tenant");
    let of = |schemas: &str| Fingerprint::of(&cases::catalog(schemas, Dialect::Postgres));
    assert_eq!(plan.from, of(&tenant(BEFORE)));
    assert_eq!(plan.to, of(&tenant(AFTER)));
    assert_ne!(plan.from, plan.to);
}

#[test]
fn text_that_names_a_schema_is_a_hazard() {
    let to = format!(
        r#"{BEFORE}
[asia.views.names]
definition = "SELECT name FROM asia.countries"
"#
    );
    let plan = planned(BEFORE, &to, Form::Direct);
    let said: Vec<String> = plan.hazards().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "names-schema: `asia.names` names a schema in its text, so it is right for that schema alone; \
          write it without the schema"
        ]
    );
}

#[test]
fn a_plan_is_told_as_json() {
    let plan = planned(BEFORE, AFTER, Form::Online);
    let json = serde_json::to_value(&plan).unwrap();
    assert_eq!(json["steps"][0]["transaction"], "none");
    assert_eq!(json["steps"][0]["locks"][0]["mode"], "share_update_exclusive");
    let direct = serde_json::to_value(planned(BEFORE, AFTER, Form::Direct)).unwrap();
    assert_eq!(direct["steps"][0]["hazards"][0]["kind"], "drop-index");
    assert_eq!(direct["from"], plan.from.as_str());
}
