//! From the binary form to values. Source: the `_send` functions of PostgreSQL, and `array_send`.

/// A value that has a binary form.
pub(super) trait Binary: Sized {
    /// The types that are read so. Source: `pg_type.dat` of PostgreSQL, as all numbers here.
    const TYPES: &'static [u32];
    /// The types of arrays of them.
    const ARRAYS: &'static [u32];

    /// Reads it.
    ///
    /// # Errors
    /// Why the bytes are no such value.
    fn from_bytes(bytes: &[u8]) -> Result<Self, String>;
}

/// The bytes of the next field, without its length; `None` within for NULL.
#[inline]
pub(super) fn field<'r>(rest: &mut &'r [u8]) -> Option<Option<&'r [u8]>> {
    let (length, after) = rest.split_first_chunk()?;
    let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
        *rest = after;
        return Some(None);
    };
    let (field, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(Some(field))
}

/// The elements of an array of one dimension, without NULL.
pub(super) fn elements<T: Binary>(bytes: &[u8]) -> Result<Vec<T>, String> {
    let short = || "the array ends too early".to_owned();
    let (dimensions, _) = bytes.split_first_chunk().ok_or_else(short)?;
    match i32::from_be_bytes(*dimensions) {
        0 => return Ok(Vec::new()),
        1 => {}
        more => return Err(format!("the array has {more} dimensions")),
    }
    // Dimensions, flags, element type; then the length, and the lower bound.
    let (length, _) = bytes.get(12..).and_then(<[u8]>::split_first_chunk).ok_or_else(short)?;
    let length = usize::try_from(i32::from_be_bytes(*length)).unwrap_or(0);
    let mut rest = bytes.get(20..).ok_or_else(short)?;
    let element = |_| match field(&mut rest) {
        Some(Some(bytes)) => T::from_bytes(bytes),
        Some(None) => Err("an element of the array is NULL".to_owned()),
        None => Err(short()),
    };
    (0..length).map(element).collect()
}

fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N], String> {
    bytes.try_into().map_err(|_| format!("it has {} bytes instead of {N}", bytes.len()))
}

macro_rules! numbers {
    ($($type:ty => $oid:literal, $array:literal;)*) => {$(
        impl Binary for $type {
            const TYPES: &'static [u32] = &[$oid];
            const ARRAYS: &'static [u32] = &[$array];

            #[inline]
            fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
                Ok(Self::from_be_bytes(exactly(bytes)?))
            }
        }
    )*};
}

numbers! {
    i16 => 21, 1005;
    i32 => 23, 1007;
    i64 => 20, 1016;
    f32 => 700, 1021;
    f64 => 701, 1022;
}

impl Binary for bool {
    const TYPES: &'static [u32] = &[16];
    const ARRAYS: &'static [u32] = &[1000];

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        exactly::<1>(bytes).map(|[byte]| byte != 0)
    }
}

/// `text`, `varchar`, `char(n)`, `name`, and what has no type yet.
impl Binary for String {
    const TYPES: &'static [u32] = &[25, 1043, 1042, 19, 705];
    const ARRAYS: &'static [u32] = &[1009, 1015, 1014];

    #[inline]
    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Binary for Vec<u8> {
    const TYPES: &'static [u32] = &[17];
    const ARRAYS: &'static [u32] = &[1001];

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        Ok(bytes.to_owned())
    }
}

/// The text of a `json` or `jsonb` value; before the latter stands its version.
pub(super) struct Json(pub(super) String);

impl Binary for Json {
    const TYPES: &'static [u32] = &[3802, 114];
    const ARRAYS: &'static [u32] = &[];

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let text = bytes.strip_prefix(&[1]).unwrap_or(bytes);
        String::from_bytes(text).map(Self)
    }
}

#[cfg(feature = "uuid")]
impl Binary for uuid::Uuid {
    const TYPES: &'static [u32] = &[2950];
    const ARRAYS: &'static [u32] = &[2951];

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        exactly(bytes).map(Self::from_bytes)
    }
}

