//! The text of each `ALTER`, with schemas by name and by variable.

use polyschema_core::ddl::{
    ColumnAction, CommentTarget, CopiedValue, DdlStatement, DomainAction, EnumAction, RowCopy,
    TableAction, Using,
};
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    CheckDef, ColumnDef, Constraint, Fill, ForeignKeyDef, Identity, IndexDef, IndexKeyDef, IndexOn,
    Literal, OwnedBy, PrimaryKeyDef, QualifiedName, SqlType, TableDef, UniqueDef,
};
use polyschema_core::render::SchemaSpelling;
use polyschema_core::render::ddl::{DdlStyle, to_sql, to_sql_with};
use polyschema_core::spec::Deferrable;
use polyschema_core::{Catalog, Dialect};

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn name(name: &str) -> QualifiedName {
    QualifiedName::new(ident("as\"ia"), ident(name))
}

fn foreign_key() -> ForeignKeyDef {
    let shared = QualifiedName::new(ident("shared"), ident("units"));
    let mut key = ForeignKeyDef::new(ident("fk"), vec![ident("unit")], shared, vec![ident("id")]);
    key.validated = false;
    key
}

fn unit() -> ColumnDef {
    let mut unit = ColumnDef::new(ident("unit"), SqlType::Integer);
    unit.nullable = true;
    unit
}

/// One statement a line.
fn lines(statements: impl IntoIterator<Item = DdlStatement>, style: DdlStyle<'_>) -> String {
    let lines = statements.into_iter().map(|statement| to_sql_with(&statement, style));
    lines.collect::<Vec<_>>().join("\n")
}

fn table_actions(actions: impl IntoIterator<Item = TableAction>) -> String {
    let statement = |action| DdlStatement::alter_table(name("c\"ities"), action);
    lines(actions.into_iter().map(statement), DdlStyle::new(Dialect::Postgres))
}

