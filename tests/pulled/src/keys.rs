// Made by `polyschema pull` of these schemas of Postgres: `keys`.
// What the models do not say stands in a comment above the item that lacks it.

use polyschema::{Postgres, Schema, Table};

#[derive(Debug, Clone, Copy, Schema)]
#[schema(name = "keys", database = Postgres, tables(A, B, Person))]
pub struct Keys;

#[derive(Debug, Clone, Table)]
#[table(
    name = "a",
    schema = Keys,
    primary_key(x, y),
    foreign_key(
        columns(b_x, b_y),
        references = B(x, y),
        on_delete = "set null",
        on_update = "cascade",
        deferrable
    )
)]
pub struct A {
    pub x: i32,
    pub y: String,
    pub b_x: Option<i32>,
    pub b_y: Option<String>,
}

#[derive(Debug, Clone, Table)]
#[table(
    name = "b",
    schema = Keys,
    primary_key(y, x),
    foreign_key(columns(x, y), references = A(x, y), name = "b_to_a")
)]
pub struct B {
    pub x: i32,
    pub y: String,
    #[column(default = 1, unique, references = B::z, on_delete = "set default")]
    pub z: Option<i32>,
}

#[derive(Debug, Clone, Table)]
#[table(
    name = "people",
    schema = Keys,
    check("born < 3000", name = "ck_people_born_2"),
    check("boss <> id"),
    index(
        asc(name, nulls = "first"),
        "lower(name)",
        unique,
        name = "people_by_name",
        method = "btree",
        include(born, boss)
    ),
    foreign_key(
        columns(deputy),
        references = Person(id),
        on_update = "set null",
        name = "the_deputy"
    )
)]
pub struct Person {
    #[column(primary_key, identity)]
    pub id: i64,
    #[column(
        index(where = "boss IS NOT NULL"),
        references = Person::id,
        on_delete = "restrict"
    )]
    pub boss: Option<i64>,
    pub deputy: Option<i64>,
    #[column(index(unique), index(name = "ix_people_name_2", method = "hash"))]
    pub name: String,
    #[column(check = "born > 0")]
    pub born: Option<i32>,
}
