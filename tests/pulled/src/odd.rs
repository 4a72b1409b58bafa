// Made by `polyschema pull` of these schemas of Postgres: `odd`.
// What the models do not say stands in a comment above the item that lacks it.

use polyschema::{DbEnum, Postgres, Schema, Table};

#[derive(Debug, Clone, Copy, Schema)]
#[schema(
    name = "odd",
    database = Postgres,
    tables(Table2020Sale, WeirdTable, NewOption, Odd, Options, Series, Type)
)]
pub struct OddSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, DbEnum)]
#[db_enum(name = "Kind of thing")]
pub enum KindOfThing {
    #[db_enum(rename = "1st")]
    Label1st,
    #[db_enum(rename = "2nd")]
    Label2nd,
    #[db_enum(rename = "self")]
    LabelSelf,
    #[db_enum(rename = "Ünïque")]
    Ünïque,
}

#[derive(Debug, Clone, Table)]
#[table(name = "2020_sales", schema = OddSchema)]
pub struct Table2020Sale {
    #[column(primary_key, identity = "by_default")]
    pub id: i32,
}

#[derive(Debug, Clone, Table)]
#[table(
    name = "Weird Table!",
    schema = OddSchema,
    primary_key(r#type, name = "weird pk"),
    unique(name_2, unique_, name = "a \"unique\" name"),
    check("\"2nd\" <> '{\"'"),
    index(
        asc(unique_, ops = "text_pattern_ops"),
        desc("lower(name)"),
        r#gen,
        name = "weird"
    )
)]
pub struct WeirdTable {
    #[column(identity)]
    pub r#type: i32,
    #[column(name = "self", unique)]
    pub self_: String,
    #[column(name = "unique", index)]
    pub unique_: String,
    #[column(name = "Name")]
    pub name_2: String,
    pub name: String,
    #[column(name = "2nd")]
    pub column_2nd: Option<String>,
    #[column(name = "größe")]
    pub größe: Option<i32>,
    #[column(name = "a__b")]
    pub a_b: Option<i32>,
    #[column(name = "?!")]
    pub column: Option<String>,
    pub r#gen: bool,
    #[column(name = "say \"hi\"")]
    pub say_hi: Option<String>,
    pub new: Option<i32>,
}

#[derive(Debug, Clone, Table)]
#[table(name = "new_option", schema = OddSchema)]
pub struct NewOption {
    #[column(primary_key)]
    pub id: i32,
}

#[derive(Debug, Clone, Table)]
#[table(name = "odd", schema = OddSchema)]
pub struct Odd {
    #[column(primary_key)]
    pub id: i32,
}

#[derive(Debug, Clone, Table)]
#[table(name = "options", schema = OddSchema)]
pub struct Options {
    #[column(primary_key)]
    pub key: String,
    pub value: Option<String>,
}

// table `odd.series`: it has no primary key, so that no row is found by one
#[derive(Debug, Clone, Table)]
#[table(name = "series", schema = OddSchema)]
pub struct Series {
    pub id: i32,
}

#[derive(Debug, Clone, Table)]
#[table(name = "types", schema = OddSchema, primary_key(int, name = "types_pkey"))]
pub struct Type {
    #[column(default = -1)]
    pub small: i16,
    #[column(default = 2)]
    pub int: i32,
    #[column(default = -9223372036854775808)]
    pub big: i64,
    #[column(default = 1.5)]
    pub real: f32,
    #[column(default = -2.25)]
    pub double: Option<f64>,
    #[column(default = true)]
    pub truth: bool,
    #[column(default = "it's \"x\" \\ {}")]
    pub text: String,
    #[column(default = "", varchar = 7)]
    pub varied: String,
    #[column(char = 2)]
    pub fixed: String,
    pub bytes: Option<Vec<u8>>,
    #[column(default = "00000000-0000-0000-0000-000000000001")]
    pub uuid: uuid::Uuid,
    #[column(default = "2020-01-01")]
    pub day: chrono::NaiveDate,
    pub hour: chrono::NaiveTime,
    pub stamp: chrono::NaiveDateTime,
    #[column(default = sql("now()"))]
    pub moment: Option<chrono::DateTime<chrono::Utc>>,
    #[column(default = "{}")]
    pub facts: serde_json::Value,
    #[column(default = 0)]
    pub amount: rust_decimal::Decimal,
    #[column(default = 9.5, numeric(10, 2))]
    pub price: rust_decimal::Decimal,
    #[column(default = "{}")]
    pub tags: Vec<String>,
    #[column(sql_type = "varchar(20)[]")]
    pub names: Option<Vec<String>>,
    pub days: Vec<chrono::NaiveDate>,
    #[column(sql_type = "numeric(6, 1)[]")]
    pub prices: Vec<rust_decimal::Decimal>,
    #[column(sql_type = "jsonb[]")]
    pub documents: String,
    #[column(default = KindOfThing::Label2nd)]
    pub kind: KindOfThing,
    #[column(sql_type = "\"odd\".\"Kind of thing\"[]")]
    pub kinds: Option<String>,
    #[column(default = sql("'127.0.0.1'::inet"), sql_type = "inet")]
    pub address: String,
    #[column(sql_type = "int4range")]
    pub span: String,
    #[column(generated = "int * 2")]
    pub doubled: i32,
    #[column(collate = "C")]
    pub named: String,
}
