//! For those who watch the server: is it alive, can it serve, what has it done.

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{self, HeaderValue};
use services::App;

use crate::monitoring::metrics::{MEDIA_TYPE, Metrics};

/// The process answers: that is all there is to say.
pub(crate) fn live() -> Response {
    plain(StatusCode::OK, "alive\n".into())
}

/// Whether requests can be served: the storage answers, and somebody works on what is to be done later.
pub(crate) async fn ready(app: &App) -> Response {
    if let Err(error) = app.ready().await {
        tracing::warn!(%error, "not ready");
        return plain(StatusCode::SERVICE_UNAVAILABLE, "the storage cannot be reached\n".into());
    }
    match app.jobs_fault() {
        None => plain(StatusCode::OK, "ready\n".into()),
        Some(fault) => {
            tracing::warn!(fault, "not ready");
            plain(StatusCode::SERVICE_UNAVAILABLE, format!("{fault}\n"))
        }
    }
}

/// The counts, for Prometheus.
pub(crate) async fn metrics(app: &App, metrics: &Metrics) -> Response {
    let queues =
        app.queue_figures().await.inspect_err(|error| tracing::warn!(%error, "no figures of the queues"));
    let mut response = plain(StatusCode::OK, metrics.text(queues.ok().as_deref()));
    let media_type = HeaderValue::from_static(MEDIA_TYPE);
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

/// A few words.
pub(crate) fn plain(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let media_type = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}
