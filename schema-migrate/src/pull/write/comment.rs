//! Comments beside items: lines of words, and lists of names.

/// The longest line of a comment.
const WIDTH: usize = 100;

/// The text as lines of a comment.
pub(super) fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::from("//");
    for word in text.split_whitespace() {
        if line.len() > 2 && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut line, String::from("//")));
        }
        line.push(' ');
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// Names one after another, those with consecutive numbers as `first to last`.
pub(super) fn listed(names: &[&str]) -> String {
    let mut runs: Vec<(&str, &str)> = Vec::new();
    for name in names {
        match runs.last_mut() {
            Some((_, last)) if next(last).as_deref() == Some(name) => *last = name,
            _ => runs.push((name, name)),
        }
    }
    let runs = runs.iter().map(|(first, last)| match first == last {
        true => format!("`{first}`"),
        false => format!("`{first}` to `{last}`"),
    });
    runs.collect::<Vec<_>>().join(", ")
}

/// The name with the next number at its end, in as many digits.
fn next(name: &str) -> Option<String> {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &name[stem.len()..];
    let number = digits.parse::<u64>().ok()?.checked_add(1)?;
    Some(format!("{stem}{number:0width$}", width = digits.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_names_are_one() {
        assert_eq!(listed(&["a", "t_09", "t_10", "t_11", "t_2"]), "`a`, `t_09` to `t_11`, `t_2`");
        assert_eq!(listed(&[]), "");
    }

    #[test]
    fn long_texts_have_several_lines() {
        let lines = wrapped(&"word ".repeat(30));
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.len() <= WIDTH && line.starts_with("// word")));
    }
}
