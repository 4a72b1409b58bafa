//! `raw!("text with {holes}", ..)`: the text, and what stands in its holes.

use std::collections::VecDeque;

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, LitStr, Result, Token};

use crate::fault::near_or_all;

/// What `raw!` was given.
pub struct Raw {
    /// The text and the holes, in order.
    pub parts: Vec<RawPart>,
}

/// A piece of it.
pub enum RawPart {
    /// Text.
    Text(LitStr),
    /// A hole.
    Hole(Box<Expr>, HoleForm),
}

/// How a hole is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum HoleForm {
    /// `{expression}`.
    Plain,
    /// `{column:bare}`: the column's name alone.
    Bare,
    /// `{table:columns}`: all columns of the table.
    Columns,
}

const FORMS: [&str; 2] = ["bare", "columns"];

impl Parse for Raw {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let text: LitStr = input.parse().map_err(|error| {
            Error::new(error.span(), "expected SQL as a string literal; what is known at run time stands in a hole: `{value}`")
        })?;
        let mut arguments = VecDeque::new();
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
            arguments.extend(Punctuated::<Expr, Token![,]>::parse_terminated(input)?);
        }
        let parts = parts(&text, &mut arguments)?;
        match arguments.pop_front() {
            None => Ok(Self { parts }),
            Some(left) => Err(Error::new_spanned(left, "no hole `{}` is left for this")),
        }
    }
}

fn parts(literal: &LitStr, arguments: &mut VecDeque<Expr>) -> Result<Vec<RawPart>> {
    let fault = |message: String| Error::new(literal.span(), message);
    let whole = literal.value();
    if whole.contains('\0') {
        return Err(fault("SQL cannot hold the character NUL".to_owned()));
    }
    let mut rest = whole.as_str();
    let (mut parts, mut text) = (Vec::new(), String::new());
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let sign = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(sign) {
            text.push_str(sign);
            rest = after;
            continue;
        }
        if sign == "}" {
            return Err(fault("`}` closes no hole; a brace in the SQL is written `}}`".to_owned()));
        }
        let Some(end) = end(rest) else {
            return Err(fault(format!(
                "the hole `{{{}` is not closed; a brace in the SQL is written `{{{{`",
                rest.chars().take(20).collect::<String>()
            )));
        };
        let (hole, form) = form(&rest[..end]).map_err(fault)?;
        rest = &rest[end + 1..];
        let expr = match hole {
            "" => arguments
                .pop_front()
                .ok_or_else(|| fault("nothing is given for a hole `{}`".to_owned()))?,
            hole => LitStr::new(hole, literal.span()).parse().map_err(|error| {
                fault(format!("the hole `{{{hole}}}` is no expression: {error}"))
            })?,
        };
        if !text.is_empty() {
            parts.push(RawPart::Text(LitStr::new(&std::mem::take(&mut text), literal.span())));
        }
        parts.push(RawPart::Hole(Box::new(expr), form));
    }
    text.push_str(rest);
    if !text.is_empty() || parts.is_empty() {
        parts.push(RawPart::Text(LitStr::new(&text, literal.span())));
    }
    Ok(parts)
}

/// Where the hole ends that has just been opened.
fn end(rest: &str) -> Option<usize> {
    let mut open = 1;
    rest.char_indices().find_map(|(at, c)| {
        open += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        (open == 0).then_some(at)
    })
}

/// The expression of a hole, and its form after a `:`.
fn form(hole: &str) -> std::result::Result<(&str, HoleForm), String> {
    let Some((expr, word)) = hole.rsplit_once(':').filter(|(expr, _)| !expr.ends_with(':')) else {
        return Ok((hole.trim(), HoleForm::Plain));
    };
    let form = match word.trim() {
        "bare" => HoleForm::Bare,
        "columns" => HoleForm::Columns,
        word => {
            return Err(format!("unknown form `{word}` of a hole{}", near_or_all(word, &FORMS)));
        }
    };
    Ok((expr.trim(), form))
}
