//! What is wrong in source files, all of it, in its place.

use std::fs;

use polyschema::build_script::Sources;

/// Writes the model to a file and checks its faults, each `line:column: reason`.
#[track_caller]
fn check(model: &str, expected: &[&str]) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("models.rs");
    fs::write(&path, model).unwrap();
    let error = Sources::new([&path]).write_to(directory.path()).unwrap_err().to_string();
    let prefix = format!("{}:", path.display());
    let faults: Vec<String> = error.lines().skip(1).map(|line| line.replace(&prefix, "")).collect();
    assert_eq!(faults, expected, "{error}");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing is written");
}

#[test]
fn names_that_mean_nothing() {
    check(
        r#"
#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    name: String,
    money: Money,
    lists: Vec<Vec<u8>>,
    local: chrono::DateTime<Local>,
    twice: Option<Option<i32>>,
    #[column(default = Mood::Glad)]
    mood: Mood,
    #[column(default = Mod::Happy)]
    mood_2: Mood,
}
#[derive(DbEnum)]
enum Mood { Happy }
#[derive(Table)]
#[table(name = "capitals", schema = Asi)]
struct Capital {
    #[column(primary_key)]
    name: String,
    #[column(references = Countri::name)]
    country: String,
    #[column(flatten)]
    audit: Audit,
}
#[derive(Schema)]
#[schema(name = "asia", database = Postgress, tables(Country, Language), sees(Europe))]
struct Asia;
#[derive(Schema)]
#[schema(name = "world", database = D, tables(Country))]
struct World<D>(D);
"#,
        &[
            "7:12: field `money`: the source files do not say what a column of `Money` holds; derive `DbType` or `DbEnum` on it, name the file that does, or put the models into a crate of their own and use `from_schemas`",
            "8:12: field `lists`: the source files do not say what a column of `Vec<Vec<u8>>` holds; derive `DbType` or `DbEnum` on it, name the file that does, or put the models into a crate of their own and use `from_schemas`",
            "9:12: field `local`: the source files do not say what a column of `chrono::DateTime<Local>` holds; derive `DbType` or `DbEnum` on it, name the file that does, or put the models into a crate of their own and use `from_schemas`",
            "10:12: field `twice`: `Option<Option<i32>>` is NULL in two ways; write one `Option`",
            "11:24: `Mood` has no variant `Glad`",
            "13:24: no `Mod` in the source files derives `DbEnum`; did you mean `Mood`?",
            "19:37: no `Asi` in the source files derives `Schema`; did you mean `Asia`?",
            "23:27: no `Countri` in the source files derives `Table`; did you mean `Country`?",
            "26:12: no `Audit` in the source files derives `Table`; name the file that declares it, too",
            "29:36: `Postgress` is not a kind of database; expected `Postgres` or `Sqlite`",
            "29:63: no `Language` in the source files derives `Table`; name the file that declares it, too",
            "29:79: no `Europe` in the source files derives `Schema`; name the file that declares it, too",
            "33:14: `World` needs a default for `D`, so that its kind of database is known: `struct World<D = Postgres>`",
        ],
    );
}

