//! Catalogs in few words.

use polyschema_core::Dialect;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    Catalog, ColumnDef, EnumDef, Fill, ForeignKeyDef, IndexDef, IndexKeyDef, IndexOn, Literal,
    PrimaryKeyDef, QualifiedName, SchemaDef, SqlType, TableDef, UniqueDef,
};

pub fn ident(name: &str) -> Ident {
    Ident::new(name).expect("a name")
}

pub fn idents(names: &[&str]) -> Vec<Ident> {
    names.iter().map(|name| ident(name)).collect()
}

pub fn qualified(name: &str) -> QualifiedName {
    name.parse().expect("a qualified name")
}

/// A schema of these tables, which name it.
pub fn schema(tables: impl IntoIterator<Item = TableDef>) -> SchemaDef {
    let tables: Vec<TableDef> = tables.into_iter().collect();
    let mut schema = SchemaDef::new(tables[0].name.schema.clone());
    schema.tables = tables.into_iter().map(|table| (table.name.name.clone(), table)).collect();
    schema
}

/// A schema with an enum.
pub fn with_enum(mut schema: SchemaDef, name: &str, labels: &[&str]) -> SchemaDef {
    let name = QualifiedName::new(schema.name.clone(), ident(name));
    let labels = labels.iter().map(|&label| label.to_owned()).collect();
    schema.enums.insert(name.name.clone(), EnumDef::new(name, labels));
    schema
}

pub fn postgres(schemas: impl IntoIterator<Item = SchemaDef>) -> Catalog {
    Catalog::from_schemas(Dialect::Postgres, schemas).expect("a catalog")
}

pub fn sqlite(schemas: impl IntoIterator<Item = SchemaDef>) -> Catalog {
    Catalog::from_schemas(Dialect::Sqlite, schemas).expect("a catalog")
}

/// A table of columns such as `name varchar(100)` and `born date?`; the first is its primary key.
pub fn table(name: &str, columns: &[&str]) -> TableDef {
    let mut table = TableDef::new(qualified(name));
    table.columns = columns.iter().map(|column| self::column(column, &table)).collect();
    let key = ident(&format!("pk_{}", table.name.name.as_str()));
    table.primary_key = Some(PrimaryKeyDef::new(key, vec![table.columns[0].name.clone()]));
    table
}

fn column(text: &str, table: &TableDef) -> ColumnDef {
    let (text, nullable) = match text.strip_suffix('?') {
        Some(text) => (text, true),
        None => (text, false),
    };
    let (name, sql_type) = text.split_once(' ').expect("a name and a type");
    let mut column = ColumnDef::new(ident(name), self::sql_type(sql_type, table));
    column.nullable = nullable;
    column
}

fn sql_type(text: &str, table: &TableDef) -> SqlType {
    let length = |of: &str| text.strip_prefix(of)?.strip_suffix(')')?.parse().ok();
    match text {
        "integer" => SqlType::Integer,
        "bigint" => SqlType::BigInt,
        "text" => SqlType::Text,
        "bool" => SqlType::Boolean,
        "date" => SqlType::Date,
        "moment" => SqlType::TimestampTz,
        "uuid" => SqlType::Uuid,
        "json" => SqlType::Json,
        "bytes" => SqlType::Bytes,
        "decimal" => SqlType::Decimal,
        _ => match (length("varchar("), length("char("), text.strip_prefix("enum ")) {
            (Some(length), ..) => SqlType::Varchar(length),
            (_, Some(length), _) => SqlType::Char(length),
            (.., Some(name)) => SqlType::Enum(table.sibling(&ident(name))),
            _ => SqlType::Custom(text.to_owned()),
        },
    }
}

/// What a test changes about a table, one after another.
pub trait TableExt: Sized {
    fn change(self, change: impl FnOnce(&mut TableDef)) -> Self;

    fn change_column(self, name: &str, change: impl FnOnce(&mut ColumnDef)) -> Self {
        self.change(|table| {
            let mut columns = table.columns.iter_mut();
            change(columns.find(|column| column.name == *name).expect("the column is there"));
        })
    }

    fn fill(self, name: &str, fill: Fill) -> Self {
        self.change_column(name, |column| column.fill = Some(fill))
    }

    fn default_text(self, name: &str, text: &str) -> Self {
        self.fill(name, Fill::Default(Literal::Text(text.to_owned())))
    }

    fn default_sql(self, name: &str, sql: &str) -> Self {
        self.fill(name, Fill::DefaultSql(sql.to_owned()))
    }

    fn unique(self, name: &str, columns: &[&str]) -> Self {
        self.change(|table| table.unique.push(UniqueDef::new(ident(name), idents(columns))))
    }

    fn check(self, name: &str, predicate: &str) -> Self {
        use polyschema_core::metadata::CheckDef;
        self.change(|table| table.checks.push(CheckDef::new(ident(name), predicate)))
    }

    fn references(self, name: &str, columns: &[&str], table: &str, others: &[&str]) -> Self {
        let (columns, others) = (idents(columns), idents(others));
        let key = ForeignKeyDef::new(ident(name), columns, qualified(table), others);
        self.change(|table| table.foreign_keys.push(key))
    }

    fn index(self, name: &str, column: &str) -> Self {
        let keys = vec![IndexKeyDef::new(IndexOn::Column(ident(column)))];
        self.change(|table| table.indexes.push(IndexDef::new(ident(name), keys)))
    }
}

impl TableExt for TableDef {
    fn change(mut self, change: impl FnOnce(&mut TableDef)) -> Self {
        change(&mut self);
        self
    }
}
