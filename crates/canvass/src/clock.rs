//! The one place of the program that reads the clock of the machine.

use std::time::{SystemTime, UNIX_EPOCH};

use model::Moment;

/// The time it is. Everything below takes it as a value, so that tests can choose it.
#[expect(clippy::disallowed_methods, reason = "this is where the time that others are given comes from")]
pub fn now() -> SystemTime {
    SystemTime::now()
}

/// The same to the millisecond; a clock that stands before 1970 is taken for 1970.
pub fn moment() -> Moment {
    let since = now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