#[test]
fn tables() {
    let check = Constraint::Check(CheckDef::new(ident("ck"), "unit > 0"));
    let unique = Constraint::Unique(UniqueDef::new(ident("uq"), vec![ident("unit")]));
    let mut key = PrimaryKeyDef::new(ident("pk"), vec![ident("unit")]);
    key.deferrable = Deferrable::InitiallyImmediate;
    let mut deferred = foreign_key();
    deferred.deferrable = Deferrable::InitiallyDeferred;
    insta::assert_snapshot!(table_actions([
        TableAction::AddColumn { column: unit(), constraints: vec![] },
        TableAction::AddColumn {
            column: unit(),
            constraints: vec![Constraint::ForeignKey(foreign_key()), check.clone()],
        },
        TableAction::DropColumn(ident("unit")),
        TableAction::RenameColumn { from: ident("a"), to: ident("b\"") },
        TableAction::AddConstraint(check),
        TableAction::AddConstraintUsingIndex { constraint: unique, index: ident("ix") },
        TableAction::AddConstraintUsingIndex {
            constraint: Constraint::PrimaryKey(key),
            index: ident("ix"),
        },
        TableAction::ValidateConstraint(ident("ck")),
        TableAction::AlterConstraint(deferred),
        TableAction::AlterConstraint(foreign_key()),
        TableAction::RenameConstraint { from: ident("a"), to: ident("b") },
        TableAction::DropConstraint(ident("ck")),
        TableAction::SetUnlogged(true),
        TableAction::SetUnlogged(false),
        TableAction::AttachPartition { partition: name("a"), bound: "DEFAULT".into() },
        TableAction::DetachPartition(name("a")),
        TableAction::RenameTo(ident("towns")),
    ]), @r#"
    ALTER TABLE "as""ia"."c""ities" ADD COLUMN "unit" integer
    ALTER TABLE "as""ia"."c""ities" ADD COLUMN "unit" integer CONSTRAINT "fk" REFERENCES "shared"."units" ("id") NOT VALID CONSTRAINT "ck" CHECK (unit > 0)
    ALTER TABLE "as""ia"."c""ities" DROP COLUMN "unit"
    ALTER TABLE "as""ia"."c""ities" RENAME COLUMN "a" TO "b"""
    ALTER TABLE "as""ia"."c""ities" ADD CONSTRAINT "ck" CHECK (unit > 0)
    ALTER TABLE "as""ia"."c""ities" ADD CONSTRAINT "uq" UNIQUE USING INDEX "ix"
    ALTER TABLE "as""ia"."c""ities" ADD CONSTRAINT "pk" PRIMARY KEY USING INDEX "ix" DEFERRABLE INITIALLY IMMEDIATE
    ALTER TABLE "as""ia"."c""ities" VALIDATE CONSTRAINT "ck"
    ALTER TABLE "as""ia"."c""ities" ALTER CONSTRAINT "fk" DEFERRABLE INITIALLY DEFERRED
    ALTER TABLE "as""ia"."c""ities" ALTER CONSTRAINT "fk" NOT DEFERRABLE
    ALTER TABLE "as""ia"."c""ities" RENAME CONSTRAINT "a" TO "b"
    ALTER TABLE "as""ia"."c""ities" DROP CONSTRAINT "ck"
    ALTER TABLE "as""ia"."c""ities" SET UNLOGGED
    ALTER TABLE "as""ia"."c""ities" SET LOGGED
    ALTER TABLE "as""ia"."c""ities" ATTACH PARTITION "as""ia"."a" DEFAULT
    ALTER TABLE "as""ia"."c""ities" DETACH PARTITION "as""ia"."a"
    ALTER TABLE "as""ia"."c""ities" RENAME TO "towns"
    "#);
}

#[test]
fn columns() {
    let column = |action| TableAction::AlterColumn { column: ident("unit"), action };
    let set_type = |sql_type, using| ColumnAction::SetType { sql_type, collation: None, using };
    let mood = SqlType::Enum(name("mood"));
    let default = Fill::Default(Literal::Bool(true));
    insta::assert_snapshot!(table_actions([
        column(ColumnAction::SetType {
            sql_type: SqlType::Varchar(9),
            collation: Some("C".into()),
            using: None,
        }),
        column(set_type(SqlType::Integer, Some(Using::Cast))),
        column(set_type(mood.clone(), Some(Using::CastOfText))),
        column(set_type(SqlType::Array(Box::new(mood)), Some(Using::CastOfElements))),
        column(ColumnAction::SetNotNull),
        column(ColumnAction::DropNotNull),
        column(ColumnAction::SetDefault { default, sql_type: SqlType::Boolean }),
        column(ColumnAction::SetDefault {
            default: Fill::DefaultSql("now()".into()),
            sql_type: SqlType::TimestampTz,
        }),
        column(ColumnAction::DropDefault),
        column(ColumnAction::AddIdentity(Identity::Always)),
        column(ColumnAction::SetIdentity(Identity::ByDefault)),
        column(ColumnAction::DropIdentity),
        column(ColumnAction::DropExpression),
    ]), @r#"
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" TYPE varchar(9) COLLATE "C"
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" TYPE integer USING "unit"::integer
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" TYPE "as""ia"."mood" USING "unit"::text::"as""ia"."mood"
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" TYPE "as""ia"."mood"[] USING "unit"::text[]::"as""ia"."mood"[]
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" SET NOT NULL
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" DROP NOT NULL
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" SET DEFAULT true
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" SET DEFAULT (now())
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" DROP DEFAULT
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" ADD GENERATED ALWAYS AS IDENTITY
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" SET GENERATED BY DEFAULT
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" DROP IDENTITY
    ALTER TABLE "as""ia"."c""ities" ALTER COLUMN "unit" DROP EXPRESSION
    "#);
}

#[test]
fn other_objects() {
    let domain = |action| DdlStatement::AlterDomain { name: name("code"), action };
    let value = |action| DdlStatement::AlterEnum { name: name("mood"), action };
    let owner = OwnedBy { table: name("cities"), column: ident("id") };
    let owned_by =
        |owned_by| DdlStatement::SetSequenceOwner { sequence: name("numbers"), owned_by };
    let advance = |to, descending| DdlStatement::AdvanceSequence {
        sequence: name("numbers"),
        to,
        descending,
    };
    let index = IndexDef::new(ident("ix"), vec![IndexKeyDef::new(IndexOn::Column(ident("a")))]);
    let view = |materialized| CommentTarget::View { name: name("v"), materialized };
    insta::assert_snapshot!(lines([
        domain(DomainAction::SetDefault(Some("1".into()))),
        domain(DomainAction::SetDefault(None)),
        domain(DomainAction::SetNotNull),
        domain(DomainAction::DropNotNull),
        domain(DomainAction::AddCheck(CheckDef::new(ident("ck"), "VALUE > 0"))),
        domain(DomainAction::ValidateCheck(ident("ck"))),
        domain(DomainAction::RenameCheck { from: ident("a"), to: ident("b") }),
        domain(DomainAction::DropCheck(ident("ck"))),
        domain(DomainAction::RenameTo(ident("codes"))),
        value(EnumAction::AddValue { label: "it's".into(), before: None }),
        value(EnumAction::AddValue { label: "b".into(), before: Some("c".into()) }),
        value(EnumAction::RenameValue { from: "b".into(), to: "d".into() }),
        value(EnumAction::RenameTo(ident("moods"))),
        advance(5, false),
        advance(-5, true),
        owned_by(Some(owner)),
        owned_by(None),
        DdlStatement::CreateIndex { table: name("cities"), index, concurrently: true },
        DdlStatement::RenameIndex { index: name("ix"), to: ident("iy") },
        DdlStatement::DropIndex { index: name("ix"), concurrently: true },
        DdlStatement::DropIndex { index: name("ix"), concurrently: false },
        DdlStatement::Comment { on: view(true), text: None },
        DdlStatement::Comment { on: CommentTarget::Domain(name("code")), text: Some("'".into()) },
    ], DdlStyle::new(Dialect::Postgres)), @r#"
    ALTER DOMAIN "as""ia"."code" SET DEFAULT (1)
    ALTER DOMAIN "as""ia"."code" DROP DEFAULT
    ALTER DOMAIN "as""ia"."code" SET NOT NULL
    ALTER DOMAIN "as""ia"."code" DROP NOT NULL
    ALTER DOMAIN "as""ia"."code" ADD CONSTRAINT "ck" CHECK (VALUE > 0)
    ALTER DOMAIN "as""ia"."code" VALIDATE CONSTRAINT "ck"
    ALTER DOMAIN "as""ia"."code" RENAME CONSTRAINT "a" TO "b"
    ALTER DOMAIN "as""ia"."code" DROP CONSTRAINT "ck"
    ALTER DOMAIN "as""ia"."code" RENAME TO "codes"
    ALTER TYPE "as""ia"."mood" ADD VALUE 'it''s'
    ALTER TYPE "as""ia"."mood" ADD VALUE 'b' BEFORE 'c'
    ALTER TYPE "as""ia"."mood" RENAME VALUE 'b' TO 'd'
    ALTER TYPE "as""ia"."mood" RENAME TO "moods"
    SELECT pg_catalog.setval(tableoid::pg_catalog.regclass, greatest(last_value, 5), is_called AND last_value >= 5) FROM "as""ia"."numbers"
    SELECT pg_catalog.setval(tableoid::pg_catalog.regclass, least(last_value, -5), is_called AND last_value <= -5) FROM "as""ia"."numbers"
    ALTER SEQUENCE "as""ia"."numbers" OWNED BY "as""ia"."cities"."id"
    ALTER SEQUENCE "as""ia"."numbers" OWNED BY NONE
    CREATE INDEX CONCURRENTLY "ix" ON "as""ia"."cities" ("a")
    ALTER INDEX "as""ia"."ix" RENAME TO "iy"
    DROP INDEX CONCURRENTLY "as""ia"."ix"
    DROP INDEX "as""ia"."ix"
    COMMENT ON MATERIALIZED VIEW "as""ia"."v" IS NULL
    COMMENT ON DOMAIN "as""ia"."code" IS ''''
    "#);
}

#[test]
fn a_schema_is_a_variable_wherever_it_stands() {
    let mut column = unit();
    column.sql_type = SqlType::Array(Box::new(SqlType::Domain(name("code"))));
    let mut table = TableDef::new(name("cities"));
    table.columns = vec![column.clone()];
    table.foreign_keys = vec![foreign_key()];
    let statements = [
        DdlStatement::CreateSchema(ident("as\"ia")),
        DdlStatement::CreateTable { table: Box::new(table), enums: vec![] },
        DdlStatement::alter_table(
            name("cities"),
            TableAction::AddColumn { column, constraints: vec![] },
        ),
        DdlStatement::Comment { on: CommentTarget::Schema(ident("as\"ia")), text: None },
        DdlStatement::DropTable(QualifiedName::new(ident("others"), ident("x"))),
        DdlStatement::DropSchema(ident("as\"ia")),
    ];
    let schemas = SchemaSpelling::variables([&ident("as\"ia"), &ident("shared")]);
    let mut style = DdlStyle::new(Dialect::Postgres);
    style.schemas = &schemas;
    insta::assert_snapshot!(lines(statements, style), @r#"
    CREATE SCHEMA :"as_ia"
    CREATE TABLE :"as_ia"."cities" (
        "unit" :"as_ia"."code"[],
        CONSTRAINT "fk" FOREIGN KEY ("unit") REFERENCES :"shared"."units" ("id") NOT VALID
    )
    ALTER TABLE :"as_ia"."cities" ADD COLUMN "unit" :"as_ia"."code"[]
    COMMENT ON SCHEMA :"as_ia" IS NULL
    DROP TABLE "others"."x"
    DROP SCHEMA :"as_ia"
    "#);
}

#[test]
fn variables_are_those_of_all_schemas_that_a_catalog_leads_to() {
    let mut table = TableDef::new(name("cities"));
    table.columns = vec![unit()];
    table.foreign_keys = vec![foreign_key()];
    let mut schema = polyschema_core::metadata::SchemaDef::new(ident("as\"ia"));
    schema.tables.insert(ident("cities"), table);
    let catalog = Catalog::from_schemas(Dialect::Postgres, [schema]).unwrap();
    let spelling = SchemaSpelling::variables_of(&catalog);
    assert_eq!(spelling.to_sql(&ident("as\"ia")), ":\"as_ia\"");
    assert_eq!(spelling.to_sql(&ident("shared")), ":\"shared\"");
    assert_eq!(spelling.to_sql(&ident("public")), "\"public\"");
}

#[test]
fn sqlite_copies_rows() {
    let copy = RowCopy {
        from: name("cities"),
        to: name("new_cities"),
        columns: vec![
            (ident("id"), CopiedValue::Column(ident("key"))),
            (ident("unit"), CopiedValue::Cast(ident("unit"), SqlType::Text)),
        ],
    };
    insta::assert_snapshot!(to_sql(&DdlStatement::CopyRows(copy), Dialect::Sqlite), @r#"
    INSERT INTO "as""ia"."new_cities" ("id", "unit")
    SELECT "key", CAST("unit" AS TEXT)
    FROM "as""ia"."cities"
    "#);
}

#[test]
fn only_concurrent_statements_refuse_a_transaction() {
    let drop = |concurrently| DdlStatement::DropIndex { index: name("ix"), concurrently };
    assert!(drop(true).refuses_transaction());
    assert!(!drop(false).refuses_transaction());
    assert!(!DdlStatement::DropTable(name("x")).refuses_transaction());
}
