//! The one place of the program that reads the clock of the machine.

use std::time::SystemTime;

/// The time it is. Everything below takes it as a value, so that tests can choose it.
#[expect(clippy::disallowed_methods, reason = "this is where the time that others are given comes from")]
pub fn now() -> SystemTime {
    SystemTime::now()
}
