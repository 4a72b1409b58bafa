//! Code that docs/migrations.md shows and that stands nowhere in the program.

#![allow(dead_code, reason = "it is compiled; what it does is tested elsewhere")]

mod set_up {
    use crate::first::{Asia, Europe};

    fn main() -> std::process::ExitCode {
        polyschema::cli::main::<(Asia, Europe)>()
    }
}

mod data_migrations {
    use polyschema::SchemaName;
    use polyschema::cli::Cli;
    use polyschema::migrate::apply::BoxFuture;
    use polyschema::prelude::*;
    use sqlx::SqliteConnection;

    use crate::dish::{Asia, Europe};
    use crate::first::Country;

    fn main() -> std::process::ExitCode {
        Cli::<(Asia, Europe)>::new().data_migration("fill_dishes", fill_dishes).main()
    }

    fn fill_dishes<'a>(connection: &'a mut SqliteConnection, _: &'a SchemaName) -> BoxFuture<'a> {
        Box::pin(async move {
            let countries = Country::bind_schema::<Asia>();
            raw!("UPDATE {countries} SET signature_dish = 'rice' WHERE signature_dish IS NULL")
                .execute(connection)
                .await?;
            Ok(())
        })
    }
}

mod in_a_program {
    use sqlx::SqliteConnection;

    use crate::first::{Asia, Europe};

    use polyschema::migrate::embedded::Migrations;

    static MIGRATIONS: Migrations<(Asia, Europe)> = polyschema::migrations![Asia, Europe];

    async fn start(connection: &mut SqliteConnection) -> polyschema::migrate::error::Result<()> {
        MIGRATIONS.upgrade(connection).await?;
        Ok(())
    }
}

mod in_a_build_script {
    fn main() {
        println!("cargo:rerun-if-changed=migrations");
    }
}

mod in_a_test {
    use crate::first::{Asia, Europe};

    #[test]
    fn the_revisions_make_what_the_models_say() {
        polyschema::migrate::testing::assert_no_pending_changes::<(Asia, Europe)>();
    }
}
