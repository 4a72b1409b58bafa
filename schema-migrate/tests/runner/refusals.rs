//! What is refused before anything runs, and what the server refuses.

use crate::support::on_both;

on_both! {
    an_edited_revision_is_named
    a_revision_without_files_is_named
    what_is_destroyed_must_be_allowed_by_name
    an_empty_schema_has_nothing_to_destroy
    a_downgrade_that_nobody_wrote_is_refused
    everything_is_refused_at_once
    a_connection_in_a_transaction_is_refused
    a_connection_that_is_gone_is_named
}

mod tests {
    use polyschema_migrate::apply::Allow;
    use polyschema_migrate::connection::MigrateConnection;
    use polyschema_migrate::migration::{NewScript, Target, Targets};
    use sqlx::Connection;

    use crate::support::*;

    pub async fn an_edited_revision_is_named<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let mut revisions = world::<D>();
        let before = migrator(&revisions);
        before.upgrade(&mut connection, &to("+1")).await.unwrap();
        revisions[0].downgrade = Some(NewScript::new("SELECT 1"));
        let after = migrator(&revisions);
        let error = after.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        let checksum = |migrator: &polyschema_migrate::apply::Migrator<D::C>| {
            let revision = migrator.revisions().get(&key("asia", "0001_create")).unwrap();
            revision.checksum()[..12].to_owned()
        };
        let expected = format!(
            "revision `0001_create` of `asia` was edited after it was applied (its checksum was `{}` and is `{}`); \
            restore its files and put the change into a new revision, or stamp the schema to accept them as they are",
            checksum(&before),
            checksum(&after)
        );
        assert_eq!(error, expected);
        assert_eq!(after.verify(&mut connection).await.unwrap_err().to_string(), expected);
        let same = Targets::all(Target::Steps { from: None, steps: 0 });
        after.stamp(&mut connection, &same).await.unwrap();
        after.upgrade(&mut connection, &to("head")).await.unwrap();
        assert_eq!(applied(&after, &mut connection).await, ["0001_create", "0002_add_dish"]);
    }

    pub async fn a_revision_without_files_is_named<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let all = migrator(&world::<D>());
        all.upgrade(&mut connection, &to("head")).await.unwrap();
        let first = migrator(&world::<D>()[..1]);
        let error = first.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "revision `0002_add_dish` of `asia` is applied, and has no files; get the newest revisions, or stamp the schema"
        );
    }

    pub async fn what_is_destroyed_must_be_allowed_by_name<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let mut revisions = world::<D>();
        revisions.push(with_sql(
            "0003_drop",
            "0002_add_dish",
            "ALTER TABLE :\"asia\".countries DROP COLUMN dish;\nDROP TABLE :\"asia\".countries;",
            "SELECT 1",
        ));
        let strict = migrator(&revisions);
        strict.upgrade(&mut connection, &to("0002")).await.unwrap();
        let error = strict.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "asia/0003_drop/upgrade.sql line 5: revision `0003_drop` of `asia` drops the column `asia.countries.dish`; allow it by name (`asia.countries.dish`) if its data may go\n\
            asia/0003_drop/upgrade.sql line 6: revision `0003_drop` of `asia` drops the table `asia.countries`; allow it by name (`asia.countries`) if its data may go"
        );
        assert_eq!(applied(&strict, &mut connection).await.len(), 2, "nothing ran");
        let allow = Allow::drop("asia.countries.dish").and_drop("asia.countries");
        migrator(&revisions).allow(allow).upgrade(&mut connection, &to("head")).await.unwrap();
        // Downgrades, too.
        let error = strict.downgrade(&mut connection, &to("base")).await.unwrap_err().to_string();
        assert!(error.contains("asia/0001_create/downgrade.sql line 3: "), "{error}");
    }

    pub async fn an_empty_schema_has_nothing_to_destroy<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let mut revisions = world::<D>();
        let sql = "DROP TABLE :\"asia\".countries; DROP TABLE IF EXISTS :\"asia\".old;";
        revisions.push(with_sql("0003_drop", "0002_add_dish", sql, "SELECT 1"));
        let migrator = migrator(&revisions);
        // A table that is there already, and nothing in the history.
        connection.send(D::CREATE_SCHEMA.replace(':', "").as_str()).await.unwrap();
        connection.send("CREATE TABLE asia.old (a int)").await.unwrap();
        let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        assert!(error.contains("drops the table `asia.old`"), "{error}");
        connection.send("DROP TABLE asia.old").await.unwrap();
        connection.send(D::DROP_SCHEMA.replace(':', "").as_str()).await.unwrap();

        migrator.upgrade(&mut connection, &to("head")).await.unwrap();
        assert_eq!(applied(&migrator, &mut connection).await.len(), 3);
    }

    pub async fn a_downgrade_that_nobody_wrote_is_refused<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let mut revisions = world::<D>();
        revisions[0].downgrade = None;
        let migrator = migrator(&revisions).allow(Allow::everything());
        migrator.upgrade(&mut connection, &to("head")).await.unwrap();
        let error = migrator.downgrade(&mut connection, &to("base")).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "revision `0001_create` of `asia` cannot be taken back: it has no `downgrade.sql`; write one, or downgrade no further than to it"
        );
        assert_eq!(applied(&migrator, &mut connection).await.len(), 2, "nothing ran");
    }

    pub async fn everything_is_refused_at_once<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let mut revisions = world::<D>();
        revisions[0].upgrade.rust = Some("fill".to_owned());
        revisions[1].upgrade = NewScript::new("DROP TABLE :\"aisa\".t");
        let migrator = migrator::<D::C>(&revisions);
        let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        assert_eq!(
            error.lines().collect::<Vec<_>>(),
            [
                "revision `0001_create` of `asia` runs the Rust function `fill`, which is not registered; register it under this name",
                "asia/0002_add_dish/upgrade.sql line 5: revision `0002_add_dish` of `asia` drops the table `aisa.t`; allow it by name (`aisa.t`) if its data may go",
                "asia/0002_add_dish/upgrade.sql line 5: schema `aisa` is not bound to a name; known: `asia`",
            ]
        );
        let error = migrator.upgrade(&mut connection, &to("0009")).await.unwrap_err().to_string();
        assert_eq!(error, "`0009` names no revision of `asia`");
        let error = migrator.upgrade(&mut connection, &Targets::only("europe", Target::Head)).await;
        assert_eq!(
            error.unwrap_err().to_string(),
            "there are no revisions of `europe`; known: `asia`"
        );
    }

    pub async fn a_connection_in_a_transaction_is_refused<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let migrator = migrator(&world::<D>());
        let mut transaction = connection.begin().await.unwrap();
        let error = migrator.upgrade(&mut *transaction, &to("head")).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "the connection is in a transaction; commit it before, a revision has one of its own"
        );
    }

    pub async fn a_connection_that_is_gone_is_named<D: Db>(db: D) {
        let mut connection = db.connect().await;
        let migrator = migrator(&world::<D>());
        if D::DIALECT == polyschema_core::Dialect::Sqlite {
            connection.send("DETACH DATABASE asia").await.unwrap();
            let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err();
            let expected = "schema `asia` does not exist; attach its file to the connection before";
            assert_eq!(error.to_string(), expected);
            return;
        }
        let mut other = db.connect().await;
        let pid = value(&mut connection, "SELECT pg_backend_pid()::text").await;
        other.rows("SELECT pg_terminate_backend($1::int)::text", &[&pid]).await.unwrap();
        let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        assert!(error.starts_with("look at the history of schema `asia` failed: "), "{error}");
        let migrator = crate::support::migrator(&world::<D>());
        migrator.upgrade(&mut other, &to("head")).await.unwrap();
    }
}

