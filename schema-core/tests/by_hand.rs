//! What the derives expand to, written out: the contract between `polyschema-derive` and the core.

use polyschema_core::spec::{
    ColumnSpec, ConstraintKindSpec, ConstraintSpec, FillSpec, ForeignKeySpec, IndexSpec,
    SchemaSpec, SqlTypeSpec, TableSpec, TypePath, concat,
};
use polyschema_core::table::{
    ColumnSet, ForeignKeyTo, Inherited, InsertsThrough, NewRowWriter, Own,
};
use polyschema_core::value::{BindWriter, RowReader};
use polyschema_core::{
    Column, ColumnType, Extends, NewRow, Postgres, Provides, Reaches, Record, Result, Scalar,
    Schema, Table,
};

// -- #[derive(Table)] #[table(name = "countries", abstract)] --
#[derive(Debug, Clone)]
pub struct Country {
    pub country_id: i32,
    pub name: String,
    pub population: Option<i64>,
}

pub struct CountryColumns<R, S> {
    pub country_id: Column<R, S, i32>,
    pub name: Column<R, S, String>,
    pub population: Column<R, S, Option<i64>>,
}
impl<R, S> CountryColumns<R, S> {
    #[doc(hidden)]
    pub const fn __at(offset: u16) -> Self {
        Self {
            country_id: Column::at(offset),
            name: Column::at(offset + 1),
            population: Column::at(offset + 2),
        }
    }
}
impl<R: 'static, S: 'static> ColumnSet for CountryColumns<R, S> {
    const ALL: &'static Self = &Self::__at(0);
}

#[derive(Debug, Clone)]
pub struct NewCountry {
    pub name: String,
    pub population: Option<i64>,
}
impl NewCountry {
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), population: None }
    }
}
impl NewRow for NewCountry {
    fn write<W: NewRowWriter>(&self, row: &mut W) -> Result<()> {
        ColumnType::write(&self.name, row)?;
        ColumnType::write(&self.population, row)?;
        Ok(())
    }
}

impl Record for Country {
    type Columns<R: 'static, S: 'static> = CountryColumns<R, S>;
    type New = NewCountry;
    const SPEC: &'static TableSpec = &TableSpec {
        ty: <Self as Table>::PATH,
        root: <Self as Table>::PATH,
        name: "countries",
        schema: None,
        comment: Some("A sovereign state."),
        columns: &[
            ColumnSpec {
                field: "country_id",
                name: "country_id",
                kind: <<i32 as ColumnType>::Base as Scalar>::KIND,
                nullable: <i32 as ColumnType>::NULLABLE,
                sql_type: SqlTypeSpec::FromKind,
                fill: FillSpec::IdentityAlways,
                collation: None,
                comment: None,
                renamed_from: None,
            },
            ColumnSpec {
                field: "name",
                name: "name",
                kind: <<String as ColumnType>::Base as Scalar>::KIND,
                nullable: <String as ColumnType>::NULLABLE,
                sql_type: SqlTypeSpec::Varchar(100),
                fill: FillSpec::None,
                collation: None,
                comment: None,
                renamed_from: None,
            },
            ColumnSpec {
                field: "population",
                name: "population",
                kind: <<Option<i64> as ColumnType>::Base as Scalar>::KIND,
                nullable: <Option<i64> as ColumnType>::NULLABLE,
                sql_type: SqlTypeSpec::FromKind,
                fill: FillSpec::None,
                collation: None,
                comment: None,
                renamed_from: None,
            },
        ],
        inherited: 0,
        constraints: &[
            ConstraintSpec { name: None, kind: ConstraintKindSpec::PrimaryKey(&["country_id"]) },
            ConstraintSpec { name: None, kind: ConstraintKindSpec::Unique(&["name"]) },
        ],
        indexes: &[],
    };
    fn read<R: RowReader>(row: &mut R) -> Result<Self> {
        Ok(Self {
            country_id: ColumnType::read(row)?,
            name: ColumnType::read(row)?,
            population: ColumnType::read(row)?,
        })
    }
    fn write<W: BindWriter>(&self, binds: &mut W) -> Result<()> {
        ColumnType::write(&self.country_id, binds)?;
        ColumnType::write(&self.name, binds)?;
        ColumnType::write(&self.population, binds)?;
        Ok(())
    }
}
impl Table for Country {
    type Root = Country;
    type Key = i32;
    const PATH: TypePath =
        TypePath { path: concat!(module_path!(), "::", "Country"), name: "Country" };
}
impl Extends<Country> for Country {}
impl InsertsThrough<Country> for Country {}

