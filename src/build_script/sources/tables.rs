//! Tables of the sources as the constants that their derives would write down.
//!
//! What `schema-derive/src/expand/spec.rs` writes, this builds: a change there is one here.

use std::collections::BTreeMap;

use polyschema_core::spec::{
    self, ColumnSpec, ConstraintKindSpec, ConstraintSpec, EnumSpec, FillSpec, ForeignKeySpec,
    IndexKeySpec, IndexOnSpec, IndexSpec, LiteralSpec, OverrideSpec, SqlTypeSpec, TableSpec,
    TypePath,
};
use polyschema_syntax::model::{
    Column, Constraint, ConstraintKind, DbEnum, Deferrable, Field, Fill, ForeignKey, Home,
    Index as IndexModel, IndexKey, IndexOn, Literal, Nulls, Override, ReferentialAction, Role,
    SqlType, Table,
};
use polyschema_syntax::source::{Fault, Item, Place};
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Path};

use super::index::Index;
use super::types::{column_type, path_of};

/// A table that was read.
#[derive(Debug, Clone)]
pub(super) struct ReadTable {
    pub(super) spec: &'static TableSpec,
    /// Whether nothing is wrong with it so far, nor with what it is composed of.
    pub(super) is_sound: bool,
    /// The table that it extends.
    pub(super) base: Option<usize>,
    /// What its own columns hold: the type without NULL, by field.
    types: BTreeMap<String, String>,
}

impl ReadTable {
    /// The type that a column of its own holds.
    pub(super) fn type_of(&self, field: &Ident) -> Option<&str> {
        self.types.get(&field.unraw().to_string()).map(String::as_str)
    }
}

/// Reads all tables, by their positions among the sources' tables.
pub(super) fn read(index: &Index<'_>, faults: &mut Vec<Fault>) -> Vec<Option<ReadTable>> {
    let count = index.sources.tables.len();
    let enums = index.sources.enums.iter().map(|item| enum_spec(&item.model)).collect();
    let tables = vec![Progress::Open; count];
    let mut reader = Reader { index, faults, enums, tables };
    (0..count).map(|position| reader.table(position)).collect()
}

/// How far a table is read.
#[derive(Clone)]
enum Progress {
    Open,
    Begun,
    Done(Option<ReadTable>),
}

struct Reader<'a> {
    index: &'a Index<'a>,
    faults: &'a mut Vec<Fault>,
    enums: Vec<&'static EnumSpec>,
    tables: Vec<Progress>,
}