mod postgres_only {
    use std::time::Duration;

    use polyschema_migrate::apply::Timeouts;
    use polyschema_migrate::connection::MigrateConnection;
    use polyschema_migrate::migration::NewScript;

    use crate::support::*;

    #[tokio::test]
    async fn a_role_without_create_is_told_so() {
        let Some(db) = Postgres::fresh().await else { return };
        let mut connection = db.connect().await;
        let role =
            value(&mut connection, "SELECT 'reader_' || replace(current_database(), '-', '_')")
                .await;
        connection.send(&format!("CREATE ROLE {role}")).await.unwrap();
        connection.send(&format!("SET ROLE {role}")).await.unwrap();
        let migrator = migrator(&world::<Postgres>());
        let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        connection.send("RESET ROLE").await.unwrap();
        connection.send(&format!("DROP ROLE {role}")).await.unwrap();
        assert!(error.contains("at step 1 of 3 (CREATE SCHEMA :\"asia\")"), "{error}");
        assert!(error.contains("permission denied for database"), "{error}");
        assert!(applied(&migrator, &mut connection).await.is_empty());
    }

    #[tokio::test]
    async fn a_statement_that_takes_too_long_is_taken_back() {
        let Some(db) = Postgres::fresh().await else { return };
        let mut connection = db.connect().await;
        let mut revisions = world::<Postgres>();
        revisions[1].upgrade = NewScript::new(
            "ALTER TABLE :\"asia\".countries ADD COLUMN dish text; SELECT pg_sleep(60)",
        );
        let timeouts =
            Timeouts { statement: Some(Duration::from_millis(200)), ..Timeouts::default() };
        let migrator = migrator(&revisions).timeouts(timeouts);
        let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        assert!(error.contains("canceling statement due to statement timeout (57014)"), "{error}");
        assert_eq!(applied(&migrator, &mut connection).await, ["0001_create"]);
        assert_eq!(value(&mut connection, "SHOW statement_timeout").await, "0");
    }

    #[tokio::test]
    async fn a_lock_that_is_not_given_ends_the_revision() {
        let Some(db) = Postgres::fresh().await else { return };
        let (mut connection, mut reader) = (db.connect().await, db.connect().await);
        let timeouts = Timeouts { lock: Some(Duration::from_millis(200)), ..Timeouts::default() };
        let migrator = migrator(&world::<Postgres>()).timeouts(timeouts);
        migrator.upgrade(&mut connection, &to("+1")).await.unwrap();
        reader.send("BEGIN").await.unwrap();
        reader.send("LOCK TABLE asia.countries IN ACCESS SHARE MODE").await.unwrap();
        let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        assert!(error.contains("canceling statement due to lock timeout (55P03)"), "{error}");
        reader.send("ROLLBACK").await.unwrap();
        migrator.upgrade(&mut connection, &to("head")).await.unwrap();
        assert_eq!(applied(&migrator, &mut connection).await.len(), 2);
    }

    #[tokio::test]
    async fn a_first_revision_that_creates_no_schema_is_told_to() {
        let Some(db) = Postgres::fresh().await else { return };
        let mut connection = db.connect().await;
        let migrator = migrator(&[with_sql("0001_create", "", "SELECT 1", "SELECT 1")]);
        let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "schema `asia` does not exist; begin its first revision with `CREATE SCHEMA`"
        );
    }
}
