//! Foreign keys, which wait for the tables that they reference.

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{ForeignKeyDef, TableDef};

use super::create_table::References;
use super::table::column_of;

/// A foreign key as it is written.
pub(super) struct ForeignKey {
    pub(super) name: Ident,
    pub(super) columns: Vec<Ident>,
    pub(super) references: References,
}

impl ForeignKey {
    /// With the names of what it references; the error says why it leads nowhere.
    pub(super) fn resolve(self, referenced: Option<&TableDef>) -> Result<ForeignKeyDef, String> {
        let Self { name, columns, references } = self;
        let Some(referenced) = referenced else {
            return Err(format!(
                "`{}` references `{}`, which is no table",
                name.as_str(),
                references.table
            ));
        };
        let named = match &references.columns[..] {
            [] => Ok(referenced.key().to_vec()),
            names => names.iter().map(|name| column_of(&referenced.columns, name)).collect(),
        };
        let named = named.map_err(|_: String| {
            format!("`{}` references columns that `{}` has not", name.as_str(), references.table)
        })?;
        if named.len() != columns.len() {
            let why = format!("`{}` has more columns on one side than on the other", name.as_str());
            return Err(why);
        }
        let mut def = ForeignKeyDef::new(name, columns, referenced.name.clone(), named);
        def.on_delete = references.on_delete;
        def.on_update = references.on_update;
        def.deferrable = references.deferrable;
        Ok(def)
    }

    /// The table's name as it is written.
    pub(super) fn referenced(&self) -> &str {
        &self.references.table
    }
}
