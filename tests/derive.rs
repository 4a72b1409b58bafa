//! What the derives give: columns by field, new rows, descriptions, bound tables.

#![allow(missing_docs, reason = "these structs are the test")]

use std::fmt;

use polyschema::prelude::*;
use polyschema::spec::{ConstraintKindSpec, FillSpec, IndexOnSpec, LiteralSpec, SqlTypeSpec};
use polyschema::value::{BindWriter, ValueRef};
use polyschema::{ColumnType, Extends, Scalar};

/// A sovereign state.
///
/// This is not in the comment.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key, identity)]
    pub country_id: i32,
    /// As in English.
    #[column(varchar = 100, unique)]
    pub name: String,
    pub population: Option<i64>,
}

#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key, identity)]
    pub capital_id: i32,
    #[column(varchar = 100)]
    pub name: String,
    #[column(references = Country::name, on_delete = "cascade")]
    pub country: String,
}

/// Asia's countries.
#[derive(Debug, Clone, Table)]
#[table(schema = Asia, override(name(varchar = 200, collate = "C")), index(population, signature_dish))]
pub struct AsiaCountry {
    #[column(extends)]
    pub country: Country,
    #[column(varchar = 100)]
    pub signature_dish: Option<String>,
}

#[derive(Debug, Clone, Table)]
#[table(abstract)]
pub struct MemberCountry {
    #[column(extends)]
    pub country: Country,
    #[column(default = false)]
    pub member: bool,
}

#[derive(Debug, Clone, Table)]
#[table(schema = Europe)]
pub struct EuropeCountry {
    #[column(extends)]
    pub country: MemberCountry,
    pub since: i32,
}

#[derive(Debug, Clone, Table)]
#[table(mixin, index(created_at))]
pub struct Audit {
    #[column(name = "created", default = sql("now()"))]
    pub created_at: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, DbEnum)]
pub enum Mood {
    VeryHappy,
    #[db_enum(rename = "sad!")]
    Sad,
}

fn not_empty(text: &str) -> Result<(), String> {
    if text.is_empty() { Err("it is empty".to_owned()) } else { Ok(()) }
}

#[derive(Debug, Clone, PartialEq, DbType)]
#[db_type(validate = not_empty)]
pub struct Code(pub String);

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Text that is not to be shown.
#[derive(Clone, DbType)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[derive(Debug, Clone, Table)]
#[table(name = "accounts", abstract)]
pub struct Account {
    #[column(primary_key, identity)]
    pub account_id: i64,
    pub r#type: String,
    pub note: Option<String>,
    pub secret: Secret,
    #[column(default = 0)]
    pub logins: i32,
    #[column(flatten)]
    pub audit: Audit,
}

#[derive(Debug, Clone, Table)]
#[table(
    name = "languages",
    schema = Asia,
    primary_key(code, region),
    unique(name, region, name = "languages_name"),
    check("speakers >= 0", name = "languages_speakers"),
    index(name, desc(speakers, nulls = "last"), "lower(name)", unique, where = "speakers > 0", include(mood)),
    foreign_key(columns(parent, region), references = Language(code, region), on_delete = "restrict", deferrable),
)]
pub struct Language {
    pub code: Code,
    pub region: i16,
    pub name: String,
    #[column(default = 0)]
    pub speakers: i64,
    #[column(default = Mood::VeryHappy)]
    pub mood: Mood,
    pub parent: Option<Code>,
    #[column(flatten)]
    pub audit: Audit,
    #[column(generated = "upper(name)")]
    pub shout: Option<String>,
}

#[derive(Debug, Clone, Table)]
#[table(name = "employees", abstract)]
pub struct Employee {
    #[column(primary_key, identity = "by_default")]
    pub id: i64,
    #[column(references = Employee::id, on_delete = "set null")]
    pub manager: Option<i64>,
}

/// Wider than the columns that are handled by one call, with a type among them that stands alone.
#[derive(Debug, Clone, Table)]
#[table(name = "wide", abstract)]
pub struct Wide {
    pub c0: i64,
    pub c1: i64,
    pub c2: i64,
    pub c3: i64,
    pub c4: i64,
    pub c5: i64,
    pub c6: i64,
    pub c7: i64,
    pub c8: i64,
    pub c9: i64,
    pub c10: i64,
    pub c11: i64,
    pub c12: i64,
    pub c13: Mood,
    #[column(name = "last", default = 0)]
    pub c14: i64,
}

