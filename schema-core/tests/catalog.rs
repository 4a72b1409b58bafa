//! Catalogs: what they hold, what they refuse, and in which words.

mod models;

use models::{
    CAPITAL, COUNTRY, EGG, HEN, column, foreign_key, identity, index, key, nullable, path,
    primary_key, references, table, unique,
};
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    CatalogTable, CheckDef, ColumnDef, ExclusionDef, Fill, ForeignKeyDef, Identity, PartitionBy,
    PartitionStrategy, QualifiedName, SchemaDef, SqlType, TableDef, UniqueDef,
};
use polyschema_core::spec::{
    ColumnSpec, ConstraintKindSpec, ConstraintSpec, Deferrable, EnumSpec, FillSpec, IndexOnSpec,
    IndexSpec, LiteralSpec, SqlTypeSpec, TableSpec,
};
use polyschema_core::value::ValueKind;
use polyschema_core::{Catalog, Dialect, Postgres, Schema, Sqlite};

schema!(Asia, "asia", Postgres, [&CAPITAL, &COUNTRY]);
schema!(Europe, "europe", Postgres, [&COUNTRY]);
schema!(Farm, "farm", Postgres, [&EGG, &HEN]);
schema!(File, "file", Sqlite, [&HEN, &EGG]);

const USER: TableSpec =
    table("User", "users", const { &[identity("id")] }, const { &[primary_key(&["id"])] });
const NOTE: TableSpec = table(
    "Note",
    "notes",
    const { &[column("user", ValueKind::I32)] },
    const { &[foreign_key(references(&["user"], "User", &["id"]))] },
);
schema!(Shared, "shared", Postgres, [&USER]);
schema!(Tenant, named, Postgres, [&NOTE], sees Shared);
schema!(Pool, named, Postgres, [&USER]);
schema!(Guest, named, Postgres, [&NOTE], sees Pool);

