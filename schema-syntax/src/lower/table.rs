//! A struct that derives `Table`: what it is as a whole.

use std::collections::BTreeMap;

use syn::ext::IdentExt;
use syn::{DeriveInput, Ident, Path};

use crate::attr::{ColumnWords, TableWords, doc_comment, read};
use crate::fault::{Faults, near};
use crate::lower::{Lowered, column, constraint, index, name, overrides, shape};
use crate::model::{Field, Home, Role, Table};

/// Reads a struct that derives `Table`.
pub fn table(input: &DeriveInput) -> Lowered<Table> {
    let mut faults = Faults::default();
    let words: TableWords = read(&input.attrs, "table", &mut faults);
    let legible = faults.is_empty();
    let named = shape::named_fields(input, "a table", "each is a column", &mut faults);
    let plain = shape::not_generic(&input.generics, "a table", &mut faults);
    let (Some(named), true) = (named, plain) else {
        return Lowered::new(None, faults);
    };
    let mut columns = Vec::new();
    let mut fields = Vec::new();
    for field in &named.named {
        let words: ColumnWords = read(&field.attrs, "column", &mut faults);
        fields.extend(column::field(field, &words, &mut faults));
        columns.push((field, words));
    }
    let home = home(&input.ident, &words, &fields, legible, &mut faults);
    one_base_and_first(&fields, &home, &mut faults);
    let name = match legible {
        true => table_name(&input.ident, &words, &fields, &home, &mut faults),
        false => None,
    };
    let renamed_from = renamed_from(&words, name.as_deref(), &fields, &home, &mut faults);
    distinct_columns(&fields, &mut faults);
    let scope = Scope::new(&input.ident, &fields);
    let mut context = Context { scope, faults, foreign_fields: Vec::new() };
    let constraints = constraint::all(&words, &columns, &home, &mut context);
    let indexes = index::all(&words, &columns, &mut context);
    let (overrides, checks) = overrides::all(&words, &mut context);
    let Context { faults, foreign_fields, .. } = context;
    let new_derives =
        words.new.and_then(|new| new.0.derive).map(|paths| paths.0).unwrap_or_default();
    let model = Table {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        krate: words.krate.map(|named| named.0),
        home,
        name,
        comment: doc_comment(&input.attrs),
        renamed_from,
        fields,
        constraints: constraints.into_iter().chain(checks).collect(),
        indexes,
        overrides,
        new_derives,
        foreign_fields,
    };
    Lowered::new(Some(model), faults)
}

/// What the rules about a struct's constraints share.
pub(super) struct Context {
    pub(super) scope: Scope,
    pub(super) faults: Faults,
    /// Fields that only a base or mixin can have.
    pub(super) foreign_fields: Vec<Ident>,
}

/// The fields that attributes can name.
pub(super) struct Scope {
    table: Ident,
    own: Vec<Field>,
    is_flat: bool,
}

impl Scope {
    fn new(table: &Ident, fields: &[Field]) -> Self {
        let is_flat = fields.iter().all(|field| field.column().is_some());
        Self { table: table.clone(), own: fields.to_vec(), is_flat }
    }

    pub(super) fn own(&self, field: &Ident) -> Option<&Field> {
        self.own.iter().find(|own| own.ident == *field)
    }

    pub(super) fn is_flat(&self) -> bool {
        self.is_flat
    }

    pub(super) fn has_base(&self) -> bool {
        self.own.iter().any(|field| matches!(field.role, Role::Extends))
    }
}

impl Context {
    /// A field that an attribute names is a column: of the struct, or of what it is composed of.
    pub(super) fn is_column(&mut self, field: &Ident) -> bool {
        match self.scope.own(field).map(|field| &field.role) {
            Some(Role::Column(_)) => true,
            Some(Role::Extends | Role::Flatten) => {
                self.faults.at(field, format!("`{field}` is no column; name one of its fields"));
                false
            }
            None if self.scope.is_flat() => {
                let known: Vec<String> =
                    self.scope.own.iter().map(|field| field.ident.unraw().to_string()).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let near = near(&field.unraw().to_string(), &known);
                let table = &self.scope.table;
                self.faults.at(field, format!("`{table}` has no field `{field}`{near}"));
                false
            }
            None => {
                if !self.foreign_fields.contains(field) {
                    self.foreign_fields.push(field.clone());
                }
                true
            }
        }
    }

