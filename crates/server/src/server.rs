//! What the running server holds, and the first fork of every request: which of the surfaces it is for.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::request::Parts;
use http::{Method, StatusCode, header};
use portal::Site;
use services::App;

use crate::documentation::exchanges::Exchanges;
use crate::documentation::site::Pages;
use crate::documentation::{feedback, history_page, site, try_it};
use crate::monitoring::health;
use crate::monitoring::metrics::Metrics;
use crate::pipeline::normalise::normalise;
use crate::pipeline::random::RequestId;
use crate::pipeline::route::Route;
use crate::pipeline::table::Table;
use crate::pipeline::{headers, paging, run};
use crate::protection::limits::{Limiter, Limits};
use crate::protection::per_address::PerAddress;
use crate::survey_pages;

/// What the server is told at its start.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What addresses in answers begin with, instead of what the request's Host says: `https://xm.example.org`.
    pub public_url: Option<String>,
    /// Whether `X-Forwarded-Proto` is believed: only behind a proxy that sets it itself.
    pub trust_forwarded: bool,
    /// How often a brand may call.
    pub limits: Limits,
    /// How many requests of one brand may run at once; a protective limit that is never off.
    pub at_once: u32,
    /// Whether the example brand is kept here, so that the documentation's examples run as printed.
    pub example: bool,
    /// How many exchanges are kept in memory for each token; 0 keeps none.
    pub history: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            trust_forwarded: false,
            limits: Limits::Off,
            at_once: model::limits::AT_ONCE,
            example: true,
            history: 50,
        }
    }
}

/// How a request came in. The program puts it into the extensions of every request.
#[derive(Debug, Clone, Copy)]
pub struct Connection {
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// The other end.
    pub peer: SocketAddr,
}

/// What all requests share.
pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) settings: Settings,
    pub(crate) routes: Vec<Route>,
    pub(crate) table: Table,
    pub(crate) limiter: Limiter,
    pub(crate) metrics: Metrics,
    pub(crate) pages: Pages,
    /// The history of calls; `None` where it is off.
    pub(crate) exchanges: Option<Exchanges>,
    /// How often each address has sent feedback.
    pub(crate) feedback: PerAddress,
    /// Tells this run of the server from others, for those who report a fault.
    pub(crate) instance: String,
}

impl Server {
    /// The server of these routes.
    pub(crate) fn new(app: App, settings: Settings, routes: Vec<Route>) -> Self {
        Self {
            table: Table::of(&routes),
            limiter: Limiter::new(&settings.limits, settings.at_once, &routes),
            metrics: Metrics::new(&routes),
            pages: Pages::new(),
            exchanges: Exchanges::keeping(settings.history, &routes),
            feedback: PerAddress::an_hour(portal::AN_HOUR),
            instance: RequestId::new().as_str().to_owned(),
            app,
            settings,
            routes,
        }
    }

    /// The scheme and host that addresses for this caller begin with.
    pub(crate) fn origin(&self, head: &Parts) -> String {
        paging::origin(&self.settings, head.extensions.get(), &head.uri, &head.headers)
    }

    /// What the documentation tells this caller of the server.
    pub(crate) fn site(&self, head: &Parts) -> Site {
        Site {
            origin: self.origin(head),
            path: String::new(),
            theme: site::theme(&head.headers),
            datacenter: self.app.settings().datacenter.clone(),
            example: self.settings.example,
            rates: self.limiter.rates(&self.routes),
            history: self.settings.history,
        }
    }

    /// Whether the caller's browser may be told to use TLS only: not for `localhost`, where that would lock it out of
    /// everything else a developer runs there.
    pub(crate) fn strict_transport(&self, head: &Parts) -> bool {
        let host = head.headers.get(header::HOST).map_or(&b""[..], |host| host.as_bytes());
        paging::is_tls(&self.settings, head.extensions.get(), &head.headers)
            && !host.starts_with(b"localhost")
    }
}

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
    let (head, body) = request.into_parts();
    let path = normalise(head.uri.path());
    let reads = head.method == Method::GET || head.method == Method::HEAD;
    let mut response = match path.as_ref() {
        "/health/live" if reads => health::live(),
        "/health/ready" if reads => health::ready(&server.app).await,
        "/metrics" if reads => health::metrics(&server.metrics),
        "/" if reads => site::page(&server, &head, "/docs"),
        "/docs" | "/docs.md" | "/openapi.json" | "/openapi.yaml" | "/postman.json" | "/llms.txt"
        | "/llms-full.txt"
            if reads =>
        {
            site::page(&server, &head, &path)
        }
        // Files that never change carry no more headers than they need.
        path if reads && path.starts_with(site::ASSETS) => return site::asset(&server, &head, path),
        site::STATUS if reads => site::status(&server, &head).await,
        site::THEME if head.method == Method::POST => site::choose_theme(&head, body).await,
        path if reads && path.starts_with(OFFERS) => {
            try_it::offers(&server, &head, &path[OFFERS.len()..]).await
        }
        path if reads && path.starts_with(history_page::ONE) => {
            history_page::one(&server, &head, &path[history_page::ONE.len()..]).await
        }
        path if reads && path.starts_with("/docs/") => site::page(&server, &head, path),
        path if path.starts_with(survey_pages::FORM) => {
            survey_pages::respond(&server, &head, &path[survey_pages::FORM.len()..], body).await
        }
        path if reads && path.starts_with(survey_pages::ASSETS) => survey_pages::asset(&head, path),
        path if head.method == Method::POST && path.starts_with(TRY) => {
            try_it::respond(&server, &head, &path[TRY.len()..], body).await
        }
        path if head.method == Method::POST && path.starts_with(EXAMPLES) => {
            try_it::examples(&server, &head, &path[EXAMPLES.len()..], body).await
        }
        "/docs/history" if head.method == Method::POST => history_page::list(&server, &head, body).await,
        "/docs/feedback" if head.method == Method::POST => feedback::give(&server, &head, body).await,
        "/docs/admin" if head.method == Method::POST => feedback::list(&server, &head, body).await,
        site::CHANGELOG if head.method == Method::POST => site::compare(&server, &head, body).await,
        // What is nowhere is answered as an unknown route of the API.
        path => return run::respond(&server, &head, path, body).await.response,
    };
    headers::add(response.headers_mut(), server.strict_transport(&head), started.elapsed());
    response
}

/// Where the forms of the documentation go; the operation's id follows.
const TRY: &str = "/docs/try/";
/// Where ids of the caller's own are offered; the name of the path parameter follows.
const OFFERS: &str = "/docs/offers/";
/// Where the page's module sends them while one types, for the examples with these values.
const EXAMPLES: &str = "/docs/examples/";
