//! Arrays, which only PostgreSQL has.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::moment::{chrono_dates, chrono_times, chrono_timestamps, dates, times, timestamps};
use super::scalar::texts;

/// None, one, and all of some elements.
fn arrays<T: Clone>(all: Vec<T>) -> Vec<Vec<T>> {
    vec![vec![], vec![all[0].clone()], all]
}

round_trips_on_postgres!(i16s, Vec<i16>, arrays(vec![0, i16::MIN, i16::MAX]));
round_trips_on_postgres!(i32s, Vec<i32>, arrays(vec![0, i32::MIN, i32::MAX]));
round_trips_on_postgres!(i64s, Vec<i64>, arrays(vec![0, i64::MIN, i64::MAX]));
round_trips_on_postgres!(f32s, Vec<f32>, arrays(vec![0.5, f32::NAN, f32::MAX]));
round_trips_on_postgres!(f64s, Vec<f64>, arrays(vec![0.5, f64::NAN, f64::NEG_INFINITY]));
round_trips_on_postgres!(bools, Vec<bool>, arrays(vec![true, false]));
round_trips_on_postgres!(strings, Vec<String>, arrays(texts()));
round_trips_on_postgres!(bytes, Vec<Vec<u8>>, arrays(vec![vec![0, 255], vec![], vec![7]]));
round_trips_on_postgres!(uuids, Vec<Uuid>, arrays(vec![Uuid::nil(), Uuid::max()]));
round_trips_on_postgres!(decimals, Vec<Decimal>, arrays(vec![Decimal::MAX, Decimal::new(11, 1)]));
round_trips_on_postgres!(
    chrono_date,
    Vec<chrono::NaiveDate>,
    arrays(chrono_dates(Dialect::Postgres))
);
round_trips_on_postgres!(chrono_time, Vec<chrono::NaiveTime>, arrays(chrono_times()));
round_trips_on_postgres!(
    chrono_timestamp,
    Vec<chrono::NaiveDateTime>,
    arrays(chrono_timestamps(Dialect::Postgres))
);
round_trips_on_postgres!(chrono_timestamptz, Vec<chrono::DateTime<chrono::Utc>>, {
    let all = chrono_timestamps(Dialect::Postgres);
    arrays(all.iter().map(chrono::NaiveDateTime::and_utc).collect())
});
round_trips_on_postgres!(date, Vec<time::Date>, arrays(dates()));
round_trips_on_postgres!(time_of_day, Vec<time::Time>, arrays(times()));
round_trips_on_postgres!(timestamp, Vec<time::PrimitiveDateTime>, arrays(timestamps()));
round_trips_on_postgres!(timestamptz, Vec<time::OffsetDateTime>, {
    arrays(timestamps().into_iter().map(time::PrimitiveDateTime::assume_utc).collect())
});
