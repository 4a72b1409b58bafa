//! Tables as types: what `#[derive(Table)]` implements.

use std::fmt::{self, Debug, DebugStruct};

use crate::bound::BoundTable;
use crate::error::Result;
use crate::name::SchemaRef;
use crate::schema::{LeadsTo, Provides, StaticSchema};
use crate::spec::{Listed, TableSpec, TypePath};
use crate::value::{BindWriter, Binding, ColumnType, RowReader, ValueVisitor};

/// A struct of columns: a table's, or a mixin's that tables flatten.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no columns",
    label = "expected a struct that derives `Table`",
    note = "to flatten a struct into tables, derive `Table` on it with `#[table(mixin)]`"
)]
pub trait Record: Sized + Send + Sync + 'static {
    /// The struct whose fields are the columns, for the table `R` of the schema `S`.
    type Columns<R: 'static, S: 'static>: ColumnSet;

    /// The struct of what an insert gives.
    type New: NewRow;

    /// What the derive wrote down.
    const SPEC: &'static TableSpec;

    /// Reads all columns, in order.
    ///
    /// # Errors
    /// A column holds a value that its field cannot.
    fn read<R: RowReader>(row: &mut R) -> Result<Self>;

    /// Binds all columns, in order.
    ///
    /// # Errors
    /// A field's value cannot be encoded for the database.
    fn write<W: BindWriter>(&self, binds: &mut W) -> Result<()> {
        Binding::run(binds, |binds| self.bind_all(binds))
    }

    /// Binds all columns, in order, up to the first that cannot be.
    #[doc(hidden)]
    fn bind_all<W: BindWriter>(&self, binds: &mut Binding<'_, W>);
}

/// A struct that is a table. Derive it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "expected a struct that derives `Table`",
    note = "a struct with `#[table(mixin)]` is part of tables (`#[column(flatten)]`), not a table itself"
)]
pub trait Table: Record {
    /// The topmost struct that this one extends, or the struct itself.
    type Root: Table<Root = Self::Root>;

    /// The primary key: its column's type, a tuple of several, or [`NoKey`].
    type Key: 'static;

    /// The Rust type, apart from [`Record::SPEC`] so that tables can name each other.
    const PATH: TypePath;

    /// What the list of a schema says of the table. For generated code.
    #[doc(hidden)]
    const LISTED: Listed = Listed::new(Self::SPEC);

    // Where the schema does not list the table, one of the two types is not known (see `LeadsTo`), so that this
    // is the only error. It is the one that is not needed to find the other: `S` may come from what is expected.

    /// Binds the table to a schema whose type has the name.
    fn bind_schema<S>() -> BoundTable<<S::Table as LeadsTo<Self>>::To, S>
    where
        S: Provides<Self::Root> + StaticSchema,
        S::Table: Extends<Self>,
    {
        BoundTable::new(S::schema_ref())
    }

    /// Binds the table to a schema, the name of which may be known only at run time.
    ///
    /// The name is the table's alone. A column is a position in the tables of a schema *type*, so it does not
    /// matter which tenant's table it was taken from: in a statement that reads `acme.orders`, a column of
    /// `bmce.orders` is that of `acme.orders`. Only tables bring names into a statement, and two of one schema
    /// type are refused before it is sent ([`Error::MixedSchemas`](crate::Error::MixedSchemas)).
    fn bind<S>(schema: &SchemaRef<S>) -> BoundTable<Self, <S::Table as LeadsTo<S>>::To>
    where
        S: Provides<Self::Root>,
        S::Table: Extends<Self>,
    {
        BoundTable::new(schema.clone())
    }
}

/// [`Table::Root`], as the type `X` names it in the header of an impl of its own.
///
/// Two impls for `<A as Table>::Root` and `<B as Table>::Root` may overlap as far as the compiler can
/// tell where `A` and `B` are another crate's, because that crate may change. With a local type as `X`
/// only the local crate could change it. Source: the Rust reference, "Orphan rules".
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "expected a struct that derives `Table`",
    note = "a struct with `#[table(mixin)]` is part of tables (`#[column(flatten)]`), not a table itself"
)]
pub trait TableFor<X: ?Sized>: Table {
    /// The topmost struct that this one extends, or the struct itself.
    type RootTable: Table<Root = Self::RootTable>;

    /// [`Record::SPEC`], for generated code that names this trait and not [`Table`] too: a type that is no
    /// table is one error then.
    const TABLE_SPEC: &'static TableSpec = <Self as Record>::SPEC;
}

/// The columns of a table or mixin, as fields.
pub trait ColumnSet: Sized + 'static {
    /// All of them.
    const ALL: &'static Self;
}

/// The key of a table without a primary key: nothing finds a row by it.
#[derive(Debug, Clone, Copy)]
pub enum NoKey {}

/// A table that is `Base`, or extends it at any level.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not extend `{Base}`",
    label = "the schema lists `{Self}`, which is not a `{Base}`"
)]
pub trait Extends<Base: Table>: Table {}

