//! What the compiler checks where the derives are used, checked without it.
//!
//! The functions of `polyschema_core::check` panic, because in a constant that is an error at the
//! caller; here the panic's message is a fault. What has a fault already is not judged further, as in
//! the derives. `schema-derive/src/expand/check.rs` asserts the same: a change there is one here.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};

use polyschema_core::spec::Listed;
use polyschema_core::{Dialect, check};
use polyschema_syntax::model::{ConstraintKind, ForeignKey, Home};
use polyschema_syntax::near;
use polyschema_syntax::source::{Fault, Item};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::index::Index;
use super::schemas::ReadSchema;
use super::tables::{ReadTable, fields};

/// What must be true of each table.
pub(super) fn tables(index: &Index<'_>, tables: &[Option<ReadTable>], faults: &mut Vec<Fault>) {
    for (position, item) in index.sources.tables.iter().enumerate() {
        let Some(ReadTable { spec, is_sound: true, .. }) = &tables[position] else {
            continue;
        };
        let Item { model, place, .. } = item;
        let mut judge = |span: Span, check: &dyn Fn()| {
            faults.extend(panicked(check).map(|reason| place.fault(span, reason)));
        };
        if !model.is_flat() {
            judge(model.ident.span(), &|| check::columns(spec));
        }
        for field in &model.foreign_fields {
            let name = field.unraw().to_string();
            judge(field.span(), &|| check::field(spec, &name));
        }
        let columns = model.columns().filter(|(_, column)| column.unproven);
        let columns = columns.map(|(field, _)| (&field.ident, field.ty.span()));
        let overrides = model.overrides.iter().map(|each| (&each.field, each.field.span()));
        for (field, span) in columns.chain(overrides) {
            let name = field.unraw().to_string();
            judge(span, &|| check::column(spec, &name));
        }
        for constraint in &model.constraints {
            if let ConstraintKind::ForeignKey(key) = &constraint.kind {
                foreign_key(index, tables, position, key, faults);
            }
        }
    }
}

/// The referenced fields exist, are of the referencing fields' types, and are a key.
fn foreign_key(
    index: &Index<'_>,
    tables: &[Option<ReadTable>],
    referencing: usize,
    key: &ForeignKey,
    faults: &mut Vec<Fault>,
) {
    let item = index.table(referencing);
    let Ok(position) = index.find_table(&key.target, &item.place) else {
        return;
    };
    let Some(target @ ReadTable { is_sound: true, .. }) = &tables[position] else {
        return;
    };
    let name = target.spec.ty.name;
    let mut fault = |span, reason| faults.push(item.place.fault(span, reason));
    if matches!(index.table(position).model.home, Home::Mixin) {
        let reason = format!("`{name}` is a mixin; a foreign key references a table");
        return fault(key.target.span(), reason);
    }
    for (field, target_field) in key.fields.iter().zip(&key.target_fields) {
        let Some(referenced) = type_of(tables, position, target_field) else {
            let known: Vec<&str> = target.spec.columns.iter().map(|column| column.field).collect();
            let near = near(&target_field.unraw().to_string(), &known);
            let reason = format!("`{name}` has no field `{target_field}` that is a column{near}");
            return fault(target_field.span(), reason);
        };
        let own = tables[referencing].as_ref().and_then(|own| own.type_of(field));
        if let Some(own) = own.filter(|own| *own != referenced) {
            let (own, referenced) = (spelled(own), spelled(referenced));
            let reason = format!(
                "a foreign key of type `{own}` cannot reference a column of type `{referenced}`; \
                 give both columns the same type; `Option` makes no difference"
            );
            fault(target_field.span(), reason);
        }
    }
    let span = key.target_fields.first().map_or_else(|| key.target.span(), Ident::span);
    let names = fields(&key.target_fields);
    let reason = panicked(&|| check::referenced(target.spec, names));
    if let Some(reason) = reason {
        fault(span, reason);
    }
}

/// The type of a field of a table or of what it extends; those of mixins are fields of other structs.
fn type_of<'a>(tables: &'a [Option<ReadTable>], position: usize, field: &Ident) -> Option<&'a str> {
    let table = tables[position].as_ref()?;
    table.type_of(field).or_else(|| type_of(tables, table.base?, field))
}

/// A type's name, without the module that tells it apart.
fn spelled(identity: &str) -> &str {
    match identity.split_once('<') {
        Some(_) => identity,
        None => identity.rsplit("::").next().unwrap_or(identity),
    }
}

/// More tables than any schema lists.
const MOST_TABLES: usize = 8192;

/// What must be true of each table that a schema lists.
pub(super) fn schemas(
    index: &Index<'_>,
    tables: &[Option<ReadTable>],
    schemas: &[ReadSchema<'_>],
    faults: &mut Vec<Fault>,
) {
    for schema in schemas.iter().filter(|schema| schema.is_sound) {
        let place = &schema.item.place;
        let dialects: &'static [_] = match schema.item.model.parameter {
            Some(_) => Dialect::ALL,
            None => Box::leak(Box::new([schema.dialect])),
        };
        let sees = Box::leak(schema.sees.clone().into_boxed_slice());
        let list: Vec<Listed> = schema.spec.tables.iter().copied().map(Listed::new).collect();
        let listing = check::Listing::<MOST_TABLES>::new(schema.spec, list.leak(), sees, dialects);
        for (at, (&position, listed)) in schema.tables.iter().zip(&schema.listed).enumerate() {
            let table = schema.spec.tables[at];
            let sound = tables[position].as_ref().is_some_and(|table| table.is_sound);
            let reason = if matches!(index.table(position).model.home, Home::Mixin) {
                Some(format!("`{}` is a mixin, which is no table", table.ty.name))
            } else if let Some(first) =
                schema.spec.tables[..at].iter().find(|first| first.root == table.root)
            {
                let (first, second, root) = (first.ty.name, table.ty.name, table.root.name);
                Some(format!(
                    "`{first}` and `{second}` are both `{root}` in this schema; list one of them"
                ))
            } else if sound {
                panicked(&|| listing.table(at, listed.is_extension))
            } else {
                None
            };
            faults.extend(reason.map(|reason| place.fault(listed.path.span(), reason)));
        }
    }
}

/// The message with which a check panics, if it does; one check at a time, because the hook that would
/// print it is the process's.
fn panicked(check: &dyn Fn()) -> Option<String> {
    static HOOK: Mutex<()> = Mutex::new(());
    let _alone = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let outcome = panic::catch_unwind(AssertUnwindSafe(check));
    panic::set_hook(hook);
    let payload = outcome.err()?;
    let message = payload.downcast_ref::<String>().cloned();
    let message =
        message.or_else(|| payload.downcast_ref::<&str>().map(|message| (*message).to_owned()));
    Some(message.unwrap_or_else(|| "the model is not consistent".to_owned()))
}
