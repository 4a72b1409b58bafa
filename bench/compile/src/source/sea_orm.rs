//! sea-orm: an entity in a module of its own for each table.

use super::{COLUMNS, Contents, given, line, names};

pub fn source(source: &mut String, contents: Contents) {
    for number in 0..contents.tables {
        let (_, table) = names(number);
        line(source, &format!("pub mod {table} {{\n    use sea_orm::entity::prelude::*;\n"));
        line(source, "    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]");
        line(source, &format!("    #[sea_orm(table_name = \"{table}\")]"));
        line(source, "    pub struct Model {");
        for (position, column) in COLUMNS.iter().enumerate() {
            match (position, column.length) {
                (0, _) => line(source, "        #[sea_orm(primary_key)]"),
                (_, Some(length)) => {
                    line(
                        source,
                        &format!(
                            "        #[sea_orm(column_type = \"String(StringLen::N({length}))\")]"
                        ),
                    );
                }
                (_, None) => {}
            }
            line(source, &format!("        pub {}: {},", column.name, column.ty));
        }
        line(source, "    }\n\n    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]");
        line(source, "    pub enum Relation {}\n\n    impl ActiveModelBehavior for ActiveModel {}");
        if contents.queries {
            queries(source);
        }
        line(source, "}\n");
    }
}

fn queries(source: &mut String) {
    line(
        source,
        r#"
    use sea_orm::{QueryOrder, QuerySelect, Set};

    pub async fn select(db: &DatabaseConnection, name: &str, size: i64) -> Result<Vec<Model>, DbErr> {
        Entity::find()
            .filter(Column::Name.eq(name))
            .filter(Column::Size.gt(size))
            .order_by_asc(Column::Code)
            .limit(10)
            .all(db)
            .await
    }

    pub struct New {"#,
    );
    for column in given() {
        line(source, &format!("        pub {}: {},", column.name, column.ty));
    }
    line(source, "    }\n");
    line(
        source,
        "    pub async fn insert(db: &DatabaseConnection, row: New) -> Result<Model, DbErr> {",
    );
    line(source, "        let row = ActiveModel {");
    for column in given() {
        line(source, &format!("            {0}: Set(row.{0}),", column.name));
    }
    line(
        source,
        "            ..Default::default()\n        };\n        row.insert(db).await\n    }",
    );
}
