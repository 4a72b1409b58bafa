//! Random catalogs, drawn alone and in pairs.

use polyschema_core::Catalog;
use polyschema_migrate::draw::{Diagram, Options};
use proptest::prelude::*;

use crate::catalogs::{Table, catalog, table};
use crate::placing;

const SCHEMAS: [&str; 3] = ["asia", "europe", "long name of a schema <&>"];

/// For each table its schema, how many columns it has, and which tables its foreign keys reference.
fn catalogs() -> impl Strategy<Value = Catalog> {
    let table = (0..SCHEMAS.len(), 1..9_usize, prop::collection::vec(0..12_usize, 0..4));
    prop::collection::vec(table, 0..12).prop_map(|tables| {
        let name = |position: usize| format!("table{}", "_x".repeat(position));
        let build = |(position, (schema, columns, keys)): (usize, &(usize, usize, Vec<usize>))| {
            let mut built: Table = table_of(SCHEMAS[*schema], &name(position), *columns);
            for (number, key) in keys.iter().enumerate() {
                let referenced = key % tables.len();
                let column = format!("column{}", number % columns);
                let schema = SCHEMAS[tables[referenced].0];
                built = built.references(&[&column], schema, &name(referenced), &["column0"]);
            }
            built
        };
        let tables: Vec<Table> = tables.iter().enumerate().map(build).collect();
        catalog(&SCHEMAS, &tables)
    })
}

fn table_of(schema: &str, name: &str, columns: usize) -> Table {
    let start = table(schema, name).column("column0", "integer").key(&["column0"]);
    (1..columns).fold(start, |table, column| table.nullable(&format!("column{column}"), "text"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn boxes_lie_apart_and_arrows_beside_them(from in catalogs(), to in catalogs()) {
        let options = Options::default();
        let svg = Diagram::of(&from, &options).to_svg();
        placing::check(&svg);
        prop_assert_eq!(&svg, &Diagram::between(&from, &from, &options).to_svg());
        placing::check(&Diagram::between(&from, &to, &options).to_svg());
    }
}
