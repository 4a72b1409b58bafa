//! `NOT NULL` as a constraint, which it is for domains since PostgreSQL 17 and for columns since 18.
//!
//! A catalog knows only whether a column takes NULL: whatever else the constraint says is reported. Before, the
//! server knew no more either. Invariant: reads what `constraints` has asked for.

use sqlx::postgres::PgRow;

use super::constraints::position;
use super::relations::{Kind, Relation};
use super::rows::{get, oid};
use super::{Reader, UnsupportedKind};

/// Reads the row of such a constraint.
pub(super) fn read(reader: &mut Reader<'_>, row: &PgRow) -> sqlx::Result<()> {
    match oid(row, position::DOMAIN)? {
        0 => of_column(reader, row, oid(row, position::TABLE)?),
        domain => of_domain(reader, row, domain),
    }
}

/// A column may still hold NULLs as long as the constraint is not valid; `SET NOT NULL` then makes it so.
fn of_column(reader: &mut Reader<'_>, row: &PgRow, table: u32) -> sqlx::Result<()> {
    let number = get::<Vec<i16>>(row, position::COLUMNS)?.first().copied();
    let Some(Relation { columns, kind: Kind::Table(table), .. }) = reader.relations.get_mut(&table)
    else {
        return Ok(());
    };
    let Some((column, _)) = number.and_then(|number| columns.get(&number)) else { return Ok(()) };
    let constraint: &str = get(row, position::NAME)?;
    let is_valid: bool = get(row, position::IS_VALID)?;
    if let Some(def) = table.columns.iter_mut().find(|def| def.name == *column && !is_valid) {
        def.nullable = true;
    }
    // A partition has it from the table that it is a partition of, of which it is reported.
    if !get::<bool>(row, position::IS_LOCAL)? {
        return Ok(());
    }
    let said = [
        (!is_valid, "NOT VALID"),
        (get(row, position::IS_NOT_INHERITED)?, "NO INHERIT"),
        (!is_usual(constraint), "a name of its own"),
    ];
    let (table, column) = (table.name.clone(), column.as_str().to_owned());
    for (_, what) in said.into_iter().filter(|(is_so, _)| *is_so) {
        let detail = format!("of `{constraint}`, NOT NULL of `{column}`: {what}");
        reader.report(UnsupportedKind::ConstraintOption, table.clone(), detail);
    }
    Ok(())
}

fn of_domain(reader: &mut Reader<'_>, row: &PgRow, domain: u32) -> sqlx::Result<()> {
    let Some((schema, name)) = reader.domains.get(&domain).cloned() else { return Ok(()) };
    let constraint: &str = get(row, position::NAME)?;
    if let Some(domain) = reader.qualified(schema, name).filter(|_| !is_usual(constraint)) {
        let detail = format!("of `{constraint}`, NOT NULL of the domain: a name of its own");
        reader.report(UnsupportedKind::ConstraintOption, domain, detail);
    }
    Ok(())
}

/// Whether the server gives such names. They stay when the table or the column is renamed, so that the rest of
/// the name says nothing.
///
/// Source: `ChooseConstraintName` of PostgreSQL, which cuts everything but the end.
fn is_usual(name: &str) -> bool {
    name.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("_not_null")
}

#[cfg(test)]
mod tests {
    use super::is_usual;

    #[test]
    fn names_of_the_server_are_known() {
        assert!(is_usual("countries_name_not_null"));
        assert!(is_usual("countries_name_not_null1"));
        assert!(!is_usual("name_is_known"));
        assert!(!is_usual("countries_name_nn"));
    }
}
