//! What is written in attributes, word by word; which words go together is `lower`'s matter.

mod column;
mod db;
mod doc;
mod index;
mod schema;
mod set;
mod table;
mod value;
mod words;

pub(crate) use column::ColumnWords;
pub(crate) use db::{DbEnumWords, DbTypeWords, VariantWords};
pub(crate) use doc::doc_comment;
pub(crate) use index::{IndexKey, IndexList, KeyOn};
pub(crate) use schema::SchemaWords;
pub(crate) use set::{ProjectionWords, SchemaSetWords};
pub(crate) use table::{ForeignKeyValue, ForeignKeyWords, OverrideWords, TableWords};
pub(crate) use value::{
    CheckValue, Choice, DefaultKind, DefaultValue, Fields, FieldsOf, Identity, Length, Mark,
    Numeric, Text,
};
pub(crate) use words::read;
