//! What is told of the job queues to Prometheus.

use std::sync::atomic::AtomicU64;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};
use services::QueueFigures;

/// The name of a queue as a label.
type Labels = [(&'static str, &'static str); 1];

/// What is told of the job queues; written whenever it is asked for.
#[derive(Debug, Default)]
pub(super) struct QueueMetrics {
    due: Family<Labels, Gauge>,
    running: Family<Labels, Gauge>,
    oldest: Family<Labels, Gauge<f64, AtomicU64>>,
    claimed: Family<Labels, Counter>,
    failed: Family<Labels, Counter>,
    panicked: Family<Labels, Counter>,
    given_up: Family<Labels, Counter>,
}

impl QueueMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let own = Self::default();
        let help = "Jobs that are due, in all processes; of each brand at most 10,000 are counted";
        registry.register("canvass_jobs_due", help, own.due.clone());
        registry.register("canvass_jobs_running", "Jobs that run, in all processes", own.running.clone());
        let help = "How long the oldest job has been due";
        registry.register_with_unit("canvass_jobs_oldest_due", help, Unit::Seconds, own.oldest.clone());
        let help = "Claims of jobs by this process";
        registry.register("canvass_jobs_claimed", help, own.claimed.clone());
        let help = "Runs of jobs in this process that failed, panics among them";
        registry.register("canvass_jobs_failed", help, own.failed.clone());
        let help = "Runs of jobs in this process that a panic ended";
        registry.register("canvass_jobs_panicked", help, own.panicked.clone());
        let help = "Jobs that failed for good in this process";
        registry.register("canvass_jobs_given_up", help, own.given_up.clone());
        own
    }

    /// Writes what is known of each queue; `None` where the queue cannot be read, of which nothing is told then.
    pub(super) fn set(&self, figures: Option<&[QueueFigures]>) {
        let Some(figures) = figures else {
            self.due.clear();
            self.running.clear();
            self.oldest.clear();
            return;
        };
        for figures in figures {
            let labels = [("queue", figures.queue)];
            self.due.get_or_create(&labels).set(figures.due);
            self.running.get_or_create(&labels).set(figures.running);
            self.oldest.get_or_create(&labels).set(figures.oldest_seconds);
            for (family, count) in [
                (&self.claimed, figures.counts.claimed),
                (&self.failed, figures.counts.failed),
                (&self.panicked, figures.counts.panicked),
                (&self.given_up, figures.counts.given_up),
            ] {
                let counter = family.get_or_create(&labels);
                counter.inc_by(count.saturating_sub(counter.get()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::prometheus_text;
    use services::Counts;

    use super::*;

    fn text(registry: &Registry) -> String {
        let mut text = String::new();
        prometheus_text::encode(&mut text, registry).unwrap();
        text
    }

    #[test]
    fn what_is_known_of_a_queue_is_told_and_what_is_not_is_left_out() {
        let mut registry = Registry::default();
        let metrics = QueueMetrics::register(&mut registry);
        let counts = Counts { claimed: 9, failed: 4, panicked: 1, given_up: 2 };
        let mut exports = QueueFigures { queue: "exports", due: 3, running: 2, oldest_seconds: 1.5, counts };
        metrics.set(Some(&[exports]));
        exports.counts.claimed = 11;
        metrics.set(Some(&[exports]));
        let told = text(&registry);
        for line in [
            "canvass_jobs_due{queue=\"exports\"} 3",
            "canvass_jobs_running{queue=\"exports\"} 2",
            "canvass_jobs_oldest_due_seconds{queue=\"exports\"} 1.5",
            "canvass_jobs_claimed_total{queue=\"exports\"} 11",
            "canvass_jobs_failed_total{queue=\"exports\"} 4",
            "canvass_jobs_panicked_total{queue=\"exports\"} 1",
            "canvass_jobs_given_up_total{queue=\"exports\"} 2",
        ] {
            assert!(told.lines().any(|found| found == line), "{line} is missing from\n{told}");
        }
        metrics.set(None);
        let told = text(&registry);
        assert!(!told.contains("due{") && told.contains("canvass_jobs_claimed_total{"), "{told}");
    }
}
