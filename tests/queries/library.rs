//! The tables that the questions are asked of, and their rows.

use std::marker::PhantomData;

use polyschema::exec::Driver;
use polyschema::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, DbEnum)]
pub enum Genre {
    Poetry,
    Essay,
    Novel,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "authors", abstract)]
pub struct Author {
    #[column(primary_key, identity)]
    pub author_id: i32,
    #[column(varchar = 50, unique)]
    pub name: String,
    pub born: Option<i32>,
    #[column(default = 2.5)]
    pub score: f64,
    #[column(default = true)]
    pub active: bool,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "books", abstract)]
pub struct Book {
    #[column(primary_key, identity = "by_default")]
    pub book_id: i64,
    pub title: String,
    #[column(references = Author::author_id)]
    pub author_id: i32,
    pub genre: Genre,
    pub pages: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "reviews", abstract, primary_key(book_id, reviewer))]
pub struct Review {
    #[column(references = Book::book_id, on_delete = "cascade")]
    pub book_id: i64,
    pub reviewer: String,
    pub stars: i16,
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "employees", abstract)]
pub struct Employee {
    #[column(primary_key, identity = "by_default")]
    pub id: i64,
    pub name: String,
    #[column(references = Employee::id)]
    pub manager: Option<i64>,
}

/// A table without a key, all of which can be left to the database.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "visits", abstract)]
pub struct Visit {
    #[column(default = 1)]
    pub guests: i32,
    #[column(default = "nobody")]
    pub host: Option<String>,
}

#[derive(Schema)]
#[schema(name = "library", database = D, tables(Author, Book, Review, Employee, Visit))]
pub struct Library<D>(PhantomData<D>);

pub fn authors<D: Driver>() -> BoundTable<Author, Library<D>> {
    Author::bind_schema()
}

pub fn books<D: Driver>() -> BoundTable<Book, Library<D>> {
    Book::bind_schema()
}

pub fn reviews<D: Driver>() -> BoundTable<Review, Library<D>> {
    Review::bind_schema()
}

pub fn employees<D: Driver>() -> BoundTable<Employee, Library<D>> {
    Employee::bind_schema()
}

pub fn visits<D: Driver>() -> BoundTable<Visit, Library<D>> {
    Visit::bind_schema()
}

pub fn new_author(name: &str, born: Option<i32>, score: f64, active: bool) -> NewAuthor {
    NewAuthor { name: name.to_owned(), born, score: score.into(), active: active.into() }
}

pub fn new_book(title: &str, author_id: i32, genre: Genre, pages: Option<i32>) -> NewBook {
    NewBook { pages, ..NewBook::new(title, author_id, genre) }
}

pub fn new_review(book_id: i64, reviewer: &str, stars: i16, note: Option<&str>) -> NewReview {
    NewReview { note: note.map(str::to_owned), ..NewReview::new(book_id, reviewer, stars) }
}

pub fn new_employee(id: i64, name: &str, manager: Option<i64>) -> NewEmployee {
    NewEmployee { id: id.into(), name: name.to_owned(), manager }
}

/// Four authors, four books, three reviews, four employees; identities count from 1.
pub async fn fill<D: Driver>(db: &mut D::Connection) {
    let rows = [
        new_author("Ada", Some(1815), 4.5, true),
        new_author("Bo", None, 2.0, true),
        new_author("Cy", Some(1900), 3.0, false),
        new_author("Dee", Some(1950), 4.5, true),
    ];
    authors::<D>().insert_many(rows).execute(&mut *db).await.unwrap();
    let rows = [
        new_book("Engines", 1, Genre::Essay, Some(100)),
        new_book("Notes_50%", 1, Genre::Novel, None),
        new_book("Rivers", 3, Genre::Poetry, Some(60)),
        new_book("Lakes", 4, Genre::Novel, Some(300)),
    ];
    books::<D>().insert_many(rows).execute(&mut *db).await.unwrap();
    let rows = [
        new_review(1, "x", 5, None),
        new_review(1, "y", 3, Some("ok")),
        new_review(3, "x", 4, Some("fine")),
    ];
    reviews::<D>().insert_many(rows).execute(&mut *db).await.unwrap();
    let rows = [
        new_employee(1, "Root", None),
        new_employee(2, "Mid", Some(1)),
        new_employee(3, "Leaf", Some(2)),
        new_employee(4, "Bud", Some(2)),
    ];
    employees::<D>().insert_many(rows).execute(db).await.unwrap();
}
