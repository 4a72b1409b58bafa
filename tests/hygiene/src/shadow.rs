//! All names of the prelude mean something else here.

#![allow(non_camel_case_types, reason = "the types are named as the primitive ones")]
#![allow(unused_macros, reason = "the macros are named as the standard ones")]

use ::core::marker::PhantomData;
use ::core::primitive::{bool as truth, i32 as number, i64 as long};
use ::std::string::String as Text;

use db::{Postgres, Sqlite};

/// Items with the names of the prelude and of the crates.
macro_rules! shadows {
    ($($name:ident)*) => {
        $(
            /// Not what the prelude means.
            #[derive(::core::fmt::Debug)]
            pub struct $name;
        )*
    };
}

shadows! {
    Result Option String Vec Box Some None Ok Err
    bool char str u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64
    Value ValueRef Column Columns Table Record Scalar SelectItem
}

/// Not the standard library.
pub mod core {}
/// Not the standard library.
pub mod std {}
/// Not the standard library.
pub mod alloc {}
/// Not the library.
pub mod polyschema {}
/// Not the library.
pub mod __private {}

/// Traits with the names of the prelude.
macro_rules! traits {
    ($($name:ident)*) => {
        $(
            /// Not what the prelude means.
            pub trait $name {}
        )*
    };
}

traits! {
    Into From TryFrom TryInto Default Clone Copy Debug Display PartialEq Eq Iterator IntoIterator
    ToString ToOwned AsRef Send Sync Sized Drop Deref DerefMut FromStr Fn FnMut FnOnce
}

macro_rules! concat {
    () => {};
}
macro_rules! module_path {
    () => {};
}
macro_rules! stringify {
    () => {};
}
macro_rules! panic {
    () => {};
}
macro_rules! assert {
    () => {};
}
macro_rules! matches {
    () => {};
}
macro_rules! vec {
    () => {};
}

/// A sovereign state.
#[derive(::core::fmt::Debug, ::core::clone::Clone, db::Table)]
#[table(name = "countries", abstract, check("population >= 0"), index(population, desc(name)))]
pub struct Country {
    /// Its number.
    #[column(primary_key, identity)]
    pub country_id: number,
    /// Its name.
    #[column(varchar = 100, unique)]
    pub name: Text,
    /// How many live there.
    pub population: ::core::option::Option<long>,
    /// How they feel.
    #[column(default = Mood::Happy)]
    pub mood: Mood,
    /// Its code.
    pub code: Code,
    /// When it was written.
    #[column(flatten)]
    pub audit: Audit,
}

/// When a row was written.
#[derive(::core::fmt::Debug, ::core::clone::Clone, db::Table)]
#[table(mixin)]
pub struct Audit {
    /// By whom.
    #[column(default = "nobody")]
    pub written_by: Text,
}

/// A seat of government.
#[derive(::core::fmt::Debug, ::core::clone::Clone, db::Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    /// Its name.
    #[column(primary_key)]
    pub name: Text,
    /// Its country.
    #[column(references = Country::name, on_delete = "cascade")]
    pub country: Text,
}

/// A country of Asia.
#[derive(::core::fmt::Debug, ::core::clone::Clone, db::Table)]
#[table(schema = Asia, override(name(varchar = 200)), unique(name, population))]
pub struct AsiaCountry {
    /// What it has in common with others.
    #[column(extends)]
    pub country: Country,
    /// Its dish.
    pub dish: ::core::option::Option<Text>,
}

/// How people feel.
#[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy, db::DbEnum)]
pub enum Mood {
    /// Well.
    Happy,
    /// Not well.
    Sad,
}

/// A code.
#[derive(::core::fmt::Debug, ::core::clone::Clone, db::DbType)]
#[db_type(validate = not_empty)]
pub struct Code(pub Text);

/// Refuses the empty text.
fn not_empty(code: &Text) -> ::core::result::Result<(), &'static ::core::primitive::str> {
    if code.is_empty() {
        ::core::result::Result::Err("it is empty")
    } else {
        ::core::result::Result::Ok(())
    }
}

/// Asia.
#[derive(::core::fmt::Debug, db::Schema)]
#[schema(name = "asia", database = Postgres, tables(AsiaCountry, Capital))]
pub struct Asia;

/// Europe, in any database.
#[derive(::core::fmt::Debug, db::Schema)]
#[schema(name = "europe", database = D, tables(Country, Capital))]
pub struct Europe<D = Sqlite>(PhantomData<D>);

/// A tenant.
#[derive(::core::fmt::Debug, db::Schema)]
#[schema(database = Postgres, tables(Capital), sees(Asia))]
pub struct Tenant;

/// The schemas.
#[derive(::core::fmt::Debug, db::SchemaSet)]
pub enum World {
    /// Asia.
    Asia,
    /// Europe.
    Europe,
}

/// A country at a glance.
#[derive(::core::fmt::Debug, db::Projection)]
pub struct Summary {
    /// Its name.
    pub name: Text,
    /// Whether it is big.
    pub big: ::core::option::Option<truth>,
}

/// The name of a schema of the set, through its type.
#[must_use]
pub fn name(world: &World) -> Text {
    db::dispatch!(World, world, |schema| Text::from(schema.name()))
}
