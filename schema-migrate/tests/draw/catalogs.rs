//! Catalogs in few words.

use polyschema_core::ident::Ident;
use polyschema_core::{Catalog, QualifiedName};
use serde_json::{Value, json};

/// A table, in the form in which a catalog is written down.
#[derive(Debug, Clone)]
pub struct Table(pub String, Value);

pub fn name(schema: &str, table: &str) -> QualifiedName {
    QualifiedName::new(Ident::new(schema).unwrap(), Ident::new(table).unwrap())
}

pub fn table(schema: &str, table: &str) -> Table {
    let name = name(schema, table).to_string();
    Table(
        schema.to_owned(),
        json!({"name": name, "columns": [], "unique": [], "foreign_keys": [], "indexes": []}),
    )
}

impl Table {
    fn push(mut self, part: &str, value: Value) -> Self {
        self.1[part].as_array_mut().unwrap().push(value);
        self
    }

    pub fn column(self, name: &str, sql_type: impl Into<Value>) -> Self {
        self.push("columns", json!({"name": name, "sql_type": sql_type.into(), "nullable": false}))
    }

    pub fn nullable(self, name: &str, sql_type: impl Into<Value>) -> Self {
        self.push("columns", json!({"name": name, "sql_type": sql_type.into(), "nullable": true}))
    }

    /// A name for the next constraint of a kind.
    fn constraint(&self, kind: &str) -> String {
        let keys = self.1["foreign_keys"].as_array().unwrap().len();
        let table: String = self.1["name"].as_str().unwrap().chars().take(50).collect();
        format!("{kind}{keys}_{table}")
    }

    /// Comments on the last column, or on the table where there is none.
    pub fn comment(mut self, text: &str) -> Self {
        match self.1["columns"].as_array_mut().unwrap().last_mut() {
            Some(column) => column["comment"] = json!(text),
            None => self.1["comment"] = json!(text),
        }
        self
    }

    pub fn key(mut self, columns: &[&str]) -> Self {
        self.1["primary_key"] = json!({"name": self.constraint("pk"), "columns": columns});
        self
    }

    pub fn unique(self, columns: &[&str]) -> Self {
        let name = self.constraint("uq");
        self.push("unique", json!({"name": name, "columns": columns}))
    }

    pub fn unique_index(self, column: &str, predicate: Option<&str>) -> Self {
        let name = format!("ix_{column}_{}", self.1["columns"].as_array().unwrap().len());
        self.push(
            "indexes",
            json!({"name": name, "unique": true, "keys": [{"on": {"column": column}}], "predicate": predicate}),
        )
    }

    pub fn references(self, columns: &[&str], schema: &str, table: &str, to: &[&str]) -> Self {
        let constraint = self.constraint("fk");
        self.push(
            "foreign_keys",
            json!({
                "name": constraint,
                "columns": columns,
                "referenced": name(schema, table).to_string(),
                "referenced_columns": to,
            }),
        )
    }
}

/// A catalog of these schemas.
pub fn catalog(schemas: &[&str], tables: &[Table]) -> Catalog {
    let schema = |schema: &str| {
        let own = tables.iter().filter(|table| table.0 == schema);
        let tables: serde_json::Map<String, Value> = own
            .map(|table| {
                let name: QualifiedName = table.1["name"].as_str().unwrap().parse().unwrap();
                (name.name.as_str().to_owned(), table.1.clone())
            })
            .collect();
        (schema.to_owned(), json!({"name": schema, "tables": tables}))
    };
    let schemas: serde_json::Map<String, Value> = schemas.iter().map(|name| schema(name)).collect();
    serde_json::from_value(json!({"dialect": "postgres", "schemas": schemas})).unwrap()
}

fn country(schema: &str) -> Table {
    table(schema, "countries")
        .comment("A sovereign state.")
        .column("iso", json!({"char": 2}))
        .comment("ISO 3166-1 alpha-2.")
        .column("name", json!({"varchar": 100}))
        .column("population", "big_int")
        .column("area_km2", "double")
        .comment("In square kilometres.")
        .column("currency_code", json!({"char": 3}))
        .key(&["iso"])
        .unique(&["name"])
}

fn capital(schema: &str) -> Table {
    table(schema, "capitals")
        .column("capital_id", "integer")
        .column("name", json!({"varchar": 100}))
        .column("country_iso", json!({"char": 2}))
        .key(&["capital_id"])
        .unique(&["country_iso"])
        .references(&["country_iso"], schema, "countries", &["iso"])
}

fn city(schema: &str) -> Table {
    table(schema, "cities")
        .column("city_id", "integer")
        .column("country_iso", json!({"char": 2}))
        .column("name", json!({"varchar": 200}))
        .column("population", "big_int")
        .column("latitude", "double")
        .column("longitude", "double")
        .column("timezone", json!({"varchar": 50}))
        .key(&["city_id"])
        .references(&["country_iso"], schema, "countries", &["iso"])
}

