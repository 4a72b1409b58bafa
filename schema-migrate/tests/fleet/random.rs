//! Random fleets: members anywhere on the way, some of which cannot go on, under random options.
//!
//! What each of them comes to is said beforehand, and compared with the report and with the histories.

use std::collections::BTreeMap;
use std::time::Instant;

use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::fleet::{
    FleetEvent, FleetMember, FleetOptions, FleetReport, Status, Stopped,
};
use polyschema_migrate::migration::{NewRevision, RevisionId, Target};
use polyschema_test_support::{PostgresDatabase, postgres};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::support::*;

const PATH: [&str; 4] = ["0001_create", "0002_note", "0003_index", "0004_more"];

fn revisions() -> Vec<NewRevision> {
    let mut revisions = world();
    let index = "CREATE INDEX CONCURRENTLY by_note ON :\"tenant\".orders (note)";
    let mut index = revision("tenant", PATH[2], PATH[1], index);
    index.upgrade.transactional = false;
    let more = "ALTER TABLE :\"tenant\".orders ADD more text";
    revisions.extend([index, revision("tenant", PATH[3], PATH[2], more)]);
    revisions
}

/// A member before a run: so many revisions are applied, and what is in its way.
#[derive(Debug, Clone)]
struct Start {
    applied: usize,
    hindrance: Option<Hindrance>,
    group: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Hindrance {
    /// A column that the second revision adds.
    Note,
    /// A column that the fourth revision adds.
    More,
    /// A revision in the history that nobody knows.
    Unknown,
}

impl Start {
    /// What becomes of it, and how many revisions it has then, if it is not skipped.
    fn end(&self) -> (Status, usize) {
        match self.hindrance {
            Some(Hindrance::Unknown) if self.applied > 0 => (Status::Refused, self.applied),
            Some(Hindrance::Note) if self.applied == 1 => (Status::Failed, 1),
            Some(Hindrance::More) if (1..4).contains(&self.applied) => (Status::Failed, 3),
            _ if self.applied == PATH.len() => (Status::Current, PATH.len()),
            _ => (Status::Done, PATH.len()),
        }
    }

