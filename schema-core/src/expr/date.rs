//! Dates and times: the present one, their parts, and what lies before and after.
//!
//! All of it is in UTC, whatever the session's time zone. SQLite keeps text, as sqlx writes it, so that what is
//! made here is written likewise: it compares with what is stored. SQLite counts in milliseconds.

use crate::ast::Syntax;
use crate::dialect::Postgres;
use crate::expr::{Base, Expr, Expression, OfDatabase, Operand};
use crate::value::{ColumnType, Scalar};

/// A date, or a date with a time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a date",
    label = "only dates, with or without a time, have a year, a month and a day"
)]
pub trait Dated: Scalar {
    /// The present one.
    #[doc(hidden)]
    const NOW: &'static Syntax;
    /// `extract` of each part, in the order of [`Part`].
    #[doc(hidden)]
    const PARTS: [&'static Syntax; 8];
    /// Later by so much of each unit, in the order of [`Unit`].
    #[doc(hidden)]
    const LATER: [&'static Syntax; 6];
    /// `date_trunc`.
    #[doc(hidden)]
    const TRUNCATE: &'static Syntax;
}

/// A date with a time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a date with a time",
    label = "only a date with a time has hours, minutes and seconds"
)]
pub trait Timed: Dated {
    /// Its date, without the time.
    type Date: Day;
    /// What makes that of it.
    #[doc(hidden)]
    const DATE: &'static Syntax;
}

#[derive(Clone, Copy)]
enum Part {
    Year,
    Month,
    Day,
    DayOfWeek,
    DayOfYear,
    Hour,
    Minute,
    Second,
}

#[derive(Clone, Copy)]
enum Unit {
    Years,
    Months,
    Days,
    Hours,
    Minutes,
    Seconds,
}

/// `now`: the present moment; in PostgreSQL that at which the transaction began.
///
/// ```
/// # #[cfg(feature = "chrono")] {
/// # use polyschema_core::expr::{Expression, now};
/// # type Time = chrono::DateTime<chrono::Utc>;
/// # fn example<E: Expression<Value = Time> + Copy>(due: E) {
/// let late = due.lt(now::<Time>());
/// # }}
/// ```
pub fn now<T: Timed>() -> Expr<(), T> {
    Expr::form(T::NOW, [])
}

/// `current_date`, in UTC.
pub fn current_date<T: Day>() -> Expr<(), T> {
    Expr::form(T::NOW, [])
}

/// A date without a time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a date without a time",
    label = "the present moment is `now()`"
)]
pub trait Day: Dated {}

