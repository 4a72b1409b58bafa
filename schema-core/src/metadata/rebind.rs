//! Giving a schema another name, everywhere at once or nowhere.

use crate::error::Result;
use crate::ident::Ident;
use crate::metadata::{Catalog, CatalogError, EnumDef, Fill, IndexOn, SchemaDef, TableDef};
use crate::name::SchemaName;

impl Catalog {
    /// Gives the schema `from` the name `to`: its tables, indexes and enums, and all foreign keys to
    /// them, those of other schemas too.
    ///
    /// Indexes, constraints and identities have no schema name in them, and so move along.
    ///
    /// # Errors
    /// [`CatalogError`] when there is no schema `from`, when the catalog has or references a schema
    /// `to` already, when the database does not accept the name, or when a SQL expression (a default,
    /// a check, ..) names the schema. Then nothing has changed.
    pub fn rebind(&mut self, from: &str, to: &str) -> Result<()> {
        let new = self.check_rebind(from, to)?;
        let Some(mut schema) = self.schemas.remove(from) else {
            return Err(self.unknown_schema(from).into());
        };
        schema.name = new.clone();
        self.schemas.insert(new.clone(), schema);
        for schema in self.schemas.values_mut() {
            schema.rename_schema(from, &new);
        }
        Ok(())
    }

    /// Everything that can fail, before anything changes.
    fn check_rebind(&self, from: &str, to: &str) -> Result<Ident> {
        let schema = self.schema(from)?;
        let new = SchemaName::new(to, self.dialect)?;
        let refuse = |why: String| {
            Err(CatalogError::Rebind { from: from.to_owned(), to: to.to_owned(), why }.into())
        };
        let folded = |name: &str| match self.dialect.folds_schema_case() {
            true => name.to_ascii_lowercase(),
            false => name.to_owned(),
        };
        let taken = self
            .schemas
            .keys()
            .find(|known| folded(known.as_str()) == folded(to) && known.as_str() != from);
        if taken.is_some() || from == to {
            return refuse("the catalog has a schema of this name".to_owned());
        }
        for table in self.tables() {
            for foreign_key in &table.foreign_keys {
                if foreign_key.referenced.schema == *to {
                    let name = foreign_key.name.as_str();
                    return refuse(format!("`{name}` of `{}` references that schema", table.name));
                }
            }
        }
        for table in schema.tables.values() {
            if let Some(expression) = table.expressions().find(|sql| names_schema(sql, from)) {
                return refuse(format!(
                    "the expression `{expression}` of `{}` names it; write it without the schema",
                    table.name
                ));
            }
        }
        Ident::new(new.as_str())
    }
}

impl SchemaDef {
    fn rename_schema(&mut self, from: &str, to: &Ident) {
        let Self { name: _, comment: _, enums, tables } = self;
        for EnumDef { name, comment: _, labels: _ } in enums.values_mut() {
            rename(&mut name.schema, from, to);
        }
        for table in tables.values_mut() {
            table.rename_schema(from, to);
        }
    }
}

impl TableDef {
    fn rename_schema(&mut self, from: &str, to: &Ident) {
        let Self {
            name,
            comment: _,
            columns,
            primary_key: _,
            unique: _,
            foreign_keys,
            checks: _,
            indexes: _,
        } = self;
        rename(&mut name.schema, from, to);
        for column in columns {
            if let Some(name) = column.sql_type.as_enum_mut() {
                rename(&mut name.schema, from, to);
            }
        }
        for foreign_key in foreign_keys {
            rename(&mut foreign_key.referenced.schema, from, to);
        }
    }

    /// All SQL that the model wrote itself.
    fn expressions(&self) -> impl Iterator<Item = &str> {
        let fills = self.columns.iter().filter_map(|column| match &column.fill {
            Some(Fill::DefaultSql(sql) | Fill::Generated(sql)) => Some(sql.as_str()),
            _ => None,
        });
        let types = self.columns.iter().filter_map(|column| column.sql_type.as_custom());
        let checks = self.checks.iter().map(|check| check.predicate.as_str());
        let indexes = self.indexes.iter().flat_map(|index| {
            let keys = index.keys.iter().filter_map(|key| match &key.on {
                IndexOn::Expression(sql) => Some(sql.as_str()),
                IndexOn::Column(_) => None,
            });
            keys.chain(index.predicate.as_deref())
        });
        fills.chain(types).chain(checks).chain(indexes)
    }
}

fn rename(schema: &mut Ident, from: &str, to: &Ident) {
    if *schema == *from {
        *schema = to.clone();
    }
}

/// Whether SQL text has the schema's name before a full stop, quoted or not.
///
/// Text in a literal counts too: better one refusal too many than a name left behind.
fn names_schema(sql: &str, schema: &str) -> bool {
    let mut delimited = String::new();
    crate::ident::quote(schema, &mut delimited);
    let followed = |end: usize| sql[end..].trim_start().starts_with('.');
    let word = |character: char| character.is_alphanumeric() || character == '_';
    if sql.match_indices(&delimited).any(|(at, found)| followed(at + found.len())) {
        return true;
    }
    let (sql_lower, schema_lower) = (sql.to_ascii_lowercase(), schema.to_ascii_lowercase());
    sql_lower.match_indices(&schema_lower).any(|(at, found)| {
        let before = sql_lower[..at].chars().next_back();
        !before.is_some_and(|c| word(c) || c == '"' || c == '.') && followed(at + found.len())
    })
}

#[cfg(test)]
mod tests {
    use super::names_schema;

    #[test]
    fn schema_names_in_expressions_are_found() {
        for sql in ["asia.f(x)", "x > ASIA . y", r#""asia".f()"#, "nextval('asia.s')"] {
            assert!(names_schema(sql, "asia"), "{sql}");
        }
        for sql in ["asia > 1", "eurasia.x", "asia_x.y", "x.asia", r#""asia" > 1"#, "asiatic.x"] {
            assert!(!names_schema(sql, "asia"), "{sql}");
        }
        assert!(names_schema(r#""a""b".f()"#, r#"a"b"#));
    }
}
