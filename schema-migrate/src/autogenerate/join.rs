//! Two snapshots that grew from one, as one: a three-way merge of JSON.
//!
//! Objects are joined by key, lists of named things by name. What both sides changed, and not alike, is a
//! conflict.

use serde_json::{Map, Value};

/// Joins two values that grew from one; a conflict takes `left`, and its path is added.
pub(super) fn join(
    base: &Value,
    left: &Value,
    right: &Value,
    path: &str,
    conflicts: &mut Vec<String>,
) -> Value {
    if left == right || right == base {
        return left.clone();
    }
    if left == base {
        return right.clone();
    }
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            let empty = Map::new();
            let base = base.as_object().unwrap_or(&empty);
            Value::Object(objects(base, left, right, path, conflicts))
        }
        (Value::Array(left), Value::Array(right)) => match (named(left), named(right)) {
            (Some(left_named), Some(right_named)) => {
                let base_named = base.as_array().and_then(|base| named(base)).unwrap_or_default();
                // As the left has them, then what only the right has.
                let mut order: Vec<String> = left.iter().filter_map(name).collect();
                order.extend(
                    right.iter().filter_map(name).filter(|one| !left_named.contains_key(one)),
                );
                let mut joined = objects(&base_named, &left_named, &right_named, path, conflicts);
                Value::Array(order.iter().filter_map(|name| joined.remove(name)).collect())
            }
            _ => conflict(left.clone().into(), path, conflicts),
        },
        _ => conflict(left.clone(), path, conflicts),
    }
}

fn objects(
    base: &Map<String, Value>,
    left: &Map<String, Value>,
    right: &Map<String, Value>,
    path: &str,
    conflicts: &mut Vec<String>,
) -> Map<String, Value> {
    let mut joined = Map::new();
    let only_right = right.keys().filter(|key| !left.contains_key(*key));
    for key in left.keys().chain(only_right) {
        let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let value = match (base.get(key), left.get(key), right.get(key)) {
            (Some(base), Some(left), Some(right)) => {
                Some(join(base, left, right, &inner, conflicts))
            }
            (None, Some(left), Some(right)) => {
                Some(join(&Value::Null, left, right, &inner, conflicts))
            }
            // One side dropped it.
            (Some(base), Some(other), None) | (Some(base), None, Some(other)) => {
                match base == other {
                    true => None,
                    false => Some(conflict(other.clone(), &inner, conflicts)),
                }
            }
            (None, Some(new), None) | (None, None, Some(new)) => Some(new.clone()),
            (_, None, None) => None,
        };
        joined.extend(value.map(|value| (key.clone(), value)));
    }
    joined
}

fn conflict(taken: Value, path: &str, conflicts: &mut Vec<String>) -> Value {
    conflicts.push(path.to_owned());
    taken
}

/// The elements of a list by name, if each has one of its own.
fn named(list: &[Value]) -> Option<Map<String, Value>> {
    let mut by_name = Map::new();
    for value in list {
        by_name.insert(name(value)?, value.clone());
    }
    (by_name.len() == list.len()).then_some(by_name)
}

fn name(value: &Value) -> Option<String> {
    Some(value.as_object()?.get("name")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(base: Value, left: Value, right: Value, expected: Value, expected_conflicts: &[&str]) {
        let mut conflicts = Vec::new();
        assert_eq!(join(&base, &left, &right, "", &mut conflicts), expected);
        assert_eq!(conflicts, expected_conflicts);
    }

    #[test]
    fn what_each_side_added_is_there() {
        let column = |name: &str| json!({"name": name, "type": "text"});
        check(
            json!({"columns": [column("a")]}),
            json!({"columns": [column("a"), column("b")], "note": 1}),
            json!({"columns": [column("a"), column("c")]}),
            json!({"columns": [column("a"), column("b"), column("c")], "note": 1}),
            &[],
        );
    }

    #[test]
    fn what_one_side_dropped_is_gone() {
        check(
            json!({"t": 1, "u": 1}),
            json!({"u": 1, "v": 1}),
            json!({"t": 1, "u": 2}),
            json!({"u": 2, "v": 1}),
            &[],
        );
    }

    #[test]
    fn what_both_changed_is_a_conflict() {
        check(
            json!({"t": {"type": 1, "key": [1]}}),
            json!({"t": {"type": 2, "key": [2]}}),
            json!({"t": {"type": 3, "key": [3]}}),
            json!({"t": {"type": 2, "key": [2]}}),
            &["t.key", "t.type"],
        );
        check(json!({"t": 1}), json!({}), json!({"t": 2}), json!({"t": 2}), &["t"]);
    }
}
