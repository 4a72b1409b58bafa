//! Names of Rust items and fields, each once, in an order that gives the same names each time.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToKebabCase, ToLowerCamelCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use polyschema_core::ident::Ident as Name;
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

use super::family::{Families, Family};
use super::model::{Column, Enum, Model, Unit};
use super::words;

/// What means something else where models are used: the prelude's names, Rust's and polyschema's.
const RESERVED: &[&str] = &[
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "From",
    "Hash",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
    "Aggregates",
    "Arithmetic",
    "BoundTable",
    "Cast",
    "Catalog",
    "Conditional",
    "CopyQuery",
    "Database",
    "DbEnum",
    "DbType",
    "Driver",
    "Execute",
    "Expression",
    "Fetch",
    "FetchGrouped",
    "FetchPage",
    "InsertsThrough",
    "NewRow",
    "OrDefault",
    "OtherRows",
    "Postgres",
    "Projection",
    "Provides",
    "Reaches",
    "Record",
    "RuntimeSchema",
    "Schema",
    "SchemaMap",
    "SchemaName",
    "SchemaRef",
    "SchemaSet",
    "Sqlite",
    "StaticSchema",
    "Statement",
    "Subquery",
    "Table",
    "TextFunctions",
    "ToExplain",
];

/// Modules that would hide a crate of column types, or are files of another meaning.
const NO_MODULES: &[&str] =
    &["chrono", "lib", "main", "mod", "polyschema", "rust_decimal", "serde_json", "time", "uuid"];

/// Words that are no field, or that attributes would read as their own.
const NO_FIELDS: &[&str] = &["self", "super", "crate", "unique"];

/// A module for each unit, by its schema type.
pub(super) fn modules(names: &Names) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let snake = names.units.iter().map(|unit| unit.unraw().to_string().to_snake_case());
    let is_free = |name: &String| is_plain(name) && !NO_MODULES.contains(&name.as_str());
    let free = snake.map(|name| if is_free(&name) { name } else { format!("{name}_schema") });
    free.map(|name| numbered(&name, "_", &mut taken)).collect()
}

/// The names of all that is written.
#[derive(Debug)]
pub(super) struct Names {
    /// The schema types, by unit.
    pub(super) units: Vec<Ident>,
    /// By family.
    pub(super) families: Vec<FamilyNames>,
    /// By enum.
    pub(super) enums: Vec<EnumNames>,
}

#[derive(Debug)]
pub(super) struct FamilyNames {
    pub(super) base: StructNames,
    pub(super) variants: Vec<StructNames>,
}

/// A struct, and the fields of all its columns, inherited ones too.
#[derive(Debug, Clone)]
pub(super) struct StructNames {
    pub(super) name: Ident,
    pub(super) fields: BTreeMap<Name, Ident>,
    /// The field that is extended.
    pub(super) extends: Option<Ident>,
}

#[derive(Debug)]
pub(super) struct EnumNames {
    pub(super) name: Ident,
    /// The word of `rename_all`, where it is not the derive's own.
    pub(super) case: Option<&'static str>,
    /// The variants in the order of the labels, and whether `rename` must give the label.
    pub(super) variants: Vec<(Ident, bool)>,
}

/// Names for all families, schemas and enums.
pub(super) fn names(model: &Model, families: &Families) -> Names {
    let mut taken = Taken::default();
    let units: Vec<String> = model.units.iter().map(unit).collect();
    let bases = most_shared_first(
        &families.all,
        |family| family.units.len(),
        |family| base(family, &units, &mut taken),
    );
    let types: Vec<Ident> =
        units.iter().map(|name| taken.item([name.clone(), format!("{name}Schema")])).collect();
    let families = families.all.iter().zip(bases);
    let families = families.map(|(family, name)| of_family(family, name, &units, &mut taken));
    let families = families.collect();
    let enums = most_shared_first(
        &model.enums,
        |each| each.units.len(),
        |each| of_enum(each, &units, &mut taken),
    );
    Names { units: types, families, enums }
}

