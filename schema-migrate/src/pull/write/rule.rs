//! Constraints and indexes as words of attributes: on the field where they are of one, else on the struct.

use polyschema_core::ident::Ident as Name;
use polyschema_core::metadata::{IndexDef, IndexKeyDef, IndexOn, Named, Namer};
use polyschema_core::spec::{Deferrable, Nulls, ReferentialAction};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::Source;
use super::table::Struct;
use crate::pull::model::{ForeignKey, Key, Rule, Target};
use crate::pull::names::StructNames;

/// Where a word stands.
pub(super) enum Word {
    /// On the field of a column.
    Column(Name, TokenStream),
    /// On the struct.
    Table(TokenStream),
}

/// The words of a struct's rules. A field has each but `index` and `check` at most once.
pub(super) fn words(source: &Source<'_>, of: &Struct<'_>) -> Vec<Word> {
    let mut words = Vec::new();
    let (mut unique, mut referencing) = (Vec::new(), Vec::new());
    for rule in of.rules {
        let once = |used: &mut Vec<Name>, column: &Name| {
            let is_first = !used.contains(column);
            used.push(column.clone());
            is_first
        };
        words.push(match rule {
            Rule::Unique(key) => match of.only_column(&key.columns) {
                Some(column) if once(&mut unique, column) => {
                    Word::Column(column.clone(), unique_column(of, key))
                }
                _ => Word::Table(unique_table(of, key)),
            },
            Rule::Check { name, predicate } => check(of, name, predicate),
            Rule::ForeignKey(key) => match of.only_column(&key.columns) {
                Some(column)
                    if of.given(&key.name, Named::ForeignKey, &key.columns).is_none()
                        && once(&mut referencing, column) =>
                {
                    Word::Column(column.clone(), references(source, key))
                }
                _ => Word::Table(foreign_key(source, of, key)),
            },
            Rule::Index(def) => index(of, def),
        });
    }
    words
}

impl Struct<'_> {
    /// The column, if it is one alone and a field of this very struct.
    fn only_column<'c>(&self, columns: &'c [Name]) -> Option<&'c Name> {
        match columns {
            [column] if self.columns.iter().any(|own| own.name == *column) => Some(column),
            _ => None,
        }
    }

    /// The name, where the convention would give another.
    fn given(&self, name: &Name, named: Named, columns: &[Name]) -> Option<String> {
        let parts = columns.iter().map(Name::as_str);
        let convention = Namer::new(self.table.as_str(), []).name(named, parts);
        let is_given = *name != *convention || self.is_shared(name);
        is_given.then(|| name.as_str().to_owned())
    }

    /// Whether two rules have the name, which a database can allow for rules of two kinds.
    fn is_shared(&self, name: &Name) -> bool {
        let rules = self.rules.iter().chain(self.inherited).map(Rule::name);
        let names = rules.chain(self.key.map(|key| &key.name));
        names.filter(|other| other.as_str().eq_ignore_ascii_case(name.as_str())).count() > 1
    }

    fn fields(&self, columns: &[Name]) -> Vec<Ident> {
        columns.iter().map(|column| self.names.fields[column].clone()).collect()
    }
}

