//! The process is killed in the middle of a run, and another one completes it.
//!
//! The test is both: the parent, and (told so by the environment) the process that is killed.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::fleet::{FleetEvent, FleetOptions, Status};
use polyschema_migrate::migration::{NewRevision, NewScript, Target};
use polyschema_test_support::{PostgresDatabase, postgres};

use crate::support::*;

const MEMBERS: usize = 1000;
const KILLS: usize = 10;

/// Where to connect to.
const ADDRESS: &str = "POLYSCHEMA_FLEET_ADDRESS";
/// What the process that is killed says when a member begins or ends.
const MARK: &str = "a member";

/// A table, then a column in each revision. One is not transactional, and must do each of its steps just once.
fn revisions() -> Vec<NewRevision> {
    let mut revisions = vec![revision(
        "tenant",
        "0001_create",
        "",
        "CREATE SCHEMA :\"tenant\";\nCREATE TABLE :\"tenant\".orders (id bigint PRIMARY KEY)",
    )];
    for (name, parent) in [
        ("0002_a", "0001_create"),
        ("0003_b", "0002_a"),
        ("0004_c", "0003_b"),
        ("0005_d", "0004_c"),
    ] {
        let sql = format!("ALTER TABLE :\"tenant\".orders ADD c_{name} text");
        revisions.push(revision("tenant", name, parent, &sql));
    }
    let mut steps = revision(
        "tenant",
        "0006_steps",
        "0005_d",
        "INSERT INTO :\"tenant\".orders (id) SELECT max(id) + 1 FROM (\
            SELECT 0 AS id UNION ALL SELECT id FROM :\"tenant\".orders) AS ids;\n\
        ALTER TABLE :\"tenant\".orders ADD c_0006_steps text",
    );
    steps.upgrade = NewScript { transactional: false, ..steps.upgrade };
    revisions.push(steps);
    revisions
}

/// What a member's tables and its history say: the columns of revisions, the revisions.
type Stands = BTreeMap<String, (String, String)>;

async fn stands(db: &PostgresDatabase) -> Stands {
    let mut connection = db.connect().await;
    // The backends of a killed process end what they were doing.
    let others = "SELECT count(*)::text FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    while value(&mut connection, others).await != "0" {}
    let sql = "SELECT n.nspname::text, \
        (SELECT string_agg(substr(a.attname, 3), ' ' ORDER BY a.attname) FROM pg_attribute a \
            WHERE a.attrelid = to_regclass(format('%I.orders', n.nspname)) AND a.attname ~ '^c_'), \
        array_to_string(xpath('//revision/text()', query_to_xml(format(\
            'SELECT revision FROM %I.polyschema_history WHERE state = ''done'' AND revision > ''0001_create'' ORDER BY revision', \
            n.nspname), false, false, '')), ' ') \
        FROM pg_namespace n WHERE n.nspname ~ '^t_'";
    let rows = connection.rows(sql, &[]).await.expect("the query is valid");
    let mut stands = Stands::new();
    for mut row in rows {
        let mut next = || row.remove(0).unwrap_or_default();
        stands.insert(next(), (next(), next()));
    }
    stands
}

/// No member is half-way, but in the revision that is not transactional.
fn check(stands: &Stands) {
    for (name, (columns, revisions)) in stands {
        let columns = columns.trim_end_matches(" 0006_steps");
        let revisions = revisions.trim_end_matches(" 0006_steps");
        assert_eq!(columns, revisions, "{name} is half-way");
    }
}

async fn victim(url: &str) {
    let fleet = fleet(url, &revisions());
    let say = |event: &FleetEvent<'_>| {
        if matches!(event, FleetEvent::Begins { .. } | FleetEvent::Ends { .. }) {
            println!("{MARK}");
        }
    };
    let options = FleetOptions::default();
    fleet.upgrade(&members(MEMBERS), &Target::Head, &options, say).await.expect("it runs");
}

/// Starts the process, and kills it after a number of events.
fn kill_after(db: &PostgresDatabase, events: u64) {
    let mut child = Command::new(std::env::current_exe().expect("the test knows its program"))
        .args(["crash::a_thousand_members_come_through_ten_kills", "--exact", "--nocapture"])
        .env(ADDRESS, &db.url)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the process starts");
    let lines = BufReader::new(child.stdout.take().expect("its output is read")).lines();
    let mut left = events;
    for line in lines.map_while(Result::ok) {
        if line == MARK && left == 0 {
            break;
        }
        left = left.saturating_sub(u64::from(line == MARK));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    assert_eq!(left, 0, "it was killed before it ended");
}

/// Half a minute in a debug build: 1,000 schemas, and 6,000 revisions.
#[tokio::test]
async fn a_thousand_members_come_through_ten_kills() {
    if let Ok(url) = std::env::var(ADDRESS) {
        return victim(&url).await;
    }
    let Some(db) = postgres().await else { return };
    for round in 0..KILLS {
        // Each kill is some members further on.
        let random = RandomState::new().build_hasher().finish();
        let events = 1 + random % (2 * MEMBERS / KILLS) as u64;
        eprintln!("kill {round} after {events} events");
        kill_after(&db, events);
        check(&stands(&db).await);
    }
    let before = stands(&db).await;
    let fleet = fleet(&db.url, &revisions());
    let all = members(MEMBERS);
    let report =
        fleet.upgrade(&all, &Target::Head, &FleetOptions::default(), nobody).await.unwrap();
    assert!(report.is_complete(), "{report}");
    let after = stands(&db).await;
    assert_eq!(after.len(), MEMBERS);
    let done = "0002_a 0003_b 0004_c 0005_d 0006_steps";
    for one in &report.members {
        let was = before.get(&one.tenant).map_or("", |(_, revisions)| revisions);
        let expected = if was == done { Status::Current } else { Status::Done };
        assert_eq!(one.status, expected, "{} was at `{was}`", one.tenant);
        let from = one.from.first().map_or("", |id| id.as_str());
        let last = was.split(' ').next_back().unwrap_or_default();
        assert!(last == from || from == "0001_create" && last.is_empty(), "{}: {from}", one.tenant);
        assert_eq!(one.to, [id("0006_steps")]);
        assert_eq!(after[&one.tenant], (done.to_owned(), done.to_owned()), "{}", one.tenant);
    }
    let mut connection = db.connect().await;
    let rows = "SELECT string_agg(DISTINCT (xpath('//c/text()', query_to_xml(format(\
        'SELECT count(*) AS c FROM %I.orders', nspname), false, true, '')))[1]::text, ' ') \
        FROM pg_namespace WHERE nspname ~ '^t_'";
    assert_eq!(value(&mut connection, rows).await, "1", "each step ran once");
}
