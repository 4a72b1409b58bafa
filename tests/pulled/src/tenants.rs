// Made by `polyschema pull` of these schemas of Postgres: `acme`, `shared`, `tenant_08` to
// `tenant_11`, `tenant_20`.
// What the models do not say stands in a comment above the item that lacks it.

use polyschema::{DbEnum, Postgres, Schema, Table};

#[derive(Debug, Clone, Copy, Schema)]
#[schema(name = "acme", database = Postgres, tables(Note, AcmeUser), sees(Shared))]
pub struct Acme;

#[derive(Debug, Clone, Copy, Schema)]
#[schema(name = "shared", database = Postgres, tables(Plan))]
pub struct Shared;

// The type of 5 equal schemas: `tenant_08` to `tenant_11`, `tenant_20`.
#[derive(Debug, Clone, Copy, Schema)]
#[schema(database = Postgres, tables(Note, User), sees(Shared))]
pub struct Tenant;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, DbEnum)]
pub enum Mood {
    Fine,
    Bad,
}

#[derive(Debug, Clone, Table)]
#[table(
    name = "notes",
    abstract,
    primary_key(id, name = "notes_pkey"),
    foreign_key(
        columns(author),
        references = User(id),
        on_delete = "cascade",
        name = "notes_author_fkey"
    )
)]
pub struct Note {
    #[column(identity = "by_default")]
    pub id: i32,
    pub author: i32,
    pub text: String,
}

#[derive(Debug, Clone, Table)]
#[table(name = "plans", schema = Shared, primary_key(name, name = "plans_pkey"))]
pub struct Plan {
    #[column(varchar = 20)]
    pub name: String,
}

#[derive(Debug, Clone, Table)]
#[table(
    name = "users",
    abstract,
    primary_key(id, name = "users_pkey"),
    foreign_key(columns(plan), references = Plan(name), name = "users_plan_fkey")
)]
pub struct User {
    #[column(identity = "by_default")]
    pub id: i32,
    pub name: String,
    #[column(varchar = 20)]
    pub plan: String,
    pub mood: Option<Mood>,
}

#[derive(Debug, Clone, Table)]
#[table(schema = Acme)]
pub struct AcmeUser {
    #[column(extends)]
    pub user: User,
    pub badge: Option<i32>,
}
