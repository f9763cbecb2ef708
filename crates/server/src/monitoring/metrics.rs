//! Counts of requests, for Prometheus: by operation and class of status, and how long they took; and the job queues. What
//! respondents ask for counts as two operations more.

use std::sync::OnceLock;
use std::time::Duration;

use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use services::QueueFigures;

use crate::monitoring::queues::QueueMetrics;
use crate::pipeline::route::Route;

/// What is counted of requests. Labels are the operations' ids and the classes of status, so that nothing a
/// caller sends makes a new one.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    running: Gauge,
    answered: Family<[Label; 2], Counter>,
    seconds: Family<[Label; 1], Histogram, fn() -> Histogram>,
    /// By place of the route; behind them those of [`OTHERS`].
    operations: Box<[Operation]>,
    queues: QueueMetrics,
}

/// What a request was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// An operation, by the place of its route.
    Route(usize),
    /// Nothing that is there.
    Nothing,
    /// A survey page to look at.
    ViewPage,
    /// A survey page that was filled in.
    SendPage,
}

/// The labels behind those of the routes, in the order of [`Counted`].
const OTHERS: [&str; 3] = ["none", "viewSurveyPage", "sendSurveyPage"];

/// A label's name and value.
type Label = (&'static str, &'static str);

/// A request that is running; counted as such until dropped.
#[derive(Debug)]
pub(crate) struct Running<'a>(&'a Gauge);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// An operation's own counts, looked up when it is first called and then held.
#[derive(Debug)]
struct Operation {
    id: &'static str,
    /// By class of status.
    answered: [OnceLock<Counter>; CLASSES.len()],
    seconds: OnceLock<Histogram>,
}

const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
/// In seconds.
const BOUNDS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];

impl Metrics {
    /// Nothing counted yet.
    pub(crate) fn new(routes: &[Route]) -> Self {
        Self::of(routes.iter().map(|route| route.description.operation.id))
    }

    fn of(ids: impl Iterator<Item = &'static str>) -> Self {
        let mut registry = Registry::default();
        let (running, answered) = (Gauge::default(), Family::default());
        let histogram: fn() -> Histogram = || Histogram::new(BOUNDS);
        let seconds = Family::new_with_constructor(histogram);
        let help = "Requests that are being answered, to the API and to survey pages";
        registry.register("canvass_requests_running", help, running.clone());
        registry.register(
            "canvass_requests",
            "Requests answered, to the API and to survey pages",
            answered.clone(),
        );
        let help = "Time to an answer's first byte";
        registry.register_with_unit("canvass_request", help, Unit::Seconds, seconds.clone());
        let queues = QueueMetrics::register(&mut registry);
        let operation = |id| Operation { id, answered: Default::default(), seconds: OnceLock::new() };
        Self {
            registry,
            running,
            answered,
            seconds,
            operations: ids.chain(OTHERS).map(operation).collect(),
            queues,
        }
    }

    /// Counts a request as running.
    pub(crate) fn enter(&self) -> Running<'_> {
        self.running.inc();
        Running(&self.running)
    }

    /// Counts an answer.
    pub(crate) fn count(&self, counted: Counted, status: u16, took: Duration) {
        let routes = self.operations.len() - OTHERS.len();
        let place = match counted {
            Counted::Route(route) => route,
            Counted::Nothing => routes,
            Counted::ViewPage => routes + 1,
            Counted::SendPage => routes + 2,
        };
        let Some(operation) = self.operations.get(place) else { return };
        let class = usize::from(status / 100).clamp(1, CLASSES.len()) - 1;
        let id = ("operation", operation.id);
        let answered = || self.answered.get_or_create_owned(&[id, ("status", CLASSES[class])]);
        operation.answered[class].get_or_init(answered).inc();
        let seconds = || self.seconds.get_or_create_owned(&[id]);
        operation.seconds.get_or_init(seconds).observe(took.as_secs_f64());
    }

    /// All of it as text of [`MEDIA_TYPE`], with what is known of the job queues. Operations that were never called are
    /// left out.
    pub(crate) fn text(&self, queues: Option<&[QueueFigures]>) -> String {
        self.queues.set(queues);
        let mut text = String::with_capacity(4096);
        // Writing into a String has no way to fail.
        let _ = prometheus_text::encode(&mut text, &self.registry);
        text
    }
}

/// What the text is.
pub(crate) const MEDIA_TYPE: &str = prometheus_text::CONTENT_TYPE;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_told() {
        let metrics = Metrics::of(["listUsers", "getUser"].into_iter());
        let running = metrics.enter();
        metrics.count(Counted::Route(0), 200, Duration::from_millis(500));
        metrics.count(Counted::Route(0), 200, Duration::from_secs(9));
        metrics.count(Counted::Route(0), 429, Duration::ZERO);
        metrics.count(Counted::Route(0), 429, Duration::ZERO);
        metrics.count(Counted::Nothing, 404, Duration::ZERO);
        metrics.count(Counted::SendPage, 503, Duration::ZERO);
        let text = metrics.text(None);
        for line in [
            "# TYPE canvass_requests_running gauge",
            "canvass_requests_running 1",
            "# TYPE canvass_requests_total counter",
            "canvass_requests_total{operation=\"listUsers\",status=\"2xx\"} 2",
            "canvass_requests_total{operation=\"listUsers\",status=\"4xx\"} 2",
            "canvass_requests_total{operation=\"none\",status=\"4xx\"} 1",
            "canvass_requests_total{operation=\"sendSurveyPage\",status=\"5xx\"} 1",
            "# TYPE canvass_request_seconds histogram",
            "canvass_request_seconds_bucket{operation=\"listUsers\",le=\"0.001\"} 2",
            "canvass_request_seconds_bucket{operation=\"listUsers\",le=\"0.25\"} 2",
            "canvass_request_seconds_bucket{operation=\"listUsers\",le=\"0.5\"} 3",
            "canvass_request_seconds_bucket{operation=\"listUsers\",le=\"5\"} 3",
            "canvass_request_seconds_bucket{operation=\"listUsers\",le=\"+Inf\"} 4",
            "canvass_request_seconds_sum{operation=\"listUsers\"} 9.5",
            "canvass_request_seconds_count{operation=\"listUsers\"} 4",
        ] {
            assert!(text.lines().any(|told| told == line), "{line} is missing from\n{text}");
        }
        assert!(!text.contains("getUser"), "what was never called is left out:\n{text}");
        drop(running);
        assert!(metrics.text(None).contains("canvass_requests_running 0\n"));
    }
}
