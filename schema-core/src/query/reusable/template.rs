//! Rendered text with holes for the name of one schema, and binds with holes for values.
//!
//! While it is rendered the schema is called NUL, which no name, and no SQL, can hold: what is quoted as
//! that is a hole, and nothing else is.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::ident::quote;
use crate::name::HOLE;
use crate::query::prepared::{About, Statements};
use crate::value::{ColumnWriter, Parameter, Value, ValueRef};

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
    /// The value of a parameter, by position.
    Given(usize),
    SchemaName,
}

impl Template {
    /// # Errors
    /// There are several statements.
    pub(super) fn of(statements: Statements<Vec<Value>>, own: Option<&str>) -> Result<Self> {
        let one = match statements {
            Statements::One(one) => one,
            Statements::Several(all) => {
                let about = all.into_iter().next().map(|first| first.about);
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
        let bind = |value: Value| match value.parameter() {
            None => Bind::Value(value),
            Some(Parameter::SchemaName) => Bind::SchemaName,
            Some(Parameter::At(at)) => Bind::Given(at.into()),
        };
        let binds = one.binds.into_iter().map(bind).collect();
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
    ///
    /// # Errors
    /// A value cannot be encoded.
    pub(super) fn binds<W: ColumnWriter>(&self, values: &[Value], name: &str) -> Result<W> {
        let mut binds = W::with_capacity(self.binds.len());
        for bind in &self.binds {
            match bind {
                Bind::Value(value) => binds.write_kept(value)?,
                Bind::Given(at) => binds.write_kept(&values[*at])?,
                Bind::SchemaName => binds.write(ValueRef::Text(name))?,
            }
        }
        Ok(binds)
    }

    /// About the query in the schema of this name.
    pub(super) fn about(&self, name: Cow<'static, str>) -> About {
        let schema = if self.about.schema == HOLE { name } else { self.about.schema.clone() };
        About { schema, ..self.about.clone() }
    }
}
