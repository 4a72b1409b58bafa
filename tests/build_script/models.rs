//! Models that are compiled into the tests, and read as source files by them.

mod shop;
pub mod types;

use polyschema::prelude::*;

pub use shop::{Order, OrderLine};
pub use types::{Everything, Lists};

/// Who did what.
#[derive(Debug, Clone, Table)]
#[table(mixin, index(created_at))]
pub struct Audit {
    #[column(name = "created", default = sql("CURRENT_TIMESTAMP"))]
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub created_by: Option<UserId>,
}

/// A newtype over an alias.
#[derive(Debug, Clone, PartialEq, Eq, DbType)]
pub struct UserId(pub Number);

pub type Number = i64;

/// A person.
///
/// This is not in the comment.
#[derive(Debug, Clone, Table)]
#[table(
    name = "people",
    renamed_from = "persons",
    abstract,
    unique(first_name, r#type, name = "one_of_a_kind")
)]
pub struct Person {
    #[column(primary_key)]
    pub id: UserId,
    /// As written.
    #[column(varchar = 80, index, collate = "C")]
    pub first_name: String,
    #[column(name = "kind", default = self::Status::InUse)]
    pub r#type: Status,
    #[column(check("score >= 0", name = "score_is_natural"))]
    pub score: i32,
    #[column(flatten)]
    pub audit: Audit,
}

/// The first of two enums of this name; see `shop`.
#[derive(Debug, Clone, Copy, DbEnum)]
#[db_enum(name = "person_status", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    InUse,
    #[db_enum(renamed_from = "done", rename = "it's \"over\"")]
    Over,
}

/// People with an employer.
#[derive(Debug, Clone, Table)]
#[table(abstract, override(first_name(varchar = 200), score(default = -1)), check("salary > 0"))]
pub struct Employee {
    #[column(extends)]
    pub person: Person,
    #[column(default = 1.5)]
    pub salary: f64,
    #[column(references = Person::id, on_delete = "set null")]
    pub boss: Option<UserId>,
}

/// The third level.
#[derive(Debug, Clone, Table)]
#[table(schema = Company, index(desc(since, nulls = "last"), "lower(first_name)", unique, where = "score > 0"))]
pub struct Manager {
    #[column(extends)]
    pub employee: Employee,
    #[column(renamed_from = "start")]
    pub since: chrono::NaiveDate,
    #[cfg(any())]
    pub never: NoType,
}

/// A company.
#[derive(Schema)]
#[schema(name = "company \"x\"", database = Postgres, tables(Manager, Order, OrderLine), sees(Shared))]
pub struct Company;

#[derive(Schema)]
#[schema(name = "shared", database = polyschema::Postgres, tables(types::Everything, Lists), sees(Company))]
pub struct Shared;

#[derive(Schema)]
#[schema(name = "any", database = D, tables(Person, Everything))]
pub struct Any<D = Sqlite>(std::marker::PhantomData<D>);

#[derive(Schema)]
#[schema(database = Sqlite, tables(extension(Employee)))]
pub struct Tenant;
