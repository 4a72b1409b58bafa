//! SQL functions that a program declares.

use crate::ast;
use crate::expr::{Assign, Expr};

/// What an argument declared as `V` takes: a value or an expression; an `Option` only where `V` is one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no argument of type `{V}`",
    label = "the function takes `{V}` here",
    note = "only an argument declared as an `Option` may be NULL"
)]
pub trait Parameter<V>: Assign<V> {}

#[diagnostic::do_not_recommend]
impl<V, A: Assign<V>> Parameter<V> for A {}

/// Calls a declared function. For generated code.
#[doc(hidden)]
pub fn call<Q, V>(function: &'static ast::Function, arguments: Vec<ast::Expr>) -> Expr<Q, V> {
    Expr::new(ast::Expr::Call { function, arguments })
}

/// Declares SQL functions with their types, to be called in queries.
///
/// ```text
/// sql_function! {
///     /// How alike two texts are, from 0 to 1 (extension `pg_trgm`).
///     pub fn similarity(left: String, right: Option<String>) -> f32 where Database = Postgres;
///     /// A function under another name, in a schema.
///     pub fn tax(amount: i64) -> i64 as "finance"."tax of";
/// }
/// ```
///
/// An argument declared as an `Option` may be NULL; the result is an `Option` where it is declared so, or where
/// an argument's table may be absent. With `where Database = ..`, the function does not compile elsewhere.
#[macro_export]
macro_rules! sql_function {
    ($(
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) -> $output:ty
        $(as $($sql:literal).+)? $(where Database = $database:ty)?;
    )*) => {$(
        $(#[$attribute])*
        #[allow(non_camel_case_types, reason = "the types of the arguments are named as they are")]
        $visibility fn $name<$($argument: $crate::expr::Parameter<$type>),*>(
            $($argument: $argument),*
        ) -> $crate::expr::Expr<
            $crate::sql_function!(@database [$($database)?] $crate::sql_function!(@needs $($argument: $type),*)),
            $output,
        > {
            static FUNCTION: $crate::ast::Function = $crate::ast::Function {
                name: $crate::sql_function!(@name $name $($($sql)+)?),
            };
            $crate::expr::call(
                &FUNCTION,
                ::std::vec![$($crate::expr::Assign::<$type>::into_assigned($argument)),*],
            )
        }
    )*};
    (@database [] $needs:ty) => { $needs };
    (@database [$database:ty] $needs:ty) => { $crate::expr::OfDatabase<$database, $needs> };
    (@needs) => { () };
    (@needs $argument:ident: $type:ty $(, $rest:ident: $others:ty)*) => {
        (
            <$argument as $crate::expr::Assign<$type>>::Query,
            $crate::sql_function!(@needs $($rest: $others),*),
        )
    };
    (@name $name:ident) => { &[::core::stringify!($name)] };
    (@name $name:ident $($sql:literal)+) => { &[$($sql),+] };
}
