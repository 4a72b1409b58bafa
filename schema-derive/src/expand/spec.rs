//! The constant that describes a table.

use polyschema_syntax::model::{
    Column, Constraint, ConstraintKind, Deferrable, Field, Fill, ForeignKey, Home, Index, IndexKey,
    IndexOn, Literal, Nulls, Override, ReferentialAction, Role, SqlType, Table,
};
use proc_macro2::{Ident, Literal as Token, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::expand::krate::Private;
use crate::expand::option;
use crate::expand::run::{self, Run, runs};
use crate::expand::table::type_path;

/// `TableSpec { .. }`, with the columns, constraints and indexes of base and mixins joined to the own.
pub(super) fn table(private: &Private, table: &Table) -> TokenStream {
    let base = table.base().map(|base| &base.ty);
    let base_spec = base.map(|ty| quote!(<#ty as #private::Record>::SPEC));
    let ident = &table.ident;
    let ty = match &table.home {
        Home::Mixin => type_path(private, table),
        Home::Abstract | Home::Schema(_) => quote!(<#ident as #private::Table>::PATH),
    };
    let root = base_spec.as_ref().map_or_else(|| ty.clone(), |spec| quote!(#spec.root));
    let name = match (&base_spec, &table.name) {
        (Some(spec), _) => quote!(#spec.name),
        (None, Some(name)) => quote!(#name),
        (None, None) => quote!(""),
    };
    let schema = match &table.home {
        Home::Schema(path) => {
            let path = quote_spanned!(path.span()=> <#path as #private::Schema>::PATH);
            option(private, Some(path))
        }
        Home::Abstract | Home::Mixin => option(private, None),
    };
    let comment = match (&table.comment, &base_spec) {
        (None, Some(spec)) => quote!(#spec.comment),
        (comment, _) => text_option(private, comment),
    };
    let renamed_from = match &base_spec {
        Some(spec) => quote!(#spec.renamed_from),
        None => text_option(private, &table.renamed_from),
    };
    let inherited =
        base_spec.as_ref().map_or_else(|| quote!(0), |spec| quote!(#spec.columns.len()));
    let columns = columns(private, table);
    let constraints: Vec<TokenStream> =
        table.constraints.iter().map(|each| constraint(private, &table.ident, each)).collect();
    let constraints = joined(private, table, &quote!(constraints), &constraints);
    let indexes: Vec<TokenStream> = table.indexes.iter().map(|each| index(private, each)).collect();
    let indexes = joined(private, table, &quote!(indexes), &indexes);
    quote! {
        #private::TableSpec {
            ty: #ty,
            root: #root,
            name: #name,
            schema: #schema,
            comment: #comment,
            renamed_from: #renamed_from,
            columns: #columns,
            inherited: #inherited,
            constraints: #constraints,
            indexes: #indexes,
        }
    }
}

/// The columns in the order of the fields, those of a base or mixin in its place.
fn columns(private: &Private, table: &Table) -> TokenStream {
    let runs = runs(&table.fields);
    let parts = runs.iter().map(|run| match run {
        Run::Columns(run) => self::run(private, run),
        Run::Column(field) => self::column(private, field),
        Run::Nested(Field { ty, .. }) => quote!(<#ty as #private::Record>::SPEC.columns),
    });
    let mut parts: Vec<TokenStream> = parts.collect();
    if let [Run::Columns(_) | Run::Column(_)] = runs[..] {
        return parts.remove(0);
    }
    let length = length(private, table, &quote!(columns), table.columns().count());
    let columns = quote!(#private::concat_columns::<{ #length }>(&[#(#parts),*]));
    if table.overrides.is_empty() {
        return quote!(&#columns);
    }
    let overrides = table.overrides.iter().map(|each| override_spec(private, each));
    quote!(&#private::override_columns(#columns, &[#(#overrides),*]))
}

/// `&columns::<(i32, String), _>(["country_id", "name"], &[(0, ColumnWord::Fill(..)), ..])`.
fn run(private: &Private, run: &[&Field]) -> TokenStream {
    let types = run::types(run);
    let fields = run.iter().map(|field| field.ident.unraw().to_string());
    let words = run.iter().enumerate().flat_map(|(position, field)| {
        let position = Token::usize_unsuffixed(position);
        let words = field.column().map(|column| words(private, &field.ident, column));
        let words = words.unwrap_or_default().into_iter();
        words.map(move |word| quote!((#position, #private::ColumnWord::#word)))
    });
    quote!(&#private::columns::<#types, _>([#(#fields),*], &[#(#words),*]))
}

/// `&[<Mood as ColumnType>::COLUMN.said("mood", &[ColumnWord::Fill(..), ..])]`.
fn column(private: &Private, field: &Field) -> TokenStream {
    let Field { ident, ty, .. } = field;
    let words = field.column().map(|column| words(private, ident, column)).unwrap_or_default();
    let ident = ident.unraw().to_string();
    let column = quote_spanned!(ty.span()=> <#ty as #private::ColumnType>::COLUMN);
    quote!(&[#column.said(#ident, &[#(#private::ColumnWord::#words),*])])
}

/// What the attributes say of a column: `Name("..")`, `SqlType(..)`.
fn words(private: &Private, field: &Ident, column: &Column) -> Vec<TokenStream> {
    let Column { name, sql_type, fill, collation, comment, renamed_from, .. } = column;
    let mut words = Vec::new();
    if field.unraw() != name {
        words.push(quote!(Name(#name)));
    }
    if *sql_type != SqlType::FromKind {
        let sql_type = self::sql_type(private, sql_type);
        words.push(quote!(SqlType(#sql_type)));
    }
    if !matches!(fill, Fill::None) {
        let fill = self::fill(private, fill);
        words.push(quote!(Fill(#fill)));
    }
    words.extend(collation.as_ref().map(|name| quote!(Collation(#name))));
    words.extend(comment.as_ref().map(|text| quote!(Comment(#text))));
    words.extend(renamed_from.as_ref().map(|name| quote!(RenamedFrom(#name))));
    words
}

/// The parts of a kind: the base's, the table's own, the mixins'.
fn joined(
    private: &Private,
    table: &Table,
    kind: &TokenStream,
    own: &[TokenStream],
) -> TokenStream {
    if table.is_flat() {
        return quote!(&[#(#own),*]);
    }
    let nested = |role: fn(&Role) -> bool| {
        let fields = table.fields.iter().filter(move |field| role(&field.role));
        fields.map(|Field { ty, .. }| quote!(<#ty as #private::Record>::SPEC.#kind,))
    };
    let bases = nested(|role| matches!(role, Role::Extends));
    let mixins = nested(|role| matches!(role, Role::Flatten));
    let length = length(private, table, kind, own.len());
    let concat = quote::format_ident!("concat_{}", kind.to_string());
    quote!(&#private::#concat::<{ #length }>(&[#(#bases)* &[#(#own),*], #(#mixins)*]))
}

fn length(private: &Private, table: &Table, kind: &TokenStream, own: usize) -> TokenStream {
    let nested = table.fields.iter().filter(|field| field.column().is_none());
    let nested =
        nested.map(|Field { ty, .. }| quote!(+ <#ty as #private::Record>::SPEC.#kind.len()));
    quote!(#own #(#nested)*)
}

fn sql_type(private: &Private, sql_type: &SqlType) -> TokenStream {
    match sql_type {
        SqlType::FromKind => quote!(#private::SqlTypeSpec::FromKind),
        SqlType::Varchar(n) => quote!(#private::SqlTypeSpec::Varchar(#n)),
        SqlType::Char(n) => quote!(#private::SqlTypeSpec::Char(#n)),
        SqlType::Numeric(p, s) => quote!(#private::SqlTypeSpec::Numeric(#p, #s)),
        SqlType::Custom(sql) => quote!(#private::SqlTypeSpec::Custom(#sql)),
    }
}

fn fill(private: &Private, fill: &Fill) -> TokenStream {
    let fill = match fill {
        Fill::None => quote!(None),
        Fill::IdentityAlways => quote!(IdentityAlways),
        Fill::IdentityByDefault => quote!(IdentityByDefault),
        Fill::Generated(sql) => quote!(Generated(#sql)),
        Fill::DefaultSql(sql) => quote!(DefaultSql(#sql)),
        Fill::Default(literal) => {
            let literal = self::literal(literal);
            quote!(Default(#private::LiteralSpec::#literal))
        }
    };
    quote!(#private::FillSpec::#fill)
}

fn literal(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Bool(value) => quote!(Bool(#value)),
        Literal::Int(value) => quote!(Int(#value)),
        Literal::Float(value) => quote!(Float(#value)),
        Literal::Text(value) => quote!(Text(#value)),
        Literal::Variant(path) => quote!(Text(#path.__label())),
    }
}

fn override_spec(private: &Private, each: &Override) -> TokenStream {
    let field = each.field.unraw().to_string();
    let name = text_option(private, &each.name);
    let sql_type = option(private, each.sql_type.as_ref().map(|each| sql_type(private, each)));
    let fill = option(private, each.default.as_ref().map(|each| fill(private, each)));
    let collation = text_option(private, &each.collation);
    quote! {
        #private::OverrideSpec {
            field: #field,
            name: #name,
            sql_type: #sql_type,
            fill: #fill,
            collation: #collation,
        }
    }
}

fn constraint(private: &Private, ident: &Ident, each: &Constraint) -> TokenStream {
    let name = text_option(private, &each.name);
    let kind = match &each.kind {
        ConstraintKind::PrimaryKey(columns) => {
            let columns = fields(columns);
            quote!(PrimaryKey(#columns))
        }
        ConstraintKind::Unique(columns) => {
            let columns = fields(columns);
            quote!(Unique(#columns))
        }
        ConstraintKind::Check { field, predicate } => {
            let field = field.as_ref().map(|field| field.unraw().to_string());
            let field = text_option(private, &field);
            quote!(Check { field: #field, predicate: #predicate })
        }
        ConstraintKind::ForeignKey(each) => {
            let each = foreign_key(private, ident, each);
            quote!(ForeignKey(#each))
        }
    };
    quote!(#private::ConstraintSpec { name: #name, kind: #private::ConstraintKindSpec::#kind })
}

/// Names the referenced table by its root's path and not by its spec, so that tables can name each other.
fn foreign_key(private: &Private, ident: &Ident, each: &ForeignKey) -> TokenStream {
    let target = &each.target;
    let columns = fields(&each.fields);
    let target_columns = fields(&each.target_fields);
    let (on_delete, on_update) = (action(each.on_delete), action(each.on_update));
    let deferrable = match each.deferrable {
        Deferrable::Not => quote!(Not),
        Deferrable::InitiallyImmediate => quote!(InitiallyImmediate),
        Deferrable::InitiallyDeferred => quote!(InitiallyDeferred),
    };
    let referenced = quote_spanned! {target.span()=>
        <<#target as #private::TableFor<#ident>>::RootTable as #private::Table>::PATH
    };
    quote! {
        #private::ForeignKeySpec {
            fields: #columns,
            referenced: #referenced,
            referenced_fields: #target_columns,
            on_delete: #private::ReferentialAction::#on_delete,
            on_update: #private::ReferentialAction::#on_update,
            deferrable: #private::Deferrable::#deferrable,
        }
    }
}

fn action(action: ReferentialAction) -> TokenStream {
    match action {
        ReferentialAction::NoAction => quote!(NoAction),
        ReferentialAction::Restrict => quote!(Restrict),
        ReferentialAction::Cascade => quote!(Cascade),
        ReferentialAction::SetNull => quote!(SetNull),
        ReferentialAction::SetDefault => quote!(SetDefault),
    }
}

fn index(private: &Private, each: &Index) -> TokenStream {
    let unique = each.unique;
    let name = text_option(private, &each.name);
    let method = text_option(private, &each.method);
    let predicate = text_option(private, &each.predicate);
    let include = fields(&each.include);
    let keys = each.keys.iter().map(|key| index_key(private, key));
    quote! {
        #private::IndexSpec {
            name: #name,
            unique: #unique,
            method: #method,
            keys: &[#(#keys),*],
            include: #include,
            predicate: #predicate,
        }
    }
}

fn index_key(private: &Private, key: &IndexKey) -> TokenStream {
    let on = match &key.on {
        IndexOn::Field(field) => {
            let field = field.unraw().to_string();
            quote!(Field(#field))
        }
        IndexOn::Expression(sql) => quote!(Expression(#sql)),
    };
    let nulls = key.nulls.map(|nulls| match nulls {
        Nulls::First => quote!(#private::Nulls::First),
        Nulls::Last => quote!(#private::Nulls::Last),
    });
    let nulls = option(private, nulls);
    let descending = key.descending;
    let operator_class = text_option(private, &key.operator_class);
    quote! {
        #private::IndexKeySpec {
            on: #private::IndexOnSpec::#on,
            descending: #descending,
            nulls: #nulls,
            operator_class: #operator_class,
        }
    }
}

/// `&["a", "b"]`.
pub(super) fn fields(fields: &[Ident]) -> TokenStream {
    let fields = fields.iter().map(|field| field.unraw().to_string());
    quote!(&[#(#fields),*])
}

fn text_option(private: &Private, text: &Option<String>) -> TokenStream {
    option(private, text.as_ref().map(|text| quote!(#text)))
}
