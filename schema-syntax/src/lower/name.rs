//! Rules for names: what no database takes, and what a known one does not.

use quote::ToTokens;
use syn::{Path, Type};

use crate::attr::Text;
use crate::fault::Faults;

/// The name as it is given, checked.
pub(super) fn given(text: Option<&Text>, what: &str, faults: &mut Faults) -> Option<String> {
    let text = text?;
    let name = text.value();
    check(&name, text, what, faults);
    Some(name)
}

/// A name is neither empty nor contains NUL.
pub(super) fn check(name: &str, tokens: impl ToTokens, what: &str, faults: &mut Faults) {
    if name.is_empty() {
        faults.at(tokens, format!("{what} cannot have an empty name"));
    } else if name.contains('\0') {
        faults.at(tokens, format!("{what} cannot have the character NUL in its name"));
    }
}

/// SQL text is not empty.
pub(super) fn sql(text: &syn::LitStr, what: &str, faults: &mut Faults) -> String {
    let sql = text.value();
    if sql.trim().is_empty() {
        faults.at(text, format!("{what} is empty"));
    }
    sql
}

/// A schema's name is one that its database lets a user have.
///
/// Source: PostgreSQL manual, 4.1.1 (63 bytes), 5.10.5 (`pg_`) and 37; SQLite, `ATTACH`.
pub(super) fn schema(text: &Text, database: Option<&Path>, faults: &mut Faults) -> String {
    let name = text.value();
    check(&name, text, "a schema", faults);
    let database =
        database.and_then(|path| path.segments.last()).map(|last| last.ident.to_string());
    let reserved = match database.as_deref() {
        Some("Postgres") => is_reserved_by_postgres(&name),
        Some("Sqlite") => is_reserved_by_sqlite(&name),
        _ => is_reserved_by_postgres(&name) || is_reserved_by_sqlite(&name),
    };
    if reserved {
        faults.at(text, format!("schema name `{name}` belongs to the database; choose another"));
    }
    if name.len() > 63 && database.as_deref() != Some("Sqlite") {
        let bytes = name.len();
        faults.at(text, format!("schema name `{name}` has {bytes} bytes; Postgres allows 63"));
    }
    name
}

/// As `SchemaName` of the core has it, which knows the sources.
fn is_reserved_by_postgres(name: &str) -> bool {
    const OWN: [&str; 6] =
        ["information_schema", "public", "crdb_internal", "mysql", "sys", "performance_schema"];
    name.starts_with("pg_") || name.starts_with("citus") || OWN.contains(&name)
}

fn is_reserved_by_sqlite(name: &str) -> bool {
    ["main", "temp"].iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// The type's own tokens, for a message.
pub(super) fn spelled(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "")
}
