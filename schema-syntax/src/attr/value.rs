//! Values of words that several attributes share.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{
    Expr, ExprLit, ExprUnary, Ident, Lit, LitInt, LitStr, Path, PathSegment, Token, UnOp, token,
};

use crate::attr::words::{Value, after_equals, in_parentheses, items_and_words, words};
use crate::fault::near_or_all;
use crate::model::{Deferrable, ReferentialAction};

/// A word that stands alone.
#[derive(Clone)]
pub(crate) struct Mark(pub(crate) Ident);

impl Value for Mark {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![=]) || input.peek(token::Paren) {
            return Err(syn::Error::new(
                word.span(),
                format!("`{word}` stands alone, without a value"),
            ));
        }
        Ok(Self(word.clone()))
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

impl Value for Text {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        after_equals(word, &format!("{word} = \"..\""), input).map(Self)
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

impl Value for Length {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let literal: LitInt = after_equals(word, &format!("{word} = 100"), input)?;
        match literal.base10_parse()? {
            0 => Err(syn::Error::new(literal.span(), format!("`{word}` must be at least 1"))),
            length => Ok(Self(length)),
        }
    }
}

/// `numeric(precision, scale)`.
#[derive(Clone)]
pub(crate) struct Numeric(pub(crate) u16, pub(crate) u16);

impl Value for Numeric {
    /// Source: PostgreSQL manual, 8.1.2 (precision to 1000; a scale above it makes no sense here).
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(token::Paren) {
            let usage = format!("`{word}` is used as `{word}(10, 2)`: precision, then scale");
            return Err(syn::Error::new(word.span(), usage));
        }
        in_parentheses(input, |input| {
            let precision: LitInt = input.parse()?;
            input.parse::<Token![,]>()?;
            let scale: LitInt = input.parse()?;
            let (p, s) = (precision.base10_parse()?, scale.base10_parse()?);
            if p == 0 || p > 1000 {
                return Err(syn::Error::new(precision.span(), "the precision is from 1 to 1000"));
            }
            if s > p {
                return Err(syn::Error::new(scale.span(), "the scale is at most the precision"));
            }
            Ok(Self(p, s))
        })
    }
}

/// `= some::Path`.
impl Value for Path {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        after_equals(word, &format!("{word} = SomeType"), input)
    }
}

/// `(A, some::B)`.
impl Value for Vec<Path> {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(token::Paren) {
            let usage = format!("`{word}` is used as `{word}(A, B)`");
            return Err(syn::Error::new(word.span(), usage));
        }
        in_parentheses(input, |input| {
            Ok(input.parse_terminated(Path::parse, Token![,])?.into_iter().collect())
        })
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

impl Value for Fields {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(token::Paren) {
            let usage = format!("`{word}` is used as `{word}(a, b)`, with the fields' names");
            return Err(syn::Error::new(word.span(), usage));
        }
        let mut fields = Vec::new();
        let NameWords { name } = items_and_words(input, |input| {
            if input.peek2(Token![=]) {
                return Ok(false);
            }
            fields.push(input.call(Ident::parse_any)?);
            Ok(true)
        })?;
        if fields.is_empty() {
            return Err(syn::Error::new(word.span(), format!("`{word}` names no field")));
        }
        Ok(Self { word: word.clone(), fields, name })
    }
}

/// `= Type(a, b)`.
#[derive(Clone)]
pub(crate) struct FieldsOf {
    pub(crate) target: Path,
    pub(crate) fields: Vec<Ident>,
}

impl Value for FieldsOf {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let usage = format!("`{word}` is used as `{word} = Country(continent, name)`");
        if !input.peek(Token![=]) {
            return Err(syn::Error::new(word.span(), usage));
        }
        input.parse::<Token![=]>()?;
        let target = input.call(Path::parse_mod_style)?;
        if !input.peek(token::Paren) {
            return Err(syn::Error::new_spanned(target, usage));
        }
        let fields = in_parentheses(input, |input| {
            Ok(input.parse_terminated(Ident::parse_any, Token![,])?.into_iter().collect())
        })?;
        Ok(Self { target, fields })
    }
}

/// `= "predicate"`, or `("predicate", name = "..")`.
#[derive(Clone)]
pub(crate) struct CheckValue {
    pub(crate) predicate: LitStr,
    pub(crate) name: Option<Text>,
}

impl Value for CheckValue {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(token::Paren) {
            let Text(predicate) = Text::parse_value(word, input)?;
            return Ok(Self { predicate, name: None });
        }
        let mut predicate = None;
        let NameWords { name } = items_and_words(input, |input| {
            if !input.peek(LitStr) || predicate.is_some() {
                return Ok(false);
            }
            predicate = Some(input.parse()?);
            Ok(true)
        })?;
        let usage = || format!("`{word}` is used as `{word}(\"population >= 0\", name = \"..\")`");
        let predicate = predicate.ok_or_else(|| syn::Error::new(word.span(), usage()))?;
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
    Literal { literal: Lit, negative: bool },
    Sql(LitStr),
    Variant(Path),
}

