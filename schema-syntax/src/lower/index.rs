//! Indexes.

use syn::Ident;

use crate::attr::{ColumnWords, IndexKey as Key, IndexList, KeyOn, TableWords};
use crate::fault::near_or_all;
use crate::lower::name;
use crate::lower::table::Context;
use crate::model::{Index, IndexKey, IndexOn, Nulls};

/// All indexes: those of columns, then those of the table.
pub(super) fn all(
    words: &TableWords,
    columns: &[(&syn::Field, ColumnWords)],
    context: &mut Context,
) -> Vec<Index> {
    let mut all = Vec::new();
    for (field, words) in columns {
        for list in &words.index {
            all.extend(field.ident.as_ref().map(|ident| of_column(list, ident, context)));
        }
    }
    for list in &words.index {
        if list.keys.is_empty() {
            context.faults.at(&list.word, "an index needs keys: `index(a, b)`");
        } else {
            let keys = keys(list, context);
            all.push(index(list, keys, context));
        }
    }
    all
}

/// The index of one column has that column as its key.
fn of_column(list: &IndexList, ident: &Ident, context: &mut Context) -> Index {
    if !list.keys.is_empty() {
        context.faults.at(
            &list.word,
            format!(
                "the index of a column has the column as its key; \
             for other keys write `#[table(index({ident}, ..))]`"
            ),
        );
    }
    let key = IndexKey {
        on: IndexOn::Field(ident.clone()),
        descending: false,
        nulls: None,
        operator_class: None,
    };
    index(list, vec![key], context)
}

fn index(list: &IndexList, keys: Vec<IndexKey>, context: &mut Context) -> Index {
    let words = &list.words;
    let include = words.include.as_ref().map(|include| context.columns(&include.fields));
    let faults = &mut context.faults;
    Index {
        name: name::given(words.name.as_ref(), "an index", faults),
        unique: words.unique.is_some(),
        method: name::given(words.method.as_ref(), "an access method", faults),
        keys,
        include: include.unwrap_or_default(),
        predicate: words.predicate.as_ref().map(|text| name::sql(&text.0, "the predicate", faults)),
    }
}

fn keys(list: &IndexList, context: &mut Context) -> Vec<IndexKey> {
    list.keys.iter().filter_map(|key| self::key(key, context)).collect()
}

fn key(key: &Key, context: &mut Context) -> Option<IndexKey> {
    let on = match &key.on {
        KeyOn::Field(field) => context.is_column(field).then(|| IndexOn::Field(field.clone()))?,
        KeyOn::Expression(sql) => {
            IndexOn::Expression(name::sql(sql, "the expression of an index", &mut context.faults))
        }
    };
    Some(IndexKey {
        on,
        descending: key.descending,
        nulls: nulls(key, context),
        operator_class: name::given(
            key.words.ops.as_ref(),
            "an operator class",
            &mut context.faults,
        ),
    })
}

fn nulls(key: &Key, context: &mut Context) -> Option<Nulls> {
    let text = key.words.nulls.as_ref()?;
    match text.value().as_str() {
        "first" => Some(Nulls::First),
        "last" => Some(Nulls::Last),
        other => {
            let near = near_or_all(other, &["first", "last"]);
            context.faults.at(text, format!("unknown place of nulls `{other}`{near}"));
            None
        }
    }
}
