//! A catalog in short: what a snapshot holds, with names from keys and without what is usual.
//!
//! | instead of | write |
//! |---|---|
//! | `name`s of schemas, tables, .. | the key |
//! | `sql_type` | `type`, as people write it: `"varchar(50)"`, `"integer[]"`, `"enum asia.mood"`, `"domain asia.code"` |
//! | a primary key, unique constraint | its columns, or the whole without a name that follows the convention |
//! | a key of an index | a column's name, or an expression: what has a parenthesis in it |

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ColumnDef, DomainDef, EnumDef, QualifiedName, SchemaDef, SequenceDef, SqlType, TableDef,
    ViewDef,
};
use polyschema_core::{Catalog, Dialect};
use serde_json::{Map, Value, json};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

pub(super) fn read(schemas: toml::Value, dialect: Dialect) -> Result<Catalog> {
    let Value::Object(schemas) = serde_json::to_value(schemas)? else {
        return Err("it is no table".into());
    };
    let mut defs: Vec<SchemaDef> = Vec::new();
    for (name, schema) in schemas {
        defs.push(serde_json::from_value(whole_schema(&name, schema)?)?);
    }
    Ok(Catalog::from_schemas(dialect, defs)?)
}

fn whole_schema(name: &str, mut schema: Value) -> Result<Value> {
    for (kind, whole) in [
        ("enums", whole_enum as fn(QualifiedName, Value) -> Result<Value>),
        ("domains", whole_domain),
        ("sequences", whole_sequence),
        ("tables", whole_table),
        ("views", whole_view),
    ] {
        let Some(Value::Object(objects)) = schema.get_mut(kind) else { continue };
        for (object, value) in objects.iter_mut() {
            let name = QualifiedName::new(Ident::new(name)?, Ident::new(object)?);
            *value = whole(name, value.take())?;
        }
    }
    let usual = SchemaDef::new(Ident::new(name)?);
    over(serde_json::to_value(usual)?, schema)
}

/// What is written, over what is usual.
fn over(mut usual: Value, written: Value) -> Result<Value> {
    let (Some(all), Value::Object(written)) = (usual.as_object_mut(), written) else {
        return Err("expected a table".into());
    };
    all.extend(written);
    Ok(usual)
}

fn whole_enum(name: QualifiedName, def: Value) -> Result<Value> {
    over(serde_json::to_value(EnumDef::new(name, Vec::new()))?, def)
}

fn whole_domain(name: QualifiedName, def: Value) -> Result<Value> {
    over(serde_json::to_value(DomainDef::new(name, SqlType::Text))?, with_type(def, "base")?)
}

fn whole_sequence(name: QualifiedName, def: Value) -> Result<Value> {
    over(serde_json::to_value(SequenceDef::new(name))?, with_type(def, "sql_type")?)
}

fn whole_view(name: QualifiedName, mut def: Value) -> Result<Value> {
    each(&mut def, "indexes", |index| whole_index(name.name.as_str(), index))?;
    over(serde_json::to_value(ViewDef::new(name, ""))?, def)
}

fn whole_table(name: QualifiedName, mut def: Value) -> Result<Value> {
    let table = name.name.as_str();
    each(&mut def, "columns", |column| {
        let column = with_type(column, "sql_type")?;
        let usual = ColumnDef::new(Ident::new(text(&column["name"])?)?, SqlType::Integer);
        over(serde_json::to_value(usual)?, column)
    })?;
    if let Some(key) = def.get_mut("primary_key") {
        *key = whole_key("pk", table, key.take())?;
    }
    each(&mut def, "unique", |key| whole_key("uq", table, key))?;
    each(&mut def, "foreign_keys", |key| whole_key("fk", table, key))?;
    each(&mut def, "indexes", |index| whole_index(table, index))?;
    each(&mut def, "exclusions", |mut exclusion| {
        each(&mut exclusion, "elements", |mut element| {
            element[0] = whole_index_key(element[0].take())?;
            Ok(element)
        })?;
        Ok(exclusion)
    })?;
    over(serde_json::to_value(TableDef::new(name))?, def)
}

