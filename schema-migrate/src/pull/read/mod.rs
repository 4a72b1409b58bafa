//! From a catalog to the model: types, fills and rules, with a note for all that models cannot say.

mod fill;

use std::collections::BTreeMap;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{self, Catalog, ColumnDef, SchemaDef, SqlType, TableDef};
use polyschema_core::name::SchemaName;
use polyschema_core::spec::Deferrable;

use super::model::{
    Column, Enum, ForeignKey, Key, Model, Place, Rule, Rust, Table, Target, Unit, Written,
};
use super::stored::{Said, said, truth};
use super::types::{Typed, typed};
use super::{Note, Options, units};

/// The model of a catalog.
pub(super) fn model(catalog: &Catalog, options: &Options) -> Model {
    let units = units::units(catalog, options.most_equal_schemas);
    let model = Model {
        dialect: catalog.dialect(),
        units: Vec::new(),
        enums: Vec::new(),
        notes: Vec::new(),
    };
    let numbered = units.iter().enumerate();
    let unit_of = numbered
        .flat_map(|(position, schemas)| schemas.iter().map(move |name| (name.clone(), position)))
        .collect();
    let mut reader = Reader { catalog, options, units, unit_of, model };
    for position in 0..reader.units.len() {
        reader.unit(position);
    }
    reader.model
}

struct Reader<'a> {
    catalog: &'a Catalog,
    options: &'a Options,
    /// The schemas of each unit.
    units: Vec<Vec<Ident>>,
    /// The unit of each schema.
    unit_of: BTreeMap<Ident, usize>,
    model: Model,
}

