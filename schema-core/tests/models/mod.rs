//! What the derives write down for a few tables and schemas, written by hand.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use polyschema_core::spec::{
    ColumnSpec, ConstraintKindSpec, ConstraintSpec, Deferrable, EnumSpec, FillSpec, ForeignKeySpec,
    IndexKeySpec, IndexOnSpec, IndexSpec, LiteralSpec, Nulls, ReferentialAction, SqlTypeSpec,
    TableSpec, TypePath,
};
use polyschema_core::value::ValueKind;

pub const fn path(name: &'static str) -> TypePath {
    TypePath { path: name, name }
}

pub const fn table(
    ty: &'static str,
    name: &'static str,
    columns: &'static [ColumnSpec],
    constraints: &'static [ConstraintSpec],
) -> TableSpec {
    TableSpec {
        ty: path(ty),
        root: path(ty),
        name,
        schema: None,
        comment: None,
        renamed_from: None,
        columns,
        inherited: 0,
        constraints,
        indexes: &[],
    }
}

pub const fn column(name: &'static str, kind: ValueKind) -> ColumnSpec {
    ColumnSpec {
        field: name,
        name,
        kind,
        nullable: false,
        sql_type: SqlTypeSpec::FromKind,
        fill: FillSpec::None,
        collation: None,
        comment: None,
        renamed_from: None,
    }
}

pub const fn nullable(name: &'static str, kind: ValueKind) -> ColumnSpec {
    ColumnSpec { nullable: true, ..column(name, kind) }
}

pub const fn identity(name: &'static str) -> ColumnSpec {
    ColumnSpec { fill: FillSpec::IdentityAlways, ..column(name, ValueKind::I32) }
}

pub const fn primary_key(columns: &'static [&'static str]) -> ConstraintSpec {
    ConstraintSpec { name: None, kind: ConstraintKindSpec::PrimaryKey(columns) }
}

pub const fn unique(columns: &'static [&'static str]) -> ConstraintSpec {
    ConstraintSpec { name: None, kind: ConstraintKindSpec::Unique(columns) }
}

pub const fn check(field: Option<&'static str>, predicate: &'static str) -> ConstraintSpec {
    ConstraintSpec { name: None, kind: ConstraintKindSpec::Check { field, predicate } }
}

pub const fn references(
    fields: &'static [&'static str],
    referenced: &'static str,
    referenced_fields: &'static [&'static str],
) -> ForeignKeySpec {
    ForeignKeySpec {
        fields,
        referenced: path(referenced),
        referenced_fields,
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::Not,
    }
}

pub const fn foreign_key(spec: ForeignKeySpec) -> ConstraintSpec {
    ConstraintSpec { name: None, kind: ConstraintKindSpec::ForeignKey(spec) }
}

pub const fn key(on: IndexOnSpec) -> IndexKeySpec {
    IndexKeySpec { on, descending: false, nulls: None, operator_class: None }
}

pub const fn index(keys: &'static [IndexKeySpec]) -> IndexSpec {
    IndexSpec { name: None, unique: false, method: None, keys, include: &[], predicate: None }
}

/// Declares a schema type: `schema!(Asia, "asia", Postgres, [&COUNTRY])`, with `named` for run-time names.
#[macro_export]
macro_rules! schema {
    ($type:ident, named, $database:ty, [$($table:expr),*] $(, sees $($seen:ty),+)?) => {
        $crate::schema!(@ $type, None, polyschema_core::SchemaName, RuntimeSchema, $database, [$($table),*] $(, $($seen),+)?);
    };
    ($type:ident, $name:expr, $database:ty, [$($table:expr),*] $(, sees $($seen:ty),+)?) => {
        $crate::schema!(@ $type, Some($name), polyschema_core::name::StaticName, StaticSchema, $database, [$($table),*] $(, $($seen),+)?);
    };
    (@ $type:ident, $name:expr, $slot:ty, $kind:ident, $database:ty, [$($table:expr),*] $(, $($seen:ty),+)?) => {
        struct $type;
        impl polyschema_core::$kind for $type {}
        impl polyschema_core::Schema for $type {
            type Home = Self;
            type Database = $database;
            type Name = $slot;
            const PATH: polyschema_core::spec::TypePath = $crate::models::path(stringify!($type));
            const SPEC: &'static polyschema_core::spec::SchemaSpec = &polyschema_core::spec::SchemaSpec {
                ty: Self::PATH,
                name: $name,
                comment: None,
                tables: &[$($table),*],
                sees: &[$($(|| <$seen as polyschema_core::Schema>::SPEC),+)?],
            };
        }
    };
}

pub static MOOD: EnumSpec = EnumSpec {
    name: "mood",
    labels: &["happy", "it's ok"],
    comment: Some("How it goes."),
    renamed_labels: &[],
};

pub const COUNTRY: TableSpec = TableSpec {
    comment: Some("A sovereign state."),
    indexes: &[
        index(&[key(IndexOnSpec::Field("population"))]),
        IndexSpec {
            unique: true,
            method: Some("btree"),
            include: &["population"],
            predicate: Some("population > 0"),
            ..index(&[
                IndexKeySpec {
                    descending: true,
                    nulls: Some(Nulls::Last),
                    ..key(IndexOnSpec::Expression("lower(name)"))
                },
                IndexKeySpec {
                    operator_class: Some("int4_ops"),
                    ..key(IndexOnSpec::Field("country_id"))
                },
            ])
        },
    ],
    ..table(
        "Country",
        "countries",
        const {
            &[
                identity("country_id"),
                ColumnSpec {
                    sql_type: SqlTypeSpec::Varchar(100),
                    comment: Some("The country's own name."),
                    ..column("name", ValueKind::Text)
                },
                nullable("population", ValueKind::I64),
                ColumnSpec {
                    fill: FillSpec::Default(LiteralSpec::Text("it's ok")),
                    ..column("mood", ValueKind::Enum(&MOOD))
                },
                ColumnSpec {
                    fill: FillSpec::Generated("length(name)"),
                    ..column("name_length", ValueKind::I32)
                },
            ]
        },
        const {
            &[
                primary_key(&["country_id"]),
                unique(&["name"]),
                check(Some("population"), "population >= 0"),
                check(None, "name <> ''"),
            ]
        },
    )
};

