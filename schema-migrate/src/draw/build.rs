//! From two catalogs to the diagram of what lies between them; two equal ones are the diagram of one.

use std::collections::{BTreeMap, BTreeSet};

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{ColumnDef, ForeignKeyDef, IndexOn, SchemaDef, SqlType, TableDef};
use polyschema_core::{Catalog, QualifiedName};

use super::diagram::{Arrow, Cluster, Keys, Mark, Row, Table};
use super::{Columns, Diagram, Options};

pub(super) fn diagram(from: &Catalog, to: &Catalog, options: &Options) -> Diagram {
    let is_shown = |schema: &&SchemaDef| {
        options.schemas.is_empty() || options.schemas.iter().any(|name| schema.name == **name)
    };
    let schemas = Versions { from: Some(from), to: Some(to) }
        .parts(|catalog| catalog.schemas().values().filter(is_shown), |schema| &schema.name);
    let (mut clusters, mut tables) = (Vec::new(), Vec::new());
    for schema in &schemas {
        let found = schema.parts(|schema| schema.tables.values(), |table| &table.name.name);
        tables.extend(found.into_iter().map(|table| (clusters.len(), table)));
        clusters.push(Cluster {
            name: schema.shown().name.as_str().to_owned(),
            comment: schema.shown().comment.clone(),
            mark: schema.mark(),
        });
    }
    let bases: BTreeSet<&str> = tables
        .iter()
        .filter_map(|(_, table)| options.bases.get(&table.shown().name))
        .map(|base| base.name.as_str())
        .collect();
    let bases: Vec<String> = bases.into_iter().map(str::to_owned).collect();
    let arrows = arrows(&tables);
    let tables =
        tables.iter().map(|(cluster, versions)| table(*cluster, versions, options, &bases));
    Diagram { tables: tables.collect(), clusters, arrows, bases }
}

/// A thing as it was and as it is; at least one of them is there.
struct Versions<'a, T> {
    from: Option<&'a T>,
    to: Option<&'a T>,
}

impl<'a, T: PartialEq> Versions<'a, T> {
    /// The thing as it is, or as it was where it is gone.
    fn shown(&self) -> &'a T {
        self.to.or(self.from).expect("a thing is there before or after")
    }

    fn mark(&self) -> Mark {
        match (self.from, self.to) {
            (None, _) => Mark::Added,
            (_, None) => Mark::Removed,
            (from, to) if from == to => Mark::Same,
            _ => Mark::Changed,
        }
    }

    /// The parts of both, those of one name together.
    fn parts<P: 'a, I: IntoIterator<Item = &'a P>>(
        &self,
        parts: impl Fn(&'a T) -> I,
        name: impl Fn(&'a P) -> &'a Ident,
    ) -> Vec<Versions<'a, P>> {
        let of = |version: Option<&'a T>| version.into_iter().flat_map(&parts);
        paired(of(self.from), of(self.to), name)
    }
}

/// What has one name on both sides together, in the order of `to`; what is gone follows what it followed.
fn paired<'a, T>(
    from: impl Iterator<Item = &'a T>,
    to: impl Iterator<Item = &'a T>,
    name: impl Fn(&'a T) -> &'a Ident,
) -> Vec<Versions<'a, T>> {
    let mut pairs: Vec<Versions<'a, T>> =
        to.map(|to| Versions { from: None, to: Some(to) }).collect();
    let mut next = 0;
    for from in from {
        let named = |pair: &Versions<'a, T>| pair.to.is_some_and(|to| name(to) == name(from));
        next = 1 + match pairs.iter().position(named) {
            Some(position) => {
                pairs[position].from = Some(from);
                position
            }
            None => {
                pairs.insert(next, Versions { from: Some(from), to: None });
                next
            }
        };
    }
    pairs
}

fn table(
    cluster: usize,
    versions: &Versions<'_, TableDef>,
    options: &Options,
    bases: &[String],
) -> Table {
    let shown = versions.shown();
    let base = options.bases.get(&shown.name);
    let columns = versions.parts(|table| &table.columns, |column| &column.name);
    let all = columns.len();
    let mut rows: Vec<Row> = columns
        .iter()
        .map(|column| Row {
            is_addition: base.is_some_and(|base| base.added.contains(&column.shown().name)),
            ..row(versions, column)
        })
        .collect();
    if options.columns == Columns::Keys {
        rows.retain(|row| !row.keys.names().is_empty() || row.mark != versions.mark_of_whole());
    }
    Table {
        name: shown.name.clone(),
        cluster,
        comment: shown.comment.clone(),
        mark: versions.mark(),
        base: base.and_then(|base| bases.iter().position(|name| *name == base.name)),
        hidden: all - rows.len(),
        rows,
    }
}

