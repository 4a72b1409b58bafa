//! Whatever the tables of several schemas share: the models that are pulled hold the same.
//!
//! The sources are read as a build script reads them, with all rules of the derives.

use polyschema::ident::Ident;
use polyschema::metadata::{
    CheckDef, ColumnDef, EnumDef, Fill, ForeignKeyDef, Identity, IndexDef, IndexKeyDef, IndexOn,
    Literal, PrimaryKeyDef, QualifiedName, SchemaDef, SqlType, TableDef, UniqueDef,
};
use polyschema::prelude::*;
use polyschema::{CatalogError, Dialect};
use polyschema_migrate::pull::{Options, pull};
use proptest::prelude::*;

use crate::holds_the_same;

const SCHEMAS: [&str; 4] = ["asia", "europe", "north", "south"];
const TABLES: [&str; 3] = ["cities", "countries", "people"];
const COLUMNS: usize = 6;

/// What is drawn of one table in one schema.
#[derive(Debug, Clone)]
struct Drawn {
    is_there: bool,
    /// For each column, whether it is of the first or the second kind of its pair.
    second: [bool; COLUMNS],
    /// Which rules it has.
    rules: [bool; 6],
    has_comment: bool,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let mostly = || prop::array::uniform6(prop::bool::weighted(0.85));
    let rarely = prop::array::uniform6(prop::bool::weighted(0.2));
    (prop::bool::weighted(0.9), rarely, mostly(), prop::bool::weighted(0.5)).prop_map(
        |(is_there, second, rules, has_comment)| Drawn { is_there, second, rules, has_comment },
    )
}

fn ident(name: &str) -> Ident {
    Ident::new(name).expect("a name")
}

/// One of the kinds of columns; none for the first.
fn column(schema: &str, name: &str, kind: usize) -> Option<ColumnDef> {
    let mood = QualifiedName::new(ident(schema), ident("mood"));
    let text = |text: &str| Some(Fill::Default(Literal::Text(text.to_owned())));
    let (sql_type, nullable, fill) = match kind {
        0 => return None,
        1..=3 => (SqlType::Text, false, None),
        4 => (SqlType::Varchar(10), false, None),
        5 => (SqlType::Varchar(20), true, text("x")),
        6 => (SqlType::Varchar(20), false, text("y")),
        7 => (SqlType::Integer, false, None),
        8 => (SqlType::Integer, true, None),
        9 => (SqlType::Integer, false, Some(Fill::Default(Literal::Int(-1)))),
        10 => {
            let sql = format!("nextval('{schema}.numbers'::regclass)");
            (SqlType::Integer, false, Some(Fill::DefaultSql(sql)))
        }
        11 => (SqlType::Integer, false, Some(Fill::Identity(Identity::Always))),
        12 => (SqlType::Enum(mood), false, text("same")),
        13 => (SqlType::Custom("inet".to_owned()), false, None),
        _ => (SqlType::Integer, false, Some(Fill::Generated("1 + 1".to_owned()))),
    };
    let mut column = ColumnDef::new(ident(name), sql_type);
    (column.nullable, column.fill) = (nullable, fill);
    column.comment = (kind == 2).then(|| "A comment.".to_owned());
    column.collation = (kind == 3).then(|| "C".to_owned());
    Some(column)
}
const KINDS: usize = 15;

