//! Countries and capitals in two schemas: a module for each table of each.

macro_rules! countries {
    ($module:ident, $schema:literal) => {
        pub mod $module {
            use sea_orm::entity::prelude::*;

            #[sea_orm::model]
            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(schema_name = $schema, table_name = "countries")]
            pub struct Model {
                #[sea_orm(primary_key)]
                pub country_id: i32,
                pub name: String,
                pub population: i64,
            }

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

countries!(asia_countries, "asia");
countries!(europe_countries, "europe");

pub mod asia_capitals {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(schema_name = "asia", table_name = "capitals")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub capital_id: i32,
        pub name: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