impl Reader<'_> {
    /// A table; `None` when it contains itself.
    fn table(&mut self, position: usize) -> Option<ReadTable> {
        match &self.tables[position] {
            Progress::Done(table) => return table.clone(),
            Progress::Begun => return None,
            Progress::Open => {}
        }
        self.tables[position] = Progress::Begun;
        let table = self.composed(self.index.table(position));
        self.tables[position] = Progress::Done(Some(table.clone()));
        Some(table)
    }

    fn composed(&mut self, item: &Item<Table>) -> ReadTable {
        let Item { model, place, is_faulty, .. } = item;
        let faults_before = self.faults.len();
        let mut parts = Vec::new();
        for field in &model.fields {
            if field.column().is_none() {
                parts.push(self.part(field, place));
            }
        }
        let base = model.base().and_then(|_| parts.first()?.clone());
        let mut types = BTreeMap::new();
        let columns = self.columns(item, &parts, &mut types);
        let own_constraints: Vec<ConstraintSpec> =
            model.constraints.iter().filter_map(|each| self.constraint(each, place)).collect();
        let own_indexes: Vec<IndexSpec> = model.indexes.iter().map(index_spec).collect();
        let ty = type_path(place, &model.ident);
        let base_spec = base.as_ref().map(|(_, base)| base.spec);
        let spec = TableSpec {
            ty,
            root: base_spec.map_or(ty, |base| base.root),
            name: match (base_spec, &model.name) {
                (Some(base), _) => base.name,
                (None, Some(name)) => leaked(name),
                (None, None) => "",
            },
            schema: match &model.home {
                Home::Schema(path) => self.home(path, place),
                Home::Abstract | Home::Mixin => None,
            },
            comment: match (&model.comment, base_spec) {
                (None, Some(base)) => base.comment,
                (comment, _) => optional(comment),
            },
            renamed_from: match base_spec {
                Some(base) => base.renamed_from,
                None => optional(&model.renamed_from),
            },
            columns,
            inherited: base_spec.map_or(0, |base| base.columns.len()),
            constraints: joined(model, &parts, |spec| spec.constraints, own_constraints),
            indexes: joined(model, &parts, |spec| spec.indexes, own_indexes),
        };
        let parts_are_sound =
            parts.iter().all(|part| part.as_ref().is_some_and(|(_, part)| part.is_sound));
        ReadTable {
            spec: Box::leak(Box::new(spec)),
            is_sound: !is_faulty && parts_are_sound && self.faults.len() == faults_before,
            base: base.map(|(position, _)| position),
            types,
        }
    }

    /// The base or mixin that a field is.
    fn part(&mut self, field: &Field, place: &Place) -> Option<(usize, ReadTable)> {
        let name = &field.ident;
        let found = match path_of(&field.ty) {
            Some(path) => self.index.find_table(path, place),
            None => Err(format!("`{name}` is no struct that derives `Table`")),
        };
        let position = self.take(found, field.ty.span(), place)?;
        let model = &self.index.table(position).model;
        if matches!((&field.role, &model.home), (Role::Extends, Home::Mixin)) {
            let reason = format!(
                "`{}` is a mixin, which no table extends; use `#[column(flatten)]`",
                model.ident
            );
            self.faults.push(place.fault(field.ty.span(), reason));
            return None;
        }
        let Some(table) = self.table(position) else {
            let reason = format!("`{}` contains itself", model.ident);
            self.faults.push(place.fault(field.ty.span(), reason));
            return None;
        };
        Some((position, table))
    }

    /// The columns in the order of the fields, those of a base or mixin in its place.
    fn columns(
        &mut self,
        item: &Item<Table>,
        parts: &[Option<(usize, ReadTable)>],
        types: &mut BTreeMap<String, String>,
    ) -> &'static [ColumnSpec] {
        let mut columns = Vec::new();
        let mut parts = parts.iter();
        for field in &item.model.fields {
            match field.column() {
                Some(column) => columns.extend(self.column(field, column, &item.place, types)),
                None => {
                    let part = parts.next().and_then(Option::as_ref);
                    columns.extend(part.into_iter().flat_map(|(_, part)| part.spec.columns));
                }
            }
        }
        for each in &item.model.overrides {
            let change = self.override_spec(each, &item.place);
            for column in columns.iter_mut().filter(|column| column.field == change.field) {
                *column = spec::override_column(*column, &change);
            }
        }
        columns.leak()
    }

    fn column(
        &mut self,
        field: &Field,
        column: &Column,
        place: &Place,
        types: &mut BTreeMap<String, String>,
    ) -> Option<ColumnSpec> {
        let Column { name, sql_type, fill, collation, comment, renamed_from, .. } = column;
        let ident = field.ident.unraw().to_string();
        let found = column_type(self.index, &self.enums, &field.ty, place)
            .map_err(|why| format!("field `{ident}`: {why}"));
        let ty = self.take(found, field.ty.span(), place)?;
        let spec = ColumnSpec {
            sql_type: self::sql_type(sql_type),
            fill: self.fill(fill, place),
            collation: optional(collation),
            comment: optional(comment),
            renamed_from: optional(renamed_from),
            ..ColumnSpec::plain(leaked(&ident), leaked(name), ty.kind, ty.nullable)
        };
        types.insert(ident, ty.identity);
        Some(spec)
    }

    fn override_spec(&mut self, each: &Override, place: &Place) -> OverrideSpec {
        OverrideSpec {
            field: leaked(&each.field.unraw().to_string()),
            name: optional(&each.name),
            sql_type: each.sql_type.as_ref().map(sql_type),
            fill: each.default.as_ref().map(|fill| self.fill(fill, place)),
            collation: optional(&each.collation),
        }
    }

    fn fill(&mut self, fill: &Fill, place: &Place) -> FillSpec {
        match fill {
            Fill::None => FillSpec::None,
            Fill::IdentityAlways => FillSpec::IdentityAlways,
            Fill::IdentityByDefault => FillSpec::IdentityByDefault,
            Fill::Generated(sql) => FillSpec::Generated(leaked(sql)),
            Fill::DefaultSql(sql) => FillSpec::DefaultSql(leaked(sql)),
            Fill::Default(Literal::Bool(value)) => FillSpec::Default(LiteralSpec::Bool(*value)),
            Fill::Default(Literal::Int(value)) => FillSpec::Default(LiteralSpec::Int(*value)),
            Fill::Default(Literal::Float(value)) => FillSpec::Default(LiteralSpec::Float(*value)),
            Fill::Default(Literal::Text(value)) => {
                FillSpec::Default(LiteralSpec::Text(leaked(value)))
            }
            Fill::Default(Literal::Variant(path)) => {
                let label = self.label(path, place);
                match self.take(label, path.span(), place) {
                    Some(label) => FillSpec::Default(LiteralSpec::Text(label)),
                    None => FillSpec::None,
                }
            }
        }
    }

    /// The label of `Mood::Happy`.
    fn label(&self, path: &Path, place: &Place) -> Result<&'static str, String> {
        let mut of = path.clone();
        let Some(variant) = of.segments.pop().map(|last| last.ident) else {
            return Err("a variant of an enum is expected".to_owned());
        };
        of.segments.pop_punct();
        let position = self.index.find_enum(&of, place)?;
        let model = &self.index.sources.enums[position].model;
        match model.variants.iter().position(|known| known.ident == variant) {
            Some(at) => Ok(self.enums[position].labels[at]),
            None => Err(format!("`{}` has no variant `{variant}`", model.ident)),
        }
    }

    fn home(&mut self, path: &Path, place: &Place) -> Option<TypePath> {
        let found = self.index.find_schema(path, place);
        let item = &self.index.sources.schemas[self.take(found, path.span(), place)?];
        Some(type_path(&item.place, &item.model.ident))
    }

    fn constraint(&mut self, each: &Constraint, place: &Place) -> Option<ConstraintSpec> {
        let kind = match &each.kind {
            ConstraintKind::PrimaryKey(columns) => ConstraintKindSpec::PrimaryKey(fields(columns)),
            ConstraintKind::Unique(columns) => ConstraintKindSpec::Unique(fields(columns)),
            ConstraintKind::Check { field, predicate } => ConstraintKindSpec::Check {
                field: field.as_ref().map(|field| leaked(&field.unraw().to_string())),
                predicate: leaked(predicate),
            },
            ConstraintKind::ForeignKey(each) => {
                ConstraintKindSpec::ForeignKey(self.foreign_key(each, place)?)
            }
        };
        Some(ConstraintSpec { name: optional(&each.name), kind })
    }

    fn foreign_key(&mut self, each: &ForeignKey, place: &Place) -> Option<ForeignKeySpec> {
        let found = self.index.find_table(&each.target, place);
        let target = self.take(found, each.target.span(), place)?;
        Some(ForeignKeySpec {
            fields: fields(&each.fields),
            referenced: root(self.index, target),
            referenced_fields: fields(&each.target_fields),
            on_delete: action(each.on_delete),
            on_update: action(each.on_update),
            deferrable: match each.deferrable {
                Deferrable::Not => spec::Deferrable::Not,
                Deferrable::InitiallyImmediate => spec::Deferrable::InitiallyImmediate,
                Deferrable::InitiallyDeferred => spec::Deferrable::InitiallyDeferred,
            },
        })
    }

    /// What was found, or a fault at the span.
    fn take<T>(&mut self, found: Result<T, String>, span: Span, place: &Place) -> Option<T> {
        found.map_err(|reason| self.faults.push(place.fault(span, reason))).ok()
    }
}