fn table(schema: &str, name: &str, pairs: &[(usize, usize)], drawn: &Drawn) -> TableDef {
    let mut table = TableDef::new(QualifiedName::new(ident(schema), ident(name)));
    table.comment = drawn.has_comment.then(|| format!("The {name}."));
    table.columns.push(ColumnDef::new(ident("id"), SqlType::Integer));
    for (position, (first, second)) in pairs.iter().enumerate() {
        let kind = if drawn.second[position] { second } else { first };
        table.columns.extend(column(schema, &format!("c{position}"), *kind));
    }
    let key = PrimaryKeyDef::new(ident(&format!("pk_{name}")), vec![ident("id")]);
    table.primary_key = Some(key);
    let [unique, check, other_check, index, expression, reference] = drawn.rules;
    let has = |column: &str| table.column(column).is_some();
    if unique && has("c0") {
        let columns = vec![ident("c0")];
        table.unique.push(UniqueDef::new(ident(&format!("uq_{name}_c0")), columns));
    }
    if check {
        table.checks.push(CheckDef::new(ident(&format!("ck_{name}_id")), "id > 0"));
    }
    if other_check && table.column("c1").is_some() {
        let predicate = "c1 IS NOT NULL OR id > 1";
        table.checks.push(CheckDef::new(ident(&format!("{name}_c1_check")), predicate));
    }
    if index && table.column("c2").is_some() {
        let keys = vec![IndexKeyDef::new(IndexOn::Column(ident("c2")))];
        table.indexes.push(IndexDef::new(ident(&format!("ix_{name}_c2")), keys));
    }
    if expression && table.column("c3").is_some() {
        let keys = vec![IndexKeyDef::new(IndexOn::Expression("c3 || ''".to_owned()))];
        table.indexes.push(IndexDef::new(ident(&format!("ix_{name}_expr")), keys));
    }
    for (column, target) in [("c4", "countries"), ("c5", "shared")] {
        let is_integer = table.column(column).is_some_and(|of| of.sql_type == SqlType::Integer);
        if reference && is_integer {
            let target = match target {
                "shared" => QualifiedName::new(ident("shared"), ident("things")),
                own => table.sibling(&ident(own)),
            };
            let key = ident(&format!("fk_{name}_{column}"));
            let (columns, others) = (vec![ident(column)], vec![ident("id")]);
            table.foreign_keys.push(ForeignKeyDef::new(key, columns, target, others));
        }
    }
    table
}

/// A catalog of what is drawn; schemas differ in the order of an enum's labels, if at all.
fn catalog(
    pairs: &[[(usize, usize); COLUMNS]; 3],
    drawn: &[[Drawn; 3]; 4],
    labels: [bool; 4],
) -> Result<Catalog, CatalogError> {
    let mut schemas = Vec::new();
    for ((name, tables), labels) in SCHEMAS.iter().zip(drawn).zip(labels) {
        let mut schema = SchemaDef::new(ident(name));
        for ((table_name, pairs), drawn) in TABLES.iter().zip(pairs).zip(tables) {
            if drawn.is_there {
                let table = table(name, table_name, pairs, drawn);
                schema.tables.insert(table.name.name.clone(), table);
            }
        }
        let has = schema.tables.keys().cloned().collect::<Vec<_>>();
        for table in schema.tables.values_mut() {
            table.foreign_keys.retain(|key| {
                key.referenced.schema == *"shared" || has.contains(&key.referenced.name)
            });
        }
        let columns = || schema.tables.values().flat_map(|table| &table.columns);
        if columns().any(|column| matches!(column.sql_type, SqlType::Enum(_))) {
            let labels = if labels { ["same", "other"] } else { ["other", "same"] };
            let mood = QualifiedName::new(ident(name), ident("mood"));
            let labels = labels.map(str::to_owned).to_vec();
            schema.enums.insert(ident("mood"), EnumDef::new(mood, labels));
        }
        schemas.push(schema);
    }
    let mut shared = SchemaDef::new(ident("shared"));
    let things = table(
        "shared",
        "things",
        &[],
        &Drawn { is_there: true, second: [false; COLUMNS], rules: [false; 6], has_comment: false },
    );
    shared.tables.insert(ident("things"), things);
    schemas.push(shared);
    Catalog::from_schemas(Dialect::Postgres, schemas)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn models_hold_what_was_pulled(
        pairs in prop::array::uniform3(prop::array::uniform6((0..KINDS, 0..KINDS))),
        drawn in prop::array::uniform4(prop::array::uniform3(drawn())),
        labels in prop::array::uniform4(prop::bool::weighted(0.8)),
    ) {
        let catalog = catalog(&pairs, &drawn, labels).expect("a catalog");
        let most_equal_schemas = SCHEMAS.len();
        let pulled = pull(&catalog, &Options { most_equal_schemas, ..Options::default() });
        let left_out = pulled.notes.iter().any(|note| note.text.contains("left out"));
        prop_assert!(!left_out, "{:?}", pulled.notes);
        if let Err(fault) = holds_the_same(&pulled.files[0].text, &catalog) {
            return Err(TestCaseError::fail(fault));
        }
    }
}
