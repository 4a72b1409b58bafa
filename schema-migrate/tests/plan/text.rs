//! The text of plans, as revisions hold it.

use polyschema_core::render::SchemaSpelling;
use polyschema_core::render::ddl::to_sql;
use polyschema_core::{Dialect, SchemaName};
use polyschema_migrate::migration::{Names, Script};
use polyschema_migrate::plan::{Form, Plan};

use super::{cases, plan_of};

fn case(name: &str, dialect: Dialect) -> cases::Case {
    let mut all = cases::all().into_iter();
    all.find(|case| case.name == name && case.dialect == dialect).unwrap()
}

/// What a revision holds: schemas as variables.
fn revision(name: &str, dialect: Dialect, way: fn(&Plan) -> Plan) -> String {
    let case = case(name, dialect);
    let spelling = SchemaSpelling::variables_of(&case.to);
    way(&plan_of(&case, Form::Direct)).sql(&spelling)
}

#[test]
fn a_revision_names_schemas_by_variables() {
    insta::assert_snapshot!(revision("table_rename_and_more", Dialect::Postgres, Plan::clone), @r#"
    -- step: rename table asia.nations to countries
    -- hazard: rename-table: `asia.nations` gets another name, and programs that run meanwhile use the old one; expand and contract: rename it, and leave a view of the old name until all programs are switched over
    ALTER TABLE :"asia"."nations" RENAME TO "countries";

    -- step: rename column asia.countries.name to title
    -- hazard: rename-column: `asia.countries.name` gets another name, and programs that run meanwhile use the old one; expand and contract: add a column, keep both filled, switch over, and drop the old one
    ALTER TABLE :"asia"."countries" RENAME COLUMN "name" TO "title";

    -- step: drop column asia.countries.note
    -- hazard: drop-column: `asia.countries.note` is dropped with all that it holds; stop using it in all programs first, and keep a copy
    ALTER TABLE :"asia"."countries" DROP COLUMN "note";

    -- step: rename constraint asia.countries.pk_nations to pk_countries
    ALTER TABLE :"asia"."countries" RENAME CONSTRAINT "pk_nations" TO "pk_countries";

    -- step: alter column asia.countries.title: type varchar(80)
    ALTER TABLE :"asia"."countries" ALTER COLUMN "title" TYPE varchar(80);

    -- step: comment on table asia.countries
    COMMENT ON TABLE :"asia"."countries" IS 'a state';
    "#);
    insta::assert_snapshot!(revision("table_rename_and_more", Dialect::Postgres, Plan::reverse), @r#"
    -- step: rename constraint asia.countries.pk_countries to pk_nations
    ALTER TABLE :"asia"."countries" RENAME CONSTRAINT "pk_countries" TO "pk_nations";

    -- step: add column asia.countries.note
    -- hazard: required-column: `asia.countries.note` allows no NULL and has no default, so it cannot be added where there are rows; add it nullable, fill it in batches, then set NOT NULL
    ALTER TABLE :"asia"."countries" ADD COLUMN "note" text NOT NULL;

    -- step: alter column asia.countries.title: type varchar(50)
    -- hazard: type-rewrite: `asia.countries.title` gets another type, for which all rows are written anew under a lock; add a column of the new type, keep both filled, switch over, and drop the old one
    -- hazard: narrowing: `asia.countries.title` gets a type that holds less: values that do not fit make it fail, or are rounded; add a column of the new type, fill it in batches with what fits, switch over, and drop the old one
    ALTER TABLE :"asia"."countries" ALTER COLUMN "title" TYPE varchar(50);

    -- step: comment on table asia.countries
    COMMENT ON TABLE :"asia"."countries" IS NULL;

    -- step: rename column asia.countries.title to name
    -- hazard: rename-column: `asia.countries.title` gets another name, and programs that run meanwhile use the old one; expand and contract: add a column, keep both filled, switch over, and drop the old one
    ALTER TABLE :"asia"."countries" RENAME COLUMN "title" TO "name";

    -- step: rename table asia.countries to nations
    -- hazard: rename-table: `asia.countries` gets another name, and programs that run meanwhile use the old one; expand and contract: rename it, and leave a view of the old name until all programs are switched over
    ALTER TABLE :"asia"."countries" RENAME TO "nations";
    "#);
}

#[test]
fn a_key_to_another_schema_names_its_variable() {
    insta::assert_snapshot!(
        revision("foreign_key_across_schemas", Dialect::Postgres, Plan::clone),
        @r#"
    -- step: add foreign key europe.capitals.fk_capitals_country
    -- hazard: validated-foreign-key: `europe.capitals.fk_capitals_country` is checked for all rows while both tables take no writes; add it NOT VALID and validate it in another transaction
    -- hazard: cross-schema-key: `europe.capitals.fk_capitals_country` references another schema, so each schema of this kind takes a lock on one shared table; let a fleet run it: it waits a second at most for that lock, and tries again
    ALTER TABLE :"europe"."capitals" ADD CONSTRAINT "fk_capitals_country" FOREIGN KEY ("country") REFERENCES :"asia"."countries" ("id");
    "#
    );
}

#[test]
fn an_enum_is_replaced_with_all_that_holds_its_labels() {
    insta::assert_snapshot!(revision("enum_all_at_once", Dialect::Postgres, Plan::clone), @r#"
    -- step: replace type asia.mood
    -- hazard: replace-type: `asia.mood` is replaced by a new type, and all tables that use it are written anew under a lock; of an enum, add labels at any place and leave those that are no longer used; of a domain, change checks alone
    -- hazard: remove-label: `asia.mood` loses labels, and a row that has one of them makes it fail; update the rows first
    ALTER TYPE :"asia"."mood" RENAME VALUE 'b' TO 'e';

    -- step: replace type asia.mood
    ALTER TYPE :"asia"."mood" RENAME TO "mood__before";

    -- step: replace type asia.mood
    CREATE TYPE :"asia"."mood" AS ENUM ('d', 'x', 'e', 'a');

    -- step: drop what asia.mood was
    DROP TYPE :"asia"."mood__before";
    "#);
}

#[test]
fn sqlite_builds_a_table_anew() {
    insta::assert_snapshot!(revision("column_type_to_text", Dialect::Sqlite, Plan::clone), @r#"
    -- step: rebuild table asia.countries
    -- hazard: rebuild: `asia.countries` is copied to a new table under a lock; do it while little happens
    -- hazard: drop-constraint: `asia.countries.ck_countries_name_length` is dropped, and rows come in that it kept out; make sure that nothing relies on it
    CREATE TABLE :"asia"."new_countries" (
        "id" INTEGER NOT NULL,
        "name" TEXT NOT NULL,
        CONSTRAINT "pk_countries" PRIMARY KEY ("id")
    ) STRICT;

    -- step: rebuild table asia.countries
    INSERT INTO :"asia"."new_countries" ("id", "name")
    SELECT "id", "name"
    FROM :"asia"."countries";

    -- step: rebuild table asia.countries
    DROP TABLE :"asia"."countries";

    -- step: rebuild table asia.countries
    ALTER TABLE :"asia"."new_countries" RENAME TO "countries";
    "#);
}

#[test]
fn sqlite_alters_what_it_can() {
    insta::assert_snapshot!(revision("column_add_default", Dialect::Sqlite, Plan::clone), @r#"
    -- step: add column asia.countries.population
    ALTER TABLE :"asia"."countries" ADD COLUMN "population" INTEGER NOT NULL DEFAULT 0;
    "#);
}

#[test]
fn nothing_is_an_empty_text() {
    assert_eq!(revision("schemas_equal", Dialect::Postgres, Plan::clone), "");
}

/// What the runner makes of the text, with the schemas under their own names, is what the plan says.
#[test]
fn the_runner_reads_the_very_statements() {
    for case in cases::all() {
        let plan = plan_of(&case, Form::Online);
        let spelling = SchemaSpelling::variables(
            [&case.from, &case.to].into_iter().flat_map(|side| side.schemas().keys()),
        );
        let script = Script::parse("upgrade.sql", &plan.sql(&spelling), case.dialect).unwrap();
        let schemas = [&case.from, &case.to].into_iter().flat_map(|side| side.schemas().keys());
        let names: Names = schemas
            .filter_map(|schema| {
                let variable = polyschema_core::render::SchemaVariable::of(schema.as_str());
                let name = SchemaName::new(schema.as_str(), case.dialect).ok()?;
                Some((variable.as_str().to_owned(), name))
            })
            .collect();
        let read: Vec<(String, String)> = script
            .bind(&names)
            .unwrap()
            .into_iter()
            .map(|statement| {
                let sql = statement.sql.lines().filter(|line| !line.starts_with("-- "));
                (statement.name, sql.collect::<Vec<_>>().join("\n"))
            })
            .collect();
        let planned: Vec<(String, String)> = plan
            .steps
            .iter()
            .flat_map(|step| {
                let sql = step.statements.iter().map(|one| to_sql(one, case.dialect));
                sql.map(|sql| (step.name.clone(), sql))
            })
            .collect();
        assert_eq!(read, planned, "{}", case.name);
    }
}

#[test]
fn sqlite_copies_rows_with_their_new_labels() {
    let copied = |way| {
        let sql = revision("enum_rename_label_in_rows", Dialect::Sqlite, way);
        sql.lines().find(|line| line.starts_with("SELECT")).unwrap().to_owned()
    };
    assert_eq!(
        copied(Plan::clone),
        r#"SELECT "id", CASE "mood" WHEN 'it''s fine' THEN 'glad' ELSE "mood" END"#
    );
    assert_eq!(
        copied(Plan::reverse),
        r#"SELECT "id", CASE "mood" WHEN 'glad' THEN 'it''s fine' ELSE "mood" END"#
    );
}