impl Versions<'_, TableDef> {
    /// The mark of a column about which there is nothing to say beyond what its table says.
    fn mark_of_whole(&self) -> Mark {
        match self.mark() {
            Mark::Changed => Mark::Same,
            mark => mark,
        }
    }
}

fn row(table: &Versions<'_, TableDef>, column: &Versions<'_, ColumnDef>) -> Row {
    let shown = column.shown();
    let keys_in = |table: Option<&TableDef>| table.map(|table| keys(table, &shown.name));
    let (before, after) = (keys_in(table.from), keys_in(table.to));
    let mark = match column.mark() {
        Mark::Same if before != after => Mark::Changed,
        mark => mark,
    };
    let written = |column: &ColumnDef| {
        let schema = &table.shown().name.schema;
        let mark = if column.nullable { "?" } else { "" };
        format!("{}{mark}", type_text(&column.sql_type, schema))
    };
    let sql_type = written(shown);
    Row {
        name: shown.name.as_str().to_owned(),
        was: column.from.map(written).filter(|was| *was != sql_type),
        sql_type,
        keys: column.to.and(after).or(before).expect("a column's table is there as it is"),
        comment: shown.comment.clone(),
        is_addition: false,
        mark,
    }
}

/// A type, with an enum or a domain of the table's own schema by its name alone.
fn type_text(sql_type: &SqlType, schema: &Ident) -> String {
    match sql_type {
        SqlType::Enum(name) | SqlType::Domain(name) if name.schema == *schema => {
            name.name.as_str().to_owned()
        }
        SqlType::Array(element) => format!("{}[]", type_text(element, schema)),
        other => other.to_string(),
    }
}

fn keys(table: &TableDef, column: &Ident) -> Keys {
    Keys {
        primary: table.key().contains(column),
        foreign: table.foreign_keys.iter().any(|key| key.columns.contains(column)),
        unique: uniques(table).iter().any(|columns| columns.contains(&column)),
    }
}

/// The columns that are unique together, apart from the primary key.
fn uniques(table: &TableDef) -> Vec<Vec<&Ident>> {
    let indexes = table.indexes.iter().filter(|index| index.unique && index.predicate.is_none());
    let of_index = indexes.filter_map(|index| {
        let columns = index.keys.iter().map(|key| match &key.on {
            IndexOn::Column(column) => Some(column),
            IndexOn::Expression(_) => None,
        });
        columns.collect::<Option<Vec<_>>>()
    });
    table.unique.iter().map(|unique| unique.columns.iter().collect()).chain(of_index).collect()
}

fn arrows(tables: &[(usize, Versions<'_, TableDef>)]) -> Vec<Arrow> {
    let named = tables.iter().enumerate();
    let positions: BTreeMap<&QualifiedName, usize> =
        named.map(|(position, (_, table))| (&table.shown().name, position)).collect();
    let mut arrows = Vec::new();
    for (referencing, (_, table)) in tables.iter().enumerate() {
        let keys = table.parts(|table| &table.foreign_keys, |key| &key.name);
        for key in keys {
            let owner = if key.to.is_some() { table.to } else { table.from };
            let (Some(owner), Some(&referenced)) = (owner, positions.get(&key.shown().referenced))
            else {
                continue;
            };
            arrows.push(Arrow {
                mark: key.mark(),
                ..arrow(owner, key.shown(), referencing, referenced)
            });
        }
    }
    arrows
}

fn arrow(table: &TableDef, key: &ForeignKeyDef, referencing: usize, referenced: usize) -> Arrow {
    let within = |columns: &[&Ident]| columns.iter().all(|column| key.columns.contains(column));
    let primary: Vec<&Ident> = table.key().iter().collect();
    let is_nullable =
        |name: &Ident| table.column(name.as_str()).is_some_and(|column| column.nullable);
    let texts = |names: &[Ident]| names.iter().map(|name| name.as_str().to_owned()).collect();
    Arrow {
        referencing,
        referenced,
        columns: texts(&key.columns),
        referenced_columns: texts(&key.referenced_columns),
        optional: key.columns.iter().any(is_nullable),
        unique: (!primary.is_empty() && within(&primary))
            || uniques(table).iter().any(|columns| within(columns)),
        identifying: key.columns.iter().all(|column| table.key().contains(column)),
        mark: Mark::Same,
    }
}