/// Dates are days, times microseconds; both are counted from the beginning of 2000.
macro_rules! moments {
    ($($(#[$attribute:meta])* $type:ty => $oid:literal, $array:literal, $unit:ty, $of:expr;)*) => {$(
        $(#[$attribute])*
        impl Binary for $type {
            const TYPES: &'static [u32] = &[$oid];
            const ARRAYS: &'static [u32] = &[$array];

            fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
                let of: fn($unit) -> Option<Self> = $of;
                let count = <$unit>::from_be_bytes(exactly(bytes)?);
                of(count).ok_or_else(|| "it is out of the range of its Rust type".to_owned())
            }
        }
    )*};
}

#[cfg(feature = "chrono")]
fn chrono_moment(microseconds: i64) -> Option<chrono::NaiveDateTime> {
    let start = chrono::NaiveDate::from_ymd_opt(2000, 1, 1)?.and_time(chrono::NaiveTime::MIN);
    start.checked_add_signed(chrono::TimeDelta::microseconds(microseconds))
}

#[cfg(feature = "time")]
fn moment(microseconds: i64) -> Option<time::PrimitiveDateTime> {
    let start = time::PrimitiveDateTime::new(date(0)?, time::Time::MIDNIGHT);
    start.checked_add(time::Duration::microseconds(microseconds))
}

/// Source: the Julian day of 2000-01-01 is 2,451,545.
#[cfg(feature = "time")]
fn date(days: i32) -> Option<time::Date> {
    time::Date::from_julian_day(days.checked_add(2_451_545)?).ok()
}

moments! {
    #[cfg(feature = "chrono")]
    chrono::NaiveDate => 1082, 1182, i32, |days| {
        Self::from_ymd_opt(2000, 1, 1)?.checked_add_signed(chrono::TimeDelta::days(days.into()))
    };
    #[cfg(feature = "chrono")]
    chrono::NaiveTime => 1083, 1183, i64, |microseconds| chrono_moment(microseconds).map(|moment| moment.time());
    #[cfg(feature = "chrono")]
    chrono::NaiveDateTime => 1114, 1115, i64, chrono_moment;
    #[cfg(feature = "chrono")]
    chrono::DateTime<chrono::Utc> => 1184, 1185, i64, |microseconds| {
        chrono_moment(microseconds).map(|moment| moment.and_utc())
    };
    #[cfg(feature = "time")]
    time::Date => 1082, 1182, i32, date;
    #[cfg(feature = "time")]
    time::Time => 1083, 1183, i64, |microseconds| moment(microseconds).map(time::PrimitiveDateTime::time);
    #[cfg(feature = "time")]
    time::PrimitiveDateTime => 1114, 1115, i64, moment;
    #[cfg(feature = "time")]
    time::OffsetDateTime => 1184, 1185, i64, |microseconds| {
        moment(microseconds).map(time::PrimitiveDateTime::assume_utc)
    };
}

/// Digits in base 10,000, the weight of the first, the sign, and how many decimals are meant.
#[cfg(feature = "decimal")]
impl Binary for rust_decimal::Decimal {
    const TYPES: &'static [u32] = &[1700];
    const ARRAYS: &'static [u32] = &[1231];

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        use std::fmt::Write;

        let words: Vec<u16> =
            bytes.chunks_exact(2).map(|word| u16::from_be_bytes([word[0], word[1]])).collect();
        let [_, weight, sign, decimals, digits @ ..] = &words[..] else {
            return Err("the number ends too early".to_owned());
        };
        let weight = i32::from(weight.cast_signed());
        let digit = |power: i32| {
            let at = usize::try_from(weight - power).ok();
            at.and_then(|at| digits.get(at)).copied().unwrap_or(0)
        };
        let mut text = String::from(match sign {
            0 => "",
            0x4000 => "-",
            _ => return Err("it is no finite number".to_owned()),
        });
        let mut fraction = String::new();
        // Writing to a `String` cannot fail.
        for power in (0..=weight.max(0)).rev() {
            let _ = write!(text, "{:04}", digit(power));
        }
        for power in 1..=i32::from(decimals.div_ceil(4)) {
            let _ = write!(fraction, "{:04}", digit(-power));
        }
        fraction.truncate(usize::from(*decimals));
        let whole = if fraction.is_empty() { text } else { [text, fraction].join(".") };
        Self::from_str_exact(&whole).map_err(|error| error.to_string())
    }
}