impl Reader<'_> {
    fn note(&mut self, place: Place, object: impl Into<String>, text: impl Into<String>) {
        let note = Note { object: object.into(), text: text.into() };
        self.model.notes.push((place, note));
    }

    fn unit(&mut self, position: usize) {
        let schemas = self.units[position].clone();
        let catalog = self.catalog;
        let Some(def) = schemas.first().and_then(|name| catalog.schemas().get(name)) else {
            return;
        };
        let name = def.name.as_str();
        let is_free = SchemaName::new(name, catalog.dialect()).is_ok();
        if schemas.len() == 1 && !is_free {
            let text = "the name belongs to the database, so that no schema type can have it; the type is \
                        named at run time";
            self.note(Place::Unit(position), format!("schema `{name}`"), text);
        }
        self.model.units.push(Unit {
            is_named: schemas.len() == 1 && is_free,
            schemas,
            comment: def.comment.clone(),
            tables: BTreeMap::new(),
        });
        self.beside(position, def);
        for (name, table) in &def.tables {
            if let Some(table) = self.table(position, def, table) {
                self.model.units[position].tables.insert(name.clone(), table);
            }
        }
        self.unused_enums(position, def);
    }

    /// What a schema holds beside tables and enums.
    fn beside(&mut self, unit: usize, def: &SchemaDef) {
        let place = Place::Unit(unit);
        for view in def.views.values() {
            let kind = if view.materialized { "materialized view" } else { "view" };
            self.note(place.clone(), format!("{kind} `{}`", view.name), "the models have no views");
        }
        for sequence in def.sequences.values() {
            let text = "the models do not create sequences";
            self.note(place.clone(), format!("sequence `{}`", sequence.name), text);
        }
        for domain in def.domains.values() {
            let text = "the models do not create domains";
            self.note(place.clone(), format!("domain `{}`", domain.name), text);
        }
    }

    /// Enums are in the models as the types of columns only.
    fn unused_enums(&mut self, unit: usize, def: &SchemaDef) {
        let columns = || def.tables.values().flat_map(|table| &table.columns);
        for known in def.enums.values() {
            if !columns().any(|column| column.sql_type == SqlType::Enum(known.name.clone())) {
                let text = "no column of its schema is of it, so that it is not part of the models";
                self.note(Place::Unit(unit), format!("enum `{}`", known.name), text);
            }
        }
    }

    fn table(&mut self, unit: usize, schema: &SchemaDef, def: &TableDef) -> Option<Table> {
        let object = format!("table `{}`", def.name);
        if let Some(partition) = &def.partition_of {
            let text = format!("left out, because it is a partition of `{}`", partition.parent);
            self.note(Place::Unit(unit), object, text);
            return None;
        }
        if def.columns.is_empty() {
            self.note(Place::Unit(unit), object, "left out, because it has no columns");
            return None;
        }
        let place = Place::Table(unit, def.name.name.clone());
        if def.partition_by.is_some() {
            self.note(
                place.clone(),
                object.clone(),
                "the models do not say that it is partitioned",
            );
        }
        if def.unlogged {
            self.note(place.clone(), object.clone(), "the models do not say that it is unlogged");
        }
        if def.primary_key.is_none() {
            let text = "it has no primary key, so that no row is found by one";
            self.note(place.clone(), object.clone(), text);
        }
        self.comment(&place, &object, def.comment.as_deref());
        let mut checks = def.checks.clone();
        let mut columns = Vec::new();
        for column in &def.columns {
            let (column, spent) = self.column(unit, schema, def, column);
            checks.retain(|check| spent.as_ref() != Some(&check.name));
            columns.push(column);
        }
        let rules = self.rules(&place, def, &checks);
        let key = def.primary_key.as_ref().map(|key| {
            self.beyond(&place, &key.name, !key.include.is_empty(), key.deferrable);
            Key { name: key.name.clone(), columns: key.columns.clone() }
        });
        Some(Table { comment: def.comment.clone(), columns, key, rules })
    }

    /// A doc comment is the comment on one line.
    fn comment(&mut self, place: &Place, object: &str, comment: Option<&str>) {
        let Some(comment) = comment else {
            return;
        };
        if comment.is_empty() || comment != comment.trim() || comment.contains(['\n', '\r']) {
            let text = "its comment is not one line; the models have its first paragraph on one";
            self.note(place.clone(), object, text);
        }
    }

    /// The column, and the check that its type stands for.
    fn column(
        &mut self,
        unit: usize,
        schema: &SchemaDef,
        table: &TableDef,
        def: &ColumnDef,
    ) -> (Column, Option<Ident>) {
        let place = Place::Table(unit, table.name.name.clone());
        let object = format!("column `{}.{}`", table.name, def.name.as_str());
        self.comment(&place, &object, def.comment.as_deref());
        let said = said(table, def, self.catalog.dialect(), self.options);
        let (position, Typed { rust, mut written, note }) = match said {
            Some((position, Said::Type(sql_type))) => {
                (Some(position), self.typed(unit, schema, &sql_type))
            }
            Some((position, Said::Labels(labels))) if are_labels(&labels) => {
                let found = Enum {
                    name: None,
                    column: Some((table.name.name.clone(), def.name.clone())),
                    labels,
                    comment: None,
                    units: vec![unit],
                };
                let rust = Rust::Enum(self.known(found));
                (Some(position), Typed { rust, written: Written::FromRust, note: None })
            }
            Some((_, Said::Labels(_))) | None => (None, self.typed(unit, schema, &def.sql_type)),
        };
        if let Some(note) = note {
            self.note(place.clone(), object.clone(), note);
        }
        if let (Written::Own(sql), [_, _, ..]) = (&written, &self.units[unit][..]) {
            let text =
                format!("the models have it without its type `{sql}`, which lies in each schema");
            self.note(place.clone(), object.clone(), text);
            written = Written::FromRust;
        }
        let is_key = table.key().contains(&def.name);
        if is_key && def.nullable {
            let text = "part of the primary key, and so no `Option`; the database allows NULL";
            self.note(place.clone(), object.clone(), text);
        }
        let mut fill = def.fill.clone();
        if rust == Rust::Bool {
            fill = truth(fill);
        }
        let fill = fill.and_then(|fill| self.fill(&place, &object, unit, &rust, fill));
        let column = Column {
            name: def.name.clone(),
            rust,
            written,
            nullable: def.nullable && !is_key,
            fill,
            collation: def.collation.clone(),
            comment: def.comment.clone(),
        };
        (column, position.map(|position| table.checks[position].name.clone()))
    }

    fn typed(&mut self, unit: usize, schema: &SchemaDef, sql_type: &SqlType) -> Typed {
        let (catalog, options) = (self.catalog, self.options);
        typed(sql_type, &schema.name, catalog, options, &mut |sql_type| {
            let name = sql_type.as_enum().filter(|name| name.schema == schema.name)?;
            let def = schema.enums.get(&name.name).filter(|def| are_labels(&def.labels))?;
            Some(self.known(Enum {
                name: Some(name.name.clone()),
                column: None,
                labels: def.labels.clone(),
                comment: def.comment.clone(),
                units: vec![unit],
            }))
        })
    }

    /// The position of an enum; equal ones of several schemas are one.
    fn known(&mut self, found: Enum) -> usize {
        let enums = &mut self.model.enums;
        let is_same = |known: &Enum| {
            (&known.name, &known.labels, &known.comment)
                == (&found.name, &found.labels, &found.comment)
        };
        let Some(position) = enums.iter().position(is_same) else {
            enums.push(found);
            return enums.len() - 1;
        };
        let units = &mut enums[position].units;
        units.extend(
            found.units.into_iter().filter(|unit| !units.contains(unit)).collect::<Vec<_>>(),
        );
        position
    }

    fn rules(&mut self, place: &Place, def: &TableDef, checks: &[metadata::CheckDef]) -> Vec<Rule> {
        let mut rules = Vec::new();
        for unique in &def.unique {
            self.beyond(place, &unique.name, !unique.include.is_empty(), unique.deferrable);
            if unique.nulls_not_distinct {
                self.without(place, &unique.name, "NULLS NOT DISTINCT");
            }
            let (name, columns) = (unique.name.clone(), unique.columns.clone());
            rules.push(Rule::Unique(Key { name, columns }));
        }
        for check in checks {
            if !check.validated {
                self.without(place, &check.name, "NOT VALID");
            }
            let predicate = check.predicate.clone();
            rules.push(Rule::Check { name: check.name.clone(), predicate });
        }
        for key in &def.foreign_keys {
            rules.extend(self.foreign_key(place, def, key).map(Rule::ForeignKey));
        }
        for exclusion in &def.exclusions {
            let name = exclusion.name.as_str();
            let object = format!("exclusion constraint `{name}` of {}", self.model.object(place));
            self.note(place.clone(), object, "left out, because the models have none");
        }
        for index in &def.indexes {
            if index.nulls_not_distinct {
                self.without(place, &index.name, "NULLS NOT DISTINCT");
            }
            if index.keys.iter().any(|key| key.collation.is_some()) {
                self.without(place, &index.name, "the collation of a key");
            }
            rules.push(Rule::Index(index.clone()));
        }
        rules
    }

    fn foreign_key(
        &mut self,
        place: &Place,
        table: &TableDef,
        def: &metadata::ForeignKeyDef,
    ) -> Option<ForeignKey> {
        let schema = &def.referenced.schema;
        let unit = self.unit_of.get(schema).copied();
        let is_own = *schema == table.name.schema;
        let refused = match unit {
            None => Some(format!("`{}` is not in the catalog", def.referenced)),
            Some(unit) if !is_own && self.units[unit].len() > 1 => {
                Some(format!("`{}` is in one of many equal schemas", def.referenced))
            }
            Some(_) => None,
        };
        let (Some(unit), None) = (unit, &refused) else {
            let object = format!("`{}` of {}", def.name.as_str(), self.model.object(place));
            let text = format!("left out, because {}", refused.unwrap_or_default());
            self.note(place.clone(), object, text);
            return None;
        };
        if def.match_full {
            self.without(place, &def.name, "MATCH FULL");
        }
        if !def.validated {
            self.without(place, &def.name, "NOT VALID");
        }
        Some(ForeignKey {
            name: def.name.clone(),
            columns: def.columns.clone(),
            target: Target::Table(unit, def.referenced.name.clone()),
            target_columns: def.referenced_columns.clone(),
            on_delete: def.on_delete,
            on_update: def.on_update,
            deferrable: def.deferrable,
        })
    }

    /// What a key of the database can have beyond a model's.
    fn beyond(&mut self, place: &Place, name: &Ident, includes: bool, deferrable: Deferrable) {
        if includes {
            self.without(place, name, "INCLUDE");
        }
        if deferrable != Deferrable::Not {
            self.without(place, name, "DEFERRABLE");
        }
    }

    fn without(&mut self, place: &Place, name: &Ident, what: &str) {
        let text = format!("the models have it without {what}");
        let object = format!("`{}` of {}", name.as_str(), self.model.object(place));
        self.note(place.clone(), object, text);
    }
}

/// Whether the derive takes the labels. Source: PostgreSQL manual, 8.7.4.
fn are_labels(labels: &[String]) -> bool {
    !labels.is_empty()
        && labels.iter().all(|label| (1..=63).contains(&label.len()) && !label.contains('\0'))
}
