//! What is dangerous about a step, and how it is done safely: the one home of both.
//!
//! The rules are those that squawk, strong_migrations and atlas agree on, and what only many schemas have.

use std::fmt;

use polyschema_core::ident::Ident;
use serde::{Serialize, Serializer};

/// A danger of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Hazard {
    /// Of which kind.
    pub kind: HazardKind,
    /// What it is about: `asia.countries.dish`.
    pub on: String,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Danger {
    /// Others wait for as long as there are rows.
    Blocks,
    /// Programs that run meanwhile, written for the state before, fail.
    Breaks,
    /// The step fails on rows that are there.
    Fails,
    /// Data is gone.
    Destroys,
    /// It holds for one schema, where others are meant too.
    Crosses,
}

/// One row of the table of hazards.
macro_rules! hazards {
    ($($(#[$doc:meta])* $variant:ident, $code:literal, $danger:ident, $sentence:literal, $safe:literal;)+) => {
        /// The kinds of danger.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum HazardKind {
            $($(#[$doc])* $variant,)+
        }

        impl HazardKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// A name that stays.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What can happen.
            pub const fn danger(self) -> Danger {
                match self { $(Self::$variant => Danger::$danger,)+ }
            }

            /// What happens, in words, behind the name of what it happens to.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)+ }
            }

            /// How it is done safely.
            pub const fn safe_form(self) -> &'static str {
                match self { $(Self::$variant => $safe,)+ }
            }
        }
    };
}

hazards! {
    /// A new column with a volatile default.
    VolatileDefault, "volatile-default", Blocks,
        "has a default that may differ from row to row, so all rows are written anew under a lock",
        "add the column without default, set the default, and fill the rows in batches";
    /// A new generated column.
    StoredGenerated, "stored-generated", Blocks,
        "is computed for all rows, which are written anew under a lock",
        "add a plain column, fill it in batches, and keep it by a trigger";
    /// A new identity, or serial, column.
    NewIdentity, "new-identity", Blocks,
        "gets a number in all rows, which are written anew under a lock",
        "add a nullable column, fill it in batches, then make it an identity";
    /// A new column that allows no NULL and has no default.
    RequiredColumn, "required-column", Fails,
        "allows no NULL and has no default, so it cannot be added where there are rows",
        "add it nullable, fill it in batches, then set NOT NULL";
    /// `SET NOT NULL`.
    SetNotNull, "set-not-null", Blocks,
        "is checked for NULL in all rows under a lock, and a row with NULL makes it fail",
        "add a check NOT VALID, validate it in another transaction, set NOT NULL, and drop the check";
    /// A foreign key that is validated at once.
    ForeignKey, "validated-foreign-key", Blocks,
        "is checked for all rows while both tables take no writes",
        "add it NOT VALID and validate it in another transaction";
    /// A check that is validated at once.
    Check, "validated-check", Blocks,
        "is checked for all rows under a lock",
        "add it NOT VALID and validate it in another transaction";
    /// A primary key or unique constraint.
    Unique, "unique-constraint", Blocks,
        "builds its index under a lock, and equal rows make it fail",
        "build a unique index CONCURRENTLY and add the constraint USING INDEX";
    /// An exclusion constraint.
    Exclusion, "exclusion-constraint", Blocks,
        "builds its index under a lock, and rows in conflict make it fail",
        "there is no way without a lock: do it while little happens";
    /// `CREATE INDEX`.
    CreateIndex, "create-index", Blocks,
        "is built while the table takes no writes",
        "build it CONCURRENTLY, outside of a transaction";
    /// `DROP INDEX`.
    DropIndex, "drop-index", Blocks,
        "is dropped under a lock that reads wait for",
        "drop it CONCURRENTLY, outside of a transaction";
    /// `DETACH PARTITION`.
    DetachPartition, "detach-partition", Blocks,
        "leaves its table under a lock on the whole of it",
        "detach it CONCURRENTLY by hand, outside of a transaction, and drop the check that this leaves";
    /// `ATTACH PARTITION`.
    AttachPartition, "attach-partition", Fails,
        "is read under a lock, and a row that does not belong there makes it fail",
        "add a check of the bound NOT VALID, validate it in another transaction, and attach it then";
    /// A type change that writes all rows anew.
    RewritesType, "type-rewrite", Blocks,
        "gets another type, for which all rows are written anew under a lock",
        "add a column of the new type, keep both filled, switch over, and drop the old one";
    /// A type that holds less.
    NarrowsType, "narrowing", Fails,
        "gets a type that holds less: values that do not fit make it fail, or are rounded",
        "add a column of the new type, fill it in batches with what fits, switch over, and drop the old one";
    /// `SET LOGGED`, `SET UNLOGGED`.
    Logged, "logged", Blocks,
        "is written anew under a lock",
        "do it while little happens";
    /// A table that another takes the place of.
    Rebuild, "rebuild", Blocks,
        "is copied to a new table under a lock",
        "do it while little happens";
    /// A rule that rows must keep to while they are copied to a new table.
    RebuildRule, "rebuild-rule", Fails,
        "is asked of each row that is copied, and a row that breaks it makes it fail",
        "look for such rows first";
    /// A table that becomes divided.
    NoPartition, "no-partition", Fails,
        "becomes divided, and a row that belongs to no partition makes it fail",
        "create partitions for all rows in the same revision";
    /// An enum or domain that another takes the place of.
    ReplacesType, "replace-type", Blocks,
        "is replaced by a new type, and all tables that use it are written anew under a lock",
        "of an enum, add labels at any place and leave those that are no longer used; of a domain, change checks alone";
    /// Labels that are gone.
    RemovesLabel, "remove-label", Fails,
        "loses labels, and a row that has one of them makes it fail",
        "update the rows first";
    /// A new label.
    NewLabel, "new-label", Breaks,
        "is a label that cannot be used before it is committed, so the steps run one by one",
        "add it in a revision of its own";
    /// A renamed column.
    RenameColumn, "rename-column", Breaks,
        "gets another name, and programs that run meanwhile use the old one",
        "expand and contract: add a column, keep both filled, switch over, and drop the old one";
    /// A renamed table.
    RenameTable, "rename-table", Breaks,
        "gets another name, and programs that run meanwhile use the old one",
        "expand and contract: rename it, and leave a view of the old name until all programs are switched over";
    /// A renamed label.
    RenameLabel, "rename-label", Breaks,
        "gets another name, and programs that run meanwhile use the old one",
        "expand and contract: add the label, update the rows, switch over";
    /// A column that is gone.
    DropColumn, "drop-column", Destroys,
        "is dropped with all that it holds",
        "stop using it in all programs first, and keep a copy";
    /// A table that is gone.
    DropTable, "drop-table", Destroys,
        "is dropped with all its rows",
        "stop using it in all programs first, and keep a copy";
    /// A schema that is gone.
    DropSchema, "drop-schema", Destroys,
        "is dropped",
        "stop using it in all programs first";
    /// Another object that is gone.
    DropObject, "drop-object", Breaks,
        "is dropped, and programs that run meanwhile may use it",
        "stop using it in all programs first";
    /// A constraint that is gone.
    DropConstraint, "drop-constraint", Breaks,
        "is dropped, and rows come in that it kept out",
        "make sure that nothing relies on it";
    /// `DROP NOT NULL`.
    DropNotNull, "drop-not-null", Breaks,
        "allows NULL, which programs that run meanwhile may not expect",
        "let all programs expect NULL first";
    /// A column that becomes an identity, also that of a table that is made anew.
    IdentityStarts, "identity-starts", Fails,
        "becomes an identity whose numbers start at 1, whatever the rows have",
        "set its sequence behind the greatest value with setval";
    /// A sequence that ends earlier.
    SequenceRange, "sequence-range", Fails,
        "ends earlier, and fails where it stands behind its new end",
        "look at where it stands first";
    /// A view that is made again.
    RecreatesView, "recreate-view", Breaks,
        "is dropped and created again, and what was granted on it is gone",
        "grant it again";
    /// A key to a table of another schema.
    CrossSchemaKey, "cross-schema-key", Crosses,
        "references another schema, so each schema of this kind takes a lock on one shared table",
        "let a fleet run it: it waits a second at most for that lock, and tries again";
    /// SQL that names a schema.
    NamesSchema, "names-schema", Crosses,
        "names a schema in its text, so it is right for that schema alone",
        "write it without the schema";
}

