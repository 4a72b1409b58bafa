//! Databases that others built: stamped, and upgraded from there.

use crate::support::on_both;

on_both! {
    a_schema_without_history_is_stamped
    stamping_again_changes_what_differs_only
}

mod tests {
    use polyschema_migrate::connection::MigrateConnection;
    use polyschema_migrate::migration::{Target, Targets};

    use crate::support::*;

    pub async fn a_schema_without_history_is_stamped<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let migrator = migrator(&world::<D>());
        if D::DIALECT == polyschema_core::Dialect::Postgres {
            let error = migrator.stamp(&mut connection, &to("head")).await.unwrap_err().to_string();
            assert_eq!(
                error,
                "schema `asia` does not exist; create it, or attach it, before it is stamped"
            );
            connection.send("CREATE SCHEMA asia").await.unwrap();
        }
        connection
            .send("CREATE TABLE asia.countries (name varchar(100) PRIMARY KEY)")
            .await
            .unwrap();
        let states = migrator.stamp(&mut connection, &to("0001")).await.unwrap();
        assert_eq!(states["asia"].heads, [id("0001_create")]);
        let report = migrator.upgrade(&mut connection, &to("head")).await.unwrap();
        assert_eq!(report.revisions.len(), 1);
        assert_eq!(applied(&migrator, &mut connection).await, ["0001_create", "0002_add_dish"]);
        connection.rows("SELECT dish FROM asia.countries", &[]).await.unwrap();
    }

    pub async fn stamping_again_changes_what_differs_only<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let migrator = migrator(&world::<D>());
        migrator.upgrade(&mut connection, &to("head")).await.unwrap();
        let before = migrator.current(&mut connection).await.unwrap()["asia"].entries.clone();
        let steps = |steps| Targets::all(Target::Steps { from: None, steps });
        migrator.stamp(&mut connection, &steps(0)).await.unwrap();
        assert_eq!(migrator.current(&mut connection).await.unwrap()["asia"].entries, before);
        migrator.stamp(&mut connection, &steps(-1)).await.unwrap();
        assert_eq!(migrator.current(&mut connection).await.unwrap()["asia"].entries, before[..1]);
        migrator.stamp(&mut connection, &to("base")).await.unwrap();
        assert!(applied(&migrator, &mut connection).await.is_empty());
        migrator.stamp(&mut connection, &to("heads")).await.unwrap();
        assert_eq!(applied(&migrator, &mut connection).await, ["0001_create", "0002_add_dish"]);
        assert_eq!(
            value(&mut connection, "SELECT dish FROM asia.countries WHERE name = 'Japan'").await,
            "sushi"
        );
    }
}
