//! What a table may only be where its database has it.

use super::Checked;
use super::names::inconsistent;
use crate::metadata::{Catalog, TableDef};
use crate::spec::Deferrable;

impl Catalog {
    /// Options that mean something. Those that only make an index faster are left out where the database
    /// lacks them.
    pub(super) fn check_options(&self, table: &TableDef, object: &str) -> Checked {
        let has = self.dialect.has_storage_options();
        let divided = table.partition_by.is_some() || table.partition_of.is_some();
        for (wanted, what) in [(divided, "partitions"), (table.unlogged, "unlogged tables")] {
            self.lacks(has || !wanted, object, what)?;
        }
        if table.unlogged && table.partition_by.is_some() {
            let why = "a partitioned table has no rows of its own; make its partitions unlogged";
            return inconsistent(object, why.to_owned());
        }
        let mut deferrable = table.unique.iter().map(|unique| unique.deferrable);
        let deferred = deferrable.any(|deferrable| deferrable != Deferrable::Not)
            || table.primary_key.as_ref().is_some_and(|key| key.deferrable != Deferrable::Not);
        let equal_nulls = table.unique.iter().any(|unique| unique.nulls_not_distinct)
            || table.indexes.iter().any(|index| index.nulls_not_distinct);
        let pending = table.foreign_keys.iter().any(|key| !key.validated)
            || table.checks.iter().any(|check| !check.validated);
        let full = table.foreign_keys.iter().any(|key| key.match_full);
        let has = self.dialect.has_constraint_options();
        for (wanted, what) in [
            (!table.exclusions.is_empty(), "exclusion constraints"),
            (deferred, "deferrable keys"),
            (equal_nulls, "unique constraints to which NULLs are equal"),
            (pending, "constraints that are not validated"),
            (full, "`MATCH FULL`"),
        ] {
            self.lacks(has || !wanted, object, what)?;
        }
        Ok(())
    }

    pub(super) fn lacks(&self, has: bool, object: &str, what: &str) -> Checked {
        if has {
            return Ok(());
        }
        inconsistent(object, format!("{} has no {what}", self.dialect))
    }
}