/// The topmost struct that a table extends, without reading any: tables can reference each other.
fn root(index: &Index<'_>, mut position: usize) -> TypePath {
    for _ in 0..index.sources.tables.len() {
        let Item { model, place, .. } = index.table(position);
        let base = model.base().and_then(|base| path_of(&base.ty));
        match base.and_then(|path| index.find_table(path, place).ok()) {
            Some(base) => position = base,
            None => break,
        }
    }
    let item = index.table(position);
    type_path(&item.place, &item.model.ident)
}

/// The parts of a kind: the base's, the table's own, the mixins'.
fn joined<T: Copy>(
    table: &Table,
    parts: &[Option<(usize, ReadTable)>],
    kind: fn(&'static TableSpec) -> &'static [T],
    own: Vec<T>,
) -> &'static [T] {
    let roles = table.fields.iter().filter(|field| field.column().is_none());
    let nested = |role: fn(&Role) -> bool| {
        roles.clone().zip(parts).filter(move |(field, _)| role(&field.role)).flat_map(
            move |(_, part)| part.iter().flat_map(move |(_, part)| kind(part.spec)).copied(),
        )
    };
    let mut all: Vec<T> = nested(|role| matches!(role, Role::Extends)).collect();
    all.extend(own);
    all.extend(nested(|role| matches!(role, Role::Flatten)));
    all.leak()
}

