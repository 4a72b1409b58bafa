//! Rendered text with holes for the name of one schema, and binds with holes for values.
//!
//! While it is rendered the schema is called NUL, which no name, and no SQL, can hold: what is quoted as
//! that is a hole, and nothing else is.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::ident::quote;
use crate::name::HOLE;
use crate::query::prepared::{About, Prepared};
use crate::value::{Parameter, Value};

/// What a reusable query was rendered to.
#[derive(Debug)]
pub(super) struct Template {
    /// The text around the schema's name.
    pieces: Vec<Box<str>>,
    binds: Vec<Bind>,
    /// About the query; a schema that has the name NUL is the one that is left open.
    pub(super) about: About,
    /// The whole text, where the schema's type has its name.
    pub(super) own_text: Option<Arc<str>>,
}

#[derive(Debug)]
enum Bind {
    Value(Value),
    /// The value of a parameter, by position, and whether no bind after this one has it.
    Given {
        at: usize,
        last: bool,
    },
    SchemaName,
}

impl Template {
    /// # Errors
    /// There are several statements.
    pub(super) fn of(mut prepared: Vec<Prepared>, own: Option<&str>) -> Result<Self> {
        let one = match (prepared.pop(), prepared.pop()) {
            (Some(one), None) => one,
            (last, _) => {
                let about = last.map(|last| last.about);
                return Err(Error::Incomplete {
                    statement: about.as_ref().map_or("statement", |about| about.operation),
                    table: about.map_or_else(String::new, |about| about.table.name().to_owned()),
                    why: "takes several statements, and cannot be reused",
                });
            }
        };
        let mut quoted = String::new();
        quote(HOLE, &mut quoted);
        let pieces = one.sql.split(&quoted).map(Into::into).collect();
        let mut seen = Vec::new();
        let mut binds: Vec<Bind> = one
            .binds
            .into_iter()
            .rev()
            .map(|value| match value.parameter() {
                None => Bind::Value(value),
                Some(Parameter::SchemaName) => Bind::SchemaName,
                Some(Parameter::At(at)) => {
                    let last = !seen.contains(&at);
                    seen.push(at);
                    Bind::Given { at: at.into(), last }
                }
            })
            .collect();
        binds.reverse();
        let mut template = Self { pieces, binds, about: one.about, own_text: None };
        template.own_text = own.map(|own| template.text(own));
        Ok(template)
    }

    /// The text with a name for the schema.
    pub(super) fn text(&self, name: &str) -> Arc<str> {
        let mut quoted = String::with_capacity(name.len() + 2);
        quote(name, &mut quoted);
        let length = self.pieces.iter().map(|piece| piece.len() + quoted.len()).sum();
        let mut text = String::with_capacity(length);
        for (i, piece) in self.pieces.iter().enumerate() {
            if i > 0 {
                text.push_str(&quoted);
            }
            text.push_str(piece);
        }
        text.into()
    }

    /// The binds with values for the parameters.
    pub(super) fn binds(&self, mut values: Vec<Value>, name: &str) -> Vec<Value> {
        let bind = |bind: &Bind| match bind {
            Bind::Value(value) => value.clone(),
            Bind::Given { at, last: true } => {
                std::mem::replace(&mut values[*at], Value::hole(Parameter::SchemaName))
            }
            Bind::Given { at, last: false } => values[*at].clone(),
            Bind::SchemaName => Value::text(name.to_owned()),
        };
        self.binds.iter().map(bind).collect()
    }

    /// About the query in the schema of this name.
    pub(super) fn about(&self, name: Cow<'static, str>) -> About {
        let schema = if self.about.schema == HOLE { name } else { self.about.schema.clone() };
        About { schema, ..self.about.clone() }
    }
}
