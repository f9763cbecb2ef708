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

/// Whether requests can be served: the storage answers.
pub(crate) async fn ready(app: &App) -> Response {
    match app.ready().await {
        Ok(()) => plain(StatusCode::OK, "ready\n".into()),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            plain(StatusCode::SERVICE_UNAVAILABLE, "the storage cannot be reached\n".into())
        }
    }
}

/// The counts, for Prometheus.
pub(crate) fn metrics(metrics: &Metrics) -> Response {
    let mut response = plain(StatusCode::OK, metrics.text());
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
