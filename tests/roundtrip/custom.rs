//! Enums, newtypes, sized text, and types that are written out.

use polyschema::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, DbEnum)]
pub enum Mood {
    VeryHappy,
    #[db_enum(rename = "it's \"so-so\" ü")]
    SoSo,
    #[db_enum(rename = "null")]
    Nothing,
}

#[derive(Debug, Clone, PartialEq, DbType)]
pub struct Code(pub String);

#[derive(Debug, Clone, PartialEq, DbType)]
pub struct Number(pub i64);

#[derive(Debug, Clone, PartialEq, DbType)]
pub struct Felt(pub Mood);

round_trips!(enums, super::Mood, |_| vec![Mood::VeryHappy, Mood::SoSo, Mood::Nothing]);
round_trips!(texts, super::Code, |_| vec![Code(String::new()), Code("größe".to_owned())]);
round_trips!(numbers, super::Number, |_| vec![Number(i64::MIN), Number(7)]);
round_trips!(nested, super::Felt, |_| vec![Felt(Mood::SoSo), Felt(Mood::VeryHappy)]);
round_trips!(
    sized,
    #[column(varchar = 7)]
    String,
    |_| { vec![String::new(), "größe 7".to_owned(), "🦀🦀🦀🦀🦀🦀🦀".to_owned()] }
);
round_trips!(
    fixed_size,
    #[column(char = 2)]
    String,
    |_| vec!["ab".to_owned(), "üß".to_owned()]
);
round_trips!(
    sized_code,
    #[column(varchar = 3)]
    super::Code,
    |_| vec![Code("abc".to_owned())]
);

round_trips_on_postgres!(
    networks,
    #[column(sql_type = "cidr")]
    String,
    { vec!["10.0.0.0/8".to_owned(), "::/0".to_owned()] }
);
round_trips_on_postgres!(
    addresses,
    #[column(sql_type = "macaddr")]
    super::Code,
    { vec![Code("08:00:2b:01:02:03".to_owned())] }
);
round_trips_on_postgres!(
    numerics,
    #[column(numeric(6, 2))]
    rust_decimal::Decimal,
    { vec!["1234.56".parse().unwrap(), "-0.01".parse().unwrap()] }
);
