//! Dates and times, of both crates of them, held against the values that Rust makes.

use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use polyschema::exec::Driver;
use polyschema::expr::{DateFunctions, Precision, current_date, now};
use polyschema::prelude::*;
use time::macros::{date, datetime};

use crate::common::{both, check, sql};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "events", abstract)]
pub struct Event {
    #[column(primary_key, identity = "by_default")]
    pub id: i64,
    pub day: NaiveDate,
    pub local: NaiveDateTime,
    pub at: DateTime<Utc>,
    pub other_day: time::Date,
    pub other_local: time::PrimitiveDateTime,
    pub other_at: time::OffsetDateTime,
    pub ended: Option<DateTime<Utc>>,
}

#[derive(Schema)]
#[schema(name = "diary", database = D, tables(Event))]
pub struct Diary<D>(PhantomData<D>);

fn moment() -> DateTime<Utc> {
    "2024-02-29T23:30:59.750Z".parse().unwrap()
}

async fn fill<D: Driver>(db: &mut D::Connection) {
    let events = Event::bind_schema::<Diary<D>>();
    let event = |id: i64, at: DateTime<Utc>, other_at: time::OffsetDateTime| NewEvent {
        id: id.into(),
        day: at.date_naive(),
        local: at.naive_utc(),
        at,
        other_day: other_at.date(),
        other_local: time::PrimitiveDateTime::new(other_at.date(), other_at.time()),
        other_at,
        ended: None,
    };
    let rows = [
        event(1, moment(), datetime!(2024-02-29 23:30:59.75 UTC)),
        event(2, "2024-12-31T00:00:00Z".parse().unwrap(), datetime!(2024-12-31 00:00 UTC)),
    ];
    events.insert_many(rows).execute(db).await.unwrap();
}

both!(Diary, fill:
    parts_of_dates, parts_of_times, later_days, later_moments, days_of_moments, the_present, absent_dates, in_filters,
);

async fn parts_of_dates<D: Driver>(db: &mut D::Connection) {
    let e = Event::bind_schema::<Diary<D>>();
    let query = e.select().order_by(e.id.asc());
    let parts = (
        e.day.year(),
        e.at.month(),
        e.other_local.day(),
        e.at.day_of_week(),
        e.local.day_of_year(),
    );
    check(db, query.clone().columns(parts), [(2024, 2, 29, 4, 60), (2024, 12, 31, 2, 366)]).await;
    let parts = (e.other_day.year(), e.other_at.month(), e.local.day(), e.other_at.day_of_year());
    check(db, query.columns(parts), [(2024, 2, 29, 60), (2024, 12, 31, 366)]).await;
}

async fn parts_of_times<D: Driver>(db: &mut D::Connection) {
    let e = Event::bind_schema::<Diary<D>>();
    let query = e.select().order_by(e.id.asc());
    let parts = (e.at.hour(), e.local.minute(), e.at.second(), e.other_at.hour());
    check(db, query.clone().columns(parts), [(23, 30, 59, 23), (0, 0, 0, 0)]).await;
    let parts = (e.other_local.second(), e.other_at.second());
    check(db, query.columns(parts), [(59, 59), (0, 0)]).await;
}

async fn later_days<D: Driver>(db: &mut D::Connection) {
    let e = Event::bind_schema::<Diary<D>>();
    let one = e.select().filter(e.id.eq(1));
    let query = one.columns((
        e.day.plus_days(1),
        e.day.plus_days(-29),
        e.other_day.plus_days(2),
        e.at.plus_days(e.day.day()),
    ));
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let later = moment() + TimeDelta::days(29);
    let expected = (day("2024-03-01"), day("2024-01-31"), date!(2024 - 03 - 02), later);
    check(db, query, [expected]).await;
}

async fn days_of_moments<D: Driver>(db: &mut D::Connection) {
    let e = Event::bind_schema::<Diary<D>>();
    let query = e.select().order_by(e.id.asc());
    let days =
        (e.at.date(), e.local.date(), e.other_at.date(), e.other_local.date(), e.ended.date());
    let expected = [(date!(2024 - 02 - 29), "2024-02-29"), (date!(2024 - 12 - 31), "2024-12-31")];
    let expected = expected.map(|(other, day)| {
        let day: NaiveDate = day.parse().unwrap();
        (day, day, other, other, None)
    });
    check(db, query.clone().columns(days), expected).await;
    // As the stored date is written, so that the two compare.
    let same = query.filter(e.at.date().eq(e.day)).filter(e.other_at.date().eq(e.other_day));
    check(db, same.columns(e.id), [1, 2]).await;
    let per_day = e.select().group_by(e.at.date()).order_by(|day| day.desc());
    let expected = [("2024-12-31".parse().unwrap(), 1), ("2024-02-29".parse().unwrap(), 1)];
    check(db, per_day.columns(|day| (day, count_all())), expected).await;
}

