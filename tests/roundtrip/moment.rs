//! Dates and times, of chrono and of time, down to microseconds.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

pub fn chrono_dates(dialect: polyschema::Dialect) -> Vec<NaiveDate> {
    let mut all: Vec<_> = [(1970, 1, 1), (2000, 2, 29), (1, 1, 1), (9999, 12, 31), (1582, 10, 10)]
        .map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap())
        .to_vec();
    if dialect == polyschema::Dialect::Postgres {
        all.push(NaiveDate::from_ymd_opt(-4712, 1, 1).unwrap());
        all.push(NaiveDate::from_ymd_opt(200_000, 12, 31).unwrap());
    }
    all
}

pub fn chrono_times() -> Vec<NaiveTime> {
    [(0, 0, 0, 0), (23, 59, 59, 999_999), (12, 30, 0, 1), (1, 2, 3, 500_000), (1, 2, 3, 0)]
        .map(|(h, m, s, micro)| NaiveTime::from_hms_micro_opt(h, m, s, micro).unwrap())
        .to_vec()
}

pub fn chrono_timestamps(dialect: polyschema::Dialect) -> Vec<NaiveDateTime> {
    let dates = chrono_dates(dialect);
    dates
        .iter()
        .flat_map(|date| chrono_times().into_iter().map(|time| date.and_time(time)))
        .collect()
}

round_trips!(chrono_date, NaiveDate, super::chrono_dates);
round_trips!(chrono_time, NaiveTime, |_| super::chrono_times());
round_trips!(chrono_timestamp, NaiveDateTime, super::chrono_timestamps);
round_trips!(chrono_timestamptz, DateTime<Utc>, |dialect| {
    let all = super::chrono_timestamps(dialect);
    all.iter().map(NaiveDateTime::and_utc).collect::<Vec<_>>()
});

pub fn dates() -> Vec<Date> {
    [(1970, 1), (2000, 60), (1, 1), (9999, 365), (1582, 283)]
        .map(|(year, day)| Date::from_ordinal_date(year, day).unwrap())
        .to_vec()
}

pub fn times() -> Vec<Time> {
    [(0, 0, 0, 0), (23, 59, 59, 999_999), (12, 30, 0, 1), (1, 2, 3, 500_000), (1, 2, 3, 0)]
        .map(|(h, m, s, micro)| Time::from_hms_micro(h, m, s, micro).unwrap())
        .to_vec()
}

pub fn timestamps() -> Vec<PrimitiveDateTime> {
    dates().iter().flat_map(|date| times().into_iter().map(|time| date.with_time(time))).collect()
}

round_trips!(date, Date, |_| super::dates());
round_trips!(time_of_day, Time, |_| super::times());
round_trips!(timestamp, PrimitiveDateTime, |_| super::timestamps());
round_trips!(timestamptz, OffsetDateTime, |_| {
    let all = super::timestamps();
    all.into_iter().map(PrimitiveDateTime::assume_utc).collect::<Vec<_>>()
});

mod order {
    use polyschema::exec::Driver;
    use polyschema::prelude::*;

    use super::*;
    use crate::common::{both, check};

    #[derive(Debug, Clone, Table)]
    #[table(name = "moments", abstract)]
    pub struct Moment {
        #[column(primary_key, identity)]
        pub id: i32,
        pub chrono: DateTime<Utc>,
        pub time: OffsetDateTime,
        pub time_of_day: Time,
    }

    #[derive(Schema)]
    #[schema(name = "moments", database = D, tables(Moment))]
    pub struct Moments<D>(std::marker::PhantomData<D>);

    both!(Moments, nothing: moments_are_in_order, moments_are_equal_in_every_zone);

    async fn nothing<D: Driver>(_: &mut D::Connection) {}

    fn moments() -> Vec<OffsetDateTime> {
        let start = OffsetDateTime::from_unix_timestamp(1_700_000_000).unwrap();
        let micros =
            [0, 1, 10, 100_000, 120_000, 500_000, 999_999, 1_000_000, 1_500_000, 3_600_000_000];
        let zone = |hours| time::UtcOffset::from_hms(hours, 0, 0).unwrap();
        let at = |(i, micros): (i8, i64)| {
            (start + time::Duration::microseconds(micros)).to_offset(zone(i % 5 - 2))
        };
        (0..).zip(micros).map(at).collect()
    }

    fn new(moment: OffsetDateTime) -> NewMoment {
        let nanos = moment.unix_timestamp_nanos() as i64;
        NewMoment {
            chrono: DateTime::from_timestamp_nanos(nanos),
            time: moment,
            time_of_day: moment.time(),
        }
    }

    async fn moments_are_in_order<D: Driver>(db: &mut D::Connection) {
        let t = Moment::bind_schema::<Moments<D>>();
        let all = moments();
        t.insert_many(all.iter().rev().copied().map(new)).execute(&mut *db).await.unwrap();
        check(db, t.select().columns(t.time).order_by(t.time.asc()), all.clone()).await;
        let chrono = t.select().columns(t.time).order_by(t.chrono.asc());
        check(db, chrono, all.clone()).await;
        for (i, moment) in all.iter().enumerate() {
            let earlier = t.select().filter(t.time.lt(*moment)).columns(count_all());
            check(db, earlier, [i as i64]).await;
        }
        let mut times: Vec<_> = all.iter().map(|moment| moment.time()).collect();
        times.sort();
        check(db, t.select().columns(t.time_of_day).order_by(t.time_of_day.asc()), times).await;
    }

    async fn moments_are_equal_in_every_zone<D: Driver>(db: &mut D::Connection) {
        let t = Moment::bind_schema::<Moments<D>>();
        let all = moments();
        t.insert_many(all.iter().copied().map(new)).execute(&mut *db).await.unwrap();
        for moment in all {
            for hours in [-12, 0, 3] {
                let zone = time::UtcOffset::from_hms(hours, 30 * i8::from(hours > 0), 0).unwrap();
                let equal = t.select().filter(t.time.eq(moment.to_offset(zone)));
                check(db, equal.columns(t.time), [moment]).await;
            }
        }
    }
}
