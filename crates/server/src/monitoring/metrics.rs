//! Counts for `/metrics`, in the text form that Prometheus reads.
//!
//! Of our own: every label is known when the server starts, so that counting a request is a few additions to numbers
//! at a known place, without the look-up by name and label that a general registry makes.

use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use crate::pipeline::route::Route;

/// What is counted of the API's requests.
#[derive(Debug)]
pub(crate) struct Metrics {
    running: AtomicI64,
    /// By place of the route; the last is for requests that found none.
    operations: Box<[Counts]>,
}

/// A request that is running; counted as such until dropped.
#[derive(Debug)]
pub(crate) struct Running<'a>(&'a Metrics);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(Debug)]
struct Counts {
    name: &'static str,
    /// By class of status: 1xx to 5xx.
    classes: [AtomicU64; 5],
    /// By the first bound that is not less than the duration; the last is for those beyond all.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    microseconds: AtomicU64,
}

/// In milliseconds.
const BOUNDS: [u64; 12] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];

impl Metrics {
    /// Nothing counted yet.
    pub(crate) fn new(routes: &[Route]) -> Self {
        let names = routes.iter().map(|route| route.description.operation.id);
        Self { running: AtomicI64::new(0), operations: names.chain(["none"]).map(Counts::new).collect() }
    }

    /// Counts a request as running.
    pub(crate) fn enter(&self) -> Running<'_> {
        self.running.fetch_add(1, Ordering::Relaxed);
        Running(self)
    }

    /// Counts an answer to a route; `None` is for requests that found none.
    pub(crate) fn count(&self, route: Option<usize>, status: u16, took: Duration) {
        let Some(counts) = self.operations.get(route.unwrap_or(self.operations.len() - 1)) else { return };
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        counts.classes[class].fetch_add(1, Ordering::Relaxed);
        let bucket =
            BOUNDS.iter().position(|bound| took <= Duration::from_millis(*bound)).unwrap_or(BOUNDS.len());
        counts.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        counts.microseconds.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// All of it as text. Operations that were never called are left out.
    pub(crate) fn text(&self) -> String {
        let mut text = String::with_capacity(4096);
        // Writing into a String has no way to fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        text.push_str("# HELP canvass_requests_running API requests that are being answered.\n");
        text.push_str("# TYPE canvass_requests_running gauge\n");
        writeln!(text, "canvass_requests_running {}", self.running.load(Ordering::Relaxed))?;
        text.push_str(
            "# HELP canvass_requests_total API requests answered.\n# TYPE canvass_requests_total counter\n",
        );
        for counts in self.called() {
            for (place, class) in counts.classes.iter().enumerate() {
                let answered = class.load(Ordering::Relaxed);
                if answered > 0 {
                    let (name, class) = (counts.name, place + 1);
                    writeln!(
                        text,
                        "canvass_requests_total{{operation=\"{name}\",status=\"{class}xx\"}} {answered}"
                    )?;
                }
            }
        }
        text.push_str("# HELP canvass_request_seconds Time to an answer's first byte.\n");
        text.push_str("# TYPE canvass_request_seconds histogram\n");
        self.called().try_for_each(|counts| counts.write_durations(text))
    }

    fn called(&self) -> impl Iterator<Item = &Counts> {
        self.operations
            .iter()
            .filter(|counts| counts.classes.iter().any(|class| class.load(Ordering::Relaxed) > 0))
    }
}

impl Counts {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            classes: Default::default(),
            buckets: Default::default(),
            microseconds: AtomicU64::new(0),
        }
    }

    #[allow(clippy::cast_precision_loss)] // Seconds with six places: far from the end of an f64.
    fn write_durations(&self, text: &mut String) -> std::fmt::Result {
        let name = self.name;
        let mut sum = 0;
        for (bound, bucket) in BOUNDS.iter().zip(&self.buckets) {
            sum += bucket.load(Ordering::Relaxed);
            let bound = *bound as f64 / 1e3;
            writeln!(text, "canvass_request_seconds_bucket{{operation=\"{name}\",le=\"{bound}\"}} {sum}")?;
        }
        sum += self.buckets[BOUNDS.len()].load(Ordering::Relaxed);
        writeln!(text, "canvass_request_seconds_bucket{{operation=\"{name}\",le=\"+Inf\"}} {sum}")?;
        let seconds = self.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
        writeln!(text, "canvass_request_seconds_sum{{operation=\"{name}\"}} {seconds}")?;
        writeln!(text, "canvass_request_seconds_count{{operation=\"{name}\"}} {sum}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_told() {
        let metrics = Metrics {
            running: AtomicI64::new(0),
            operations: Box::new([Counts::new("listUsers"), Counts::new("none")]),
        };
        let running = metrics.enter();
        metrics.count(Some(0), 200, Duration::from_micros(1500));
        metrics.count(Some(0), 200, Duration::from_secs(9));
        metrics.count(Some(0), 429, Duration::from_micros(500));
        metrics.count(None, 404, Duration::ZERO);
        let text = metrics.text();
        for line in [
            "canvass_requests_running 1",
            "canvass_requests_total{operation=\"listUsers\",status=\"2xx\"} 2",
            "canvass_requests_total{operation=\"listUsers\",status=\"4xx\"} 1",
            "canvass_requests_total{operation=\"none\",status=\"4xx\"} 1",
            "canvass_request_seconds_bucket{operation=\"listUsers\",le=\"0.001\"} 1",
            "canvass_request_seconds_bucket{operation=\"listUsers\",le=\"0.002\"} 2",
            "canvass_request_seconds_bucket{operation=\"listUsers\",le=\"5\"} 2",
            "canvass_request_seconds_bucket{operation=\"listUsers\",le=\"+Inf\"} 3",
            "canvass_request_seconds_sum{operation=\"listUsers\"} 9.002",
            "canvass_request_seconds_count{operation=\"listUsers\"} 3",
        ] {
            assert!(text.lines().any(|told| told == line), "{line} is missing from\n{text}");
        }
        drop(running);
        assert!(metrics.text().contains("canvass_requests_running 0\n"));
    }
}