#[test]
fn tables_are_found_by_name() {
    let catalog = Catalog::of::<(Asia, Europe)>().unwrap();
    let table = catalog.table("asia.countries").unwrap();
    assert_eq!(table.name.to_sql(), r#""asia"."countries""#);
    assert_eq!(table.comment.as_deref(), Some("A sovereign state."));
    let column = table.column("country_id").unwrap();
    assert_eq!(column.fill, Some(Fill::Identity(Identity::Always)));
    assert!(column.is_read_only() && !column.is_required());
    assert_eq!(table.column("name").unwrap().sql_type, SqlType::Varchar(100));
    assert!(table.column("name").unwrap().is_required());
    assert_eq!(table.key(), &table.primary_key.as_ref().unwrap().columns[..]);
    let names: Vec<_> = catalog.tables().map(|table| table.name.to_string()).collect();
    assert_eq!(names, ["asia.capitals", "asia.countries", "europe.countries"]);
    let labels = &catalog.schema("europe").unwrap().enums["mood"].labels;
    assert_eq!(*labels, ["happy", "it's ok"]);
}

#[test]
fn a_near_name_is_offered() {
    let catalog = Catalog::of::<(Asia, Europe)>().unwrap();
    let message = |name: &str| catalog.table(name).unwrap_err().to_string();
    assert_eq!(
        message("asia.countrys"),
        "there is no table `asia.countrys`; did you mean `asia.countries`?"
    );
    assert_eq!(message("africa.rivers"), "there is no table `africa.rivers`");
    assert_eq!(
        message("countries"),
        "`countries` cannot be a name: it is not `schema.name`; put a part with a full stop in double quotes"
    );
}

#[test]
fn foreign_keys_resolve_in_the_schema_and_in_those_it_sees() {
    let acme = Tenant::named("acme").unwrap();
    let catalog = Catalog::of_schema(&acme).unwrap();
    let notes = catalog.table("acme.notes").unwrap();
    assert_eq!(notes.foreign_keys[0].referenced.to_string(), "shared.users");
    assert_eq!(notes.foreign_keys[0].name.as_str(), "fk_notes_user");

    let (pool, guest) = (Pool::named("pool_1").unwrap(), Guest::named("guest").unwrap());
    let catalog = Catalog::builder(Dialect::Postgres).schema(&guest).schema(&pool).build().unwrap();
    let notes = catalog.table("guest.notes").unwrap();
    assert_eq!(notes.foreign_keys[0].referenced.to_string(), "pool_1.users");
}

#[test]
fn seen_schemas_need_one_name() {
    let guest = Guest::named("guest").unwrap();
    assert_eq!(
        Catalog::of_schema(&guest).unwrap_err().to_string(),
        "column `user` of `guest.notes` references `User` in schema `Pool`, which has no name here; \
        add exactly one with `Catalog::builder(..).schema(&..)`"
    );
    let builder = Catalog::builder(Dialect::Postgres).schema(&guest);
    let builder = builder.schema(&Pool::named("a").unwrap()).schema(&Pool::named("b").unwrap());
    let message = builder.build().unwrap_err().to_string();
    assert!(message.contains("which has 2 names here"), "{message}");
}

#[track_caller]
fn check_refused<S: Schema>(expected: &str) {
    assert_eq!(Catalog::of::<S>().unwrap_err().to_string(), expected);
}

#[test]
fn schemas_without_names_are_refused() {
    check_refused::<Tenant>(
        "schema `Tenant` has no name of its own; bind it with `Tenant::named(\"..\")` or map it",
    );
}

#[test]
fn schemas_of_two_databases_are_refused() {
    assert_eq!(
        Catalog::of::<(Farm, File)>().unwrap_err().to_string(),
        "schema `file` is of Sqlite, the catalog of Postgres; build one catalog for each kind of database"
    );
}

#[test]
fn schemas_twice_are_refused() {
    let message = Catalog::of::<(Asia, Asia)>().unwrap_err().to_string();
    assert_eq!(message, "schema `asia` is in the catalog twice");
}

#[test]
fn unreachable_tables_are_named() {
    schema!(Alone, "alone", Postgres, [&NOTE]);
    check_refused::<Alone>(
        "column `user` of `alone.notes` references `User`, which neither schema `Alone` nor a schema that it \
        sees lists; add `User` to `tables(..)` of `Alone`, or its schema to `sees(..)`",
    );
}

#[test]
fn foreign_keys_between_files_are_refused() {
    schema!(Users, "users", Sqlite, [&USER]);
    schema!(Notes, "notes", Sqlite, [&NOTE], sees Users);
    check_refused::<Notes>(
        "`fk_notes_user` of `notes.notes` references `users.users`; in Sqlite a foreign key stays in its own schema",
    );
}

const ONE: TableSpec = table("One", "a", const { &[column("b_c", ValueKind::I32)] }, &[]);
const TWO: TableSpec = table("Two", "a_b", const { &[column("c", ValueKind::I32)] }, &[]);

#[test]
fn two_things_of_one_name_are_refused() {
    schema!(Tables, "x", Postgres, [&ONE, &TableSpec { ty: path("Other"), ..ONE }]);
    check_refused::<Tables>(
        "table `x.a` and table `Other` have one name; give one of them another",
    );

    const INDEX_1: IndexSpec = index(const { &[key(IndexOnSpec::Field("b_c"))] });
    const INDEX_2: IndexSpec = index(const { &[key(IndexOnSpec::Field("c"))] });
    schema!(
        Indexes,
        "x",
        Sqlite,
        [&TableSpec { indexes: &[INDEX_1], ..ONE }, &TableSpec { indexes: &[INDEX_2], ..TWO }]
    );
    check_refused::<Indexes>(
        "index `ix_a_b_c` of `x.a` and index `ix_a_b_c` of `x.a_b` have one name; give one of them another",
    );

    schema!(
        Columns,
        "x",
        Sqlite,
        [&TableSpec {
            columns: const { &[column("b", ValueKind::I32), column("B", ValueKind::I32)] },
            ..ONE
        }]
    );
    check_refused::<Columns>(
        "column `x.a.b` and column `x.a.B` have one name; give one of them another",
    );

    const NAMED: ConstraintSpec =
        ConstraintSpec { name: Some("a"), kind: ConstraintKindSpec::Unique(&["b_c"]) };
    schema!(Keys, "x", Postgres, [&TableSpec { constraints: &[NAMED], ..ONE }]);
    check_refused::<Keys>(
        "table `x.a` and unique constraint `a` of `x.a` have one name; give one of them another",
    );
    schema!(KeysFile, "x", Sqlite, [&TableSpec { constraints: &[NAMED], ..ONE }]);
    Catalog::of::<KeysFile>().unwrap();
}

#[test]
fn names_that_are_too_long_are_refused() {
    const LONG: &str = "0123456789012345678901234567890123456789012345678901234567890123";
    schema!(Long, "x", Postgres, [&table("T", LONG, &[], &[])]);
    check_refused::<Long>(&format!(
        "table `x.{LONG}` cannot have the name `{LONG}`: it has 64 bytes; the database allows 63"
    ));
    schema!(LongFile, "x", Sqlite, [&table("T", LONG, &[], &[])]);
    Catalog::of::<LongFile>().unwrap();
    schema!(Empty, "x", Postgres, [&table("T", "", &[], &[])]);
    check_refused::<Empty>("table `T` of schema `x` cannot have the name ``: it is empty");
}

#[test]
fn enums_with_two_lists_of_labels_are_refused() {
    static SAD: EnumSpec =
        EnumSpec { name: "mood", labels: &["sad"], comment: None, renamed_labels: &[] };
    const MOOD: &[ColumnSpec] = &[column("mood", ValueKind::Enum(&SAD))];
    schema!(Moods, "x", Postgres, [&COUNTRY, &table("Other", "others", MOOD, &[])]);
    check_refused::<Moods>(
        "enum `x.mood` has two lists of labels; give one of the enums another name",
    );
}

#[test]
fn types_that_the_database_lacks_are_refused() {
    const DECIMAL: &[ColumnSpec] = &[column("price", ValueKind::Decimal)];
    schema!(Decimals, "x", Sqlite, [&table("T", "t", DECIMAL, &[])]);
    check_refused::<Decimals>("`numeric` of column `x.t.price` is no type of Sqlite");
    const CUSTOM: &[ColumnSpec] =
        &[ColumnSpec { sql_type: SqlTypeSpec::Custom("citext"), ..column("c", ValueKind::Text) }];
    schema!(Customs, "x", Sqlite, [&table("T", "t", CUSTOM, &[])]);
    check_refused::<Customs>("`citext` of column `x.t.c` is no type of Sqlite");
}

#[test]
fn a_partitioned_table_is_not_unlogged() {
    let name = |name: &str| Ident::new(name).unwrap();
    let mut table = TableDef::new(QualifiedName::new(name("s"), name("t")));
    table.columns.push(ColumnDef::new(name("a"), SqlType::Text));
    table.partition_by = Some(PartitionBy::new(PartitionStrategy::List, "a"));
    table.unlogged = true;
    let mut schema = SchemaDef::new(name("s"));
    schema.tables.insert(name("t"), table);
    let error = Catalog::from_schemas(Dialect::Postgres, [schema]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "table `s.t` is inconsistent: a partitioned table has no rows of its own; make its partitions unlogged"
    );
}

#[test]
fn options_that_the_database_lacks_are_refused() {
    let name = |name: &str| Ident::new(name).unwrap();
    let check = |expected: &str, change: &dyn Fn(&mut TableDef, UniqueDef)| {
        let mut table = TableDef::new(QualifiedName::new(name("s"), name("t")));
        table.columns.push(ColumnDef::new(name("a"), SqlType::Text));
        change(&mut table, UniqueDef::new(name("u"), vec![name("a")]));
        let mut schema = SchemaDef::new(name("s"));
        schema.tables.insert(name("t"), table);
        Catalog::from_schemas(Dialect::Postgres, [schema.clone()]).unwrap();
        let error = Catalog::from_schemas(Dialect::Sqlite, [schema]).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("table `s.t` is inconsistent: Sqlite has no {expected}")
        );
    };
    check("unlogged tables", &|table, _| table.unlogged = true);
    check("partitions", &|table, _| {
        table.partition_by = Some(PartitionBy::new(PartitionStrategy::List, "a"));
    });
    check("exclusion constraints", &|table, _| {
        table.exclusions.push(ExclusionDef::new(name("x"), Vec::new()));
    });
    check("deferrable keys", &|table, mut unique| {
        unique.deferrable = Deferrable::InitiallyDeferred;
        table.unique.push(unique);
    });
    check("unique constraints to which NULLs are equal", &|table, mut unique| {
        unique.nulls_not_distinct = true;
        table.unique.push(unique);
    });
    check("constraints that are not validated", &|table, _| {
        let mut check = CheckDef::new(name("c"), "a <> ''");
        check.validated = false;
        table.checks.push(check);
    });
    check("`MATCH FULL`", &|table, unique| {
        let columns = vec![name("a")];
        let mut key = ForeignKeyDef::new(name("f"), columns.clone(), table.name.clone(), columns);
        key.match_full = true;
        table.unique.push(unique);
        table.foreign_keys.push(key);
    });
}

