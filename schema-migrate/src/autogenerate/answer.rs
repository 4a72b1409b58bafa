//! Renames as they are said on a command line: `asia.countries.note=remark`.

use polyschema_core::Catalog;
use polyschema_core::metadata::QualifiedName;

use super::AutogenerateError;
use crate::diff::Rename;

/// How a rename is said: what it was, and the name alone that it gets.
pub fn spelled(rename: &Rename) -> (String, String) {
    match rename {
        Rename::Table { from, to } => (from.to_string(), to.as_str().to_owned()),
        Rename::Column { table, from, to } => (table.member(from), to.as_str().to_owned()),
        Rename::Label { of, from, to } => (format!("{of}.{from}"), to.clone()),
    }
}

/// The rename that is meant by what is said: of a table, of a column of a table under the name that this gets,
/// or of a label of an enum.
///
/// # Errors
/// [`AutogenerateError::Rename`], when the one is not there before, or the other not after.
pub fn answer(
    old: &str,
    new: &str,
    from: &Catalog,
    to: &Catalog,
) -> Result<Rename, AutogenerateError> {
    let refused =
        |why: String| AutogenerateError::Rename { from: old.to_owned(), to: new.to_owned(), why };
    if let Some(table) = from.tables().find(|table| table.name.to_string() == old) {
        let after = table.name.schema.clone();
        let after = to.tables().find(|other| other.name.schema == after && other.name.name == *new);
        return match after {
            Some(after) => {
                Ok(Rename::Table { from: table.name.clone(), to: after.name.name.clone() })
            }
            None => Err(refused(format!(
                "there is no table `{new}` in the models; write `old=new`, the new name alone"
            ))),
        };
    }
    for table in to.tables() {
        let Some(column) = table.column(new) else { continue };
        let was_there = from.tables().flat_map(|before| before.def().columns.iter());
        let before =
            was_there.map(|column| &column.name).find(|name| table.name.member(name) == old);
        if let Some(before) = before {
            let (table, to) = (table.name.clone(), column.name.clone());
            return Ok(Rename::Column { table, from: before.clone(), to });
        }
    }
    for (of, labels) in labels(from) {
        let label = labels.iter().find(|label| format!("{of}.{label}") == old);
        let after =
            to.find_enum(of).is_some_and(|after| after.labels.iter().any(|label| label == new));
        if let (Some(label), true) = (label, after) {
            return Ok(Rename::Label { of: of.clone(), from: label.clone(), to: new.to_owned() });
        }
    }
    Err(refused(
        "there is no such table, column or label before, or none of the new name in the models; \
        write `asia.countries=nations` or `asia.countries.note=remark`"
            .to_owned(),
    ))
}

fn labels(catalog: &Catalog) -> impl Iterator<Item = (&QualifiedName, &Vec<String>)> {
    catalog
        .schemas()
        .values()
        .flat_map(|schema| schema.enums.values())
        .map(|def| (&def.name, &def.labels))
}
