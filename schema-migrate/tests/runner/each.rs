//! One run over many schemas.

use crate::support::on_both;

on_both! {
    each_schema_comes_to_the_head_from_where_it_stands
    what_is_refused_for_one_schema_changes_none
    the_first_schema_that_fails_ends_the_run
}

mod tests {
    use polyschema_core::SchemaName;
    use polyschema_migrate::apply::{Migrator, Report};
    use polyschema_migrate::connection::MigrateConnection;
    use polyschema_migrate::migration::NewScript;

    use crate::support::*;

    fn names<D: Db>(names: &[&str]) -> Vec<SchemaName> {
        names.iter().map(|name| SchemaName::new(name, D::DIALECT).unwrap()).collect()
    }

    fn under<C: MigrateConnection>(migrator: &Migrator<C>, name: &str) -> Migrator<C> {
        migrator.clone().bind("asia", name).unwrap()
    }

    fn ran(report: &Report) -> Vec<String> {
        let revisions = report.revisions.iter();
        revisions.map(|one| format!("{} {}", one.physical, one.key.id)).collect()
    }

    pub async fn each_schema_comes_to_the_head_from_where_it_stands<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let migrator = migrator(&world::<D>());
        under(&migrator, "europe").upgrade(&mut connection, &to("+1")).await.unwrap();
        let (each, head) = (names::<D>(&["asia", "europe", "ops"]), to("head"));
        let report = migrator.upgrade_each(&mut connection, "asia", &each, &head).await.unwrap();
        let expected = [
            "asia 0001_create",
            "asia 0002_add_dish",
            "europe 0002_add_dish",
            "ops 0001_create",
            "ops 0002_add_dish",
        ];
        assert_eq!(ran(&report), expected);
        for name in ["asia", "europe", "ops"] {
            let dish = format!("SELECT dish FROM {name}.countries WHERE name = 'Japan'");
            assert_eq!(value(&mut connection, &dish).await, "sushi");
            let one = under(&migrator, name);
            assert_eq!(applied(&one, &mut connection).await, ["0001_create", "0002_add_dish"]);
            one.verify(&mut connection).await.unwrap();
        }
        let report = migrator.upgrade_each(&mut connection, "asia", &each, &head).await.unwrap();
        assert!(report.revisions.is_empty());
    }

    pub async fn what_is_refused_for_one_schema_changes_none<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let mut revisions = world::<D>();
        let before = migrator(&revisions);
        under(&before, "europe").upgrade(&mut connection, &to("+1")).await.unwrap();
        revisions[0].downgrade = Some(NewScript::new("SELECT 1"));
        let after = migrator(&revisions);
        let (each, head) = (names::<D>(&["asia", "europe"]), to("head"));
        let error = after.upgrade_each(&mut connection, "asia", &each, &head).await.unwrap_err();
        let expected = "revision `0001_create` of `asia` was edited after it was applied";
        assert!(error.to_string().starts_with(expected), "{error}");
        assert!(applied(&after, &mut connection).await.is_empty(), "nothing ran");
    }

    pub async fn the_first_schema_that_fails_ends_the_run<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let migrator = migrator(&world::<D>());
        let each = names::<D>(&["asia", "europe", "ops"]);
        let first = to("0001");
        migrator.upgrade_each(&mut connection, "asia", &each, &first).await.unwrap();
        connection.send("DROP TABLE europe.countries").await.unwrap();
        let head = to("head");
        let error = migrator.upgrade_each(&mut connection, "asia", &each, &head).await.unwrap_err();
        let expected =
            "upgrade of `asia` (schema `europe`) failed in `0002_add_dish` at step 1 of 2";
        assert!(error.to_string().starts_with(expected), "{error}");
        for (name, expected) in [("asia", 2), ("europe", 1), ("ops", 1)] {
            let one = under(&migrator, name);
            assert_eq!(applied(&one, &mut connection).await.len(), expected, "{name}");
        }
    }
}
