//! The first fork of every request: which of the surfaces it is for.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::{HeaderValue, Method, StatusCode, header};

use crate::connection::Connection;
use crate::documentation::{feedback, history_page, site, theme, try_it};
use crate::monitoring::health;
use crate::pipeline::normalise::normalise;
use crate::pipeline::{headers, run};
use crate::protection::proxies::Remote;
use crate::server::Server;
use crate::settings::MetricsFor;
use crate::{oauth, survey_front, survey_pages, survey_report};

/// Answers any request; a fault that nothing else caught becomes a 500 instead of a connection that breaks off.
pub(crate) async fn serve(State(server): State<Arc<Server>>, request: Request) -> Response {
    let answering = AssertUnwindSafe(dispatch(server, request)).catch_unwind();
    answering.await.unwrap_or_else(|_| {
        tracing::error!("a request broke the server's own code; the lines above tell where");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

async fn dispatch(server: Arc<Server>, request: Request) -> Response {
    let started = Instant::now();
    let (mut head, body) = request.into_parts();
    let remote = server.settings.trusted_proxies.remote(head.extensions.get::<Connection>(), &head.headers);
    head.extensions.insert(remote);
    let path = normalise(head.uri.path());
    let reads = head.method == Method::GET || head.method == Method::HEAD;
    // A request of the API has the room of the largest of these on its way, and would carry it; so they have their own.
    let mut response = match path.as_ref() {
        // Nothing here is to be traced or tunnelled through.
        _ if head.method == Method::TRACE || head.method == Method::CONNECT => refused(),
        "/health/live" if reads => health::live(),
        "/health/ready" if reads => Box::pin(health::ready(&server.app)).await,
        "/metrics" if reads && tells_metrics(&server, &remote) => {
            Box::pin(health::metrics(&server.app, &server.metrics)).await
        }
        "/" if reads => site::page(&server, &head, "/docs"),
        "/docs" | "/docs.md" | "/openapi.json" | "/openapi.yaml" | "/postman.json" | "/llms.txt"
        | "/llms-full.txt"
            if reads =>
        {
            site::page(&server, &head, &path)
        }
        // Files that never change carry no more headers than they need.
        path if reads && path.starts_with(site::ASSETS) => return site::asset(&server, &head, path),
        site::STATUS if reads => Box::pin(site::status(&server, &head)).await,
        oauth::METADATA if reads => oauth::metadata(&server, &head),
        oauth::AUTHORIZE if reads => Box::pin(oauth::ask(&server, &head)).await,
        oauth::AUTHORIZE if head.method == Method::POST => Box::pin(oauth::allow(&server, &head, body)).await,
        oauth::TOKEN if head.method == Method::POST => Box::pin(oauth::token(&server, &head, body)).await,
        oauth::REVOKE if head.method == Method::POST => Box::pin(oauth::revoke(&server, &head, body)).await,
        theme::THEME if head.method == Method::POST => {
            Box::pin(theme::choose(&server.bodies, &head, body)).await
        }
        path if reads && path.starts_with(OFFERS) => {
            Box::pin(try_it::offers(&server, &head, &path[OFFERS.len()..])).await
        }
        path if reads && path.starts_with(history_page::ONE) => {
            Box::pin(history_page::one(&server, &head, &path[history_page::ONE.len()..])).await
        }
        path if reads && path.starts_with("/docs/") => site::page(&server, &head, path),
        path if path.starts_with(survey_pages::FORM) => {
            let id = &path[survey_pages::FORM.len()..];
            Box::pin(survey_front::respond(&server, &head, survey_pages::FORM, id, body)).await
        }
        path if path.starts_with(survey_pages::PREVIEW) => {
            let id = &path[survey_pages::PREVIEW.len()..];
            Box::pin(survey_front::respond(&server, &head, survey_pages::PREVIEW, id, body)).await
        }
        path if reads && path.starts_with(survey_report::REPORT) => {
            Box::pin(survey_report::respond(&server, &head, &path[survey_report::REPORT.len()..])).await
        }
        path if reads && path.starts_with(survey_pages::ASSETS) => survey_pages::asset(&head, path),
        path if head.method == Method::POST && path.starts_with(TRY) => {
            Box::pin(try_it::respond(&server, &head, &path[TRY.len()..], body)).await
        }
        path if head.method == Method::POST && path.starts_with(EXAMPLES) => {
            Box::pin(try_it::examples(&server, &head, &path[EXAMPLES.len()..], body)).await
        }
        "/docs/history" if head.method == Method::POST => {
            Box::pin(history_page::list(&server, &head, body)).await
        }
        "/docs/feedback" if head.method == Method::POST => {
            Box::pin(feedback::give(&server, &head, body)).await
        }
        "/docs/admin" if head.method == Method::POST => Box::pin(feedback::list(&server, &head, body)).await,
        site::CHANGELOG if head.method == Method::POST => Box::pin(site::compare(&server, &head, body)).await,
        // What is nowhere is answered as an unknown route of the API.
        path => return run::respond(&server, &head, path, body).await.response,
    };
    headers::add(response.headers_mut(), server.hsts(&head), started.elapsed());
    response
}

fn tells_metrics(server: &Server, remote: &Remote) -> bool {
    match server.settings.metrics {
        MetricsFor::Nobody => false,
        MetricsFor::Local => remote.is_local(),
        MetricsFor::Anybody => true,
    }
}

fn refused() -> Response {
    let methods = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, methods)], "Method Not Allowed\n").into_response()
}

/// Where the forms of the documentation go; the operation's id follows.
const TRY: &str = "/docs/try/";
/// Where ids of the caller's own are offered; the name of the path parameter follows.
const OFFERS: &str = "/docs/offers/";
/// Where the page's module sends them while one types, for the examples with these values.
const EXAMPLES: &str = "/docs/examples/";