/// A constraint of columns, named by the convention.
fn whole_key(kind: &str, table: &str, key: Value) -> Result<Value> {
    let key = if key.is_array() { json!({ "columns": key }) } else { key };
    let columns = match kind {
        "pk" => String::new(),
        _ => joined(&key["columns"])?,
    };
    over(json!({ "name": format!("{kind}_{table}{columns}") }), key)
}

fn whole_index(table: &str, mut index: Value) -> Result<Value> {
    let name = format!("ix_{table}{}", joined(&index["keys"])?);
    each(&mut index, "keys", whole_index_key)?;
    over(json!({ "name": name }), index)
}

/// The names in a list, each after an underscore; what is no name is `expr`.
fn joined(list: &Value) -> Result<String> {
    let names = list.as_array().ok_or("expected a list")?.iter().map(|one| match one.as_str() {
        Some(name) if !name.contains('(') => format!("_{name}"),
        _ => "_expr".to_owned(),
    });
    Ok(names.collect())
}

fn whole_index_key(key: Value) -> Result<Value> {
    let mut key = if key.is_string() { json!({ "on": key }) } else { key };
    let on = text(&key["on"])?.to_owned();
    let kind = if on.contains('(') { "expression" } else { "column" };
    key["on"] = Value::Object(Map::from_iter([(kind.to_owned(), on.into())]));
    Ok(key)
}

/// Changes all of a list, if there is one.
fn each(def: &mut Value, list: &str, whole: impl Fn(Value) -> Result<Value>) -> Result<()> {
    if let Some(Value::Array(all)) = def.get_mut(list) {
        for one in all {
            *one = whole(one.take())?;
        }
    }
    Ok(())
}

fn with_type(mut def: Value, field: &str) -> Result<Value> {
    if let Some(written) = def.as_object_mut().and_then(|def| def.remove("type")) {
        def[field] = serde_json::to_value(sql_type(text(&written)?)?)?;
    }
    Ok(def)
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().ok_or_else(|| format!("expected a text, not {value}").into())
}

/// The type of which this is the `Display`, with a word before names.
fn sql_type(text: &str) -> Result<SqlType> {
    if let Some(element) = text.strip_suffix("[]") {
        return Ok(SqlType::Array(Box::new(sql_type(element)?)));
    }
    let plain = [
        SqlType::SmallInt,
        SqlType::Integer,
        SqlType::BigInt,
        SqlType::Real,
        SqlType::Double,
        SqlType::Boolean,
        SqlType::Text,
        SqlType::Bytes,
        SqlType::Uuid,
        SqlType::Date,
        SqlType::Time,
        SqlType::Timestamp,
        SqlType::TimestampTz,
        SqlType::Json,
        SqlType::Decimal,
    ];
    if let Some(found) = plain.into_iter().find(|plain| plain.to_string() == text) {
        return Ok(found);
    }
    if let Some((word, name)) = text.split_once(' ') {
        match word {
            "enum" => return Ok(SqlType::Enum(name.parse()?)),
            "domain" => return Ok(SqlType::Domain(name.parse()?)),
            "custom" => return Ok(SqlType::Custom(name.to_owned())),
            _ => {}
        }
    }
    let (word, numbers) = text
        .strip_suffix(')')
        .and_then(|text| text.split_once('('))
        .ok_or_else(|| format!("`{text}` is no type"))?;
    match (word, numbers.split_once(", ")) {
        ("varchar", None) => Ok(SqlType::Varchar(numbers.parse()?)),
        ("char", None) => Ok(SqlType::Char(numbers.parse()?)),
        ("numeric", Some((precision, scale))) => {
            Ok(SqlType::Numeric { precision: precision.parse()?, scale: scale.parse()? })
        }
        _ => Err(format!("`{text}` is no type").into()),
    }
}
