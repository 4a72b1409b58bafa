//! Countries and capitals in two schemas: a module for each.

pub mod asia {
    diesel::table! {
        asia.countries (country_id) {
            country_id -> Int4,
            name -> Text,
            population -> Int8,
        }
    }
    diesel::table! {
        asia.capitals (capital_id) {
            capital_id -> Int4,
            name -> Text,
        }
    }
    diesel::allow_tables_to_appear_in_same_query!(countries, capitals);
}

pub mod europe {
    diesel::table! {
        europe.countries (country_id) {
            country_id -> Int4,
            name -> Text,
            population -> Int8,
        }
    }
}

#[derive(Debug, Clone, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = asia::countries, check_for_backend(diesel::pg::Pg))]
pub struct Country {
    pub country_id: i32,
    pub name: String,
    pub population: i64,
}
