//! What both databases' row readers have in common.

/// The methods of `RowReader` that say nothing of the database: each reads the next column through the
/// reader's own `column`, and names a fault through its own `fault`.
macro_rules! common_reads {
    () => {
        common_reads! {
            i16 -> i16;
            i32 -> i32;
            i64 -> i64;
            f32 -> f32;
            f64 -> f64;
            bool -> bool;
            text -> String;
            bytes -> Vec<u8>;
            #[cfg(feature = "uuid")]
            uuid -> uuid::Uuid;
            #[cfg(feature = "chrono")]
            chrono_date -> chrono::NaiveDate;
            #[cfg(feature = "chrono")]
            chrono_time -> chrono::NaiveTime;
            #[cfg(feature = "chrono")]
            chrono_timestamp -> chrono::NaiveDateTime;
            #[cfg(feature = "chrono")]
            chrono_timestamptz -> chrono::DateTime<chrono::Utc>;
            #[cfg(feature = "time")]
            date -> time::Date;
            #[cfg(feature = "time")]
            time -> time::Time;
            #[cfg(feature = "time")]
            timestamp -> time::PrimitiveDateTime;
            #[cfg(feature = "time")]
            timestamptz -> time::OffsetDateTime;
        }

        fn unexpected_null(&self) -> Error {
            let why = "it is NULL, and the Rust type is no `Option`".to_owned();
            self.fault(self.next.saturating_sub(1), why)
        }

        fn invalid(&self, why: String) -> Error {
            self.fault(self.next.saturating_sub(1), why)
        }
    };
    ($($(#[$attribute:meta])* $method:ident -> $type:ty;)+) => {$(
        $(#[$attribute])*
        #[inline]
        fn $method(&mut self) -> Result<Option<$type>> {
            self.column()
        }
    )+};
}
pub(super) use common_reads;
