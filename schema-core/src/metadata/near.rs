//! The name that was probably meant.

/// The nearest of the known names, if one is near enough to be a typing error.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = name.chars().count().div_ceil(3).clamp(1, 3);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered() {
        let known = ["asia.countries", "asia.capitals", "europe.countries"];
        assert_eq!(nearest("asia.countrys", known), Some("asia.countries"));
        assert_eq!(nearest("asia.capitlas", known), Some("asia.capitals"));
        assert_eq!(nearest("africa.rivers", known), None);
        assert_eq!(nearest("x", ["y", "z"]), Some("y"));
    }
}