#[test]
fn what_the_compiler_would_refuse() {
    check(
        r#"
#[derive(Table)]
#[table(name = "countries", abstract)]
struct Country {
    #[column(primary_key)]
    id: i32,
    name: String,
    #[column(varchar = 10)]
    code: Code,
    #[column(default = "x")]
    number: Number,
}
#[derive(DbType)]
struct Code(i64);
type Number = i32;
#[derive(Table)]
#[table(mixin)]
struct Audit { at: String }
#[derive(Table)]
#[table(name = "capitals", abstract, index(frist))]
struct Capital {
    #[column(primary_key, references = Country::id)]
    id: i64,
    #[column(references = Country::name)]
    country: String,
    #[column(references = Country::nam)]
    other: String,
    #[column(references = Audit::at)]
    at: String,
    #[column(flatten)]
    audit: Audit,
}
#[derive(Table)]
#[table(abstract)]
struct Town { #[column(extends)] audit: Audit }
#[derive(Table)]
#[table(abstract)]
struct Loop { #[column(extends)] inner: Loop }
#[derive(Table)]
#[table(name = "rivers", abstract)]
struct River { #[column(primary_key)] id: i32, #[column(references = Lake::id)] lake: i32, tags: Vec<String> }
#[derive(Table)]
#[table(name = "lakes", abstract)]
struct Lake { #[column(primary_key)] id: i32 }
#[derive(Table)]
#[table(abstract)]
struct BigLake { #[column(extends)] lake: Lake }
#[derive(Schema)]
#[schema(name = "a", database = Postgres, tables(River))]
struct A;
#[derive(Schema)]
#[schema(name = "b", database = Sqlite, tables(River, Lake))]
struct B;
#[derive(Schema)]
#[schema(name = "c", database = Sqlite, tables(Lake, BigLake, Audit))]
struct C;
#[derive(Schema)]
#[schema(name = "d", database = Sqlite, tables(BigLake))]
struct D;
"#,
        &[
            "9:11: column `code` (an integer) cannot be `varchar` or `char`: it does not hold text",
            "11:13: column `number` (an integer) does not hold values like its default",
            "20:44: `Capital` has no column field `frist`",
            "21:8: `Capital` has two columns named `at`; a column of its base, or of a struct that it flattens, has the name already",
            "22:49: a foreign key of type `i64` cannot reference a column of type `i32`; give both columns the same type; `Option` makes no difference",
            "24:36: `name` of `Country` is neither the primary key nor unique; a foreign key can only reference what is",
            "26:36: `Country` has no field `nam` that is a column; did you mean `name`?",
            "28:27: `Audit` is a mixin; a foreign key references a table",
            "35:41: `Audit` is a mixin, which no table extends; use `#[column(flatten)]`",
            "38:41: `Loop` contains itself",
            "49:50: foreign key `lake` of `River` references `Lake`, which schema `A` does not list; add it to `tables(..)`, or a schema that lists it to `sees(..)`",
            "52:48: column `tags` of `River` is an array, for which Sqlite has no type",
            "55:54: `Lake` and `BigLake` are both `Lake` in this schema; list one of them",
            "55:63: `Audit` is a mixin, which is no table",
            "58:48: `BigLake` is an abstract extension of `Lake`; list it as `extension(BigLake)`",
        ],
    );
}

#[test]
fn what_only_the_whole_schema_shows() {
    check(
        r#"
#[derive(Table)]
#[table(name = "a", abstract, index(id, name = "same"))]
struct A { #[column(primary_key)] id: i32 }
#[derive(Table)]
#[table(name = "b", abstract, index(id, name = "same"))]
struct B { #[column(primary_key)] id: i32 }
#[derive(Schema)]
#[schema(name = "good", database = Postgres, tables(A))]
struct Good;
#[derive(Schema)]
#[schema(name = "bad", database = Postgres, tables(A, B))]
struct Bad;
"#,
        &[
            "13:8: index `same` of `bad.a` and index `same` of `bad.b` have one name; give one of them another",
        ],
    );
}

#[test]
fn a_fault_of_an_attribute_is_the_only_one_of_its_item() {
    check(
        r#"
#[derive(Table)]
#[table(name = "a", abstract)]
struct A { #[column(primary_key, varchr = 3)] id: String, #[column(varchar = 3)] b: i32 }
#[derive(Table)]
#[table(name = "b", abstract)]
struct B { #[column(primary_key, references = A::id)] a: i32 }
#[derive(Schema)]
#[schema(name = "good", database = Postgres, tables(A, B))]
struct Good;
"#,
        &[
            "4:34: unknown column attribute `varchr`; did you mean `varchar`?",
            "4:85: `varchar` is for text; this column holds `i32`",
        ],
    );
}