#[diagnostic::do_not_recommend]
impl<T: Table> Extends<T> for T {}

/// A table into which rows can be inserted through `Base`: it adds no required column.
#[diagnostic::on_unimplemented(
    message = "rows of `{Self}` cannot be inserted through `{Base}`",
    label = "`{Self}` has required columns that `{Base}` lacks",
    note = "bind `{Self}` itself and insert its own new row"
)]
pub trait InsertsThrough<Base: Table>: Table {}

#[diagnostic::do_not_recommend]
impl<T: Table> InsertsThrough<T> for T {}

/// The new row of a mixin that requires nothing; the second type only keeps the bound from being judged early.
#[doc(hidden)]
pub trait RequiresNothing {}

impl<New: Default, Base> RequiresNothing for (New, Base) {}

/// A table or mixin with a foreign key to a table whose root is `Root`; `Via` says where it is declared.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no foreign key to `{Root}`, or several",
    label = "no single foreign key says which rows belong together",
    note = "say it with `.join_on(table, predicate)`"
)]
pub trait ForeignKeyTo<Root: Table, Via>: Record {
    /// The position of the foreign key among the constraints of [`Record::SPEC`].
    const FOREIGN_KEY: usize;
}

/// A foreign key that the struct declares itself.
#[derive(Debug, Clone, Copy)]
pub enum Own {}

/// A foreign key of the struct that this one extends.
#[derive(Debug, Clone, Copy)]
pub struct Inherited<Via>(std::marker::PhantomData<Via>);

/// A foreign key of the mixin that the struct flattens at a field.
#[derive(Debug, Clone, Copy)]
pub struct Flattened<const FIELD: usize, Via>(std::marker::PhantomData<Via>);

/// Takes what an insert gives, column by column.
pub trait NewRowWriter: BindWriter {
    /// Leaves the next column to its default.
    fn default_value(&mut self);
}

/// What an insert gives: one entry for each column that is not filled by the database alone.
pub trait NewRow: Sized + Send {
    /// Hands out the entries, in the order of the columns.
    ///
    /// # Errors
    /// A value cannot be encoded for the database.
    fn write<W: NewRowWriter>(&self, row: &mut W) -> Result<()> {
        Binding::run(row, |row| self.visit_entries(row))
    }

    /// Goes through the entries, in order.
    #[doc(hidden)]
    fn visit_entries<V: NewRowVisitor>(&self, row: &mut V);

    /// Shows the entries as the fields of a struct.
    ///
    /// # Errors
    /// The formatter fails.
    #[doc(hidden)]
    fn show_entries(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct(name);
        self.visit_entries(&mut shown);
        shown.finish()
    }
}

/// Goes through a new row, to bind what it gives or to show it. For generated code.
#[doc(hidden)]
pub trait NewRowVisitor: ValueVisitor {
    /// A column with a default.
    fn or_default<V: ColumnType + Debug>(&mut self, field: &str, value: &OrDefault<V>);

    /// The new row of a base or mixin.
    fn nested<N: NewRow + Debug>(&mut self, field: &str, row: &N);
}

impl<W: NewRowWriter> NewRowVisitor for Binding<'_, W> {
    fn or_default<V: ColumnType + Debug>(&mut self, _: &str, value: &OrDefault<V>) {
        self.then(|row| value.write(row));
    }

    fn nested<N: NewRow + Debug>(&mut self, _: &str, row: &N) {
        row.visit_entries(self);
    }
}

impl NewRowVisitor for DebugStruct<'_, '_> {
    fn or_default<V: ColumnType + Debug>(&mut self, field: &str, value: &OrDefault<V>) {
        self.field(field, value);
    }

    fn nested<N: NewRow + Debug>(&mut self, field: &str, row: &N) {
        self.field(field, row);
    }
}

/// A value, or the column's default.
///
/// ```
/// # use polyschema_core::OrDefault;
/// let given: OrDefault<i32> = 3.into();
/// assert_eq!(given, OrDefault::Value(3));
/// assert_eq!(OrDefault::<i32>::default(), OrDefault::Default);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OrDefault<T> {
    /// What the column's default says.
    #[default]
    Default,
    /// This value.
    Value(T),
}

impl<T> From<T> for OrDefault<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: ColumnType> OrDefault<T> {
    /// Hands out the value, or the word for the default.
    ///
    /// # Errors
    /// The value cannot be encoded for the database.
    pub fn write<W: NewRowWriter>(&self, row: &mut W) -> Result<()> {
        match self {
            Self::Default => {
                row.default_value();
                Ok(())
            }
            Self::Value(value) => value.write(row),
        }
    }

    /// What a field gives, as one of a new row's entries. For generated code.
    #[doc(hidden)]
    pub fn visit_entry<V: NewRowVisitor>(&self, field: &str, row: &mut V)
    where
        T: Debug,
    {
        row.or_default(field, self);
    }
}
