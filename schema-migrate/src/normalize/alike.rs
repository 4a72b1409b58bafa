//! Parts of a model that a database has in other words: the model takes the database's.
//!
//! Whether two parts are the same is seen in a third form of both: how they read without what means
//! nothing, or what the server makes of them. What differs in that form stays as the model has it.
//! Invariant: pure.

use polyschema_core::dialect::Dialect;
use polyschema_core::metadata::{
    ColumnDef, DomainDef, ExclusionDef, Fill, IndexDef, IndexKeyDef, IndexOn, SqlType, TableDef,
    ViewDef,
};

use super::expression::key;

/// Takes over what is the same in `form`, the model's, and `held_form`, the database's.
///
/// A part that `form` lacks is not compared.
pub(super) fn adopt_table(
    model: &mut TableDef,
    held: &TableDef,
    form: &TableDef,
    held_form: &TableDef,
) {
    for column in &mut model.columns {
        let name = column.name.as_str();
        if let (Some(held), Some(form), Some(held_form)) =
            (counterpart(column, held), form.column(name), counterpart(column, held_form))
        {
            adopt_column(column, held, form, held_form);
        }
    }
    for check in &mut model.checks {
        let of = |table: &TableDef| {
            let mut checks = table.checks.iter();
            checks.find(|other| other.name == check.name).map(|check| check.predicate.clone())
        };
        let (held, form, held_form) = (of(held), of(form), of(held_form));
        adopt_some(Some(&mut check.predicate), held, form, held_form);
    }
    for exclusion in &mut model.exclusions {
        let name = exclusion.name.clone();
        let of =
            |table: &TableDef| table.exclusions.iter().find(|other| other.name == name).cloned();
        adopt_some(Some(exclusion), of(held), of(form), of(held_form));
    }
    adopt_indexes(&mut model.indexes, &held.indexes, &form.indexes, &held_form.indexes);
    let by = |table: &TableDef| table.partition_by.clone();
    adopt_some(model.partition_by.as_mut(), by(held), by(form), by(held_form));
    let of = |table: &TableDef| table.partition_of.as_ref().map(|of| of.bound.clone());
    let bound = model.partition_of.as_mut().map(|of| &mut of.bound);
    adopt_some(bound, of(held), of(form), of(held_form));
}

pub(super) fn adopt_view(model: &mut ViewDef, held: &ViewDef, form: &ViewDef, held_form: &ViewDef) {
    if form.definition == held_form.definition {
        model.definition.clone_from(&held.definition);
    }
    adopt_indexes(&mut model.indexes, &held.indexes, &form.indexes, &held_form.indexes);
}

pub(super) fn adopt_domain(
    model: &mut DomainDef,
    held: &DomainDef,
    form: &DomainDef,
    held_form: &DomainDef,
) {
    if matches!(model.base, SqlType::Custom(_)) && form.base == held_form.base {
        model.base.clone_from(&held.base);
    }
    let default = |domain: &DomainDef| domain.default.clone();
    adopt_some(model.default.as_mut(), default(held), default(form), default(held_form));
    let collation = |domain: &DomainDef| domain.collation.clone();
    if model.collation.is_some() && form.collation == held_form.collation {
        model.collation = collation(held);
    }
    for check in &mut model.checks {
        let of = |domain: &DomainDef| {
            let mut checks = domain.checks.iter();
            checks.find(|other| other.name == check.name).map(|check| check.predicate.clone())
        };
        let (held, form, held_form) = (of(held), of(form), of(held_form));
        adopt_some(Some(&mut check.predicate), held, form, held_form);
    }
}

/// The column of a table that one of the model is, or was before it was renamed.
pub(super) fn counterpart<'a>(column: &ColumnDef, table: &'a TableDef) -> Option<&'a ColumnDef> {
    let before = || column.renamed_from.as_ref().and_then(|name| table.column(name.as_str()));
    table.column(column.name.as_str()).or_else(before)
}

fn adopt_column(column: &mut ColumnDef, held: &ColumnDef, form: &ColumnDef, of_held: &ColumnDef) {
    if is_custom(&column.sql_type) && form.sql_type == of_held.sql_type {
        column.sql_type.clone_from(&held.sql_type);
    }
    if form.fill.is_some() && form.fill == of_held.fill {
        column.fill.clone_from(&held.fill);
    }
    if column.collation.is_some() && form.collation == of_held.collation {
        column.collation.clone_from(&held.collation);
    }
}

pub(super) const fn is_custom(sql_type: &SqlType) -> bool {
    match sql_type {
        SqlType::Array(element) => is_custom(element),
        _ => matches!(sql_type, SqlType::Custom(_)),
    }
}

fn adopt_indexes(
    model: &mut [IndexDef],
    held: &[IndexDef],
    form: &[IndexDef],
    held_form: &[IndexDef],
) {
    for index in model {
        let name = index.name.clone();
        let of = |indexes: &[IndexDef]| indexes.iter().find(|other| other.name == name).cloned();
        adopt_some(Some(index), of(held), of(form), of(held_form));
    }
}

fn adopt_some<T: PartialEq>(
    model: Option<&mut T>,
    held: Option<T>,
    form: Option<T>,
    held_form: Option<T>,
) {
    if let (Some(model), Some(held), Some(form)) = (model, held, form)
        && Some(form) == held_form
    {
        *model = held;
    }
}

/// A table with each text as it reads without what means nothing.
pub(super) fn keyed_table(table: &TableDef, dialect: Dialect) -> TableDef {
    let mut table = table.clone();
    for column in &mut table.columns {
        if let Some(Fill::DefaultSql(sql) | Fill::Generated(sql)) = &mut column.fill {
            *sql = key(sql, dialect);
        }
    }
    for check in &mut table.checks {
        check.predicate = key(&check.predicate, dialect);
    }
    for ExclusionDef { elements, predicate, .. } in &mut table.exclusions {
        elements.iter_mut().for_each(|(element, _)| keyed_index_key(element, dialect));
        keyed(predicate, dialect);
    }
    table.indexes.iter_mut().for_each(|index| keyed_index(index, dialect));
    if let Some(by) = &mut table.partition_by {
        by.key = key(&by.key, dialect);
    }
    if let Some(of) = &mut table.partition_of {
        of.bound = key(&of.bound, dialect);
    }
    table
}

pub(super) fn keyed_view(view: &ViewDef, dialect: Dialect) -> ViewDef {
    let mut view = view.clone();
    view.definition = key(&view.definition, dialect);
    view.indexes.iter_mut().for_each(|index| keyed_index(index, dialect));
    view
}

pub(super) fn keyed_domain(domain: &DomainDef, dialect: Dialect) -> DomainDef {
    let mut domain = domain.clone();
    keyed(&mut domain.default, dialect);
    for check in &mut domain.checks {
        check.predicate = key(&check.predicate, dialect);
    }
    domain
}

fn keyed_index(index: &mut IndexDef, dialect: Dialect) {
    index.keys.iter_mut().for_each(|element| keyed_index_key(element, dialect));
    keyed(&mut index.predicate, dialect);
}

fn keyed_index_key(element: &mut IndexKeyDef, dialect: Dialect) {
    if let IndexOn::Expression(sql) = &mut element.on {
        *sql = key(sql, dialect);
    }
}

fn keyed(text: &mut Option<String>, dialect: Dialect) {
    if let Some(text) = text {
        *text = key(text, dialect);
    }
}
