//! Words: the singular of a table's name, and names in Rust's cases.
//!
//! English has more exceptions than are here. What is not known stays as it is, so that a name is at worst
//! a plural; whoever reads the source renames it.

use heck::{ToSnakeCase, ToUpperCamelCase};
use polyschema_core::ident::Ident;

/// Plurals that no ending tells.
const IRREGULAR: &[(&str, &str)] = &[
    ("people", "person"),
    ("men", "man"),
    ("women", "woman"),
    ("children", "child"),
    ("mice", "mouse"),
    ("geese", "goose"),
    ("feet", "foot"),
    ("teeth", "tooth"),
    ("lives", "life"),
    ("knives", "knife"),
    ("wives", "wife"),
    ("leaves", "leaf"),
    ("halves", "half"),
    ("shelves", "shelf"),
    ("indices", "index"),
    ("indexes", "index"),
    ("vertices", "vertex"),
    ("matrices", "matrix"),
    ("criteria", "criterion"),
    ("phenomena", "phenomenon"),
    ("analyses", "analysis"),
    ("bases", "base"),
    ("crises", "crisis"),
    ("theses", "thesis"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("zombies", "zombie"),
    ("ties", "tie"),
    ("shoes", "shoe"),
    ("heroes", "hero"),
    ("potatoes", "potato"),
    ("tomatoes", "tomato"),
    ("quizzes", "quiz"),
    ("caches", "cache"),
    ("axes", "axis"),
];

/// Words that end like a plural and are none, or are their own.
const SAME: &[&str] = &[
    "series",
    "species",
    "news",
    "analysis",
    "lens",
    "gps",
    "sms",
    "dns",
    "aws",
    "https",
    "canvas",
    "atlas",
    "alias",
    "bias",
    "chaos",
    "christmas",
    "kudos",
    "means",
    "settings",
    "logistics",
    "analytics",
    "metrics",
    "statistics",
    "physics",
    "politics",
    "mathematics",
    "economics",
];

/// Endings of plurals, the first that fits, with what takes their place.
const ENDINGS: &[(&str, &str)] = &[
    ("aliases", "alias"),
    ("statuses", "status"),
    ("buses", "bus"),
    ("viruses", "virus"),
    ("bonuses", "bonus"),
    ("campuses", "campus"),
    ("censuses", "census"),
    ("gases", "gas"),
    ("ies", "y"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("zzes", "zz"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
];

/// A name with its last word in the singular: `asian_countries` becomes `asian_country`.
fn singular(snake: &str) -> String {
    let (before, last) = snake
        .rsplit_once('_')
        .map_or(("", snake), |(_, last)| snake.split_at(snake.len() - last.len()));
    format!("{before}{}", singular_word(last))
}

fn singular_word(word: &str) -> String {
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return (*singular).to_owned();
    }
    if SAME.contains(&word) || word.len() < 4 {
        return word.to_owned();
    }
    let ending = ENDINGS.iter().find_map(|(plural, singular)| {
        let stem = word.strip_suffix(plural)?;
        Some(format!("{stem}{singular}"))
    });
    ending.unwrap_or_else(|| word.to_owned())
}

/// The name of a struct for rows of a table.
pub(super) fn row(table: &str) -> String {
    camel(&singular(&table.to_snake_case()))
}

/// The name in upper camel case, with only what an identifier can have; it may begin with a digit.
pub(super) fn camel(name: &str) -> String {
    parts(name).to_upper_camel_case()
}

/// The name in snake case, unless it is that already; it may begin with a digit.
pub(super) fn snake(name: &str) -> String {
    let is_snake = name.chars().all(|c| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit())
        && !name.contains("__")
        && name.starts_with(|c: char| c.is_ascii_lowercase());
    if is_snake {
        return name.to_owned();
    }
    parts(name).to_snake_case()
}

/// The name with a space for all that no identifier can have, and nothing for an apostrophe.
fn parts(name: &str) -> String {
    let name = name.chars().filter(|character| *character != '\'');
    name.map(|character| if is_part(character) { character } else { ' ' }).collect()
}

/// Whether a character can be part of an identifier, whatever its script.
fn is_part(character: char) -> bool {
    syn::parse_str::<syn::Ident>(&format!("part{character}")).is_ok()
}

/// Whether the name stands in SQL as a word of its own.
pub(super) fn names(sql: &str, name: &Ident) -> bool {
    let is_word = |character: Option<char>| {
        character.is_some_and(|character| character == '_' || character.is_alphanumeric())
    };
    sql.match_indices(name.as_str()).any(|(at, found)| {
        !is_word(sql[..at].chars().next_back()) && !is_word(sql[at + found.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_singular() {
        for (table, expected) in [
            ("countries", "Country"),
            ("asian_countries", "AsianCountry"),
            ("addresses", "Address"),
            ("order_statuses", "OrderStatus"),
            ("status", "Status"),
            ("people", "Person"),
            ("boxes", "Box"),
            ("batches", "Batch"),
            ("series", "Series"),
            ("OrderLines", "OrderLine"),
            ("houses", "House"),
            ("bus", "Bus"),
            ("class", "Class"),
            ("analyses", "Analysis"),
            ("data", "Data"),
        ] {
            assert_eq!(row(table), expected, "{table}");
        }
    }

    #[test]
    fn cases_hold_identifiers_alone() {
        assert_eq!(camel("so-so (2nd)"), "SoSo2nd");
        assert_eq!(camel("it's"), "Its");
        assert_eq!(camel("!?"), "");
        assert_eq!(snake("created_at"), "created_at");
        assert_eq!(snake("Country Name"), "country_name");
        assert_eq!(snake("a__b"), "a_b");
        assert_eq!(snake("größe"), "größe");
    }
}
