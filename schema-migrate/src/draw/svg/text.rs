//! Texts: how wide they are, cut where they are too long, and safe in XML.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many cells of a monospaced font a text takes.
pub(super) fn cells(text: &str) -> usize {
    text.width()
}

/// The text in at most so many cells, with `…` where its end is missing.
pub(super) fn cut(text: &str, most: usize) -> String {
    if cells(text) <= most {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut left = most - 1;
    for character in text.chars() {
        let width = character.width().unwrap_or(1);
        if width > left {
            break;
        }
        left -= width;
        cut.push(character);
    }
    cut.push('…');
    cut
}

/// The text as it stands in an element or in an attribute; what XML 1.0 has no way to write becomes `U+FFFD`.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(cut("countries", 9), "countries");
        assert_eq!(cut("countries", 8), "countri…");
        assert_eq!(cut("国国国", 5), "国国…");
        assert_eq!(cells(&cut("a国国国", 5)), 4);
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escaped("a\"<b> & 'ü'\u{1}\n"), "a&quot;&lt;b&gt; &amp; 'ü'\u{fffd}&#10;");
    }
}