/// Asia.
#[derive(Schema)]
#[schema(name = "asia", database = Postgres, tables(AsiaCountry, Capital, Language))]
pub struct Asia;

#[derive(Schema)]
#[schema(name = "europe", database = Postgres, tables(EuropeCountry, Capital), sees(Asia))]
pub struct Europe;

#[derive(Schema)]
#[schema(database = Sqlite, tables(Country, Capital, Employee))]
pub struct Tenant;

#[derive(Schema)]
#[schema(name = "world", database = D, tables(Country, Capital))]
pub struct World<D = Sqlite>(std::marker::PhantomData<D>);

#[test]
fn bound_tables_have_columns() {
    let countries = Country::bind_schema::<Asia>();
    let asia_countries = AsiaCountry::bind_schema::<Asia>();
    assert_eq!(countries.name.position(), 1);
    assert_eq!(asia_countries.signature_dish.position(), 3);
    assert_eq!(asia_countries.name.position(), 1);
    assert_eq!(format!("{asia_countries:?}"), "asia.countries");
    assert_eq!(Country::bind_schema::<World<Postgres>>().population.position(), 2);
    let languages = Language::bind_schema::<Asia>();
    assert_eq!(languages.audit.created_at.position(), 6);
    assert_eq!(languages.shout.position(), 7);
}

#[test]
fn names_are_given_at_run_time() {
    let acme = Tenant::named("acme").unwrap();
    assert_eq!(format!("{:?}", Country::bind(&acme)), "acme.countries");
    assert!(Tenant::named("main").is_err());
}

#[test]
fn extensions_are_their_base_and_more() {
    fn through<T: Extends<Country>>() -> usize {
        T::SPEC.columns.len()
    }
    assert_eq!((through::<AsiaCountry>(), through::<EuropeCountry>()), (4, 5));
    let spec = EuropeCountry::SPEC;
    assert_eq!(
        (spec.name, spec.inherited, spec.comment),
        ("countries", 4, Some("A sovereign state."))
    );
    assert_eq!(spec.primary_key(), ["country_id"]);
    assert_eq!(spec.root, Country::SPEC.root);
    assert_eq!(AsiaCountry::SPEC.columns[1].sql_type, SqlTypeSpec::Varchar(200));
    assert_eq!(AsiaCountry::SPEC.columns[1].collation, Some("C"));
    assert_eq!(AsiaCountry::SPEC.comment, Some("Asia's countries."));
    let country = Country { country_id: 1, name: "Japan".to_owned(), population: None };
    let mut japan = AsiaCountry { country, signature_dish: None };
    japan.population = Some(126_529_100);
    assert_eq!((&*japan.name, japan.country.population), ("Japan", Some(126_529_100)));
}

#[test]
fn new_rows_have_what_an_insert_gives() {
    let new = NewAsiaCountry { country: NewCountry::new("Japan"), signature_dish: None };
    assert_eq!(new.country.name, "Japan");
    let NewEmployee { id, manager } = NewEmployee::default();
    assert_eq!((id, manager), (OrDefault::Default, None));
    let new = NewLanguage::new("ja", 1_i16, "Japanese", NewAudit::default());
    assert_eq!((new.speakers, new.parent), (OrDefault::Default, None));
}

#[test]
fn attributes_are_written_down() {
    let spec = Language::SPEC;
    let names: Vec<_> = spec.columns.iter().map(|column| column.name).collect();
    let expected = ["code", "region", "name", "speakers", "mood", "parent", "created", "shout"];
    assert_eq!(names, expected);
    assert_eq!(spec.primary_key(), ["code", "region"]);
    assert_eq!(spec.columns[3].fill, FillSpec::Default(LiteralSpec::Int(0)));
    assert_eq!(spec.columns[4].fill, FillSpec::Default(LiteralSpec::Text("very_happy")));
    assert_eq!(spec.columns[6].fill, FillSpec::DefaultSql("now()"));
    assert_eq!(spec.columns[7].fill, FillSpec::Generated("upper(name)"));
    let index = &spec.indexes[0];
    assert!(index.unique && index.keys[1].descending && index.keys.len() == 3);
    assert!(matches!(index.keys[2].on, IndexOnSpec::Expression("lower(name)")));
    assert_eq!((index.predicate, index.include), (Some("speakers > 0"), &["mood"][..]));
    assert_eq!(spec.indexes.len(), 2);
    let ConstraintKindSpec::ForeignKey(key) = spec.constraints[3].kind else {
        panic!("{:?}", spec.constraints[3]);
    };
    assert_eq!((key.referenced.name, key.referenced_fields), ("Language", &["code", "region"][..]));
    assert_eq!(Country::SPEC.columns[1].comment, Some("As in English."));
    assert_eq!(Asia::SPEC.comment, Some("Asia."));
}