// -- #[derive(Table)] #[table(name = "capitals", abstract)], with `references = Country::name` --
#[derive(Debug, Clone)]
pub struct Capital {
    pub name: String,
    pub country: String,
}
pub struct CapitalColumns<R, S> {
    pub name: Column<R, S, String>,
    pub country: Column<R, S, String>,
}
impl<R, S> CapitalColumns<R, S> {
    #[doc(hidden)]
    pub const fn __at(offset: u16) -> Self {
        Self { name: Column::at(offset), country: Column::at(offset + 1) }
    }
}
impl<R: 'static, S: 'static> ColumnSet for CapitalColumns<R, S> {
    const ALL: &'static Self = &Self::__at(0);
}
pub struct NewCapital {
    pub name: String,
    pub country: String,
}
impl NewRow for NewCapital {
    fn write<W: NewRowWriter>(&self, row: &mut W) -> Result<()> {
        ColumnType::write(&self.name, row)?;
        ColumnType::write(&self.country, row)?;
        Ok(())
    }
}
const fn text(field: &'static str) -> ColumnSpec {
    ColumnSpec {
        field,
        name: field,
        kind: <String as Scalar>::KIND,
        nullable: false,
        sql_type: SqlTypeSpec::FromKind,
        fill: FillSpec::None,
        collation: None,
        comment: None,
        renamed_from: None,
    }
}
impl Record for Capital {
    type Columns<R: 'static, S: 'static> = CapitalColumns<R, S>;
    type New = NewCapital;
    const SPEC: &'static TableSpec = &TableSpec {
        ty: <Self as Table>::PATH,
        root: <Self as Table>::PATH,
        name: "capitals",
        schema: None,
        comment: None,
        columns: &[text("name"), text("country")],
        inherited: 0,
        constraints: &[
            ConstraintSpec { name: None, kind: ConstraintKindSpec::PrimaryKey(&["name"]) },
            ConstraintSpec {
                name: None,
                kind: ConstraintKindSpec::ForeignKey(ForeignKeySpec {
                    fields: &["country"],
                    referenced: <<Country as Table>::Root as Table>::PATH,
                    referenced_fields: &["name"],
                    on_delete: polyschema_core::spec::ReferentialAction::Cascade,
                    on_update: polyschema_core::spec::ReferentialAction::NoAction,
                    deferrable: polyschema_core::spec::Deferrable::Not,
                }),
            },
        ],
        indexes: &[],
    };
    fn read<R: RowReader>(row: &mut R) -> Result<Self> {
        Ok(Self { name: ColumnType::read(row)?, country: ColumnType::read(row)? })
    }
    fn write<W: BindWriter>(&self, binds: &mut W) -> Result<()> {
        ColumnType::write(&self.name, binds)?;
        ColumnType::write(&self.country, binds)?;
        Ok(())
    }
}
impl Table for Capital {
    type Root = Capital;
    type Key = String;
    const PATH: TypePath =
        TypePath { path: concat!(module_path!(), "::", "Capital"), name: "Capital" };
}
impl Extends<Capital> for Capital {}
impl InsertsThrough<Capital> for Capital {}
impl ForeignKeyTo<<Country as Table>::Root, Own> for Capital {
    const FOREIGN_KEY: usize = 1;
}

