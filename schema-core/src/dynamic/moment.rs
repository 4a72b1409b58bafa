//! Dates and times in text: ISO 8601 in, one spelling out, with no crate of dates behind it.
//!
//! Years are those of four digits. What is read from a database and is none of these (`infinity`,
//! years before Christ) stays as the database writes it.

use std::fmt::Write;

/// How a moment is spelled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelling {
    /// Between date and time.
    separator: char,
    /// After a moment in UTC.
    utc: &'static str,
}

impl Spelling {
    /// RFC 3339: what JSON has, and what PostgreSQL reads.
    pub(super) const RFC_3339: Self = Self { separator: 'T', utc: "Z" };
    /// As sqlx writes it into SQLite, where text must compare as the moments do.
    pub(super) const SQLITE_TIMESTAMP: Self = Self { separator: ' ', utc: "" };
    /// As sqlx writes it into SQLite, in UTC.
    pub(super) const SQLITE_TIMESTAMPTZ: Self = Self { separator: 'T', utc: "+00:00" };
}

/// `2000-12-31`, checked.
pub(super) fn date(text: &str) -> Option<String> {
    let mut rest = Rest(text);
    let day = rest.date()?;
    rest.end()?;
    Some(write_date(day))
}

/// `23:59:59.5`, with so many digits of a second at most.
pub(super) fn time(text: &str, digits: usize) -> Option<String> {
    let mut rest = Rest(text);
    let (second, fraction) = rest.time()?;
    rest.end()?;
    (fraction.len() <= digits).then(|| write_time(second, fraction))
}

/// `2000-12-31T23:59:59`.
pub(super) fn timestamp(text: &str, digits: usize, spelling: Spelling) -> Option<String> {
    let mut rest = Rest(text);
    let (day, second, fraction) = rest.timestamp()?;
    rest.end()?;
    let text = format!("{}{}{}", write_date(day), spelling.separator, write_time(second, fraction));
    (fraction.len() <= digits).then_some(text)
}