fn enum_spec(model: &DbEnum) -> &'static EnumSpec {
    let labels = model.variants.iter().map(|variant| leaked(&variant.label));
    let renamed = model.variants.iter().filter_map(|variant| {
        Some((leaked(&variant.label), leaked(variant.renamed_from.as_ref()?)))
    });
    Box::leak(Box::new(EnumSpec {
        name: leaked(&model.name),
        labels: labels.collect::<Vec<_>>().leak(),
        comment: optional(&model.comment),
        renamed_labels: renamed.collect::<Vec<_>>().leak(),
    }))
}

fn sql_type(sql_type: &SqlType) -> SqlTypeSpec {
    match sql_type {
        SqlType::FromKind => SqlTypeSpec::FromKind,
        SqlType::Varchar(n) => SqlTypeSpec::Varchar(*n),
        SqlType::Char(n) => SqlTypeSpec::Char(*n),
        SqlType::Numeric(p, s) => SqlTypeSpec::Numeric(*p, *s),
        SqlType::Custom(sql) => SqlTypeSpec::Custom(leaked(sql)),
    }
}

fn action(action: ReferentialAction) -> spec::ReferentialAction {
    match action {
        ReferentialAction::NoAction => spec::ReferentialAction::NoAction,
        ReferentialAction::Restrict => spec::ReferentialAction::Restrict,
        ReferentialAction::Cascade => spec::ReferentialAction::Cascade,
        ReferentialAction::SetNull => spec::ReferentialAction::SetNull,
        ReferentialAction::SetDefault => spec::ReferentialAction::SetDefault,
    }
}

fn index_spec(each: &IndexModel) -> IndexSpec {
    IndexSpec {
        name: optional(&each.name),
        unique: each.unique,
        method: optional(&each.method),
        keys: each.keys.iter().map(index_key).collect::<Vec<_>>().leak(),
        include: fields(&each.include),
        predicate: optional(&each.predicate),
    }
}

fn index_key(key: &IndexKey) -> IndexKeySpec {
    IndexKeySpec {
        on: match &key.on {
            IndexOn::Field(field) => IndexOnSpec::Field(leaked(&field.unraw().to_string())),
            IndexOn::Expression(sql) => IndexOnSpec::Expression(leaked(sql)),
        },
        descending: key.descending,
        nulls: key.nulls.map(|nulls| match nulls {
            Nulls::First => spec::Nulls::First,
            Nulls::Last => spec::Nulls::Last,
        }),
        operator_class: optional(&key.operator_class),
    }
}

/// Tells items apart as a module path does.
pub(super) fn type_path(place: &Place, ident: &Ident) -> TypePath {
    let name = ident.unraw().to_string();
    let module = place.module.join("::");
    let path = leaked(&format!("{}::{module}::{name}", place.file.display()));
    TypePath { path, name: leaked(&name) }
}

pub(super) fn fields(fields: &[Ident]) -> &'static [&'static str] {
    let fields = fields.iter().map(|field| leaked(&field.unraw().to_string()));
    fields.collect::<Vec<_>>().leak()
}

fn optional(text: &Option<String>) -> Option<&'static str> {
    text.as_deref().map(leaked)
}

/// A build script ends soon: what it reads may live as long as it does.
pub(super) fn leaked(text: &str) -> &'static str {
    text.to_owned().leak()
}
