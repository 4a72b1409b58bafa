//! What all tenants share, and what each of them has.

use polyschema::prelude::*;

/// A color that notes can have.
#[derive(Debug, Clone, Table)]
#[table(name = "colors", schema = Shared)]
pub struct Color {
    /// What it is called.
    #[column(primary_key, varchar = 20)]
    pub name: String,
    /// `#ff0000`.
    #[column(varchar = 7)]
    pub hex: String,
}

/// A note of a tenant.
#[derive(Debug, Clone, Table)]
#[table(name = "notes", schema = Tenant)]
pub struct Note {
    /// Its number.
    #[column(primary_key, identity)]
    pub note_id: i64,
    /// What it says.
    pub text: String,
    /// What it is written on.
    #[column(varchar = 20, references = Color::name)]
    pub color: String,
}

/// What all tenants share.
#[derive(Schema)]
#[schema(name = "shared", database = Postgres, tables(Color))]
pub struct Shared;

/// A tenant: one type for all of them, each with a name of its own.
#[derive(Schema)]
#[schema(database = Postgres, tables(Note), sees(Shared))]
pub struct Tenant;
