//! Which names a SQL text mentions, as far as its words show it.

use crate::ident::Ident;
use crate::metadata::QualifiedName;

/// The names in a SQL text, each with the one before it.
///
/// Text in literals and comments does not count. A column or an alias counts as what has the same name:
/// what follows from a mention is order alone, which one mention too many does not break.
///
/// ```
/// # use polyschema_core::ident::Ident;
/// # use polyschema_core::metadata::Mentions;
/// let mentions = Mentions::of("SELECT * FROM asia.countries JOIN capitals USING (country)");
/// let asia = Ident::new("asia")?;
/// assert!(mentions.contain(&asia, &"asia.capitals".parse()?));
/// assert!(!mentions.contain(&asia, &"europe.countries".parse()?));
/// # Ok::<(), polyschema_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Mentions(Vec<Word>);

impl Mentions {
    /// Reads a text.
    pub fn of(sql: &str) -> Self {
        Self(words(sql))
    }

    /// Whether the text, standing in an object of the schema `within`, mentions something: with its
    /// schema before it, or with no name before it where it lies in the same schema.
    pub fn contain(&self, within: &Ident, name: &QualifiedName) -> bool {
        let Self(words) = self;
        words.iter().enumerate().any(|(at, word)| {
            if !word.is(&name.name) {
                return false;
            }
            match at.checked_sub(1).map(|before| &words[before]) {
                Some(schema) if word.qualified => schema.is(&name.schema),
                _ => *within == name.schema,
            }
        })
    }

    /// Whether the text has a name, whatever stands before it.
    pub fn contain_name(&self, name: &Ident) -> bool {
        self.0.iter().any(|word| word.is(name))
    }

    /// Whether the text has a schema's name with a full stop behind it, be it in a literal, as in
    /// `nextval('asia.numbers')`.
    pub fn contain_schema(&self, schema: &str) -> bool {
        let is_schema = |word: &Word| !word.qualified && word.has_text(schema);
        self.0.windows(2).any(|pair| pair[1].qualified && is_schema(&pair[0]))
    }
}

/// A name in SQL text.
#[derive(Debug)]
struct Word {
    text: String,
    delimited: bool,
    /// Whether a name and a full stop stand before it.
    qualified: bool,
    /// Whether it stands in a literal.
    literal: bool,
}

impl Word {
    fn is(&self, name: &Ident) -> bool {
        !self.literal && self.has_text(name.as_str())
    }

    /// Names that are not delimited are the same in any case.
    fn has_text(&self, name: &str) -> bool {
        match self.delimited {
            true => self.text == name,
            false => self.text.eq_ignore_ascii_case(name),
        }
    }
}

fn words(sql: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = sql;
    // Whether the last thing that was read is a full stop behind a word.
    let (mut after_word, mut after_stop) = (false, false);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => delimited(rest, '"'),
            '\'' => delimited(rest, '\''),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            first if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            first => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        let delimited = first == '"';
        if delimited || is_word(first) {
            let text = match delimited {
                true => {
                    let inside = token[1..].strip_suffix('"').unwrap_or(&token[1..]);
                    inside.replace("\"\"", "\"")
                }
                false => token.to_owned(),
            };
            words.push(Word { text, delimited, qualified: after_stop, literal: false });
            (after_word, after_stop) = (true, false);
        } else if first == '\'' {
            let inside = self::words(&token[1..].replace('\'', " "));
            words.extend(inside.into_iter().map(|word| Word { literal: true, ..word }));
            (after_word, after_stop) = (false, false);
        } else if !first.is_whitespace() {
            after_stop = after_word && first == '.';
            after_word = false;
        }
    }
    words
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

/// The length of what begins with a quote and ends with the next one that is not doubled.
fn delimited(text: &str, quote: char) -> usize {
    let mut rest = &text[1..];
    loop {
        let Some(end) = rest.find(quote) else { return text.len() };
        rest = &rest[end + 1..];
        match rest.strip_prefix(quote) {
            Some(after) => rest = after,
            None => return text.len() - rest.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, expected: bool) {
        let within = Ident::new("asia").unwrap();
        let name = "asia.countries".parse().unwrap();
        assert_eq!(Mentions::of(sql).contain(&within, &name), expected, "{sql}");
    }

    #[test]
    fn names_are_found() {
        check("SELECT * FROM asia.countries c", true);
        check(r#"SELECT * FROM "asia" . "countries""#, true);
        check("SELECT * FROM Countries", true);
        check("SELECT ARRAY(SELECT 1 FROM countries)", true);
    }

    #[test]
    fn other_words_are_not() {
        check("SELECT * FROM europe.countries", false);
        check("SELECT 'countries', \"COUNTRIES\" -- countries\n FROM x", false);
        check("SELECT countries_2, x.countries /* countries */ FROM x", false);
        check("SELECT 'it''s countries' FROM x", false);
    }

    #[test]
    fn another_schema_must_be_named() {
        let within = Ident::new("europe").unwrap();
        let name = "asia.countries".parse().unwrap();
        assert!(Mentions::of("SELECT * FROM asia.countries").contain(&within, &name));
        assert!(!Mentions::of("SELECT * FROM countries").contain(&within, &name));
    }

    #[test]
    fn schemas_are_found_before_a_full_stop() {
        let asia = Ident::new("asia").unwrap();
        for sql in ["asia.f(x)", "x > ASIA . y", r#""asia".f()"#, "nextval('asia.s')"] {
            assert!(Mentions::of(sql).contain_schema("asia"), "{sql}");
        }
        for sql in ["asia > 1", "eurasia.x", "asia_x.y", "x.asia", r#""asia" > 1"#, "asiatic.x"] {
            assert!(!Mentions::of(sql).contain_schema("asia"), "{sql}");
        }
        for (sql, schema) in [(r#""a""b".f()"#, r#"a"b"#), (r#""a""".f()"#, r#"a""#)] {
            assert!(Mentions::of(sql).contain_schema(schema), "{sql}");
        }
        assert!(Mentions::of("asia > 1").contain_name(&asia));
    }
}