/// Names what most units have first, so that it gets the shortest names; in the order of `all`.
fn most_shared_first<T, N>(
    all: &[T],
    units: impl Fn(&T) -> usize,
    mut name: impl FnMut(&T) -> N,
) -> Vec<N> {
    let mut order: Vec<(usize, &T)> = all.iter().enumerate().collect();
    order.sort_by_key(|(_, each)| std::cmp::Reverse(units(each)));
    let names: BTreeMap<usize, N> =
        order.into_iter().map(|(position, each)| (position, name(each))).collect();
    names.into_values().collect()
}

/// The name of a schema type: the schema's, or what the names of many begin with.
fn unit(unit: &Unit) -> String {
    let [first, others @ ..] = &unit.schemas[..] else {
        return "Tenant".to_owned();
    };
    let mut common = first.as_str();
    for other in others {
        let same = common.chars().zip(other.as_str().chars()).take_while(|(a, b)| a == b);
        common = &common[..same.map(|(character, _)| character.len_utf8()).sum()];
    }
    if !others.is_empty() {
        common = common.trim_end_matches(|c: char| !c.is_alphabetic());
    }
    let name = words::camel(common);
    if name.is_empty() { "Tenant".to_owned() } else { item_name(&name, "Schema") }
}

/// A name that an item can have; one that begins with a digit gets a word before it.
fn item_name(name: &str, word: &str) -> String {
    if is_plain(name) { name.to_owned() } else { format!("{word}{name}") }
}

fn base(family: &Family, units: &[String], taken: &mut Taken) -> Ident {
    let table = family.name.as_str();
    let singular = item_name(&words::row(table), "Table");
    let plural = item_name(&words::camel(table), "Table");
    let unit = family.units.first().map_or("", |unit| &units[*unit]);
    let row = format!("{singular}Row");
    if RESERVED.contains(&singular.as_str()) {
        return taken.table([plural, row]);
    }
    taken.table([singular.clone(), format!("{unit}{singular}"), plural, row])
}

fn of_family(family: &Family, name: Ident, units: &[String], taken: &mut Taken) -> FamilyNames {
    let fields = fields(&family.columns, &BTreeMap::new());
    let base = StructNames { name, fields, extends: None };
    let variants = family.variants.iter().map(|variant| {
        let unit = variant.units.first().map_or("", |unit| &units[*unit]);
        let like = if variant.units.len() == 1 { "" } else { "Like" };
        let name = taken.table([format!("{unit}{like}{}", base.name.unraw())]);
        let fields = self::fields(&variant.columns, &base.fields);
        let extends = base_field(&base.name, &fields);
        StructNames { name, fields, extends: Some(extends) }
    });
    let variants = variants.collect();
    FamilyNames { base, variants }
}

/// Fields for columns beside inherited ones; columns whose names are fields as they are come first.
fn fields(columns: &[Column], inherited: &BTreeMap<Name, Ident>) -> BTreeMap<Name, Ident> {
    let mut taken: BTreeSet<String> =
        inherited.values().map(|field| field.unraw().to_string()).collect();
    let mut fields = inherited.clone();
    let (same, others): (Vec<_>, Vec<_>) =
        columns.iter().map(|column| &column.name).partition(|name| field(name) == name.as_str());
    for name in same.into_iter().chain(others) {
        let field = numbered(&field(name), "_", &mut taken);
        fields.insert(name.clone(), rust_ident(&field));
    }
    fields
}

fn field(name: &Name) -> String {
    let field = words::snake(name.as_str());
    match field.as_str() {
        "" => "column".to_owned(),
        word if NO_FIELDS.contains(&word) => format!("{word}_"),
        digit if digit.starts_with(|first: char| first.is_numeric()) => format!("column_{digit}"),
        _ => field,
    }
}

/// The field that holds what is extended, which is no column's.
fn base_field(base: &Ident, fields: &BTreeMap<Name, Ident>) -> Ident {
    let mut taken = fields.values().map(|field| field.unraw().to_string()).collect();
    rust_ident(&numbered(&base.unraw().to_string().to_snake_case(), "_", &mut taken))
}

