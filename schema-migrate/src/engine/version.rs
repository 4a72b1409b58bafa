//! Versions: the two numbers by which engines tell their releases apart.

use std::fmt;

/// A version, as far as anything depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The first number.
    pub major: u32,
    /// The second one; 0 where there is none.
    pub minor: u32,
}

impl Version {
    /// The first numbers in a text (`v25.1.3`, `13.2-1`, `3.46.0`).
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.trim_start_matches(|c: char| !c.is_ascii_digit()).split('.');
        let number = |text: &str| {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            text[..end].parse().ok()
        };
        let major = number(numbers.next()?)?;
        Some(Self { major, minor: numbers.next().and_then(number).unwrap_or(0) })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}
