//! The mapping of tenants to shards for PgDog, which routes by a table's schema.
//!
//! Invariant: a tenant's shard depends on its name and the number of shards alone; one shard more takes its share
//! from the others, and moves nothing between them.

use sha2::{Digest, Sha256};

/// The `[[sharded_schemas]]` of `pgdog.toml`: each tenant on its shard, shared schemas on all of them.
///
/// `database` is the `name` that PgDog's `[[databases]]` have. Where the tenants lie is not looked at.
///
/// Source: PgDog's documentation, "Sharded schemas".
pub fn sharded_schemas<'a>(
    database: &str,
    shards: u32,
    tenants: impl IntoIterator<Item = &'a str>,
    shared: impl IntoIterator<Item = &'a str>,
) -> String {
    let mut toml = String::new();
    let mut entry = |name: &str, place: String| {
        if !toml.is_empty() {
            toml.push('\n');
        }
        toml.push_str("[[sharded_schemas]]\ndatabase = ");
        quote(database, &mut toml);
        toml.push_str("\nname = ");
        quote(name, &mut toml);
        toml.push_str(&format!("\n{place}\n"));
    };
    for name in shared {
        entry(name, "all = true".to_owned());
    }
    for name in tenants {
        entry(name, format!("shard = {}", shard(name, shards)));
    }
    toml
}

/// The shard of a name, from 0.
///
/// Source: Lamping and Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm" (2014).
pub fn shard(name: &str, shards: u32) -> u32 {
    let digest = Sha256::digest(name.as_bytes());
    let mut key = digest.iter().take(8).fold(0_u64, |key, byte| key << 8 | u64::from(*byte));
    let (mut found, mut next) = (0_u64, 0_u64);
    while next < u64::from(shards) {
        found = next;
        key = key.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(1);
        // (found + 1) * 2^31 / (the upper 31 bits of the key + 1), without fractions.
        next = ((found + 1) << 31) / ((key >> 33) + 1);
    }
    u32::try_from(found).unwrap_or(0)
}

/// A basic string of TOML.
fn quote(text: &str, toml: &mut String) {
    toml.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => toml.extend(['\\', character]),
            control if control.is_control() => {
                toml.push_str(&format!("\\u{:04X}", u32::from(control)));
            }
            other => toml.push(other),
        }
    }
    toml.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted() {
        let names = ["acme", "o\"brien", "back\\slash", "tab\there", "\u{7f}", "größe"];
        let text = sharded_schemas("prod", 4, names, ["shared"]);
        let parsed: toml::Table = text.parse().expect("it is TOML");
        let entries = parsed["sharded_schemas"].as_array().expect("there are several");
        let read: Vec<_> = entries.iter().map(|entry| entry["name"].as_str().unwrap()).collect();
        assert_eq!(
            read,
            ["shared", "acme", "o\"brien", "back\\slash", "tab\there", "\u{7f}", "größe"]
        );
        assert_eq!(entries[0]["all"].as_bool(), Some(true));
        let of_acme = i64::from(shard("acme", 4));
        assert_eq!(entries[1]["shard"].as_integer(), Some(of_acme));
    }

    #[test]
    fn shards_are_alike_and_grow_by_moving_to_the_new_one() {
        let names: Vec<String> = (0..10_000).map(|number| format!("t_{number}")).collect();
        let mut counts = [0; 4];
        for name in &names {
            let (of_four, of_five) = (shard(name, 4), shard(name, 5));
            counts[of_four as usize] += 1;
            assert!(of_five == of_four || of_five == 4, "{name} moved from {of_four} to {of_five}");
        }
        assert!(counts.iter().all(|count| (2300..2700).contains(count)), "{counts:?}");
        assert_eq!(shard("acme", 1), 0);
    }

    /// What was written yesterday is right tomorrow.
    #[test]
    fn shards_stay_as_they_are() {
        let of = |name| shard(name, 16);
        assert_eq!(["acme", "globex", "initech"].map(of), [10, 6, 7]);
    }
}