type Case = (&'static str, fn(&str) -> String);

/// The derive's words for how labels are made of variants; the first is its own.
const CASES: [Case; 8] = [
    ("snake_case", |name| name.to_snake_case()),
    ("lowercase", |name| name.to_lowercase()),
    ("UPPERCASE", |name| name.to_uppercase()),
    ("PascalCase", |name| name.to_upper_camel_case()),
    ("camelCase", |name| name.to_lower_camel_case()),
    ("SCREAMING_SNAKE_CASE", |name| name.to_shouty_snake_case()),
    ("kebab-case", |name| name.to_kebab_case()),
    ("SCREAMING-KEBAB-CASE", |name| name.to_kebab_case().to_uppercase()),
];

fn of_enum(each: &Enum, units: &[String], taken: &mut Taken) -> EnumNames {
    let unit = each.units.first().map_or("", |unit| &units[*unit]);
    let name = match (&each.name, &each.column) {
        (Some(name), _) => {
            let name = item_name(&words::camel(name.as_str()), "Enum");
            taken.item([name.clone(), format!("{unit}{name}"), format!("{name}Label")])
        }
        (None, Some((table, column))) => {
            let name = item_name(&words::camel(column.as_str()), "Enum");
            taken.item([name.clone(), format!("{}{name}", words::row(table.as_str()))])
        }
        (None, None) => taken.item(["Enum".to_owned()]),
    };
    let mut variants_taken = BTreeSet::from(["Self".to_owned()]);
    let variants: Vec<String> = each
        .labels
        .iter()
        .map(|label| numbered(&item_name(&words::camel(label), "Label"), "", &mut variants_taken))
        .collect();
    let fits = |(_, case): &&Case| {
        variants.iter().zip(&each.labels).all(|(variant, label)| case(variant) == *label)
    };
    let (case, of_case) = CASES.iter().find(fits).unwrap_or(&CASES[0]);
    let variants = variants.iter().zip(&each.labels);
    EnumNames {
        name,
        case: Some(*case).filter(|case| *case != CASES[0].0),
        variants: variants
            .map(|(variant, label)| (rust_ident(variant), of_case(variant) != *label))
            .collect(),
    }
}

/// The names of items that there are.
#[derive(Debug, Default)]
struct Taken(BTreeSet<String>);

impl Taken {
    /// The first free name of a table, for which the derive makes two further items.
    fn table<const N: usize>(&mut self, names: [String; N]) -> Ident {
        self.first(&names, |name| {
            vec![name.to_owned(), format!("New{name}"), format!("{name}Columns")]
        })
    }

    /// The first free name of an item.
    fn item<const N: usize>(&mut self, names: [String; N]) -> Ident {
        self.first(&names, |name| vec![name.to_owned()])
    }

    /// The first name whose items are all free; a number after the first one, if none is.
    fn first(&mut self, names: &[String], items: fn(&str) -> Vec<String>) -> Ident {
        let stem = names.first().map_or("", String::as_str);
        let numbered = (2_u32..).map(|number| format!("{stem}{number}"));
        for name in names.iter().cloned().chain(numbered) {
            let all = items(&name);
            let is_free =
                |item: &String| !self.0.contains(item) && !RESERVED.contains(&item.as_str());
            if all.iter().all(is_free) {
                self.0.extend(all);
                return rust_ident(&name);
            }
        }
        unreachable!("some number is free")
    }
}

/// The name itself, or with the first number that makes it another.
fn numbered(name: &str, separator: &str, taken: &mut BTreeSet<String>) -> String {
    let mut free = name.to_owned();
    let mut number = 2_u32;
    while !taken.insert(free.clone()) {
        free = format!("{name}{separator}{number}");
        number += 1;
    }
    free
}

/// An identifier, raw where it is a keyword.
fn rust_ident(name: &str) -> Ident {
    match is_plain(name) {
        true => Ident::new(name, Span::call_site()),
        false => Ident::new_raw(name, Span::call_site()),
    }
}

/// Whether the name is an identifier as it is. `gen` is a keyword of edition 2024, which `syn` does not know.
fn is_plain(name: &str) -> bool {
    name != "gen" && syn::parse_str::<Ident>(name).is_ok()
}
