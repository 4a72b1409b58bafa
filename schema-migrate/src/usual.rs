//! What PostgreSQL does when nothing is said. A catalog leaves it out, whether it is reflected or a
//! model's; this is the only place that knows it. Invariant: pure.

use polyschema_core::metadata::{
    DomainDef, ExclusionDef, Fill, IndexDef, IndexKeyDef, SchemaDef, TableDef, ViewDef,
};
#[cfg(feature = "postgres")]
use polyschema_core::metadata::{SequenceDef, SqlType};
use polyschema_core::spec::Nulls;

/// The method of an index, and of an exclusion constraint, that names none.
const METHOD: &str = "btree";

/// Leaves out what is usual in a schema. Constraints and indexes are sets: they come in the order of
/// their names.
pub(crate) fn schema(schema: &mut SchemaDef) {
    /// What the server itself says of the schema that each database has.
    const PUBLIC: &str = "standard public schema";
    schema.comment.take_if(|comment| schema.name == *"public" && comment == PUBLIC);
    schema.tables.values_mut().for_each(table);
    schema.views.values_mut().for_each(view);
    schema.domains.values_mut().for_each(domain);
}

fn table(table: &mut TableDef) {
    table.sort_by_name();
    table.exclusions.iter_mut().for_each(exclusion);
    indexes(&mut table.indexes);
    not_null(table);
}

fn view(view: &mut ViewDef) {
    indexes(&mut view.indexes);
}

fn domain(domain: &mut DomainDef) {
    domain.checks.sort_by(|left, right| left.name.cmp(&right.name));
}

fn indexes(indexes: &mut [IndexDef]) {
    indexes.sort_by(|left, right| left.name.cmp(&right.name));
    for index in indexes {
        index.method.take_if(|method| method == METHOD);
        index.keys.iter_mut().for_each(key);
    }
}

fn exclusion(exclusion: &mut ExclusionDef) {
    exclusion.method.take_if(|method| method == METHOD);
    exclusion.elements.iter_mut().for_each(|(element, _)| key(element));
}

/// NULLs stand where they would if they were greater than all values.
fn key(key: &mut IndexKeyDef) {
    let usual = if key.descending { Nulls::First } else { Nulls::Last };
    key.nulls.take_if(|nulls| *nulls == usual);
}

/// The columns of a primary key take no NULL, and identities neither.
fn not_null(table: &mut TableDef) {
    let key = table.primary_key.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
    for column in &mut table.columns {
        if key.contains(&column.name) || matches!(column.fill, Some(Fill::Identity(_))) {
            column.nullable = false;
        }
    }
}

/// The options of an identity's sequence that are not as usual for a column of its type, in SQL.
#[cfg(feature = "postgres")]
pub(crate) fn identity_options(def: &SequenceDef, column: Option<&SqlType>) -> String {
    let max = match def.sql_type {
        SqlType::SmallInt => i64::from(i16::MAX),
        SqlType::Integer => i64::from(i32::MAX),
        _ => i64::MAX,
    };
    let options = [
        ("START", def.start, 1),
        ("INCREMENT", def.increment, 1),
        ("MINVALUE", def.min, 1),
        ("MAXVALUE", def.max, max),
        ("CACHE", def.cache, 1),
    ];
    let unusual = options.into_iter().filter(|(_, value, usual)| value != usual);
    let mut words: Vec<String> =
        unusual.map(|(word, value, _)| format!("{word} {value}")).collect();
    if column.is_some_and(|column| *column != def.sql_type) {
        words.insert(0, format!("AS {}", def.sql_type));
    }
    if def.cycle {
        words.push("CYCLE".to_owned());
    }
    words.join(" ")
}
