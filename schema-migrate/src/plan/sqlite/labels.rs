//! The labels of an enum, which is text with a check: a row keeps no label that was renamed.

use polyschema_core::ident::{quote, quote_literal};
use polyschema_core::metadata::{ColumnDef, TableDef};

use super::Altered;

impl Altered<'_> {
    /// The labels of a column that became others, each with the one that rows get. On the way back the hints
    /// are those of the table before.
    pub(super) fn renamed_labels(
        &self,
        was: &ColumnDef,
        becomes: &ColumnDef,
    ) -> Vec<(String, String)> {
        let forward = becomes.renamed_labels.iter().map(|(now, before)| (before, now));
        let back = was.renamed_labels.iter();
        let renamed = forward.chain(back).filter(|(from, to)| {
            let is_gone = allows(self.from, was, from) && !allows(self.to, becomes, from);
            is_gone && allows(self.to, becomes, to)
        });
        renamed.map(|(from, to)| (from.clone(), to.clone())).collect()
    }
}

/// Whether a check of the column's labels lists one.
fn allows(table: &TableDef, column: &ColumnDef, label: &str) -> bool {
    let mut list = String::new();
    quote(column.name.as_str(), &mut list);
    list.push_str(" IN (");
    let mut item = String::from(", ");
    quote_literal(label, &mut item);
    item.push(',');
    let labels = table.checks.iter().filter_map(|check| {
        let labels = check.predicate.strip_prefix(&list)?.strip_suffix(')')?;
        Some(format!(", {labels},"))
    });
    labels.into_iter().any(|labels| labels.contains(&item))
}
