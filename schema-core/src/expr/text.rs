//! Text: its functions, and whether it holds other text.

use crate::ast::{self, Syntax};
use crate::dialect::Postgres;
use crate::expr::argument::Together;
use crate::expr::{Aggregate, Argument, Base, Expr, Expression, OfDatabase, Operand, Truth};
use crate::value::{ColumnType, Scalar};

/// What the functions of text and `LIKE` work on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text",
    label = "only a `String` is text here"
)]
pub trait Text: Scalar {}

impl Text for String {}

/// `V`, in an `Option` where the expression `E` may be NULL.
type Of<E, V> = <<E as Expression>::Value as ColumnType>::OrNull<V>;

static LOWER: Syntax = Syntax::both(&["lower(", ")"]);
static UPPER: Syntax = Syntax::both(&["upper(", ")"]);
static LENGTH: Syntax = Syntax::both(&["length(", ")"]);
static TRIM: Syntax = Syntax::both(&["trim(", ")"]);
static TRIM_START: Syntax = Syntax::both(&["ltrim(", ")"]);
static TRIM_END: Syntax = Syntax::both(&["rtrim(", ")"]);
static CONCAT: Syntax = Syntax::both(&["", " || ", ""]).operator();
static SUBSTRING: Syntax = Syntax::both(&["substr(", ", ", ", ", ")"]);
static REPLACE: Syntax = Syntax::both(&["replace(", ", ", ", ", ")"]);
static POSITION: Syntax = Syntax::each(&["strpos(", ", ", ")"], &["instr(", ", ", ")"]);
static STARTS_WITH: Syntax =
    Syntax::each(&["starts_with(", ", ", ")"], &["instr(", ", ", ") = 1"]).comparison();
static CONTAINS: Syntax =
    Syntax::each(&["strpos(", ", ", ") > 0"], &["instr(", ", ", ") > 0"]).comparison();
static ENDS_WITH: Syntax =
    Syntax::both(&["substr(", ", length(", ") - length(", ") + 1) = ", ""]).comparison();
static ILIKE: Syntax = Syntax::both(&["", " ILIKE ", ""]).comparison();

/// The functions of text.
///
/// ```
/// # use polyschema_core::expr::{Expression, TextFunctions};
/// # fn example<E: Expression<Value = String> + Copy>(name: E) {
/// let label = name.trim().upper().concat("!");
/// let island = name.ends_with(" Islands");
/// # }
/// ```
pub trait TextFunctions: Expression {
    /// `lower`; in SQLite of ASCII letters only.
    fn lower(self) -> Expr<Self::Query, Self::Value>
    where
        Base<Self>: Text,
    {
        Expr::form(&LOWER, [self.into_node()])
    }

    /// `upper`; in SQLite of ASCII letters only.
    fn upper(self) -> Expr<Self::Query, Self::Value>
    where
        Base<Self>: Text,
    {
        Expr::form(&UPPER, [self.into_node()])
    }

    /// `length`, in characters.
    fn length(self) -> Expr<Self::Query, Of<Self, i32>>
    where
        Base<Self>: Text,
    {
        Expr::form(&LENGTH, [self.into_node()])
    }

    /// `trim`: without the spaces at both ends.
    fn trim(self) -> Expr<Self::Query, Self::Value>
    where
        Base<Self>: Text,
    {
        Expr::form(&TRIM, [self.into_node()])
    }

    /// `ltrim`: without the spaces at the start.
    fn trim_start(self) -> Expr<Self::Query, Self::Value>
    where
        Base<Self>: Text,
    {
        Expr::form(&TRIM_START, [self.into_node()])
    }

    /// `rtrim`: without the spaces at the end.
    fn trim_end(self) -> Expr<Self::Query, Self::Value>
    where
        Base<Self>: Text,
    {
        Expr::form(&TRIM_END, [self.into_node()])
    }

    /// `||`: both in a row; NULL where one of them is.
    fn concat<O: Argument<Base<Self>>>(
        self,
        other: O,
    ) -> Expr<(Self::Query, O::Query), Together<Self, O>>
    where
        Base<Self>: Text,
    {
        Expr::form(&CONCAT, [self.into_node(), other.into_argument()])
    }

    /// `substr`: so many characters from a position on, which counts from 1.
    fn substring<A: Operand<i32>, N: Operand<i32>>(
        self,
        from: A,
        characters: N,
    ) -> Expr<N::With<A::With<Self::Query>>, Self::Value>
    where
        Base<Self>: Text,
    {
        let arguments = [self.into_node(), from.into_operand(), characters.into_operand()];
        Expr::form(&SUBSTRING, arguments)
    }

    /// `replace`: each occurrence of a text by another one.
    fn replace<A: Operand<String>, B: Operand<String>>(
        self,
        from: A,
        to: B,
    ) -> Expr<B::With<A::With<Self::Query>>, Self::Value>
    where
        Base<Self>: Text,
    {
        Expr::form(&REPLACE, [self.into_node(), from.into_operand(), to.into_operand()])
    }

    /// Where a text begins in this one, in characters from 1; 0 where it does not occur.
    fn position_of<O: Operand<String>>(self, text: O) -> Expr<O::With<Self::Query>, Of<Self, i32>>
    where
        Base<Self>: Text,
    {
        Expr::form(&POSITION, [self.into_node(), text.into_operand()])
    }

    /// Whether it begins with a text: letter for letter, none of which stands for others as in `LIKE`.
    fn starts_with<O: Operand<String>>(self, text: O) -> Expr<O::With<Self::Query>, Truth<Self>>
    where
        Base<Self>: Text,
    {
        Expr::form(&STARTS_WITH, [self.into_node(), text.into_operand()])
    }

    /// Whether it ends with a text: letter for letter, none of which stands for others as in `LIKE`.
    fn ends_with<O: Operand<String>>(self, text: O) -> Expr<O::With<Self::Query>, Truth<Self>>
    where
        Base<Self>: Text,
    {
        let (whole, end) = (self.into_node(), text.into_operand());
        Expr::form(&ENDS_WITH, [whole.clone(), whole, end.clone(), end])
    }

    /// Whether a text occurs in it: letter for letter, none of which stands for others as in `LIKE`.
    fn contains<O: Operand<String>>(self, text: O) -> Expr<O::With<Self::Query>, Truth<Self>>
    where
        Base<Self>: Text,
    {
        Expr::form(&CONTAINS, [self.into_node(), text.into_operand()])
    }

    /// `ILIKE`: `LIKE` that ignores case. PostgreSQL only.
    fn ilike<O: Operand<String>>(
        self,
        pattern: O,
    ) -> Expr<OfDatabase<Postgres, O::With<Self::Query>>, Truth<Self>>
    where
        Base<Self>: Text,
    {
        Expr::form(&ILIKE, [self.into_node(), pattern.into_operand()])
    }

    /// `string_agg`, in SQLite `group_concat`: all values in a row, with a separator between them; NULL when
    /// there are no values.
    fn string_agg(self, separator: &str) -> Aggregate<Self::Query, Option<String>>
    where
        Base<Self>: Text,
    {
        let separator: ast::Expr = Operand::<String>::into_operand(separator);
        Aggregate::of(ast::AggregateFunction::StringAgg, self, false).with(separator)
    }
}

impl<E: Expression> TextFunctions for E {}

/// The text as a part of a pattern for `LIKE`, in which it stands for nothing but itself.
///
/// ```
/// # use polyschema_core::expr::escape_like;
/// assert_eq!(format!("{}%", escape_like("50%_")), r"50\%\_%");
/// ```
pub fn escape_like(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