    /// The fields that are columns, each once.
    pub(super) fn columns(&mut self, fields: &[Ident]) -> Vec<Ident> {
        let mut columns = Vec::new();
        for field in fields {
            if columns.contains(field) {
                self.faults.at(field, format!("`{field}` is named twice"));
            } else if self.is_column(field) {
                columns.push(field.clone());
            }
        }
        columns
    }
}

/// A struct says exactly once where its table lives; what is not `legible` may have said it.
fn home(
    ident: &Ident,
    words: &TableWords,
    fields: &[Field],
    legible: bool,
    faults: &mut Faults,
) -> Home {
    let homes = [
        words.is_abstract.is_some().then_some("abstract"),
        words.schema.is_some().then_some("schema"),
        words.mixin.is_some().then_some("mixin"),
    ];
    let given: Vec<&str> = homes.into_iter().flatten().collect();
    if let [first, second, ..] = given[..] {
        let message =
            format!("`{first}` and `{second}` exclude each other; a table is one of them");
        faults.at(ident, message);
    } else if given.is_empty() && legible {
        let base = fields.iter().any(|field| matches!(field.role, Role::Extends));
        let name = if base { "" } else { "name = \"..\", " };
        let message = format!(
            "where does `{ident}` live? write `#[table({name}abstract)]` for a table that any schema \
             can list, `#[table({name}schema = ..)]` for a table of one schema, \
             or `#[table(mixin)]` for columns that tables flatten"
        );
        faults.at(ident, message);
    }
    match (&words.schema, &words.mixin) {
        (Some(schema), _) => Home::Schema(schema.0.clone()),
        (None, Some(_)) => Home::Mixin,
        (None, None) => Home::Abstract,
    }
}

/// A table extends one other, by its first field; a mixin extends none.
fn one_base_and_first(fields: &[Field], home: &Home, faults: &mut Faults) {
    let bases = fields.iter().enumerate().filter(|(_, field)| matches!(field.role, Role::Extends));
    for (position, Field { ident, .. }) in bases {
        if matches!(home, Home::Mixin) {
            faults.at(ident, "a mixin cannot extend a table; use `#[column(flatten)]`");
        } else if position > 0 {
            faults.at(ident, "`extends` must be on the first field: a base's columns come first");
        }
    }
}

/// A table has a name; an extension has its base's, and a mixin none.
fn table_name(
    ident: &Ident,
    words: &TableWords,
    fields: &[Field],
    home: &Home,
    faults: &mut Faults,
) -> Option<String> {
    let name = name::given(words.name.as_ref(), "a table", faults);
    let extends = fields.iter().any(|field| matches!(field.role, Role::Extends));
    match (&words.name, home) {
        (Some(text), Home::Mixin) => {
            faults.at(text, "a mixin is no table of its own and has no name; remove `name`");
            None
        }
        (Some(text), _) if extends => {
            faults.at(text, "a table that extends another has its name; remove `name`");
            None
        }
        (None, Home::Abstract | Home::Schema(_)) if !extends => {
            faults.at(ident, format!("table `{ident}` needs a name: `#[table(name = \"..\")]`"));
            Some(String::new())
        }
        _ => name,
    }
}

/// A table that has a name of its own may have had another.
fn renamed_from(
    words: &TableWords,
    name: Option<&str>,
    fields: &[Field],
    home: &Home,
    faults: &mut Faults,
) -> Option<String> {
    let text = words.renamed_from.as_ref()?;
    let before = name::given(Some(text), "a table", faults);
    let extends = fields.iter().any(|field| matches!(field.role, Role::Extends));
    if matches!(home, Home::Mixin) {
        let message = "a mixin is no table of its own and had no name; remove `renamed_from`";
        faults.at(text, message);
    } else if extends {
        let message = "a table that extends another is renamed with it; write `renamed_from` there";
        faults.at(text, message);
    } else if let (Some(name), true) = (name, name == before.as_deref()) {
        faults.at(text, format!("table `{name}` has this name already; remove `renamed_from`"));
    }
    before
}

/// No two columns have one name.
fn distinct_columns(fields: &[Field], faults: &mut Faults) {
    let mut names = BTreeMap::new();
    for field in fields {
        let Some(column) = field.column() else {
            continue;
        };
        if let Some(first) = names.insert(column.name.clone(), &field.ident) {
            let name = &column.name;
            faults.at(
                &field.ident,
                format!("column `{name}` is there twice: `{first}` has the name too"),
            );
        }
    }
}

/// A path's last word, for messages.
pub(super) fn last(path: &Path) -> String {
    path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
}
