//! A long chain of tables that reference each other, whose names are in no order: it is created, all its keys
//! get another type, and it is dropped.

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ColumnDef, ForeignKeyDef, PrimaryKeyDef, QualifiedName, SchemaDef, SqlType, TableDef,
};
use polyschema_core::{Catalog, Dialect};
use polyschema_migrate::plan::Form;

use super::cases::Case;
use super::databases::{Database, check_case, fails_on_rows};
use super::plan_of;
use super::support::ident;

const TABLES: usize = 50;

/// The name of a place in the chain: 17 and 50 have no common divisor, so that each comes once.
fn name(place: usize) -> Ident {
    ident(&format!("t{:02}", place * 17 % TABLES))
}

fn chain(dialect: Dialect, tables: usize, key: &SqlType) -> Catalog {
    let mut schema = SchemaDef::new(ident("asia"));
    let at = |place| QualifiedName::new(ident("asia"), name(place));
    for place in 0..tables {
        let mut table = TableDef::new(at(place));
        let (id, next) = (ident("id"), ident("next_id"));
        table.columns = vec![ColumnDef::new(id.clone(), key.clone())];
        let of_table = |kind: &str| ident(&format!("{kind}_{}", name(place).as_str()));
        table.primary_key = Some(PrimaryKeyDef::new(of_table("pk"), vec![id.clone()]));
        if place > 0 {
            table.columns.push(ColumnDef::new(next.clone(), key.clone()));
            let key = ForeignKeyDef::new(of_table("fk"), vec![next], at(place - 1), vec![id]);
            table.foreign_keys.push(key);
        }
        schema.tables.insert(name(place), table);
    }
    Catalog::from_schemas(dialect, [schema]).unwrap()
}

async fn check<D: Database>(database: &mut D, dialect: Dialect, form: Form) {
    let case = |from, to| Case { name: "chain".to_owned(), dialect, since: 0, from, to };
    let chain = |tables, key| chain(dialect, tables, key);
    let created = case(chain(0, &SqlType::Integer), chain(TABLES, &SqlType::Integer));
    let retyped = case(chain(TABLES, &SqlType::Integer), chain(TABLES, &SqlType::BigInt));
    for case in [created, retyped] {
        check_case(database, &case, form, fails_on_rows).await;
        assert_eq!(plan_of(&case, form), plan_of(&case, form));
    }
}

#[tokio::test]
async fn in_postgres() {
    let Some(server) = polyschema_test_support::postgres().await else { return };
    let mut connection = server.connect().await;
    check(&mut connection, Dialect::Postgres, Form::Direct).await;
    check(&mut connection, Dialect::Postgres, Form::Online).await;
}

#[tokio::test]
async fn in_sqlite() {
    let mut connection = polyschema_test_support::sqlite().await;
    check(&mut connection, Dialect::Sqlite, Form::Direct).await;
}
