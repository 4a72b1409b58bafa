//! Names that are keywords.

use db::prelude::*;

/// A thing.
#[derive(Debug, Clone, Table)]
#[table(name = "things", abstract, index(r#type, desc(r#where)), unique(r#type, r#match))]
pub struct Thing {
    /// Its type.
    #[column(primary_key)]
    pub r#type: String,
    /// Its place.
    pub r#where: Option<String>,
    /// What it is like.
    #[column(default = 0)]
    pub r#match: i32,
    /// How it moves.
    pub r#move: Motion,
    /// Where it comes from.
    #[column(references = Thing::r#type)]
    pub r#ref: Option<String>,
}

/// A big thing.
#[derive(Debug, Clone, Table)]
#[table(abstract, override(r#match(default = 1)))]
pub struct BigThing {
    /// The thing.
    #[column(extends)]
    pub r#super_: Thing,
    /// How big it is.
    #[column(name = "size")]
    pub r#box: i64,
}

/// How things move.
#[derive(Debug, Clone, Copy, DbEnum)]
pub enum Motion {
    /// Not at all.
    r#None,
    /// Somehow.
    r#Move,
}

/// Things.
#[derive(Debug, Schema)]
#[schema(name = "r#type", database = Postgres, tables(extension(BigThing)))]
pub struct r#Things;

/// The schemas.
#[derive(Debug, SchemaSet)]
pub enum r#All {
    /// Things.
    r#Things,
}

/// A thing at a glance.
#[derive(Debug, Projection)]
pub struct r#Glance {
    /// Its type.
    pub r#type: String,
}

/// The text of a query.
///
/// # Errors
/// None.
pub fn query() -> db::Result<String> {
    dispatch!(All, All::Things, |schema| {
        let things = Thing::bind(schema);
        things
            .select()
            .filter(things.r#where.is_null())
            .columns(GlanceColumns { r#type: things.r#type })
            .to_sql()
    })
}
