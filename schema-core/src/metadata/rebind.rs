//! Giving a schema another name, everywhere at once or nowhere.

use crate::error::Result;
use crate::ident::Ident;
use crate::metadata::{
    Catalog, CatalogError, DomainDef, Fill, IndexDef, IndexKeyDef, IndexOn, Mentions, OwnedBy,
    PartitionOf, QualifiedName, SchemaDef, SequenceDef, SqlType, TableDef,
};
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
        let mut expressions = schema.expressions();
        if let Some((of, expression)) =
            expressions.find(|(_, sql)| Mentions::of(sql).contain_schema(from))
        {
            return refuse(format!(
                "the expression `{expression}` of `{of}` names it; write it without the schema"
            ));
        }
        Ident::new(new.as_str())
    }
}

impl SchemaDef {
    fn rename_schema(&mut self, from: &str, to: &Ident) {
        let Self { name: _, comment: _, enums, domains, sequences, tables, views } = self;
        for def in enums.values_mut() {
            rename(&mut def.name.schema, from, to);
        }
        for DomainDef { name, base, .. } in domains.values_mut() {
            rename(&mut name.schema, from, to);
            rename_in_type(base, from, to);
        }
        for SequenceDef { name, owned_by, .. } in sequences.values_mut() {
            rename(&mut name.schema, from, to);
            if let Some(OwnedBy { table, column: _ }) = owned_by {
                rename(&mut table.schema, from, to);
            }
        }
        for table in tables.values_mut() {
            table.rename_schema(from, to);
        }
        for view in views.values_mut() {
            rename(&mut view.name.schema, from, to);
        }
    }

    /// All SQL in it that was written by hand, each with what it belongs to.
    fn expressions(&self) -> impl Iterator<Item = (&QualifiedName, &str)> {
        let tables = self.tables.values();
        let tables = tables.flat_map(|table| table.expressions().map(|sql| (&table.name, sql)));
        let domains = self.domains.values().flat_map(|domain| {
            let checks = domain.checks.iter().map(|check| check.predicate.as_str());
            let sql = checks.chain(domain.default.as_deref()).chain(domain.base.as_custom());
            sql.map(|sql| (&domain.name, sql))
        });
        let views = self.views.values().flat_map(|view| {
            let indexes = view.indexes.iter().flat_map(IndexDef::expressions);
            indexes.chain([view.definition.as_str()]).map(|sql| (&view.name, sql))
        });
        tables.chain(domains).chain(views)
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
            exclusions: _,
            indexes: _,
            partition_by: _,
            partition_of,
            unlogged: _,
            renamed_from: _,
        } = self;
        rename(&mut name.schema, from, to);
        for column in columns {
            rename_in_type(&mut column.sql_type, from, to);
        }
        for foreign_key in foreign_keys {
            rename(&mut foreign_key.referenced.schema, from, to);
        }
        if let Some(PartitionOf { parent, bound: _ }) = partition_of {
            rename(&mut parent.schema, from, to);
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
        let exclusions = self.exclusions.iter().flat_map(|exclusion| {
            let keys = exclusion.elements.iter().filter_map(|(key, _)| key.expression());
            keys.chain(exclusion.predicate.as_deref())
        });
        let indexes = self.indexes.iter().flat_map(IndexDef::expressions);
        let by = self.partition_by.iter().map(|by| by.key.as_str());
        let of = self.partition_of.iter().map(|of| of.bound.as_str());
        fills.chain(types).chain(checks).chain(exclusions).chain(indexes).chain(by).chain(of)
    }
}

impl IndexDef {
    fn expressions(&self) -> impl Iterator<Item = &str> {
        let keys = self.keys.iter().filter_map(IndexKeyDef::expression);
        keys.chain(self.predicate.as_deref())
    }
}

impl IndexKeyDef {
    fn expression(&self) -> Option<&str> {
        match &self.on {
            IndexOn::Expression(sql) => Some(sql),
            IndexOn::Column(_) => None,
        }
    }
}

fn rename_in_type(sql_type: &mut SqlType, from: &str, to: &Ident) {
    if let Some(name) = sql_type.name_mut() {
        rename(&mut name.schema, from, to);
    }
}

fn rename(schema: &mut Ident, from: &str, to: &Ident) {
    if *schema == *from {
        *schema = to.clone();
    }
}
