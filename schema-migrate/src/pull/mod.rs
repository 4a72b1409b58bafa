//! From the catalog of a database that is there to Rust structs: [`pull()`].
//!
//! Tables of one name in several schemas are looked at together: what they have in common becomes an
//! abstract struct, what a schema has beside it an extension. What the derives have no word for is a note.
//!
//! Invariant: pure, from a catalog to text; the same catalog gives the same text.

mod options;

mod model;
mod stored;
mod types;
mod units;

mod read;

mod family;

mod names;
mod words;

mod write;

use polyschema_core::metadata::Catalog;

pub use options::{Dates, Layout, Note, Options, Pulled, SourceFile};

/// Rust source for the tables of a catalog, with polyschema's derives.
///
/// The catalog of what is written is the catalog that was pulled, but for what a note says. The order of
/// columns may differ: an extension has its base's first.
///
/// ```
/// use polyschema_core::dialect::Dialect;
/// use polyschema_core::ident::Ident;
/// use polyschema_core::metadata::{
///     Catalog, ColumnDef, PrimaryKeyDef, QualifiedName, SchemaDef, SqlType, TableDef,
/// };
/// use polyschema_migrate::pull::{Options, pull};
///
/// let (asia, name) = (Ident::new("asia")?, Ident::new("name")?);
/// let mut table = TableDef::new(QualifiedName::new(asia.clone(), Ident::new("countries")?));
/// table.columns = vec![ColumnDef::new(name.clone(), SqlType::Varchar(100))];
/// table.primary_key = Some(PrimaryKeyDef::new(Ident::new("pk_countries")?, vec![name]));
/// let mut schema = SchemaDef::new(asia);
/// schema.tables.insert(table.name.name.clone(), table);
/// let catalog = Catalog::from_schemas(Dialect::Postgres, [schema])?;
///
/// let pulled = pull(&catalog, &Options::default());
/// assert!(pulled.files[0].text.ends_with(
///     r#"
/// #[derive(Debug, Clone, Table)]
/// #[table(name = "countries", schema = Asia)]
/// pub struct Country {
///     #[column(primary_key, varchar = 100)]
///     pub name: String,
/// }
/// "#
/// ));
/// assert_eq!(pulled.notes, []);
/// # Ok::<(), polyschema_core::Error>(())
/// ```
pub fn pull(catalog: &Catalog, options: &Options) -> Pulled {
    let mut model = read::model(catalog, options);
    let families = family::families(&mut model);
    let names = names::names(&model, &families);
    let files = write::files(&write::Source::new(&model, &families, &names, options));
    Pulled { files, notes: model.notes.into_iter().map(|(_, note)| note).collect() }
}