impl Value for DefaultValue {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let example = "default = 0`, `default = \"text\"`, `default = Mood::Happy` or `default = sql(\"now()\")";
        let expr: Expr = after_equals(word, example, input)?;
        match default_kind(&expr) {
            Some(kind) => Ok(Self { expr, kind }),
            None => Err(syn::Error::new_spanned(expr, format!("`{word}` is used as `{example}`"))),
        }
    }
}

fn default_kind(expr: &Expr) -> Option<DefaultKind> {
    Some(match expr {
        Expr::Lit(ExprLit { lit, .. }) => {
            DefaultKind::Literal { literal: lit.clone(), negative: false }
        }
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match &**expr {
            Expr::Lit(ExprLit { lit: lit @ (Lit::Int(_) | Lit::Float(_)), .. }) => {
                DefaultKind::Literal { literal: lit.clone(), negative: true }
            }
            _ => return None,
        },
        Expr::Path(path) if path.qself.is_none() && path.path.segments.len() > 1 => {
            DefaultKind::Variant(path.path.clone())
        }
        Expr::Call(call) => match (&*call.func, call.args.first()) {
            (Expr::Path(function), Some(Expr::Lit(ExprLit { lit: Lit::Str(sql), .. })))
                if function.path.is_ident("sql") && call.args.len() == 1 =>
            {
                DefaultKind::Sql(sql.clone())
            }
            _ => return None,
        },
        _ => return None,
    })
}

/// A text that is one of a few words.
fn choice<T: Copy>(text: &LitStr, what: &str, choices: &[(&str, T)]) -> syn::Result<T> {
    let given = text.value();
    if let Some((_, value)) = choices.iter().find(|(word, _)| *word == given) {
        return Ok(*value);
    }
    let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
    let near = near_or_all(&given, &words);
    Err(syn::Error::new(text.span(), format!("unknown {what} `{given}`{near}")))
}

/// A value that is written as one of a few texts, with the text's place.
#[derive(Clone)]
pub(crate) struct Choice<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl Value for Choice<ReferentialAction> {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let Text(text) = Text::parse_value(word, input)?;
        let value = choice(
            &text,
            "referential action",
            &[
                ("no action", ReferentialAction::NoAction),
                ("restrict", ReferentialAction::Restrict),
                ("cascade", ReferentialAction::Cascade),
                ("set null", ReferentialAction::SetNull),
                ("set default", ReferentialAction::SetDefault),
            ],
        )?;
        Ok(Self { value, span: text.span() })
    }
}

impl Value for Choice<Deferrable> {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(Token![=]) {
            let Mark(word) = Mark::parse_value(word, input)?;
            return Ok(Self { value: Deferrable::InitiallyImmediate, span: word.span() });
        }
        let Text(text) = Text::parse_value(word, input)?;
        let value = choice(
            &text,
            "time of checking",
            &[
                ("initially_immediate", Deferrable::InitiallyImmediate),
                ("initially_deferred", Deferrable::InitiallyDeferred),
            ],
        )?;
        Ok(Self { value, span: text.span() })
    }
}

/// Which identity a column is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    Always,
    ByDefault,
}

impl Value for Choice<Identity> {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(Token![=]) {
            let Mark(word) = Mark::parse_value(word, input)?;
            return Ok(Self { value: Identity::Always, span: word.span() });
        }
        let Text(text) = Text::parse_value(word, input)?;
        let value = choice(
            &text,
            "kind of identity",
            &[("always", Identity::Always), ("by_default", Identity::ByDefault)],
        )?;
        Ok(Self { value, span: word.span() })
    }
}

/// `= Type::field`.
#[derive(Clone)]
pub(crate) struct FieldOf {
    pub(crate) target: Path,
    pub(crate) field: Ident,
}

impl Value for FieldOf {
    fn parse_value(word: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let example = format!("{word} = Country::name");
        let path: Path = after_equals(word, &example, input)?;
        let mut segments: Vec<PathSegment> = path.segments.iter().cloned().collect();
        match segments.pop() {
            Some(field) if !segments.is_empty() && field.arguments.is_none() => {
                let segments = segments.into_iter().collect();
                let target = Path { leading_colon: path.leading_colon, segments };
                Ok(Self { target, field: field.ident })
            }
            _ => Err(syn::Error::new_spanned(
                &path,
                format!("`{word}` names a field of a table: `{example}`"),
            )),
        }
    }
}