/// To what a date is cut by `date_trunc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the SQL word")]
pub enum Precision {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

impl Precision {
    const fn word(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }
}

/// A number that is part of a date.
type PartOf<E> =
    Expr<<E as Expression>::Query, <<E as Expression>::Value as ColumnType>::OrNull<i32>>;
/// The date of a date with a time.
type DateOf<E> = Expr<
    <E as Expression>::Query,
    <<E as Expression>::Value as ColumnType>::OrNull<<Base<E> as Timed>::Date>,
>;
type Later<E, O> =
    Expr<<O as Operand<i32>>::With<<E as Expression>::Query>, <E as Expression>::Value>;
type LaterOnPostgres<E, O> = Expr<
    OfDatabase<Postgres, <O as Operand<i32>>::With<<E as Expression>::Query>>,
    <E as Expression>::Value,
>;

macro_rules! parts {
    ($($(#[$attribute:meta])* $name:ident: $part:ident, $bound:ident;)*) => {$(
        $(#[$attribute])*
        fn $name(self) -> PartOf<Self>
        where
            Base<Self>: $bound,
        {
            Expr::form(Base::<Self>::PARTS[Part::$part as usize], [self.into_node()])
        }
    )*};
}

macro_rules! later {
    ($($(#[$attribute:meta])* $name:ident: $unit:ident, $bound:ident, $later:ident;)*) => {$(
        $(#[$attribute])*
        fn $name<O: Operand<i32>>(self, number: O) -> $later<Self, O>
        where
            Base<Self>: $bound,
        {
            let arguments = [self.into_node(), number.into_operand()];
            Expr::form(Base::<Self>::LATER[Unit::$unit as usize], arguments)
        }
    )*};
}

/// The functions of dates and times.
pub trait DateFunctions: Expression {
    parts! {
        /// `extract(year ..)`.
        year: Year, Dated;
        /// `extract(month ..)`, from 1.
        month: Month, Dated;
        /// `extract(day ..)`: of the month, from 1.
        day: Day, Dated;
        /// `extract(dow ..)`: 0 on Sundays.
        day_of_week: DayOfWeek, Dated;
        /// `extract(doy ..)`: from 1.
        day_of_year: DayOfYear, Dated;
        /// `extract(hour ..)`.
        hour: Hour, Timed;
        /// `extract(minute ..)`.
        minute: Minute, Timed;
        /// `extract(second ..)`, without its fraction.
        second: Second, Timed;
    }

    later! {
        /// So many days later, or before if negative.
        plus_days: Days, Dated, Later;
        /// So many hours later, or before if negative.
        plus_hours: Hours, Timed, Later;
        /// So many minutes later, or before if negative.
        plus_minutes: Minutes, Timed, Later;
        /// So many seconds later, or before if negative.
        plus_seconds: Seconds, Timed, Later;
        /// So many months later, on the month's last day if it has no such day. PostgreSQL only: SQLite goes
        /// on into the next month.
        plus_months: Months, Dated, LaterOnPostgres;
        /// So many years later, on February 28 if there is no 29. PostgreSQL only: SQLite goes on into March.
        plus_years: Years, Dated, LaterOnPostgres;
    }

    /// Its date, without the time.
    fn date(self) -> DateOf<Self>
    where
        Base<Self>: Timed,
    {
        Expr::form(Base::<Self>::DATE, [self.into_node()])
    }

    /// `date_trunc`: the start of the year, month, .. that it lies in. PostgreSQL only.
    fn date_trunc(self, to: Precision) -> Expr<OfDatabase<Postgres, Self::Query>, Self::Value>
    where
        Base<Self>: Dated,
    {
        let to = Operand::<String>::into_operand(to.word());
        Expr::form(Base::<Self>::TRUNCATE, [to, self.into_node()])
    }
}

impl<E: Expression> DateFunctions for E {}

/// What a type of dates needs: `$open` and `$close` make a `timestamp` in UTC of it in PostgreSQL, `$back` and
/// `$type` make it again of a `timestamp`; `$before`, `$format` and `$after` write it in SQLite.
#[cfg(any(feature = "chrono", feature = "time"))]
macro_rules! dated {
    ($type:ty, [$open:literal, $close:literal], [$back:literal, $again:literal], [$before:literal, $format:literal, $after:literal]) => {
        impl Dated for $type {
            const NOW: &'static Syntax = &Syntax::each(
                &[concat!($back, "now() AT TIME ZONE 'UTC'", $again)],
                &[concat!($before, "strftime('", $format, "', 'now')", $after)],
            );
            const PARTS: [&'static Syntax; 8] = [
                dated!(@part $open, $close, "year", "%Y"),
                dated!(@part $open, $close, "month", "%m"),
                dated!(@part $open, $close, "day", "%d"),
                dated!(@part $open, $close, "dow", "%w"),
                dated!(@part $open, $close, "doy", "%j"),
                dated!(@part $open, $close, "hour", "%H"),
                dated!(@part $open, $close, "minute", "%M"),
                dated!(@part $open, $close, "second", "%S"),
            ];
            const LATER: [&'static Syntax; 6] = [
                dated!(@later [$open, $close], [$back, $again], [$before, $format, $after], "years"),
                dated!(@later [$open, $close], [$back, $again], [$before, $format, $after], "months"),
                dated!(@later [$open, $close], [$back, $again], [$before, $format, $after], "days"),
                dated!(@later [$open, $close], [$back, $again], [$before, $format, $after], "hours"),
                dated!(@later [$open, $close], [$back, $again], [$before, $format, $after], "mins", "minutes"),
                dated!(@later [$open, $close], [$back, $again], [$before, $format, $after], "secs", "seconds"),
            ];
            const TRUNCATE: &'static Syntax = &Syntax::both(&[
                concat!($back, "date_trunc("),
                concat!(", ", $open),
                concat!($close, ")", $again),
            ]);
        }
    };
    (@part $open:literal, $close:literal, $part:literal, $format:literal) => {
        &Syntax::each(
            &[
                concat!("CAST(floor(extract(", $part, " FROM ", $open),
                concat!($close, ")) AS integer)"),
            ],
            &[concat!("CAST(strftime('", $format, "', "), ") AS INTEGER)"],
        )
    };
    (@later [$open:literal, $close:literal], [$back:literal, $again:literal], [$before:literal, $format:literal, $after:literal], $unit:literal) => {
        dated!(@later [$open, $close], [$back, $again], [$before, $format, $after], $unit, $unit)
    };
    (@later [$open:literal, $close:literal], [$back:literal, $again:literal], [$before:literal, $format:literal, $after:literal], $unit:literal, $modifier:literal) => {
        &Syntax::each(
            &[
                concat!($back, $open),
                concat!($close, " + make_interval(", $unit, " => "),
                concat!(")", $again),
            ],
            &[
                concat!($before, "strftime('", $format, "', "),
                ", (",
                concat!(") || ' ", $modifier, "')", $after),
            ],
        )
    };
}

#[cfg(any(feature = "chrono", feature = "time"))]
macro_rules! dates {
    ($($type:ty),*) => {$(
        dated!($type, ["(", ")"], ["CAST(", " AS date)"], ["", "%Y-%m-%d", ""]);
        impl Day for $type {}
    )*};
}

// A whole second has no fraction in the text that sqlx writes for these.
#[cfg(feature = "chrono")]
dates!(chrono::NaiveDate);
#[cfg(feature = "time")]
dates!(time::Date);
#[cfg(feature = "chrono")]
dated!(
    chrono::NaiveDateTime,
    ["(", ")"],
    ["(", ")"],
    ["replace(", "%Y-%m-%d %H:%M:%f", ", '.000', '')"]
);
#[cfg(feature = "chrono")]
dated!(
    chrono::DateTime<chrono::Utc>,
    ["(", ") AT TIME ZONE 'UTC'"],
    ["((", ") AT TIME ZONE 'UTC')"],
    ["replace(", "%Y-%m-%dT%H:%M:%f+00:00", ", '.000', '')"]
);
#[cfg(feature = "time")]
dated!(
    time::OffsetDateTime,
    ["(", ") AT TIME ZONE 'UTC'"],
    ["((", ") AT TIME ZONE 'UTC')"],
    ["replace(", "%Y-%m-%dT%H:%M:%f+00:00", ", '.000', '')"]
);
// For this it writes a fraction without zeros at its end, but one digit at least.
#[cfg(feature = "time")]
dated!(
    time::PrimitiveDateTime,
    ["(", ")"],
    ["(", ")"],
    ["replace(rtrim(replace(", "%Y-%m-%d %H:%M:%f", ", '.000', '.0_'), '0'), '_', '')"]
);

#[cfg(any(feature = "chrono", feature = "time"))]
macro_rules! timed {
    ($type:ty, $date:ty, $open:literal, $close:literal) => {
        impl Timed for $type {
            type Date = $date;
            const DATE: &'static Syntax = &Syntax::each(
                &[concat!("CAST(", $open), concat!($close, " AS date)")],
                &["date(", ")"],
            );
        }
    };
}

#[cfg(feature = "chrono")]
timed!(chrono::NaiveDateTime, chrono::NaiveDate, "(", ")");
#[cfg(feature = "chrono")]
timed!(chrono::DateTime<chrono::Utc>, chrono::NaiveDate, "(", ") AT TIME ZONE 'UTC'");
#[cfg(feature = "time")]
timed!(time::OffsetDateTime, time::Date, "(", ") AT TIME ZONE 'UTC'");
#[cfg(feature = "time")]
timed!(time::PrimitiveDateTime, time::Date, "(", ")");