async fn later_moments<D: Driver>(db: &mut D::Connection) {
    let e = Event::bind_schema::<Diary<D>>();
    let one = e.select().filter(e.id.eq(1));
    let query = one.columns((
        e.at.plus_hours(1),
        e.local.plus_minutes(-31),
        e.other_at.plus_seconds(1),
        e.other_local.plus_seconds(1),
    ));
    let expected = (
        moment() + TimeDelta::hours(1),
        moment().naive_utc() - TimeDelta::minutes(31),
        datetime!(2024-02-29 23:31:00.75 UTC),
        datetime!(2024-02-29 23:31:00.75),
    );
    check(db, query, [expected]).await;
    // What is made is written as what is stored, so that both are equal.
    let whole = e.select().filter(e.id.eq(2)).columns((
        e.at.plus_days(1).plus_days(-1).eq(e.at),
        e.local.plus_hours(1).plus_hours(-1).eq(e.local),
        e.other_at.plus_days(1).plus_days(-1).eq(e.other_at),
        e.other_local.plus_hours(1).plus_hours(-1).eq(e.other_local),
        e.day.plus_days(1).plus_days(-1).eq(e.day),
    ));
    check(db, whole, [(true, true, true, true, true)]).await;
    let fraction = e.select().filter(e.other_local.plus_seconds(0).eq(e.other_local));
    check(db, fraction.columns(e.id).order_by(e.id.asc()), [1, 2]).await;
}

async fn the_present<D: Driver>(db: &mut D::Connection) {
    let e = Event::bind_schema::<Diary<D>>();
    let one = e.select().filter(e.id.eq(1));
    let query = one.clone().columns((
        now::<DateTime<Utc>>(),
        now::<NaiveDateTime>(),
        now::<time::OffsetDateTime>(),
        now::<time::PrimitiveDateTime>(),
        current_date::<NaiveDate>(),
    ));
    let (at, local, other_at, other_local, day) = query.fetch_one(&mut *db).await.unwrap();
    let near = |at: DateTime<Utc>| (Utc::now() - at).abs() < TimeDelta::hours(1);
    assert!(near(at) && near(local.and_utc()), "{at} {local}");
    let of_other = |at: time::OffsetDateTime| DateTime::from_timestamp(at.unix_timestamp(), 0);
    assert!(of_other(other_at).is_some_and(near), "{other_at}");
    assert!(of_other(other_local.assume_utc()).is_some_and(near), "{other_local}");
    assert!((Utc::now().date_naive() - day).abs() <= TimeDelta::days(1), "{day}");
    let past = one.filter(e.at.lt(now())).filter(e.other_local.lt(now()));
    check(db, past.filter(e.day.lt(current_date())).columns(e.id), [1]).await;
    let update = e.update().set(e.at, now::<DateTime<Utc>>()).filter(e.id.eq(2));
    let stored: DateTime<Utc> = update.returning(e.at).fetch_one(&mut *db).await.unwrap();
    assert!(near(stored), "{stored}");
}

async fn absent_dates<D: Driver>(db: &mut D::Connection) {
    let e = Event::bind_schema::<Diary<D>>();
    let query = e.select().filter(e.id.eq(1)).columns((e.ended.year(), e.ended.plus_days(1)));
    check(db, query, [(None, None)]).await;
}

async fn in_filters<D: Driver>(db: &mut D::Connection) {
    let e = Event::bind_schema::<Diary<D>>();
    let query = e.select().filter(e.at.plus_days(306).lt(e.at.plus_hours(24 * 306 + 1)));
    let query = query.group_by(e.at.month()).order_by(|month| month.desc());
    check(db, query.columns(|month| (month, count_all())), [(12, 1), (2, 1)]).await;
}

#[tokio::test]
async fn calendars_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    polyschema::Catalog::of::<Diary<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Postgres>(&mut db).await;
    // Nothing of it depends on the session's time zone.
    sqlx::query("SET TIME ZONE 'Asia/Tokyo'").execute(&mut db).await.unwrap();
    let e = Event::bind_schema::<Diary<Postgres>>();
    let one = e.select().filter(e.id.eq(1));
    let query = one.columns((
        e.at.day(),
        e.day.plus_years(1),
        e.local.plus_months(-1).day(),
        e.at.date_trunc(Precision::Month),
        e.local.date_trunc(Precision::Hour),
        e.day.date_trunc(Precision::Quarter),
        e.at.date(),
    ));
    let expected = (
        29,
        "2025-02-28".parse().unwrap(),
        29,
        "2024-02-01T00:00:00Z".parse().unwrap(),
        "2024-02-29T23:00:00".parse().unwrap(),
        "2024-01-01".parse().unwrap(),
        "2024-02-29".parse().unwrap(),
    );
    check(&mut db, query, [expected]).await;
    check(&mut db, e.select().filter(e.id.eq(1)).columns(e.at.plus_days(1).hour()), [23]).await;
}

#[test]
fn dates_as_sql() {
    insta::assert_snapshot!(
        sql!(Diary, Event, |e| e.select().filter(e.at.lt(now())).columns((e.day.year(), e.at.plus_days(1), e.local.hour()))),
        @r#"
    Postgres: SELECT CAST(floor(extract(year FROM ("day"))) AS integer), ((("at") AT TIME ZONE 'UTC' + make_interval(days => $1)) AT TIME ZONE 'UTC'), CAST(floor(extract(hour FROM ("local"))) AS integer) FROM "diary"."events" WHERE "at" < ((now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')
    Sqlite:   SELECT CAST(strftime('%Y', "events"."day") AS INTEGER), replace(strftime('%Y-%m-%dT%H:%M:%f+00:00', "events"."at", (?1) || ' days'), '.000', ''), CAST(strftime('%H', "events"."local") AS INTEGER) FROM "diary"."events" WHERE "events"."at" < replace(strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'), '.000', '')
    "#
    );
}