pub const CAPITAL: TableSpec = table(
    "Capital",
    "capitals",
    &[
        identity("capital_id"),
        ColumnSpec { collation: Some("C"), ..column("name", ValueKind::Text) },
        ColumnSpec { sql_type: SqlTypeSpec::Varchar(100), ..column("country", ValueKind::Text) },
    ],
    &[
        primary_key(&["capital_id"]),
        foreign_key(ForeignKeySpec {
            on_delete: ReferentialAction::Cascade,
            on_update: ReferentialAction::Restrict,
            deferrable: Deferrable::InitiallyDeferred,
            ..references(&["country"], "Country", &["name"])
        }),
    ],
);

/// `Capital` without the collation that only PostgreSQL has.
pub const SQLITE_CAPITAL: TableSpec = TableSpec {
    columns: &[
        identity("capital_id"),
        ColumnSpec { collation: Some("NOCASE"), ..column("name", ValueKind::Text) },
        ColumnSpec { sql_type: SqlTypeSpec::Varchar(100), ..column("country", ValueKind::Text) },
    ],
    ..CAPITAL
};

/// Two tables that reference each other, and themselves.
pub const HEN: TableSpec = table(
    "Hen",
    "hens",
    &[
        column("hen_id", ValueKind::I64),
        nullable("egg", ValueKind::I64),
        nullable("mother", ValueKind::I64),
    ],
    &[
        primary_key(&["hen_id"]),
        foreign_key(references(&["egg"], "Egg", &["egg_id"])),
        foreign_key(references(&["mother"], "Hen", &["hen_id"])),
    ],
);

pub const EGG: TableSpec = table(
    "Egg",
    "eggs",
    &[column("egg_id", ValueKind::I64), column("hen", ValueKind::I64)],
    &[primary_key(&["egg_id"]), foreign_key(references(&["hen"], "Hen", &["hen_id"]))],
);

/// A column of each type.
pub const fn every_type() -> [ColumnSpec; 24] {
    [
        column("id", ValueKind::I64),
        ColumnSpec {
            fill: FillSpec::Default(LiteralSpec::Int(-1)),
            ..column("i16", ValueKind::I16)
        },
        column("i32", ValueKind::I32),
        column("f32", ValueKind::F32),
        ColumnSpec {
            fill: FillSpec::Default(LiteralSpec::Float(1.5)),
            ..column("f64", ValueKind::F64)
        },
        ColumnSpec {
            fill: FillSpec::Default(LiteralSpec::Bool(true)),
            ..column("bool", ValueKind::Bool)
        },
        column("text", ValueKind::Text),
        ColumnSpec { sql_type: SqlTypeSpec::Varchar(3), ..column("varchar", ValueKind::Text) },
        ColumnSpec { sql_type: SqlTypeSpec::Char(3), ..nullable("char", ValueKind::Text) },
        ColumnSpec {
            fill: FillSpec::Default(LiteralSpec::Text("a'\\b")),
            ..column("bytes", ValueKind::Bytes)
        },
        ColumnSpec {
            fill: FillSpec::Default(LiteralSpec::Text("67e55044-10b1-426f-9247-bb680e5fe0c8")),
            ..column("uuid", ValueKind::Uuid)
        },
        column("date", ValueKind::Date),
        column("time", ValueKind::Time),
        column("timestamp", ValueKind::Timestamp),
        ColumnSpec {
            fill: FillSpec::DefaultSql("CURRENT_TIMESTAMP"),
            ..column("timestamptz", ValueKind::TimestampTz)
        },
        ColumnSpec {
            fill: FillSpec::Default(LiteralSpec::Text(r#"{"a": 1}"#)),
            ..column("json", ValueKind::Json)
        },
        nullable("mood", ValueKind::Enum(&MOOD)),
        ColumnSpec { sql_type: SqlTypeSpec::Custom("TEXT"), ..nullable("custom", ValueKind::Text) },
        // From here on, PostgreSQL only.
        nullable("decimal", ValueKind::Decimal),
        ColumnSpec {
            sql_type: SqlTypeSpec::Numeric(10, 2),
            ..nullable("numeric", ValueKind::Decimal)
        },
        nullable("array", ValueKind::Array(&ValueKind::I32)),
        ColumnSpec {
            sql_type: SqlTypeSpec::Varchar(5),
            ..nullable("texts", ValueKind::Array(&ValueKind::Text))
        },
        nullable("moods", ValueKind::Array(const { &ValueKind::Enum(&MOOD) })),
        ColumnSpec {
            sql_type: SqlTypeSpec::Custom("inet"),
            ..nullable("address", ValueKind::Text)
        },
    ]
}

pub static EVERY_TYPE: TableSpec =
    table("EveryType", "every_type", &every_type(), &[primary_key(&["id"])]);

pub static SQLITE_TYPES: TableSpec = table(
    "EveryType",
    "every_type",
    every_type().first_chunk::<18>().unwrap(),
    &[primary_key(&["id"])],
);
