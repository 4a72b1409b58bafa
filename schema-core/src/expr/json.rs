//! JSON documents: their parts, and what they contain.

#![cfg(feature = "json")]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::ast::{self, Syntax};
use crate::dialect::Postgres;
use crate::expr::{Argument, Base, Expr, Expression, OfDatabase, Operand, Truth};
use crate::value::{Json, Scalar};

/// A JSON document.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a JSON document",
    label = "only `Json<..>` and `serde_json::Value` are JSON documents"
)]
pub trait Document: Scalar {}

impl Document for Value {}
impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Document for Json<T> {}

/// A step into a document: the key of an object, or the place in an array, from 0.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no step into a JSON document",
    label = "expected the key of an object as text, or a place in an array as `i32`"
)]
pub trait Step {
    #[doc(hidden)]
    fn into_step(self) -> ast::Expr;
}

impl Step for &str {
    fn into_step(self) -> ast::Expr {
        Operand::<String>::into_operand(self)
    }
}

impl Step for String {
    fn into_step(self) -> ast::Expr {
        self.into_operand()
    }
}

impl Step for i32 {
    fn into_step(self) -> ast::Expr {
        self.into_operand()
    }
}

static GET: Syntax = Syntax::both(&["", " -> ", ""]).operator();
static GET_TEXT: Syntax = Syntax::both(&["", " ->> ", ""]).operator();
static GET_PATH: Syntax = Syntax::both(&["", " #> ", ""]).operator();
static GET_PATH_TEXT: Syntax = Syntax::both(&["", " #>> ", ""]).operator();
static CONTAINS: Syntax = Syntax::both(&["", " @> ", ""]).comparison();
static HAS_KEY: Syntax = Syntax::both(&["", " ? ", ""]).comparison();

/// What PostgreSQL alone has, of the expression `E`.
type OnPostgres<E, V> = Expr<OfDatabase<Postgres, <E as Expression>::Query>, V>;

/// The functions of JSON documents.
///
/// ```
/// # use polyschema_core::expr::{Expression, JsonFunctions};
/// # fn example<E: Expression<Value = serde_json::Value> + Copy>(facts: E) {
/// let first = facts.get("rivers").get(0);
/// # }
/// ```
pub trait JsonFunctions: Expression {
    /// `->`: the value under a key, or at a place; NULL where there is none. SQLite 3.38 and later.
    fn get<K: Step>(self, step: K) -> Expr<Self::Query, Option<Value>>
    where
        Base<Self>: Document,
    {
        Expr::form(&GET, [self.into_node(), step.into_step()])
    }

    /// `->>`: the value under a key, or at a place, as text. PostgreSQL only: SQLite writes `true` as 1.
    fn get_text<K: Step>(self, step: K) -> OnPostgres<Self, Option<String>>
    where
        Base<Self>: Document,
    {
        Expr::form(&GET_TEXT, [self.into_node(), step.into_step()])
    }

    /// `#>`: the value at the end of a path of keys and places. PostgreSQL only.
    fn get_path<const N: usize>(self, path: [&str; N]) -> OnPostgres<Self, Option<Value>>
    where
        Base<Self>: Document,
    {
        Expr::form(&GET_PATH, [self.into_node(), path.map(str::to_owned).to_vec().into_operand()])
    }

    /// `#>>`: the value at the end of a path of keys and places, as text. PostgreSQL only.
    fn get_path_text<const N: usize>(self, path: [&str; N]) -> OnPostgres<Self, Option<String>>
    where
        Base<Self>: Document,
    {
        let path = path.map(str::to_owned).to_vec().into_operand();
        Expr::form(&GET_PATH_TEXT, [self.into_node(), path])
    }

    /// `@>`: whether all of another document is in it. PostgreSQL only.
    fn contains_json<O: Argument<Value>>(
        self,
        part: O,
    ) -> Expr<OfDatabase<Postgres, (Self::Query, O::Query)>, Truth<Self>>
    where
        Base<Self>: Document,
    {
        Expr::form(&CONTAINS, [self.into_node(), part.into_argument()])
    }

    /// `?`: whether it has a key. PostgreSQL only.
    fn has_key<O: Operand<String>>(
        self,
        key: O,
    ) -> Expr<OfDatabase<Postgres, O::With<Self::Query>>, Truth<Self>>
    where
        Base<Self>: Document,
    {
        Expr::form(&HAS_KEY, [self.into_node(), key.into_operand()])
    }
}

impl<E: Expression> JsonFunctions for E {}
