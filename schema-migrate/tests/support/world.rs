//! The catalog of the example `worlddb`, as its structs give it.

use polyschema_core::metadata::{
    CheckDef, ColumnDef, Fill, ForeignKeyDef, Identity, IndexDef, IndexKeyDef, IndexOn, Literal,
    PrimaryKeyDef, QualifiedName, SchemaDef, SqlType, TableDef, UniqueDef,
};
use polyschema_core::spec::ReferentialAction;
use polyschema_core::{Catalog, Dialect};

use super::ident;

/// `asia` and `europe`, with countries that differ in a column.
pub fn world(dialect: Dialect) -> Catalog {
    let mut asia = schema("asia", ColumnDef::new(ident("signature_dish"), SqlType::Varchar(100)));
    let languages = languages("asia");
    asia.tables.insert(languages.name.name.clone(), languages);
    let mut eu_member = ColumnDef::new(ident("eu_member"), SqlType::Boolean);
    eu_member.fill = Some(Fill::Default(Literal::Bool(false)));
    let europe = schema("europe", eu_member);
    Catalog::from_schemas(dialect, [asia, europe]).expect("the world is consistent")
}

fn schema(name: &str, own: ColumnDef) -> SchemaDef {
    let mut schema = SchemaDef::new(ident(name));
    for table in [countries(name, own), capitals(name), cities(name)] {
        schema.tables.insert(table.name.name.clone(), table);
    }
    schema
}

fn countries(schema: &str, mut own: ColumnDef) -> TableDef {
    own.nullable = own.fill.is_none();
    let mut table = table(schema, "countries", "A sovereign state.");
    table.columns = vec![
        column("iso", SqlType::Char(2)),
        column("name", SqlType::Varchar(100)),
        column("population", SqlType::BigInt),
        column("area_km2", SqlType::Double),
        column("currency_code", SqlType::Char(3)),
        own,
    ];
    table.primary_key = Some(PrimaryKeyDef::new(ident("pk_countries"), vec![ident("iso")]));
    table.unique.push(UniqueDef::new(ident("uq_countries_name"), vec![ident("name")]));
    table.checks.push(CheckDef::new(ident("ck_countries_population"), "population >= 0"));
    table
}

fn capitals(schema: &str) -> TableDef {
    let mut table = table(schema, "capitals", "A country's seat of government.");
    table.columns = vec![
        numbered("capital_id"),
        column("name", SqlType::Varchar(100)),
        column("country_iso", SqlType::Char(2)),
    ];
    table.primary_key = Some(PrimaryKeyDef::new(ident("pk_capitals"), vec![ident("capital_id")]));
    let unique = UniqueDef::new(ident("uq_capitals_country_iso"), vec![ident("country_iso")]);
    table.unique.push(unique);
    of_country(&mut table, "fk_capitals_country_iso");
    table
}

fn cities(schema: &str) -> TableDef {
    let mut table = table(schema, "cities", "A populated place.");
    table.columns = vec![
        numbered("city_id"),
        column("country_iso", SqlType::Char(2)),
        column("name", SqlType::Varchar(200)),
        column("population", SqlType::BigInt),
        column("latitude", SqlType::Double),
        column("longitude", SqlType::Double),
        column("timezone", SqlType::Varchar(50)),
    ];
    table.primary_key = Some(PrimaryKeyDef::new(ident("pk_cities"), vec![ident("city_id")]));
    of_country(&mut table, "fk_cities_country_iso");
    let mut keys =
        ["country_iso", "population"].map(|name| IndexKeyDef::new(IndexOn::Column(ident(name))));
    keys[1].descending = true;
    table.indexes.push(IndexDef::new(ident("ix_cities_country_iso_population"), keys.to_vec()));
    table
}

fn languages(schema: &str) -> TableDef {
    let mut table = table(schema, "languages", "A language spoken in a country.");
    table.columns =
        vec![column("country_iso", SqlType::Char(2)), column("language_tag", SqlType::Varchar(35))];
    let columns = vec![ident("country_iso"), ident("language_tag")];
    table.primary_key = Some(PrimaryKeyDef::new(ident("pk_languages"), columns));
    of_country(&mut table, "fk_languages_country_iso");
    table
}

fn table(schema: &str, name: &str, comment: &str) -> TableDef {
    let mut table = TableDef::new(QualifiedName::new(ident(schema), ident(name)));
    table.comment = Some(comment.to_owned());
    table
}

fn column(name: &str, sql_type: SqlType) -> ColumnDef {
    ColumnDef::new(ident(name), sql_type)
}

fn numbered(name: &str) -> ColumnDef {
    let mut column = column(name, SqlType::Integer);
    column.fill = Some(Fill::Identity(Identity::Always));
    column
}

fn of_country(table: &mut TableDef, name: &str) {
    let referenced = table.sibling(&ident("countries"));
    let (columns, to) = (vec![ident("country_iso")], vec![ident("iso")]);
    let mut foreign_key = ForeignKeyDef::new(ident(name), columns, referenced, to);
    foreign_key.on_delete = ReferentialAction::Cascade;
    table.foreign_keys.push(foreign_key);
}
