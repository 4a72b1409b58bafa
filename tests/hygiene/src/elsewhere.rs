//! The library is found through a path, as a macro of another crate gives it.

#![allow(unused_qualifications, reason = "the path is meant to be used from anywhere")]

/// What another crate exports.
pub mod reexported {
    pub use db as engine;
}

/// The library, for users that do not name it.
pub mod here {
    pub use super::reexported::engine::{
        DbEnum, DbType, Postgres, Projection, Schema, SchemaSet, Table,
    };
}

/// A sovereign state.
#[derive(Debug, Clone, here::Table)]
#[table(crate = crate::elsewhere::reexported::engine, name = "countries", abstract)]
pub struct Country {
    /// Its name.
    #[column(primary_key)]
    pub name: Code,
    /// How people feel.
    pub mood: Mood,
}

/// How people feel.
#[derive(Debug, Clone, here::DbEnum)]
#[db_enum(crate = crate::elsewhere::reexported::engine)]
pub enum Mood {
    /// Well.
    Happy,
}

/// A code.
#[derive(Debug, Clone, here::DbType)]
#[db_type(crate = crate::elsewhere::reexported::engine)]
pub struct Code(pub String);

/// Asia.
#[derive(Debug, here::Schema)]
#[schema(crate = crate::elsewhere::reexported::engine, name = "asia", database = here::Postgres, tables(Country))]
pub struct Asia;

/// The schemas.
#[derive(Debug, here::SchemaSet)]
#[schema_set(crate = crate::elsewhere::reexported::engine)]
pub enum World {
    /// Asia.
    Asia,
}

/// A country at a glance.
#[derive(Debug, here::Projection)]
#[projection(crate = crate::elsewhere::reexported::engine)]
pub struct Summary {
    /// Its name.
    pub name: Code,
}

/// Declares a table in a package that need not know the library.
#[macro_export]
macro_rules! lake {
    ($name:ident) => {
        /// A lake.
        #[derive(Debug, Clone, $crate::elsewhere::here::Table)]
        #[table(crate = $crate::elsewhere::reexported::engine, name = "lakes", abstract)]
        pub struct $name {
            /// Its name.
            #[column(primary_key, char = 3)]
            pub name: $crate::elsewhere::Code,
            /// Where its water goes.
            #[column(references = $name::name)]
            pub into: Option<$crate::elsewhere::Code>,
        }

        /// The world of lakes.
        #[derive(Debug, $crate::elsewhere::here::Schema)]
        #[schema(
                                                    crate = $crate::elsewhere::reexported::engine,
                                                    name = "lakes",
                                                    database = $crate::elsewhere::here::Postgres,
                                                    tables($name)
                                                )]
        pub struct Lakes;
    };
}