// -- #[derive(Table)] #[table(schema = Asia)], extending Country --
#[derive(Debug, Clone)]
pub struct AsiaCountry {
    pub country: Country,
    pub signature_dish: Option<String>,
}
impl std::ops::Deref for AsiaCountry {
    type Target = Country;
    fn deref(&self) -> &Country {
        &self.country
    }
}
impl std::ops::DerefMut for AsiaCountry {
    fn deref_mut(&mut self) -> &mut Country {
        &mut self.country
    }
}
pub struct AsiaCountryColumns<R: 'static, S: 'static> {
    pub country: <Country as Record>::Columns<R, S>,
    pub signature_dish: Column<R, S, Option<String>>,
}
impl<R: 'static, S: 'static> AsiaCountryColumns<R, S> {
    #[doc(hidden)]
    pub const fn __at(offset: u16) -> Self {
        const INHERITED: u16 = <Country as Record>::SPEC.columns.len() as u16;
        Self {
            country: <<Country as Record>::Columns<R, S>>::__at(offset),
            signature_dish: Column::at(offset + INHERITED),
        }
    }
}
impl<R: 'static, S: 'static> std::ops::Deref for AsiaCountryColumns<R, S> {
    type Target = <Country as Record>::Columns<R, S>;
    fn deref(&self) -> &Self::Target {
        &self.country
    }
}
impl<R: 'static, S: 'static> ColumnSet for AsiaCountryColumns<R, S> {
    const ALL: &'static Self = &Self::__at(0);
}
#[derive(Debug, Clone)]
pub struct NewAsiaCountry {
    pub country: <Country as Record>::New,
    pub signature_dish: Option<String>,
}
impl NewRow for NewAsiaCountry {
    fn write<W: NewRowWriter>(&self, row: &mut W) -> Result<()> {
        NewRow::write(&self.country, row)?;
        ColumnType::write(&self.signature_dish, row)?;
        Ok(())
    }
}
impl Record for AsiaCountry {
    type Columns<R: 'static, S: 'static> = AsiaCountryColumns<R, S>;
    type New = NewAsiaCountry;
    const SPEC: &'static TableSpec = &{
        const BASE: &TableSpec = <Country as Record>::SPEC;
        const COLUMNS: &[ColumnSpec] = &[ColumnSpec { nullable: true, ..text("signature_dish") }];
        const CONSTRAINTS: &[ConstraintSpec] = &[];
        const INDEXES: &[IndexSpec] = &[];
        TableSpec {
            ty: <Self as Table>::PATH,
            root: BASE.root,
            name: BASE.name,
            schema: Some(<Asia as Schema>::PATH),
            comment: BASE.comment,
            columns: &concat::<_, { BASE.columns.len() + COLUMNS.len() }>(
                text(""),
                &[BASE.columns, COLUMNS],
            ),
            inherited: BASE.columns.len(),
            constraints: BASE.constraints,
            indexes: INDEXES,
        }
    };
    fn read<R: RowReader>(row: &mut R) -> Result<Self> {
        Ok(Self { country: Record::read(row)?, signature_dish: ColumnType::read(row)? })
    }
    fn write<W: BindWriter>(&self, binds: &mut W) -> Result<()> {
        Record::write(&self.country, binds)?;
        ColumnType::write(&self.signature_dish, binds)?;
        Ok(())
    }
}
impl Table for AsiaCountry {
    type Root = <Country as Table>::Root;
    type Key = <Country as Table>::Key;
    const PATH: TypePath =
        TypePath { path: concat!(module_path!(), "::", "AsiaCountry"), name: "AsiaCountry" };
}
impl Extends<AsiaCountry> for AsiaCountry {}
impl<Base: Table> Extends<Base> for AsiaCountry where Country: Extends<Base> {}
impl InsertsThrough<AsiaCountry> for AsiaCountry {}
// only because no column of its own is required:
impl<Base: Table> InsertsThrough<Base> for AsiaCountry where Country: InsertsThrough<Base> {}
impl<X: Table, Via> ForeignKeyTo<X, Inherited<Via>> for AsiaCountry
where
    Country: ForeignKeyTo<X, Via>,
{
    const FOREIGN_KEY: usize = <Country as ForeignKeyTo<X, Via>>::FOREIGN_KEY;
}

