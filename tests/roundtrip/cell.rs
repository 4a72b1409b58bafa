//! A table with a column of a type and a nullable one, and the way of a value through it.
//!
//! Values are compared as `Debug` writes them, so that NaN is like NaN.

/// The tables, and one test for each database; `$values` gives the values that a dialect keeps.
macro_rules! round_trips {
    ($module:ident, $(#[$column:meta])* $type:ty, $values:expr) => {
        mod $module {
            #[allow(unused_imports, reason = "what the type and the values need")]
            use super::*;

            cell!($(#[$column])* $type, $values);

            #[derive(Schema)]
            #[schema(name = "types", database = D, tables(Cell))]
            pub struct Types<D>(std::marker::PhantomData<D>);

            #[tokio::test]
            async fn on_postgres() {
                postgres_test!(Types<Postgres>);
            }

            #[tokio::test]
            async fn on_sqlite() {
                let db = &mut polyschema_test_support::sqlite().await;
                let schema = Types::<Sqlite>::schema_ref();
                let location = polyschema::sqlite::Location::Memory;
                polyschema::sqlite::attach(db, &schema, &location).await.unwrap();
                polyschema::Catalog::of::<Types<Sqlite>>().unwrap().create_all(&mut *db).await.unwrap();
                there_and_back::<Sqlite, Types<Sqlite>>(db, values(Dialect::Sqlite)).await;
            }
        }
    };
}

/// As `round_trips`, for a type that only PostgreSQL has.
macro_rules! round_trips_on_postgres {
    ($module:ident, $(#[$column:meta])* $type:ty, $values:expr) => {
        mod $module {
            #[allow(unused_imports, reason = "what the type and the values need")]
            use super::*;

            cell!($(#[$column])* $type, |_: Dialect| $values);

            #[derive(Schema)]
            #[schema(name = "types", database = Postgres, tables(Cell))]
            pub struct Types;

            #[tokio::test]
            async fn on_postgres() {
                postgres_test!(Types);
            }
        }
    };
}

macro_rules! postgres_test {
    ($types:ty) => {
        let Some(database) = polyschema_test_support::postgres().await else { return };
        let db = &mut database.connect().await;
        polyschema::Catalog::of::<$types>().unwrap().create_all(&mut *db).await.unwrap();
        there_and_back::<Postgres, $types>(db, values(Dialect::Postgres)).await;
        copied::<$types>(db, values(Dialect::Postgres)).await;
    };
}

macro_rules! cell {
    ($(#[$column:meta])* $type:ty, $values:expr) => {
        #[allow(unused_imports, reason = "what the values need")]
        use polyschema::Dialect;
        use polyschema::exec::Driver;
        #[allow(unused_imports, reason = "a type may come with the prelude")]
        use polyschema::prelude::*;

        #[derive(Debug, Clone, Table)]
        #[table(name = "cells", abstract)]
        pub struct Cell {
            #[column(primary_key)]
            pub id: i32,
            $(#[$column])*
            pub value: $type,
            $(#[$column])*
            pub maybe: Option<$type>,
        }

        fn values(dialect: Dialect) -> Vec<$type> {
            $values(dialect)
        }

        /// In and out with `COPY`, unless the column's type is written out.
        async fn copied<S>(db: &mut sqlx::PgConnection, values: Vec<$type>)
        where
            S: Provides<Cell, Table = Cell, Database = Postgres> + StaticSchema,
        {
            let t = Cell::bind_schema::<S>();
            t.delete().all_rows().execute(&mut *db).await.unwrap();
            let new = |(id, value): (i32, &$type)| NewCell {
                id,
                value: value.clone(),
                maybe: (id > 0).then(|| value.clone()),
            };
            let rows: Vec<NewCell> = (0..).zip(&values).map(new).collect();
            match t.copy_in(rows.clone()).execute(&mut *db).await {
                Ok(copied) => assert_eq!(copied, values.len() as u64),
                Err(error) => {
                    let error = error.to_string();
                    assert!(error.contains("a type written out"), "{error}");
                    t.insert_many(rows).execute(&mut *db).await.unwrap();
                }
            }
            let plain = t.select().order_by(t.id.asc()).fetch_all(&mut *db).await.unwrap();
            let query = t.select().order_by(t.id.asc()).copy_out();
            let copied = query.fetch_all(db).await.unwrap();
            assert_eq!(format!("{copied:?}"), format!("{plain:?}"));
            assert_eq!(copied.len(), values.len());
            for (cell, value) in copied.iter().zip(&values) {
                assert_eq!(format!("{:?}", cell.value), format!("{value:?}"));
                assert_eq!(cell.maybe.is_some(), cell.id > 0);
            }
        }

        async fn there_and_back<D, S>(db: &mut D::Connection, values: Vec<$type>)
        where
            D: Driver,
            S: Provides<Cell, Table = Cell, Database = D> + StaticSchema,
        {
            let t = Cell::bind_schema::<S>();
            for (id, value) in (0..).zip(&values) {
                let new = NewCell { id, value: value.clone(), maybe: Some(value.clone()) };
                let text = format!("{value:?}");
                let same = |cell: &Cell| {
                    assert_eq!(format!("{:?}", cell.value), text);
                    assert_eq!(format!("{:?}", cell.maybe.as_ref().unwrap()), text);
                };
                same(&t.insert(new).returning_all().fetch_one(&mut *db).await.unwrap());
                same(&t.find(id).fetch_one(&mut *db).await.unwrap());
                let equal = t.select().filter(t.value.eq(value));
                let maybe_equal = t.select().filter(t.maybe.eq(value.clone()));
                for query in [equal, maybe_equal] {
                    let ids = query.columns(t.id).fetch_all(&mut *db).await.unwrap();
                    assert!(ids.contains(&id), "{text} is not equal to itself");
                }
                let one = t.maybe.is_in([value]).and(t.maybe.is_not_distinct_from(value));
                let ids = t.select().filter(one).columns(t.id).fetch_all(&mut *db).await.unwrap();
                assert!(ids.contains(&id), "{text} is not in itself");
            }
            let all = t.select().filter(t.value.is_in(&values)).columns(count_all());
            assert_eq!(all.fetch_one(&mut *db).await.unwrap(), values.len() as i64);

            // NULL, and from NULL to each value and back.
            let mut cell = Cell { id: -1, value: values[0].clone(), maybe: None };
            let new = NewCell { id: -1, value: values[0].clone(), maybe: None };
            let inserted = t.insert(new).returning_all().fetch_one(&mut *db).await.unwrap();
            assert_eq!(format!("{inserted:?}"), format!("{cell:?}"));
            let null = t.select().filter(t.maybe.is_null()).columns(t.id);
            assert_eq!(null.fetch_all(&mut *db).await.unwrap(), [-1]);
            for value in &values {
                let one = t.update().set(t.maybe, value).set(t.value, value.clone()).filter(t.id.eq(-1));
                let set = one.returning((t.value, t.maybe)).fetch_one(&mut *db).await.unwrap();
                assert_eq!(format!("{set:?}"), format!("{:?}", (value, Some(value))));
                cell.value = value.clone();
                assert_eq!(t.update_by_key(&cell).execute(&mut *db).await.unwrap(), 1);
                let found = t.find(-1).fetch_one(&mut *db).await.unwrap();
                assert_eq!(format!("{found:?}"), format!("{cell:?}"));
            }
            let set = t.update().set(t.maybe, None).all_rows();
            assert_eq!(set.execute(&mut *db).await.unwrap(), values.len() as u64 + 1);

            // Many at once, all NULL in the first row.
            t.delete().all_rows().execute(&mut *db).await.unwrap();
            let new = |(id, value): (i32, &$type)| NewCell {
                id,
                value: value.clone(),
                maybe: (id > 0).then(|| value.clone()),
            };
            let rows = t.insert_many((0..).zip(&values).map(new)).returning((t.value, t.maybe));
            let rows = rows.fetch_all(db).await.unwrap();
            let expected = values.iter().enumerate().map(|(at, value)| (value, (at > 0).then_some(value)));
            assert_eq!(format!("{rows:?}"), format!("{:?}", expected.collect::<Vec<_>>()));
        }
    };
}