#[test]
fn identities_need_a_primary_key_in_sqlite() {
    const TWO_KEYS: &[ConstraintSpec] = &[primary_key(&["id", "n"])];
    const COLUMNS: &[ColumnSpec] = &[identity("id"), column("n", ValueKind::I32)];
    schema!(Identities, "x", Sqlite, [&table("T", "t", COLUMNS, TWO_KEYS)]);
    check_refused::<Identities>(
        "column `x.t.id` cannot be an identity; in Sqlite only a primary key of one integer column can",
    );
    schema!(Server, "x", Postgres, [&table("T", "t", COLUMNS, TWO_KEYS)]);
    Catalog::of::<Server>().unwrap();
}

#[test]
fn faulty_defaults_are_refused() {
    const fn with(kind: ValueKind, literal: LiteralSpec) -> ColumnSpec {
        ColumnSpec { fill: FillSpec::Default(literal), ..column("c", kind) }
    }
    const NUL: &[ColumnSpec] = &[with(ValueKind::Text, LiteralSpec::Text("a\0"))];
    schema!(Nul, "x", Postgres, [&table("T", "t", NUL, &[])]);
    check_refused::<Nul>("column `x.t.c` cannot have this default: it contains the character NUL");
    const UUID: &[ColumnSpec] = &[with(ValueKind::Uuid, LiteralSpec::Text("1234"))];
    schema!(Uuid, "x", Sqlite, [&table("T", "t", UUID, &[])]);
    check_refused::<Uuid>("column `x.t.c` cannot have this default: it is not a UUID");
    const INFINITE: &[ColumnSpec] = &[with(ValueKind::F64, LiteralSpec::Float(f64::INFINITY))];
    schema!(Infinite, "x", Sqlite, [&table("T", "t", INFINITE, &[])]);
    check_refused::<Infinite>("column `x.t.c` cannot have this default: it is not a finite number");
}

