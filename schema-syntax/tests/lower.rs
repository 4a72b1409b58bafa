//! The rules: all faults of an item at once, near names, and a model in spite of them.

use polyschema_syntax::model::{ConstraintKind, Fill, Home, IndexOn, Literal, SqlType};
use polyschema_syntax::{Lowered, db_enum, db_type, projection, schema, schema_set, table};
use syn::{DeriveInput, parse_quote};

fn faults<T>(lowered: Lowered<T>) -> Vec<String> {
    lowered.error.into_iter().flatten().map(|fault| fault.to_string()).collect()
}

#[track_caller]
fn check_table(input: DeriveInput, expected: &[&str]) {
    assert_eq!(faults(table(&input)), expected);
}

#[test]
fn all_faults_of_a_table_come_together() {
    let input = parse_quote! {
        #[table(name = "", abstrct, unique(nam), index(populaton))]
        struct Country {
            #[column(primary_key, identity, default = 1)]
            country_id: String,
            #[column(varchar = 0, colour = "red")]
            name: String,
            #[column(on_delete = "set null", references = Continent::name)]
            continent: String,
            #[column(numeric(2, 3))]
            population: i64,
        }
    };
    check_table(
        input,
        &[
            "unknown table attribute `abstrct`; did you mean `abstract`?",
            "`identity` and `default` exclude each other; the database fills a column in one way",
            "an identity is an `i16`, `i32` or `i64`; this column holds `String`",
            "`varchar` must be at least 1",
            "unknown column attribute `colour`; known: `name`, `primary_key`, `identity`, `generated`, \
             `default`, `unique`, `index`, `check`, `varchar`, `char`, `numeric`, `sql_type`, `collate`, \
             `references`, `on_delete`, `on_update`, `deferrable`, `extends`, `flatten`, `renamed_from`",
            "the scale is at most the precision",
            "`on_delete = \"set null\"` needs a nullable column; make `continent` an `Option` or choose \
             another action",
            "`Country` has no field `nam`; did you mean `name`?",
            "`Country` has no field `populaton`; did you mean `population`?",
        ],
    );
}

#[test]
fn a_faulty_word_leaves_the_others() {
    let input: DeriveInput = parse_quote! {
        #[table(nme = "x", name = "countries", abstract)]
        struct Country {
            #[column(primary_key, identiti, varchar 100, varchar = 10, unique, unique)]
            name: String,
        }
    };
    let Lowered { model, error, .. } = table(&input);
    let messages: Vec<String> = error.into_iter().flatten().map(|each| each.to_string()).collect();
    assert_eq!(
        messages,
        [
            "unknown table attribute `nme`; did you mean `name`?",
            "expected `,`",
            "unknown column attribute `identiti`; did you mean `identity`?",
            "`unique` is given twice",
        ]
    );
    let model = model.expect("the shape is that of a table");
    assert!(matches!(model.home, Home::Abstract));
    assert_eq!(model.primary_key().map(|key| key[0].to_string()).as_deref(), Some("name"));
    let (_, column) = model.columns().next().expect("there is a column");
    assert_eq!(column.sql_type, SqlType::Varchar(10));
}

