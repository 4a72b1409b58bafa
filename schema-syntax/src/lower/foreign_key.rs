//! Foreign keys, as far as the referencing side tells; the referenced side is the compiler's matter.

use syn::Ident;

use crate::attr::{Choice, ColumnWords, Fields, FieldsOf, ForeignKeyValue, ForeignKeyWords};
use crate::lower::table::{Context, last};
use crate::lower::{name, types};
use crate::model::{
    Constraint, ConstraintKind, Deferrable, Fill, ForeignKey, ReferentialAction, Role,
};

/// The foreign key of one column.
pub(super) fn of_column(
    field: &syn::Field,
    words: &ColumnWords,
    context: &mut Context,
) -> Option<Constraint> {
    let ident = field.ident.clone()?;
    let Some(references) = &words.references else {
        needs_references(words, context);
        return None;
    };
    let fields = vec![ident];
    let foreign_key = ForeignKey {
        on_delete: action("on_delete", words.on_delete.as_ref(), &fields, context),
        on_update: action("on_update", words.on_update.as_ref(), &fields, context),
        fields,
        target: references.target.clone(),
        target_fields: vec![references.field.clone()],
        deferrable: words.deferrable.as_ref().map_or(Deferrable::Not, |choice| choice.value),
    };
    Some(Constraint { name: None, kind: ConstraintKind::ForeignKey(foreign_key) })
}

/// What is said of a foreign key needs one.
fn needs_references(words: &ColumnWords, context: &mut Context) {
    let given = [
        words.on_delete.as_ref().map(|choice| ("on_delete", choice.span)),
        words.on_update.as_ref().map(|choice| ("on_update", choice.span)),
        words.deferrable.as_ref().map(|choice| ("deferrable", choice.span)),
    ];
    for (word, span) in given.into_iter().flatten() {
        let message = format!("`{word}` needs a foreign key: add `references = SomeTable::field`");
        context.faults.push(syn::Error::new(span, message));
    }
}

/// A foreign key over several columns: as many as it references.
pub(super) fn of_table(value: &ForeignKeyValue, context: &mut Context) -> Option<Constraint> {
    let ForeignKeyWords { columns, references, on_delete, on_update, deferrable, name } =
        &value.words;
    let name = name::given(name.as_ref(), "a constraint", &mut context.faults);
    let (Some(Fields { fields, .. }), Some(FieldsOf { target, fields: target_fields })) =
        (columns, references)
    else {
        let missing =
            if columns.is_none() { "columns(a, b)" } else { "references = Country(x, y)" };
        context.faults.at(&value.word, format!("this foreign key lacks `{missing}`"));
        return None;
    };
    let given = fields.len();
    let fields = context.columns(fields);
    if given != target_fields.len() {
        let (asked, table) = (target_fields.len(), last(target));
        let message = format!(
            "{given} columns cannot reference {asked} of `{table}`; give as many as it references"
        );
        context.faults.at(&value.word, message);
        return None;
    }
    if fields.len() != given {
        return None;
    }
    let foreign_key = ForeignKey {
        on_delete: action("on_delete", on_delete.as_ref(), &fields, context),
        on_update: action("on_update", on_update.as_ref(), &fields, context),
        fields,
        target: target.clone(),
        target_fields: target_fields.clone(),
        deferrable: deferrable.as_ref().map_or(Deferrable::Not, |choice| choice.value),
    };
    Some(Constraint { name, kind: ConstraintKind::ForeignKey(foreign_key) })
}

/// `set null` needs columns that can be NULL, and `set default` columns with a default.
fn action(
    word: &str,
    choice: Option<&Choice<ReferentialAction>>,
    fields: &[Ident],
    context: &mut Context,
) -> ReferentialAction {
    let Some(Choice { value, span }) = choice else {
        return ReferentialAction::NoAction;
    };
    for ident in fields {
        let Some(field) = context.scope.own(ident) else {
            continue;
        };
        let Role::Column(column) = &field.role else {
            continue;
        };
        let nullable = types::option_inner(&field.ty).is_some();
        let message = match value {
            ReferentialAction::SetNull if !nullable => format!(
                "`{word} = \"set null\"` needs a nullable column; \
                 make `{ident}` an `Option` or choose another action"
            ),
            ReferentialAction::SetDefault if !nullable && matches!(column.fill, Fill::None) => {
                format!(
                    "`{word} = \"set default\"` needs a column with a default; \
                 give `{ident}` one or choose another action"
                )
            }
            _ => continue,
        };
        context.faults.push(syn::Error::new(*span, message));
        return ReferentialAction::NoAction;
    }
    *value
}