#[test]
fn referenced_tables_come_first_and_cycles_are_cut() {
    let catalog = Catalog::of::<(Asia, Farm)>().unwrap();
    let order = catalog.tables_in_dependency_order();
    let tables: Vec<_> = order.tables.iter().map(|table| table.name.to_string()).collect();
    assert_eq!(tables, ["asia.countries", "asia.capitals", "farm.hens", "farm.eggs"]);
    let cut: Vec<_> =
        order.cut.iter().map(|(table, key)| (table.name.to_string(), &key.name)).collect();
    assert_eq!(cut.len(), 1);
    assert_eq!((cut[0].0.as_str(), cut[0].1.as_str()), ("farm.hens", "fk_hens_egg"));
}

#[test]
fn names_follow_the_convention_and_are_the_same_in_each_schema() {
    const T: TableSpec = table(
        "T",
        "t",
        const { &[nullable("a", ValueKind::I32), nullable("b", ValueKind::I32)] },
        const {
            &[
                unique(&["a", "b"]),
                models::check(Some("a"), "a > 0"),
                models::check(Some("a"), "a < 9"),
                models::check(None, "a < b"),
                models::check(None, "b < 9"),
            ]
        },
    );
    schema!(First, "first", Postgres, [&T]);
    schema!(Second, "second", Sqlite, [&T]);
    let names = |table: CatalogTable<'_>| {
        let unique = table.unique.iter().map(|unique| unique.name.clone());
        let all = unique.chain(table.checks.iter().map(|check| check.name.clone()));
        all.map(|name| name.as_str().to_owned()).collect::<Vec<_>>()
    };
    let first = Catalog::of::<First>().unwrap();
    let second = Catalog::of::<Second>().unwrap();
    let expected = ["uq_t_a_b", "ck_t_a", "ck_t_a_2", "ck_t", "ck_t_2"];
    assert_eq!(names(first.table("first.t").unwrap()), expected);
    assert_eq!(names(second.table("second.t").unwrap()), expected);
}

