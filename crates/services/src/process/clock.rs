//! The one clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use model::Moment;

/// The system's clock, which tests can move forward.
#[derive(Debug)]
pub struct Clock {
    moved: AtomicI64,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self { moved: AtomicI64::new(0) }
    }

    /// The time, to the millisecond.
    #[must_use]
    #[allow(clippy::disallowed_methods)] // This is where the time comes from.
    pub fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let milliseconds = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Moment(milliseconds).plus(self.moved.load(Ordering::Relaxed))
    }

    /// Moves the clock forward by so many milliseconds, for tests.
    pub fn advance(&self, milliseconds: i64) {
        self.moved.fetch_add(milliseconds, Ordering::Relaxed);
    }
}