// -- #[derive(Schema)] #[schema(name = "asia", database = Postgres, tables(AsiaCountry, Capital))] --
pub struct Asia;
impl Schema for Asia {
    type Database = Postgres;
    type Name = polyschema_core::name::StaticName;
    const PATH: TypePath = TypePath { path: concat!(module_path!(), "::", "Asia"), name: "Asia" };
    const SPEC: &'static SchemaSpec = &SchemaSpec {
        ty: Self::PATH,
        name: Some("asia"),
        comment: None,
        tables: &[<AsiaCountry as Record>::SPEC, <Capital as Record>::SPEC],
        sees: &[],
    };
}
impl Provides<<AsiaCountry as Table>::Root> for Asia {
    type Table = AsiaCountry;
}
impl Provides<<Capital as Table>::Root> for Asia {
    type Table = Capital;
}

fn reaches<A: Reaches<B>, B: Schema>() {}

#[test]
fn bound_tables_have_columns() {
    let countries = Country::bind_schema::<Asia>();
    let asia_countries = AsiaCountry::bind_schema::<Asia>();
    let copy = countries;
    assert_eq!(countries.name.position(), 1);
    assert_eq!(copy.population.position(), 2);
    assert_eq!(asia_countries.signature_dish.position(), 3);
    assert_eq!(asia_countries.name.position(), 1);
    assert_eq!(AsiaCountry::SPEC.columns.len(), 4);
    assert_eq!(format!("{asia_countries:?}"), "asia.countries");
    let _ = NewAsiaCountry { country: NewCountry::new("Japan"), signature_dish: None };
    reaches::<Asia, Asia>();
}

use polyschema_core::expr::Expression;
use polyschema_core::query::Statement;

#[test]
fn statements_are_rendered() {
    let countries = Country::bind_schema::<Asia>();
    let asia_countries = AsiaCountry::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    for sql in [
        countries.select().to_sql().unwrap(),
        asia_countries.select().to_sql().unwrap(),
        countries.find(1).to_sql().unwrap(),
        capitals.find("Tokyo").to_sql().unwrap(),
        countries.delete_by_key(1).to_sql().unwrap(),
        countries.insert(NewCountry::new("Japan")).returning_all().to_sql().unwrap(),
        countries.insert_many([NewCountry::new("Japan"), NewCountry::new("x")]).to_sql().unwrap(),
        countries
            .insert(NewCountry::new("Japan"))
            .on_conflict(countries.name)
            .do_update(countries.population)
            .to_sql()
            .unwrap(),
        countries
            .select()
            .filter(
                countries
                    .population
                    .gt(100_000_000)
                    .and(countries.name.ne("x"))
                    .or(countries.name.is_in(["a", "b"])),
            )
            .filter(asia_countries.signature_dish.is_not_null())
            .order_by(countries.name.asc())
            .limit(3)
            .to_sql()
            .unwrap(),
        capitals
            .select()
            .join(countries)
            .columns((countries.name, capitals.name, countries.population.sum()))
            .to_sql()
            .unwrap(),
        countries.select().left_join(capitals).columns((countries, capitals)).to_sql().unwrap(),
        countries
            .update()
            .set(countries.population, 1)
            .filter(countries.name.eq("Japan"))
            .to_sql()
            .unwrap(),
        countries.delete().all_rows().to_sql().unwrap(),
        capitals
            .belonging_to(&Country { country_id: 1, name: "Japan".into(), population: None })
            .to_sql()
            .unwrap(),
    ] {
        println!("{sql}");
    }
}

async fn total<'c, S, E>(
    schema: &polyschema_core::SchemaRef<S>,
    connection: E,
) -> Result<Option<i64>>
where
    S: Provides<Country, Database = Postgres>,
    E: polyschema_core::exec::Executor<'c, Postgres>,
{
    use polyschema_core::exec::Fetch;
    let countries = Country::bind(schema);
    let total = countries.select().columns(countries.population.sum());
    total.fetch_one(connection).await
}

#[test]
fn generic_functions_need_one_bound() {
    fn is_send<T: Send>(_: T) {}
    fn check(pool: &sqlx::PgPool) {
        is_send(total(&Asia::schema_ref(), pool));
    }
    let _ = check;
}