fn language() -> Table {
    table("asia", "languages")
        .column("country_iso", json!({"char": 2}))
        .column("language_tag", json!({"varchar": 35}))
        .comment("BCP 47.")
        .key(&["country_iso", "language_tag"])
        .references(&["country_iso"], "asia", "countries", &["iso"])
}

/// The schemas of the example `worlddb`.
pub fn world() -> Catalog {
    let asia = country("asia").nullable("signature_dish", json!({"varchar": 100}));
    let europe = country("europe").column("eu_member", "boolean");
    let tables = [
        asia,
        capital("asia"),
        city("asia"),
        language(),
        europe,
        capital("europe"),
        city("europe"),
    ];
    catalog(&["asia", "europe"], &tables)
}

/// The same some revisions later: things added, removed and changed, of each kind, and a foreign key
/// that leaves its schema.
pub fn world_later() -> Catalog {
    let asia = country("asia")
        .nullable("signature_dish", "text")
        .nullable("union_id", "integer")
        .references(&["union_id"], "unions", "unions", &["union_id"]);
    let europe = country("europe").nullable("union_id", "integer").references(
        &["union_id"],
        "unions",
        "unions",
        &["union_id"],
    );
    let union = table("unions", "unions")
        .column("union_id", "integer")
        .column("name", "text")
        .key(&["union_id"]);
    let river = table("asia", "rivers")
        .column("river_id", "integer")
        .column("name", "text")
        .column("mouth_city_id", "integer")
        .nullable("tributary_of", "integer")
        .key(&["river_id"])
        .references(&["mouth_city_id"], "asia", "cities", &["city_id"])
        .references(&["tributary_of"], "asia", "rivers", &["river_id"]);
    let tables = [asia, capital("asia"), city("asia"), river, europe, city("europe"), union];
    catalog(&["asia", "europe", "unions"], &tables)
}

/// Names and comments that mean something to Mermaid, Markdown or XML.
pub fn escapes() -> Catalog {
    let quoted = table("a\"b", "<x> & \"y\"")
        .comment("<script>alert('x')</script> & \"more\"")
        .column("pk", json!({"enum": name("a\"b", "mo`od").to_string()}))
        .comment("**bold** _x_ a_b - c #quot; %% \\n\nnext line")
        .column("__init__", "double")
        .column("numeric", json!({"numeric": {"precision": 10, "scale": 2}}))
        .comment("1. one")
        .column("ü 国国", json!({"array": {"varchar": 5}}))
        .nullable("direction TB", json!({"custom": "geometry(Point, 4326)"}))
        .key(&["pk"]);
    let long = "a_very_long_name_that_goes_on_and_on_until_the_limit_of_the_63_";
    let table = table("ü", long)
        .column(long, "timestamp_tz")
        .nullable("end", "integer")
        .nullable("to\u{1}", "text")
        .key(&[long])
        .references(&["end"], "a\"b", "<x> & \"y\"", &["pk"]);
    let mut json = serde_json::to_value(catalog(&["ü"], std::slice::from_ref(&table))).unwrap();
    let labels = json!({"name": name("a\"b", "mo`od").to_string(), "labels": ["x"]});
    json["schemas"]["a\"b"] =
        json!({"name": "a\"b", "enums": {"mo`od": labels}, "tables": {"<x> & \"y\"": quoted.1}});
    serde_json::from_value(json).unwrap()
}

/// Self references, cycles, a foreign key across schemas, an empty schema, a table without columns.
pub fn corners() -> Catalog {
    let hen = table("farm", "hens")
        .column("hen_id", "big_int")
        .nullable("egg", "big_int")
        .nullable("mother", "big_int")
        .column("owner", "integer")
        .key(&["hen_id"])
        .references(&["egg"], "farm", "eggs", &["egg_id"])
        .references(&["mother"], "farm", "hens", &["hen_id"])
        .references(&["owner"], "shared", "users", &["id"]);
    let egg = table("farm", "eggs")
        .column("egg_id", "big_int")
        .column("hen", "big_int")
        .key(&["egg_id"])
        .references(&["egg_id"], "farm", "eggs", &["egg_id"])
        .references(&["hen"], "farm", "hens", &["hen_id"]);
    let note = table("shared", "notes")
        .column("tenant", "integer")
        .column("number", "integer")
        .column("body", "text")
        .key(&["tenant", "number"])
        .references(&["tenant"], "shared", "users", &["id"]);
    let link = table("shared", "links")
        .column("tenant", "integer")
        .column("number", "integer")
        .key(&["tenant", "number"])
        .references(&["tenant", "number"], "shared", "notes", &["tenant", "number"]);
    let user = table("shared", "users").column("id", "integer").key(&["id"]);
    let tables = [hen, egg, note, link, user, table("shared", "nothing")];
    catalog(&["empty", "farm", "shared"], &tables)
}
