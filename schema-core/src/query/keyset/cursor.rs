//! A cursor: the place of a row in an order, as text for a client to keep.
//!
//! It holds the values that the row is sorted by, and a number that tells the order from others. It is opaque,
//! not secret: who must not see the values must not get it.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::value::{Value, ValueKind, bytes};

/// The place of a row in an order by values of the types `V`.
///
/// ```
/// # use polyschema_core::query::Cursor;
/// assert!("0123".parse::<Cursor<(i64,)>>().is_err());
/// ```
pub struct Cursor<V> {
    bytes: Vec<u8>,
    types: PhantomData<fn() -> V>,
}

/// How the text begins: the version of its form.
const VERSION: u8 = 1;
/// The version, and the number of the order.
const HEAD: usize = 5;

impl<V> Cursor<V> {
    pub(crate) fn new(order: u32, values: &[Value]) -> Self {
        let mut bytes = vec![VERSION];
        bytes.extend(order.to_be_bytes());
        for value in values {
            bytes::encode(value.as_ref(), &mut bytes);
        }
        Self { bytes, types: PhantomData }
    }

    /// The values, if the cursor is of this order.
    ///
    /// # Errors
    /// [`Error::Cursor`] when it is of another.
    pub(crate) fn values(
        &self,
        order: u32,
        kinds: impl IntoIterator<Item = ValueKind>,
    ) -> Result<Vec<Value>> {
        let Some((head, mut rest)) = self.bytes.split_at_checked(HEAD) else {
            return Err(ILLEGIBLE);
        };
        if head[1..] != order.to_be_bytes() {
            return Err(Error::Cursor { why: "it is of another table or order" });
        }
        let values = kinds.into_iter().map(|kind| bytes::decode(kind, &mut rest));
        match values.collect() {
            Some(values) if rest.is_empty() => Ok(values),
            _ => Err(ILLEGIBLE),
        }
    }
}

const ILLEGIBLE: Error = Error::Cursor { why: "it is not a whole cursor" };

impl<V> fmt::Display for Cursor<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<V> FromStr for Cursor<V> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let digit = |digit: u8| char::from(digit).to_digit(16);
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let pair = |[one, two]: &[u8; 2]| u8::try_from(digit(*one)? * 16 + digit(*two)?).ok();
        match pairs.iter().map(pair).collect::<Option<Vec<u8>>>() {
            Some(bytes) if rest.is_empty() && bytes.len() >= HEAD && bytes[0] == VERSION => {
                Ok(Self { bytes, types: PhantomData })
            }
            _ => Err(ILLEGIBLE),
        }
    }
}

#[cfg(feature = "serde")]
impl<V> serde::Serialize for Cursor<V> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de, V> serde::Deserialize<'de> for Cursor<V> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<V> Clone for Cursor<V> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), types: PhantomData }
    }
}

impl<V> PartialEq for Cursor<V> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<V> Eq for Cursor<V> {}

/// As text: the values are data of rows.
impl<V> fmt::Debug for Cursor<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cursor({self})")
    }
}