    /// The statement that puts the hindrance there, and the one that takes it away.
    fn hindered(&self, name: &str) -> Option<(String, String)> {
        let column = |column: &str| {
            let table = format!("ALTER TABLE {name}.orders");
            Some((format!("{table} ADD {column} int"), format!("{table} DROP {column}")))
        };
        match (self.hindrance?, self.end().0) {
            (Hindrance::Note, Status::Failed) => column("note"),
            (Hindrance::More, Status::Failed) => column("more"),
            (Hindrance::Unknown, Status::Refused) => {
                let history = format!("{name}.polyschema_history");
                let row = "'x', '0009_x', '', '', 'done', 1, 1, 0";
                let columns =
                    "schema_name, revision, parents, checksum, state, step, steps, duration_ms";
                Some((
                    format!("INSERT INTO {history} ({columns}) VALUES ({row})"),
                    format!("DELETE FROM {history} WHERE revision = '0009_x'"),
                ))
            }
            _ => None,
        }
    }
}

fn starts() -> impl Strategy<Value = Vec<Start>> {
    let hindrance = prop::sample::select(vec![
        None,
        None,
        None,
        Some(Hindrance::Note),
        Some(Hindrance::More),
        Some(Hindrance::Unknown),
    ]);
    let group = prop::sample::select(vec![None, Some("early"), Some("late")]);
    let start = (0..=PATH.len(), hindrance, group).prop_map(|(applied, hindrance, group)| Start {
        applied,
        hindrance,
        group,
    });
    prop::collection::vec(start, 1..14)
}

fn options() -> impl Strategy<Value = FleetOptions> {
    let waves = prop::sample::subsequence(vec!["early".to_owned(), "late".to_owned()], 0..=2);
    let most = prop::option::weighted(0.3, 1..4_usize);
    (1..6_usize, 0..4_usize, waves, most).prop_map(|(connections, canary, waves, max_failures)| {
        let mut options = FleetOptions::default();
        (options.connections, options.canary) = (connections, canary);
        (options.waves, options.max_failures) = (waves, max_failures);
        options
    })
}

/// The revisions in each history.
async fn histories(db: &PostgresDatabase, members: &[FleetMember]) -> BTreeMap<String, usize> {
    let mut connection = db.connect().await;
    let mut histories = BTreeMap::new();
    for member in members {
        let name = member.name.as_str();
        let table = format!("SELECT to_regclass('{name}.polyschema_history')::text");
        let count = match value(&mut connection, &table).await.is_empty() {
            true => "0".to_owned(),
            false => {
                let sql = format!(
                    "SELECT count(*)::text FROM {name}.polyschema_history WHERE state = 'done' AND revision <> '0009_x'"
                );
                value(&mut connection, &sql).await
            }
        };
        histories.insert(name.to_owned(), count.parse().expect("it is a number"));
    }
    histories
}

fn heads(applied: usize) -> Vec<RevisionId> {
    PATH[..applied].last().map(|name| id(name)).into_iter().collect()
}

/// Whether a report says what is so, and what was to come.
fn check(
    starts: &[Start],
    options: &FleetOptions,
    report: &FleetReport,
    histories: &BTreeMap<String, usize>,
) -> Result<(), TestCaseError> {
    let mut failures = 0;
    for (start, one) in starts.iter().zip(&report.members) {
        let applied = histories[&one.tenant];
        let (status, end) = match one.status {
            Status::Skipped => (Status::Skipped, start.applied),
            _ => start.end(),
        };
        prop_assert_eq!((one.status, applied), (status, end), "{:?}: {}", start, report);
        if one.status != Status::Refused {
            prop_assert_eq!(&one.from, &heads(start.applied), "{:?}", one);
            prop_assert_eq!(&one.to, &heads(applied), "{:?}", one);
        }
        failures += usize::from(status.is_failure());
    }
    let skipped = report.counts().get(&Status::Skipped).copied().unwrap_or(0);
    match report.stopped {
        None => {
            prop_assert_eq!(skipped, 0);
            prop_assert!(options.max_failures.is_none_or(|most| failures < most), "{}", report);
        }
        Some(Stopped::Canary) => prop_assert!(options.canary > 0 && failures > 0),
        Some(Stopped::Failures) => {
            prop_assert!(options.max_failures.is_some_and(|most| failures >= most));
        }
        Some(_) => prop_assert!(false, "{report}"),
    }
    Ok(())
}

async fn runs(
    db: &PostgresDatabase,
    starts: &[Start],
    options: &FleetOptions,
) -> Result<(), TestCaseError> {
    let fleet = fleet(&db.url, &revisions());
    let build = |(member, start): (FleetMember, &Start)| match start.group {
        Some(group) => member.in_group(group),
        None => member,
    };
    let all: Vec<FleetMember> = members(starts.len()).into_iter().zip(starts).map(build).collect();
    for (applied, target) in (1..).zip(PATH) {
        let those = all.iter().zip(starts).filter(|(_, start)| start.applied == applied);
        let those: Vec<FleetMember> = those.map(|(member, _)| member.clone()).collect();
        let target: Target = target.parse().expect("it is a target");
        let report = fleet.upgrade(&those, &target, &FleetOptions::default(), nobody).await;
        prop_assert!(report.expect("it runs").is_complete());
    }
    let mut connection = db.connect().await;
    let hindrances: Vec<_> = all
        .iter()
        .zip(starts)
        .filter_map(|(member, start)| start.hindered(member.name.as_str()))
        .collect();
    for (put, _) in &hindrances {
        connection.send(put).await.expect("it can be put there");
    }
    let report = fleet.upgrade(&all, &Target::Head, options, nobody).await.expect("it runs");
    check(starts, options, &report, &histories(db, &all).await)?;

    for (_, take) in &hindrances {
        connection.send(take).await.expect("it is there");
    }
    let report = fleet.upgrade(&all, &Target::Head, &FleetOptions::default(), nobody).await;
    let report = report.expect("it runs");
    prop_assert!(report.is_complete(), "{}", report);
    let histories = histories(db, &all).await;
    prop_assert!(histories.values().all(|applied| *applied == PATH.len()), "{:?}", histories);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_of_each_member_is_what_the_report_says() {
    let config = Config { failure_persistence: None, ..Config::with_cases(25) };
    let run = tokio::task::spawn_blocking(move || {
        let ran = TestRunner::new(config).run(&(starts(), options()), |(starts, options)| {
            tokio::runtime::Handle::current().block_on(async {
                let Some(db) = postgres().await else { return Ok(()) };
                runs(&db, &starts, &options).await
            })
        });
        if let Err(error) = ran {
            panic!("{error}");
        }
    });
    run.await.expect("it holds");
}

/// Two revisions for each of many members, with one in the way of some.
async fn many_run(db: &PostgresDatabase, hindered: &[Option<&str>]) -> Result<(), TestCaseError> {
    let mut revisions = world();
    let more = "ALTER TABLE :\"tenant\".orders ADD more text; SELECT pg_sleep(0.001)";
    revisions.push(revision("tenant", "0003_more", "0002_note", more));
    let (fleet, all) = (fleet(&db.url, &revisions), members(hindered.len()));
    let (first, options) = (PATH[0].parse().expect("it is a target"), FleetOptions::default());
    fleet.upgrade(&all, &first, &options, nobody).await.expect("it runs");
    let mut connection = db.connect().await;
    for (member, column) in all.iter().zip(hindered) {
        if let Some(column) = column {
            let name = member.name.as_str();
            let put = format!("ALTER TABLE {name}.orders ADD {column} int");
            connection.send(&put).await.expect("it can be put there");
        }
    }
    let mut events: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let watch = |event: &FleetEvent<'_>| match event {
        FleetEvent::Begins { tenant, attempt: 1 } => {
            events.entry(tenant.as_str().to_owned()).or_default().push("begins");
        }
        FleetEvent::Ends { report, .. } => {
            events.entry(report.tenant.clone()).or_default().push("ends");
        }
        _ => {}
    };
    let since = Instant::now();
    let report = fleet.upgrade(&all, &Target::Head, &options, watch).await.expect("it runs");
    let most = options.connections as u128 * since.elapsed().as_millis();
    let histories = histories(db, &all).await;
    let mut took = 0;
    for (one, hindered) in report.members.iter().zip(hindered) {
        let (status, applied, end) = match hindered {
            None => (Status::Done, 3, "0003_more"),
            Some("more") => (Status::Failed, 2, "0002_note"),
            Some(_) => (Status::Failed, 1, "0001_create"),
        };
        prop_assert_eq!((one.status, one.tries), (status, 1), "{:?}", one);
        prop_assert_eq!((&one.from, &one.to), (&vec![id(PATH[0])], &vec![id(end)]), "{:?}", one);
        prop_assert_eq!(histories[&one.tenant], applied, "{:?}", one);
        prop_assert_eq!(&events[&one.tenant], &["begins", "ends"]);
        let sum = "SELECT sum(duration_ms)::text";
        let sql =
            format!("{sum} FROM {}.polyschema_history WHERE revision <> '0001_create'", one.tenant);
        took += value(&mut connection, &sql).await.parse::<u128>().unwrap_or_default();
    }
    // Each connection does one thing at a time, so what all took together has its place in the time of the run.
    prop_assert!(took <= most + hindered.len() as u128, "{took} of {most} ms");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_fail_in_a_message_of_many_keep_no_other_back() {
    let one = prop::sample::select(vec![Some("note"), Some("more")]);
    let hindered = prop::option::weighted(0.04, one).prop_map(Option::flatten);
    let all = prop::collection::vec(hindered, 60..120);
    let config = Config { failure_persistence: None, ..Config::with_cases(4) };
    let run = tokio::task::spawn_blocking(move || {
        let ran = TestRunner::new(config).run(&all, |hindered| {
            tokio::runtime::Handle::current().block_on(async {
                let Some(db) = postgres().await else { return Ok(()) };
                many_run(&db, &hindered).await
            })
        });
        if let Err(error) = ran {
            panic!("{error}");
        }
    });
    run.await.expect("it holds");
}
