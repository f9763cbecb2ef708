//! Patience with the other end of a connection.

use std::time::Duration;

use model::limits;

/// How long the other end may keep the server waiting: some seconds, which it spends by letting the server wait and earns
/// back by what it sends or takes, [`limits::SLOWEST`] bytes for a second. So a short stop is forgiven, and whoever sends or
/// takes a byte now and then only to hold the connection is not.
///
/// ```
/// use std::time::Duration;
/// let mut pace = server::Pace::new(Duration::from_secs(30));
/// pace.waited(Duration::from_secs(20), 1);
/// assert_eq!(pace.left(), Duration::from_secs(10));
/// pace.waited(Duration::from_secs(5), 1 << 20);
/// assert_eq!(pace.left(), Duration::from_secs(30));
/// ```
#[derive(Debug, Clone)]
pub struct Pace {
    most: Duration,
    left: Duration,
}

impl Pace {
    /// Patience for so long at the most.
    #[must_use]
    pub fn new(most: Duration) -> Self {
        Self { most, left: most }
    }

    /// How long it may be waited for from here.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.left
    }

    /// It was waited for so long, and so many bytes came of it.
    pub fn waited(&mut self, waited: Duration, bytes: usize) {
        self.left = self.left.saturating_sub(waited);
        // Whole milliseconds: less than that is earned by no more than a byte.
        self.earn(Duration::from_millis(bytes as u64 * 1000 / limits::SLOWEST));
    }

    /// Nothing was to be waited for, for so long.
    pub fn earn(&mut self, time: Duration) {
        self.left = self.left.saturating_add(time).min(self.most);
    }
}