/// As its code.
impl Serialize for HazardKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl HazardKind {
    /// The hazard of something.
    pub(super) fn of(self, on: impl fmt::Display) -> Hazard {
        Hazard { kind: self, on: on.to_string() }
    }

    /// The hazard of a part of something.
    pub(super) fn of_part(self, of: impl fmt::Display, part: &Ident) -> Hazard {
        Hazard { kind: self, on: format!("{of}.{}", part.as_str()) }
    }
}

impl Hazard {
    /// Whether data is gone: such a step must be allowed by name.
    pub fn is_destructive(&self) -> bool {
        self.kind.danger() == Danger::Destroys
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, on } = self;
        write!(f, "{}: `{on}` {}; {}", kind.code(), kind.sentence(), kind.safe_form())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_words_and_unique() {
        let codes: BTreeSet<&str> = HazardKind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), HazardKind::ALL.len());
        let is_word =
            |code: &&str| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(codes.iter().all(is_word), "{codes:?}");
    }

    #[test]
    fn messages_say_what_is_wrong_and_what_to_do() {
        let hazard = HazardKind::CreateIndex.of("asia.ix_countries");
        assert_eq!(
            hazard.to_string(),
            "create-index: `asia.ix_countries` is built while the table takes no writes; \
             build it CONCURRENTLY, outside of a transaction"
        );
        for kind in HazardKind::ALL {
            for text in [kind.sentence(), kind.safe_form()] {
                assert!(!text.ends_with('.') && !text.contains('\n'), "{text}");
            }
        }
    }
}
