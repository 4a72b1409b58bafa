//! Everything declared in the body of a function.

/// Declares and uses them.
///
/// # Errors
/// None.
pub fn everything() -> db::Result<String> {
    use db::prelude::*;

    #[derive(Table)]
    #[table(name = "countries", abstract)]
    struct Country {
        #[column(primary_key)]
        name: String,
        mood: Mood,
        #[column(flatten)]
        audit: Audit,
    }

    #[derive(Table)]
    #[table(mixin)]
    struct Audit {
        by: Author,
    }

    #[derive(Table)]
    #[table(schema = Asia)]
    struct AsiaCountry {
        #[column(extends)]
        country: Country,
        dish: Option<String>,
    }

    #[derive(Debug, Clone, DbEnum)]
    enum Mood {
        Happy,
    }

    #[derive(Debug, Clone, DbType)]
    struct Author(String);

    #[derive(Schema)]
    #[schema(name = "asia", database = Postgres, tables(AsiaCountry))]
    struct Asia;

    #[derive(SchemaSet)]
    enum World {
        Asia,
    }

    #[derive(Projection)]
    struct Summary {
        name: String,
    }

    dispatch!(World, World::Asia, |schema| {
        let countries = Country::bind(schema);
        let summary = SummaryColumns { name: countries.name };
        let Summary { name } = Summary { name: countries.select().columns(summary).to_sql()? };
        Ok(name)
    })
}