/// `2000-12-31T23:59:59+01:00`, in UTC.
pub(super) fn timestamptz(text: &str, digits: usize, spelling: Spelling) -> Option<String> {
    let mut rest = Rest(text);
    let (day, second, fraction) = rest.timestamp()?;
    let seconds = day * DAY + second - rest.offset()?;
    rest.end()?;
    let (day, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    if fraction.len() > digits || !(FIRST..=LAST).contains(&day) {
        return None;
    }
    let Spelling { separator, utc } = spelling;
    Some(format!("{}{separator}{}{utc}", write_date(day), write_time(second, fraction)))
}

/// The seconds of a day.
const DAY: i64 = 86_400;
/// The days of 0001-01-01 and 9999-12-31.
const FIRST: i64 = to_day(1, 1, 1);
const LAST: i64 = to_day(9999, 12, 31);

/// Days since 1970-01-01. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
const fn to_day(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day; the other way of [`to_day`].
const fn from_day(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

fn write_date(day: i64) -> String {
    let (year, month, day) = from_day(day);
    format!("{year:04}-{month:02}-{day:02}")
}

fn write_time(second: i64, fraction: &str) -> String {
    let mut text = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    if !fraction.is_empty() {
        // Writing to a `String` cannot fail.
        let _ = write!(text, ".{fraction}");
    }
    text
}

/// What is left of a text.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    fn eat(&mut self, any: &[char]) -> Option<char> {
        let first = self.0.chars().next().filter(|first| any.contains(first))?;
        self.0 = &self.0[first.len_utf8()..];
        Some(first)
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let digits = self.0.get(..count)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.0 = &self.0[count..];
        digits.parse().ok()
    }

    /// Days since 1970-01-01.
    fn date(&mut self) -> Option<i64> {
        let year = self.digits(4)?;
        self.eat(&['-'])?;
        let month = self.digits(2)?;
        self.eat(&['-'])?;
        let day = self.digits(2)?;
        // A month has no 31st when it comes back as another day.
        let days = to_day(year, month.clamp(1, 12), day);
        (year > 0 && from_day(days) == (year, month, day)).then_some(days)
    }

    /// The second of the day, and the digits of its fraction, without zeros at the end.
    fn time(&mut self) -> Option<(i64, &'a str)> {
        let hour = self.digits(2)?;
        self.eat(&[':'])?;
        let minute = self.digits(2)?;
        let mut second = 0;
        let mut fraction = "";
        if self.eat(&[':']).is_some() {
            second = self.digits(2)?;
            if self.eat(&['.']).is_some() {
                let end = self.0.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.0.len());
                (fraction, self.0) = self.0.split_at(end);
                if fraction.is_empty() {
                    return None;
                }
            }
        }
        let second_of_day = hour * 3600 + minute * 60 + second;
        let valid = hour < 24 && minute < 60 && second < 60;
        valid.then(|| (second_of_day, fraction.trim_end_matches('0')))
    }

    fn timestamp(&mut self) -> Option<(i64, i64, &'a str)> {
        let day = self.date()?;
        self.eat(&['T', 't', ' '])?;
        let (second, fraction) = self.time()?;
        Some((day, second, fraction))
    }

    /// Seconds east of UTC: `Z`, `+01:00`, `+0100` or `+01`.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.eat(&['Z', 'z', '+', '-'])? {
            '+' => 1,
            '-' => -1,
            _ => return Some(0),
        };
        let hours = self.digits(2)?;
        let minutes = match self.eat(&[':']) {
            Some(_) => self.digits(2)?,
            None => self.digits(2).unwrap_or(0),
        };
        (hours < 16 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(actual: Option<String>, expected: &str) {
        assert_eq!(actual.as_deref().unwrap_or("-"), expected);
    }

    #[test]
    fn days_are_counted() {
        assert_eq!((to_day(1970, 1, 1), to_day(2000, 3, 1), FIRST), (0, 11_017, -719_162));
        for day in (FIRST..=LAST).step_by(97) {
            let (year, month, of_month) = from_day(day);
            assert_eq!(to_day(year, month, of_month), day);
        }
    }

    #[test]
    fn dates_and_times_are_checked() {
        check(date("2000-02-29"), "2000-02-29");
        for text in
            ["1900-02-29", "2000-13-01", "2000-00-01", "2000-1-1", "0000-01-01", "2000-01-01 "]
        {
            check(date(text), "-");
        }
        check(time("23:59", 6), "23:59:00");
        check(time("23:59:59.500", 6), "23:59:59.5");
        check(time("23:59:59.1234567", 6), "-");
        for text in ["24:00", "23:60", "23:59:60", "1:00", "23:59:59."] {
            check(time(text, 6), "-");
        }
    }

    #[test]
    fn moments_are_written_in_utc() {
        let rfc = |text| timestamptz(text, 6, Spelling::RFC_3339);
        check(rfc("2000-01-01 00:30:00+01"), "1999-12-31T23:30:00Z");
        check(rfc("2000-01-01T00:30:00.25-0530"), "2000-01-01T06:00:00.25Z");
        check(rfc("2000-01-01T00:30Z"), "2000-01-01T00:30:00Z");
        check(rfc("0001-01-01T00:00:00+01:00"), "-");
        check(rfc("2000-01-01T00:30:00"), "-");
        check(rfc("infinity"), "-");
        let stored = Spelling::SQLITE_TIMESTAMPTZ;
        check(timestamptz("2000-01-01T00:30Z", 9, stored), "2000-01-01T00:30:00+00:00");
        let stored = Spelling::SQLITE_TIMESTAMP;
        check(timestamp("2000-01-01T00:30", 9, stored), "2000-01-01 00:30:00");
        check(timestamp("2000-01-01T00:30Z", 9, stored), "-");
    }
}
