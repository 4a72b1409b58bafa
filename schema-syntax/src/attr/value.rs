//! Values of words that several attributes share.

use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    Expr, ExprCall, ExprLit, ExprPath, ExprUnary, Ident, Lit, LitInt, LitStr, Meta, MetaNameValue,
    Path, PathSegment, Token, UnOp,
};

use crate::attr::words::{field, items_and_words, list, usage, word, words};
use crate::fault::near_or_all;
use crate::model::{Deferrable, ReferentialAction};

/// A word that stands alone.
#[derive(Clone)]
pub(crate) struct Mark(pub(crate) Ident);

impl FromMeta for Mark {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let word = word(meta.path())?;
        match meta {
            Meta::Path(_) => Ok(Self(word)),
            Meta::List(_) | Meta::NameValue(_) => {
                let message = format!("`{word}` stands alone, without a value");
                Err(Error::custom(message).with_span(&word))
            }
        }
    }
}

impl ToTokens for Mark {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

/// `= ".."`.
#[derive(Clone)]
pub(crate) struct Text(pub(crate) LitStr);

impl Text {
    pub(crate) fn value(&self) -> String {
        self.0.value()
    }
}

impl FromMeta for Text {
    fn from_meta(meta: &Meta) -> Result<Self> {
        LitStr::from_meta(meta).map(Self).map_err(|_| usage(meta, " = \"..\""))
    }
}

impl ToTokens for Text {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

/// `= 100`, not zero.
#[derive(Clone)]
pub(crate) struct Length(pub(crate) u32);

impl FromMeta for Length {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let literal = LitInt::from_meta(meta).map_err(|_| usage(meta, " = 100"))?;
        match literal.base10_parse()? {
            0 => {
                let word = word(meta.path())?;
                Err(Error::custom(format!("`{word}` must be at least 1")).with_span(&literal))
            }
            length => Ok(Self(length)),
        }
    }
}

/// `numeric(precision, scale)`.
#[derive(Clone)]
pub(crate) struct Numeric(pub(crate) u16, pub(crate) u16);

impl FromMeta for Numeric {
    /// Source: PostgreSQL manual, 8.1.2 (precision to 1000; a scale above it makes no sense here).
    fn from_meta(meta: &Meta) -> Result<Self> {
        let example = "(10, 2)";
        let list = list(meta, example)?;
        let numbers = list.parse_args_with(Punctuated::<LitInt, Token![,]>::parse_terminated);
        let numbers: Vec<LitInt> = numbers.into_iter().flatten().collect();
        let [precision, scale] = &numbers[..] else {
            return Err(usage(meta, example));
        };
        let (p, s) = (precision.base10_parse()?, scale.base10_parse()?);
        if p == 0 || p > 1000 {
            return Err(Error::custom("the precision is from 1 to 1000").with_span(precision));
        }
        if s > p {
            return Err(Error::custom("the scale is at most the precision").with_span(scale));
        }
        Ok(Self(p, s))
    }
}

/// `= some::Path`, of a type or function.
#[derive(Clone)]
pub(crate) struct Named(pub(crate) Path);

impl FromMeta for Named {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let path = match meta {
            Meta::NameValue(MetaNameValue { value, .. }) => {
                syn::parse2(value.to_token_stream()).ok()
            }
            Meta::Path(_) | Meta::List(_) => None,
        };
        path.map(Self).ok_or_else(|| usage(meta, " = SomeType"))
    }
}

/// `(A, some::B<C>)`.
#[derive(Clone)]
pub(crate) struct Paths(pub(crate) Vec<Path>);

impl FromMeta for Paths {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let list = list(meta, "(A, B)")?;
        let paths = list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)?;
        Ok(Self(paths.into_iter().collect()))
    }
}

words! {
    /// `name = ".."` among other items.
    NameWords("constraint") {
        "name" => name: Option<Text>,
    }
}

/// `(a, b, name = "..")`.
#[derive(Clone)]
pub(crate) struct Fields {
    pub(crate) word: Ident,
    pub(crate) fields: Vec<Ident>,
    pub(crate) name: Option<Text>,
}

impl FromMeta for Fields {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let word = word(meta.path())?;
        let mut fields = Vec::new();
        let NameWords { name } = items_and_words(list(meta, "(a, b)")?, |item| {
            fields.extend(field(item).cloned());
            Ok(field(item).is_some())
        })?;
        if fields.is_empty() {
            return Err(Error::custom(format!("`{word}` names no field")).with_span(&word));
        }
        Ok(Self { word, fields, name })
    }
}

/// `= Type(a, b)`.
#[derive(Clone)]
pub(crate) struct FieldsOf {
    pub(crate) target: Path,
    pub(crate) fields: Vec<Ident>,
}

impl FromMeta for FieldsOf {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let usage = || usage(meta, " = Country(continent, name)");
        let Meta::NameValue(MetaNameValue { value: Expr::Call(call), .. }) = meta else {
            return Err(usage());
        };
        let target = path_of(&call.func).ok_or_else(usage)?.clone();
        let fields = call.args.iter().map(|field| path_of(field)?.get_ident().cloned());
        let fields = fields.collect::<Option<Vec<_>>>().ok_or_else(usage)?;
        Ok(Self { target, fields })
    }
}

fn path_of(expr: &Expr) -> Option<&Path> {
    match expr {
        Expr::Path(ExprPath { qself: None, path, .. }) => Some(path),
        _ => None,
    }
}

/// `= "predicate"`, or `("predicate", name = "..")`.
#[derive(Clone)]
pub(crate) struct CheckValue {
    pub(crate) predicate: LitStr,
    pub(crate) name: Option<Text>,
}

