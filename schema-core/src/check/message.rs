//! Text that is put together in a constant.

use std::str;

/// A message under construction; what goes beyond its room is cut off.
pub(crate) struct Message {
    bytes: [u8; ROOM],
    len: usize,
}

const ROOM: usize = 600;

impl Message {
    /// An empty message.
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; ROOM], len: 0 }
    }

    /// Adds text.
    pub(crate) const fn text(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut i = 0;
        while i < text.len() && self.len < ROOM {
            self.bytes[self.len] = text[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    /// Adds a name in backticks.
    pub(crate) const fn name(self, name: &str) -> Self {
        self.text("`").text(name).text("`")
    }

    /// Adds names in backticks, with commas between them.
    pub(crate) const fn names(mut self, names: &[&str]) -> Self {
        let mut i = 0;
        while i < names.len() {
            if i > 0 {
                self = self.text(", ");
            }
            self = self.name(names[i]);
            i += 1;
        }
        self
    }

    /// Adds a number.
    pub(crate) const fn number(self, number: usize) -> Self {
        let this = if number >= 10 { self.number(number / 10) } else { self };
        let digit = [b'0' + (number % 10) as u8];
        match str::from_utf8(&digit) {
            Ok(digit) => this.text(digit),
            Err(_) => this,
        }
    }

    /// The message; a character that was cut in two is left out.
    pub(crate) const fn as_str(&self) -> &str {
        let (mut text, _) = self.bytes.split_at(self.len);
        loop {
            match str::from_utf8(text) {
                Ok(text) => return text,
                Err(error) => (text, _) = text.split_at(error.valid_up_to()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Message;

    #[test]
    fn messages_are_composed() {
        let message = Message::new().names(&["a", "b"]).text(" have ").number(1024).text(" bytes");
        assert_eq!(message.as_str(), "`a`, `b` have 1024 bytes");
    }

    #[test]
    fn long_messages_are_cut_between_characters() {
        let message = Message::new().text("x").text(&"é".repeat(400));
        assert_eq!(message.as_str(), format!("x{}", "é".repeat(299)));
    }
}