#[test]
fn words_become_a_model() {
    let input: DeriveInput = parse_quote! {
        #[table(name = "countries", schema = world::Asia<D>, crate = crate::db)]
        #[table(index(name, desc("lower(name)", nulls = "last"), unique, where = "id > 0", include(id)))]
        #[table(foreign_key(columns(name), references = other::Country(name), deferrable))]
        struct Country {
            #[column(primary_key, identity = "by_default")]
            id: i64,
            #[column(default = -1.5, check("price > 0", name = "positive"))]
            price: f64,
            #[column(default = sql("now()"), sql_type = "timestamptz")]
            name: String,
        }
    };
    let model = table(&input).into_result().expect("nothing is wrong");
    assert!(matches!(&model.home, Home::Schema(path) if path.segments.len() == 2));
    assert!(model.krate.is_some());
    let fills: Vec<_> = model.columns().map(|(_, column)| &column.fill).collect();
    assert!(matches!(fills[0], Fill::IdentityByDefault));
    assert!(matches!(fills[1], Fill::Default(Literal::Float(value)) if *value == -1.5));
    assert!(matches!(fills[2], Fill::DefaultSql(sql) if sql == "now()"));
    let names: Vec<_> = model.constraints.iter().map(|each| each.name.as_deref()).collect();
    assert_eq!(names, [None, Some("positive"), None]);
    assert!(matches!(model.constraints[2].kind, ConstraintKind::ForeignKey(_)));
    let index = &model.indexes[0];
    assert!(index.unique && index.keys[1].descending && index.include.len() == 1);
    assert!(matches!(&index.keys[1].on, IndexOn::Expression(sql) if sql == "lower(name)"));
}

#[test]
fn extensions_have_their_base_s_name_and_key() {
    let input = parse_quote! {
        #[table(name = "countries", schema = Asia, primary_key(code))]
        struct AsiaCountry {
            code: i32,
            #[column(extends, unique)]
            country: Country,
        }
    };
    check_table(
        input,
        &[
            "`extends` stands alone: the field is no column of its own",
            "`extends` must be on the first field: a base's columns come first",
            "a table that extends another has its name; remove `name`",
            "a table that extends another has its primary key; remove `primary_key`",
        ],
    );
}

#[test]
fn mixins_are_no_tables() {
    let input = parse_quote! {
        #[table(mixin, name = "audits")]
        struct Audit {
            #[column(primary_key)]
            id: i32,
        }
    };
    check_table(
        input,
        &[
            "a mixin is no table of its own and has no name; remove `name`",
            "a mixin has no primary key; put it into the tables that flatten it",
        ],
    );
}

#[test]
fn schemas_have_a_database_and_each_table_once() {
    let input = parse_quote! {
        #[schema(name = "pg_asia", tables(Country, Country))]
        struct Asia;
    };
    let expected = [
        "schema name `pg_asia` belongs to the database; choose another",
        "schema `Asia` needs a database: `#[schema(database = Postgres)]`",
    ];
    assert_eq!(faults(schema(&input)), expected);
    let input = parse_quote! {
        #[schema(name = "asia", database = Postgres, tables(Country, Country), sees(Self_, A, A))]
        struct Asia;
    };
    assert_eq!(faults(schema(&input)), ["`Country` is listed twice", "`A` is listed twice"]);
}

#[test]
fn enums_have_labels() {
    let input = parse_quote! {
        #[db_enum(rename_all = "snak_case")]
        enum Mood {
            Happy,
            #[db_enum(rename = "happy")]
            Sad,
            #[db_enum(renam = "x")]
            Other(i32),
        }
    };
    let expected = [
        "unknown case `snak_case`; did you mean `snake_case`?",
        "unknown variant attribute `renam`; did you mean `rename`?",
        "`Other` is a label in the database and can hold nothing",
        "label `happy` is there twice: `Happy` has it too",
    ];
    assert_eq!(faults(db_enum(&input)), expected);
}

#[test]
fn other_items_have_their_shapes() {
    let input = parse_quote!(
        struct Code {
            text: String,
        }
    );
    let expected = ["a `DbType` is a tuple struct with one field: `struct Code(String);`"];
    assert_eq!(faults(db_type(&input)), expected);
    let input = parse_quote!(
        enum World {
            Asia(i32),
            Europe,
        }
    );
    assert_eq!(faults(schema_set(&input)), ["`Asia` is a schema and can hold nothing"]);
    let input = parse_quote!(
        struct Summary<T>(T);
    );
    let expected = [
        "a projection needs named fields: each is read from a row",
        "a projection cannot be generic; write its types out",
    ];
    assert_eq!(faults(projection(&input)), expected);
}