impl FromMeta for CheckValue {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let Meta::List(list) = meta else {
            let Text(predicate) = Text::from_meta(meta)?;
            return Ok(Self { predicate, name: None });
        };
        let mut predicate = None;
        let NameWords { name } = items_and_words(list, |item| match item {
            NestedMeta::Lit(Lit::Str(text)) if predicate.is_none() => {
                predicate = Some(text.clone());
                Ok(true)
            }
            _ => Ok(false),
        })?;
        let predicate =
            predicate.ok_or_else(|| usage(meta, "(\"population >= 0\", name = \"..\")"))?;
        Ok(Self { predicate, name })
    }
}

/// `= literal`, `= sql("..")` or `= Enum::Variant`.
#[derive(Clone)]
pub(crate) struct DefaultValue {
    pub(crate) expr: Expr,
    pub(crate) kind: DefaultKind,
}

#[derive(Clone)]
pub(crate) enum DefaultKind {
    Literal {
        literal: Lit,
        negative: bool,
    },
    Sql(LitStr),
    Variant(Path),
    /// None of these, which `lower` refuses at the whole expression.
    Other,
}

impl DefaultValue {
    /// How it is used, after the word.
    pub(crate) const EXAMPLE: &str =
        " = 0`, `default = \"text\"`, `default = Mood::Happy` or `default = sql(\"now()\")";
}

impl FromMeta for DefaultValue {
    fn from_meta(meta: &Meta) -> Result<Self> {
        match meta {
            Meta::NameValue(MetaNameValue { value: expr, .. })
                if !matches!(expr, Expr::Verbatim(_)) =>
            {
                Ok(Self { expr: expr.clone(), kind: default_kind(expr) })
            }
            _ => Err(usage(meta, Self::EXAMPLE)),
        }
    }
}

fn default_kind(expr: &Expr) -> DefaultKind {
    match expr {
        Expr::Lit(ExprLit { lit, .. }) => {
            DefaultKind::Literal { literal: lit.clone(), negative: false }
        }
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match &**expr {
            Expr::Lit(ExprLit { lit: lit @ (Lit::Int(_) | Lit::Float(_)), .. }) => {
                DefaultKind::Literal { literal: lit.clone(), negative: true }
            }
            _ => DefaultKind::Other,
        },
        Expr::Path(_) => match path_of(expr) {
            Some(path) if path.segments.len() > 1 => DefaultKind::Variant(path.clone()),
            _ => DefaultKind::Other,
        },
        Expr::Call(ExprCall { func, args, .. }) => match (path_of(func), args.first()) {
            (Some(function), Some(Expr::Lit(ExprLit { lit: Lit::Str(sql), .. })))
                if function.is_ident("sql") && args.len() == 1 =>
            {
                DefaultKind::Sql(sql.clone())
            }
            _ => DefaultKind::Other,
        },
        _ => DefaultKind::Other,
    }
}

/// A value that is written as one of a few texts, with the text's place.
#[derive(Clone)]
pub(crate) struct Choice<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T: Copy> Choice<T> {
    /// Reads one of a few texts; `alone` is what the word means without a value.
    fn read(meta: &Meta, what: &str, alone: Option<T>, choices: &[(&str, T)]) -> Result<Self> {
        if let (Meta::Path(path), Some(value)) = (meta, alone) {
            return Ok(Self { value, span: path.span() });
        }
        let Text(text) = Text::from_meta(meta)?;
        let given = text.value();
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == given) {
            return Ok(Self { value: *value, span: text.span() });
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let near = near_or_all(&given, &words);
        Err(Error::custom(format!("unknown {what} `{given}`{near}")).with_span(&text))
    }
}

impl FromMeta for Choice<ReferentialAction> {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let choices = [
            ("no action", ReferentialAction::NoAction),
            ("restrict", ReferentialAction::Restrict),
            ("cascade", ReferentialAction::Cascade),
            ("set null", ReferentialAction::SetNull),
            ("set default", ReferentialAction::SetDefault),
        ];
        Self::read(meta, "referential action", None, &choices)
    }
}

impl FromMeta for Choice<Deferrable> {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let choices = [
            ("initially_immediate", Deferrable::InitiallyImmediate),
            ("initially_deferred", Deferrable::InitiallyDeferred),
        ];
        Self::read(meta, "time of checking", Some(Deferrable::InitiallyImmediate), &choices)
    }
}

/// Which identity a column is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    Always,
    ByDefault,
}

impl FromMeta for Choice<Identity> {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let choices = [("always", Identity::Always), ("by_default", Identity::ByDefault)];
        Self::read(meta, "kind of identity", Some(Identity::Always), &choices)
    }
}

/// `= Type::field`.
#[derive(Clone)]
pub(crate) struct FieldOf {
    pub(crate) target: Path,
    pub(crate) field: Ident,
}

impl FromMeta for FieldOf {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let example = " = Country::name";
        let Named(path) = Named::from_meta(meta).map_err(|_| usage(meta, example))?;
        let mut segments: Vec<PathSegment> = path.segments.iter().cloned().collect();
        match segments.pop() {
            Some(field) if !segments.is_empty() && field.arguments.is_none() => {
                let segments = segments.into_iter().collect();
                let target = Path { leading_colon: path.leading_colon, segments };
                Ok(Self { target, field: field.ident })
            }
            _ => {
                let word = word(meta.path())?;
                let message = format!("`{word}` names a field of a table: `{word}{example}`");
                Err(Error::custom(message).with_span(&path))
            }
        }
    }
}