/// Keeps numbers as they are bound, and -1 for anything else.
struct Numbers(Vec<i64>);

impl BindWriter for Numbers {
    fn write(&mut self, value: ValueRef<'_>) -> polyschema::Result<()> {
        self.0.push(if let ValueRef::I64(number) = value { number } else { -1 });
        Ok(())
    }
}

#[test]
fn columns_of_a_wide_table_keep_their_order() {
    let row = Wide {
        c0: 0,
        c1: 1,
        c2: 2,
        c3: 3,
        c4: 4,
        c5: 5,
        c6: 6,
        c7: 7,
        c8: 8,
        c9: 9,
        c10: 10,
        c11: 11,
        c12: 12,
        c13: Mood::Sad,
        c14: 14,
    };
    let mut numbers = Numbers(Vec::new());
    row.write(&mut numbers).unwrap();
    assert_eq!(numbers.0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, -1, 14]);
    let columns = Wide::SPEC.columns;
    for (position, column) in columns.iter().enumerate() {
        assert_eq!(column.field, format!("c{position}"));
        assert_eq!(column.kind == Mood::KIND, position == 13);
    }
    assert_eq!((columns[13].name, columns[14].name), ("c13", "last"));
    assert_eq!(columns[14].fill, FillSpec::Default(LiteralSpec::Int(0)));
}

#[test]
fn enums_and_newtypes_are_column_types() {
    assert_eq!(Mood::KIND, <Option<Mood> as ColumnType>::Base::KIND);
    assert_eq!(Code::KIND, String::KIND);
    assert!(format!("{:?}", Mood::Sad.value()).contains("sad!"));
}

#[test]
fn a_new_row_is_shown_as_by_a_derived_debug() {
    mod derived {
        #[derive(Debug)]
        #[expect(dead_code, reason = "the fields are shown")]
        pub struct NewAccount {
            pub r#type: &'static str,
            pub note: Option<&'static str>,
            pub secret: super::Secret,
            pub logins: super::OrDefault<i32>,
            pub audit: super::NewAudit,
        }
    }
    let secret = Secret("tiger".to_owned());
    let audit = NewAudit { created_at: "today".to_owned().into() };
    let new = NewAccount {
        logins: 3.into(),
        note: Some("first".to_owned()),
        ..NewAccount::new("admin", secret.clone(), audit.clone())
    };
    let note = Some("first");
    let derived = derived::NewAccount { r#type: "admin", note, secret, logins: 3.into(), audit };
    assert_eq!(format!("{new:?}"), format!("{derived:?}"));
    assert_eq!(format!("{:#?}", new.clone()), format!("{derived:#?}"));
}

mod renamed {
    use polyschema::prelude::*;

    #[derive(Debug, Clone, Copy, DbEnum)]
    pub enum Size {
        #[db_enum(renamed_from = "tiny")]
        Small,
        Large,
    }

    #[derive(Debug, Clone, Table)]
    #[table(name = "countries", renamed_from = "nations", abstract)]
    pub struct Country {
        #[column(primary_key, renamed_from = "title")]
        pub name: String,
        pub size: Size,
    }

    #[derive(Debug, Clone, Table)]
    #[table(schema = Asia)]
    pub struct AsiaCountry {
        #[column(extends)]
        pub country: Country,
        pub dish: String,
    }

    #[derive(Schema)]
    #[schema(name = "asia", database = Postgres, tables(AsiaCountry))]
    pub struct Asia;
}

#[test]
fn hints_of_former_names_are_in_the_catalog() {
    let catalog = Catalog::of::<renamed::Asia>().unwrap();
    let table = catalog.table("asia.countries").unwrap();
    assert_eq!(
        table.renamed_from.as_ref().unwrap().as_str(),
        "nations",
        "an extension's base says"
    );
    let before = |name| table.column(name).unwrap().renamed_from.as_ref().map(|name| name.as_str());
    assert_eq!((before("name"), before("dish")), (Some("title"), None));
    let size = catalog.find_enum(&"asia.size".parse().unwrap()).unwrap();
    let renamed: Vec<_> = size.renamed_labels.iter().collect();
    assert_eq!(renamed, [(&"small".to_owned(), &"tiny".to_owned())]);
}