#[test]
fn one_schema_alone_keeps_its_foreign_keys() {
    let acme = Tenant::named("acme").unwrap();
    let builder = Catalog::builder(Dialect::Postgres).schema(&acme);
    let catalog = builder.schema(&Shared::schema_ref()).build().unwrap();
    let alone = catalog.only("acme").unwrap();
    assert_eq!(alone.schemas().len(), 1);
    let notes = alone.table("acme.notes").unwrap();
    assert_eq!(notes.foreign_keys[0].referenced.to_string(), "shared.users");
}

#[cfg(feature = "serde")]
mod serde {
    use super::*;

    #[test]
    fn catalogs_survive_serde() {
        let catalog = Catalog::of::<(Asia, Farm)>().unwrap();
        let json = serde_json::to_string_pretty(&catalog).unwrap();
        assert_eq!(serde_json::from_str::<Catalog>(&json).unwrap(), catalog);
    }

    #[test]
    fn data_that_contradicts_itself_is_refused() {
        let json = serde_json::to_value(Catalog::of::<Farm>().unwrap()).unwrap();
        let check = |pointer: &str, value: serde_json::Value, expected: &str| {
            let mut json = json.clone();
            *json.pointer_mut(pointer).unwrap() = value;
            let error = serde_json::from_value::<Catalog>(json).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        let hens = "/schemas/farm/tables/hens";
        check(
            &format!("{hens}/name"),
            "farm.cocks".into(),
            "table `farm.cocks` is inconsistent: it stands under the name `hens`",
        );
        check(
            &format!("{hens}/foreign_keys/0/referenced"),
            "farm.dogs".into(),
            "`fk_hens_egg` of `farm.hens` is inconsistent: there is no table `farm.dogs`",
        );
        check(
            &format!("{hens}/foreign_keys/0/columns/0"),
            "eg".into(),
            "foreign key `fk_hens_egg` of `farm.hens` names column `eg`, which `farm.hens` lacks; did you mean `egg`?",
        );
        check(
            &format!("{hens}/columns/0/sql_type"),
            serde_json::json!({"enum": "farm.mood"}),
            "column `farm.hens.hen_id` is inconsistent: there is no enum `farm.mood`",
        );
    }
}
