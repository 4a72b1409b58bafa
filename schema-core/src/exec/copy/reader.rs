//! Reads a row of PostgreSQL's binary form.

use crate::error::{Error, Result};
use crate::exec::copy::CopyColumn;
use crate::exec::copy::binary::Binary;
use crate::exec::reader::common_reads;
use crate::value::{ArrayRef, ArrayValue, RowReader, array_types};

/// The fields of a row, each after its length.
pub(super) struct CopyReader<'r> {
    rest: &'r [u8],
    columns: &'r [CopyColumn],
    next: usize,
    /// Whether the columns' types are compared with what is read: once for each copy.
    check: bool,
    /// Whether that was left out for a row that is absent.
    passed_over: bool,
}

impl<'r> CopyReader<'r> {
    pub(super) const fn new(fields: &'r [u8], columns: &'r [CopyColumn], check: bool) -> Self {
        Self { rest: fields, columns, next: 0, check, passed_over: false }
    }

    pub(super) const fn passed_over(&self) -> bool {
        self.passed_over
    }

    #[inline]
    fn column<T: Binary>(&mut self) -> Result<Option<T>> {
        match self.field(T::TYPES)? {
            None => Ok(None),
            Some(bytes) => match T::from_bytes(bytes) {
                Ok(value) => Ok(Some(value)),
                Err(why) => Err(self.invalid(why)),
            },
        }
    }

    fn elements<T: Binary>(&mut self) -> Result<Option<Vec<T>>> {
        match self.field(T::ARRAYS)? {
            None => Ok(None),
            Some(bytes) => match super::binary::elements(bytes) {
                Ok(elements) => Ok(Some(elements)),
                Err(why) => Err(self.invalid(why)),
            },
        }
    }

    /// The bytes of the next field, which is of one of these types.
    #[inline]
    fn field(&mut self, types: &[u32]) -> Result<Option<&'r [u8]>> {
        let position = self.next;
        self.next += 1;
        if self.check {
            self.check_type(position, types)?;
        }
        match super::binary::field(&mut self.rest) {
            Some(field) => Ok(field),
            None => Err(self.fault(position, "the row has fewer columns".to_owned())),
        }
    }

    #[cold]
    fn check_type(&self, position: usize, types: &[u32]) -> Result<()> {
        match self.columns.get(position) {
            Some(column) if types.contains(&column.ty.0) => Ok(()),
            Some(column) => {
                let why =
                    format!("its type has the OID {}, which is not what is read", column.ty.0);
                Err(self.fault(position, why))
            }
            None => Err(self.fault(position, "the row has fewer columns".to_owned())),
        }
    }

    #[cold]
    fn fault(&self, position: usize, why: String) -> Error {
        let column = self.columns.get(position).map_or("", |column| &column.name).to_owned();
        Error::Decode { position, column, why }
    }
}

/// Reads an array of each element type.
macro_rules! arrays {
    ($($(#[$attribute:meta])* $variant:ident($type:ty);)*) => {
        fn read_array(reader: &mut CopyReader<'_>, like: ArrayRef<'_>) -> Result<Option<ArrayValue>> {
            Ok(match like {
                $($(#[$attribute])* ArrayRef::$variant(_) => {
                    reader.elements::<$type>()?.map(ArrayValue::$variant)
                })*
            })
        }
    };
}

array_types!(arrays);

impl RowReader for CopyReader<'_> {
    common_reads!();

    #[cfg(feature = "decimal")]
    fn decimal(&mut self) -> Result<Option<rust_decimal::Decimal>> {
        self.column()
    }

    fn json(&mut self) -> Result<Option<String>> {
        Ok(self.column::<super::binary::Json>()?.map(|json| json.0))
    }

    fn array(&mut self, like: ArrayRef<'_>) -> Result<Option<ArrayValue>> {
        read_array(self, like)
    }

    fn skip_nulls(&mut self, columns: usize) -> Result<bool> {
        let mut rest = self.rest;
        for _ in 0..columns {
            if !matches!(super::binary::field(&mut rest), Some(None)) {
                return Ok(false);
            }
        }
        self.rest = rest;
        self.next += columns;
        self.passed_over = true;
        Ok(true)
    }
}
