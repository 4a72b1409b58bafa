//! SQL functions that a program declares.

use crate::ast;
use crate::expr::{Assign, Expr, Needs};

/// What an argument declared as `V` takes: a value or an expression; an `Option` only where `V` is one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no argument of type `{V}`",
    label = "the function takes `{V}` here",
    note = "only an argument declared as an `Option` may be NULL"
)]
pub trait Parameter<V>: Assign<V> {}

#[diagnostic::do_not_recommend]
impl<V, A: Assign<V>> Parameter<V> for A {}

/// All arguments of a function that is declared with the types `V`.
///
/// What they need is a type parameter of the function, as a projection in its type would be a second error.
#[doc(hidden)]
pub trait Parameters<V> {
    /// The tables that they need.
    type Query: Needs;

    /// The untyped expressions.
    fn into_nodes(self) -> Vec<ast::Expr>;
}

impl Parameters<()> for () {
    type Query = ();

    fn into_nodes(self) -> Vec<ast::Expr> {
        Vec::new()
    }
}

macro_rules! tuples {
    (@query $one:ident) => { $one::Query };
    (@query $one:ident $($rest:ident)+) => { ($one::Query, tuples!(@query $($rest)+)) };
    ($($part:ident $declared:ident)+) => {
        #[allow(non_snake_case, reason = "the arguments are named as their types")]
        impl<$($part: Parameter<$declared>, $declared),+> Parameters<($($declared,)+)> for ($($part,)+) {
            type Query = tuples!(@query $($part)+);

            fn into_nodes(self) -> Vec<ast::Expr> {
                let ($($part,)+) = self;
                vec![$($part.into_assigned()),+]
            }
        }
    };
}

tuples!(A VA);
tuples!(A VA B VB);
tuples!(A VA B VB C VC);
tuples!(A VA B VB C VC D VD);
tuples!(A VA B VB C VC D VD E VE);
tuples!(A VA B VB C VC D VD E VE F VF);
tuples!(A VA B VB C VC D VD E VE F VF G VG);
tuples!(A VA B VB C VC D VD E VE F VF G VG H VH);

/// Calls a declared function. For generated code.
#[doc(hidden)]
pub fn call<P: Parameters<V>, V, Q, T>(
    function: &'static ast::Function,
    arguments: P,
) -> Expr<Q, T> {
    Expr::new(ast::Expr::Call { function, arguments: arguments.into_nodes() })
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
/// A function takes up to eight arguments. One declared as an `Option` may be NULL; the result is an `Option` where it is declared so, or where
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
        $visibility fn $name<$($argument,)* Needed>(
            $($argument: $argument),*
        ) -> $crate::expr::Expr<$crate::sql_function!(@database Needed $($database)?), $output>
        where
            ($($argument,)*): $crate::expr::Parameters<($($type,)*), Query = Needed>,
        {
            static FUNCTION: $crate::ast::Function = $crate::ast::Function {
                name: $crate::sql_function!(@name $name $($($sql)+)?),
            };
            $crate::expr::call::<_, ($($type,)*), _, _>(&FUNCTION, ($($argument,)*))
        }
    )*};
    (@database $needed:ident) => { $needed };
    (@database $needed:ident $database:ty) => { $crate::expr::OfDatabase<$database, $needed> };
    (@name $name:ident) => { &[::core::stringify!($name)] };
    (@name $name:ident $($sql:literal)+) => { &[$($sql),+] };
}