/// `primary_key(a, b, name = "..")`; nothing where the word stands on the field.
pub(super) fn primary_key(of: &Struct<'_>) -> Option<TokenStream> {
    let key = of.key.filter(|_| !is_marked(of))?;
    let (fields, name) =
        (of.fields(&key.columns), name(of.given(&key.name, Named::PrimaryKey, &[])));
    Some(quote!(primary_key(#(#fields),* #name)))
}

/// Whether the key is one field with the convention's name.
pub(super) fn is_marked(of: &Struct<'_>) -> bool {
    of.key.is_some_and(|key| {
        of.only_column(&key.columns).is_some()
            && of.given(&key.name, Named::PrimaryKey, &[]).is_none()
    })
}

fn unique_column(of: &Struct<'_>, key: &Key) -> TokenStream {
    match of.given(&key.name, Named::Unique, &key.columns) {
        Some(name) => quote!(unique(name = #name)),
        None => quote!(unique),
    }
}

fn unique_table(of: &Struct<'_>, key: &Key) -> TokenStream {
    let (fields, name) =
        (of.fields(&key.columns), name(of.given(&key.name, Named::Unique, &key.columns)));
    quote!(unique(#(#fields),* #name))
}

/// A check is of the column after which it is named.
fn check(of: &Struct<'_>, name: &Name, predicate: &str) -> Word {
    let columns = of.columns.iter().map(|column| &column.name);
    let named = columns
        .into_iter()
        .find(|&column| of.given(name, Named::Check, std::slice::from_ref(column)).is_none());
    match named {
        Some(column) => Word::Column(column.clone(), quote!(check = #predicate)),
        None => {
            let name = self::name(of.given(name, Named::Check, &[]));
            Word::Table(quote!(check(#predicate #name)))
        }
    }
}

fn references(source: &Source<'_>, key: &ForeignKey) -> TokenStream {
    let target = target(source, key);
    let (name, fields) = (&target.name, target_fields(target, key));
    let actions = actions(key);
    quote!(references = #name::#(#fields)* #actions)
}

fn foreign_key(source: &Source<'_>, of: &Struct<'_>, key: &ForeignKey) -> TokenStream {
    let target = target(source, key);
    let (table, fields) = (&target.name, target_fields(target, key));
    let columns = of.fields(&key.columns);
    let actions = actions(key);
    let name = name(of.given(&key.name, Named::ForeignKey, &key.columns));
    quote!(foreign_key(columns(#(#columns),*), references = #table(#(#fields),*) #actions #name))
}

/// The struct that a key references.
fn target<'a>(source: &'a Source<'_>, key: &ForeignKey) -> &'a StructNames {
    match key.target {
        Target::Base(family) => &source.names.families[family].base,
        Target::Member(family, unit) => source.listed(family, unit),
        Target::Table(..) => unreachable!("all targets are resolved"),
    }
}

fn target_fields(target: &StructNames, key: &ForeignKey) -> Vec<Ident> {
    key.target_columns.iter().map(|column| target.fields[column].clone()).collect()
}

fn actions(key: &ForeignKey) -> TokenStream {
    let mut words = TokenStream::new();
    if let Some(action) = action(key.on_delete) {
        words.extend(quote!(, on_delete = #action));
    }
    if let Some(action) = action(key.on_update) {
        words.extend(quote!(, on_update = #action));
    }
    words.extend(match key.deferrable {
        Deferrable::Not => TokenStream::new(),
        Deferrable::InitiallyImmediate => quote!(, deferrable),
        Deferrable::InitiallyDeferred => quote!(, deferrable = "initially_deferred"),
    });
    words
}

const fn action(action: ReferentialAction) -> Option<&'static str> {
    Some(match action {
        ReferentialAction::NoAction => return None,
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
    })
}

fn index(of: &Struct<'_>, def: &IndexDef) -> Word {
    let plain = match &def.keys[..] {
        [
            IndexKeyDef {
                on: IndexOn::Column(column),
                descending: false,
                nulls: None,
                operator_class: None,
                ..
            },
        ] => of.only_column(std::slice::from_ref(column)),
        _ => None,
    };
    let mut items: Vec<TokenStream> = match plain {
        Some(_) => Vec::new(),
        None => def.keys.iter().map(|key| index_key(of, key)).collect(),
    };
    if def.unique {
        items.push(quote!(unique));
    }
    let parts: Vec<Name> = def.keys.iter().filter_map(part).collect();
    if let Some(name) = of.given(&def.name, Named::Index, &parts) {
        items.push(quote!(name = #name));
    }
    items.extend(def.method.as_ref().map(|method| quote!(method = #method)));
    items.extend(def.predicate.as_ref().map(|sql| quote!(where = #sql)));
    if !def.include.is_empty() {
        let fields = of.fields(&def.include);
        items.push(quote!(include(#(#fields),*)));
    }
    match plain {
        Some(column) if items.is_empty() => Word::Column(column.clone(), quote!(index)),
        Some(column) => Word::Column(column.clone(), quote!(index(#(#items),*))),
        None => Word::Table(quote!(index(#(#items),*))),
    }
}

/// What a key adds to its index's name.
fn part(key: &IndexKeyDef) -> Option<Name> {
    match &key.on {
        IndexOn::Column(column) => Some(column.clone()),
        IndexOn::Expression(_) => Name::new("expr").ok(),
    }
}

fn index_key(of: &Struct<'_>, key: &IndexKeyDef) -> TokenStream {
    let on = match &key.on {
        IndexOn::Column(column) => of.names.fields[column].to_token_stream(),
        IndexOn::Expression(sql) => sql.to_token_stream(),
    };
    let mut words = TokenStream::new();
    words.extend(key.nulls.map(|nulls| match nulls {
        Nulls::First => quote!(, nulls = "first"),
        Nulls::Last => quote!(, nulls = "last"),
    }));
    words.extend(key.operator_class.as_ref().map(|class| quote!(, ops = #class)));
    match (key.descending, words.is_empty()) {
        (true, _) => quote!(desc(#on #words)),
        (false, true) => on,
        (false, false) => quote!(asc(#on #words)),
    }
}

fn name(given: Option<String>) -> Option<TokenStream> {
    given.map(|name| quote!(, name = #name))
}
