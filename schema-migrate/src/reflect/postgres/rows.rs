//! Reading rows by position.

use polyschema_core::ident::Ident;
use sqlx::postgres::PgRow;
use sqlx::postgres::types::Oid;
use sqlx::{Decode, Postgres, Row, Type};

pub(super) fn get<'r, T>(row: &'r PgRow, position: usize) -> sqlx::Result<T>
where
    T: Decode<'r, Postgres> + Type<Postgres>,
{
    row.try_get(position)
}

/// The server's name of an object; 0 is none.
pub(super) fn oid(row: &PgRow, position: usize) -> sqlx::Result<u32> {
    Ok(get::<Oid>(row, position)?.0)
}

/// The one letter that the system catalogs write for a kind.
pub(super) fn letter(row: &PgRow, position: usize) -> sqlx::Result<char> {
    let byte = get::<i8>(row, position)?;
    Ok(char::from(u8::try_from(byte).unwrap_or_default()))
}

pub(super) fn name(row: &PgRow, position: usize) -> sqlx::Result<Ident> {
    ident(get(row, position)?)
}

pub(super) fn ident(name: &str) -> sqlx::Result<Ident> {
    Ident::new(name).map_err(|fault| sqlx::Error::Decode(fault.into()))
}

/// Numbers with spaces between them: `int2vector`, `oidvector`.
pub(super) fn vector(row: &PgRow, position: usize) -> sqlx::Result<Vec<u32>> {
    let text: &str = get(row, position)?;
    let numbers = text.split_ascii_whitespace().map(str::parse);
    numbers
        .collect::<Result<_, std::num::ParseIntError>>()
        .map_err(|fault| sqlx::Error::Decode(fault.into()))
}
