//! HTTP: the pipeline that every request runs through, and the routes to the services.
//!
//! What arrives is parsed here by the types of `contract`, decided by `services`, and written into the envelope. This
//! crate knows no SQL and no rule of the product.

pub mod routes;

mod bounds;
mod connection;
mod dispatch;
mod documentation;
mod monitoring;
mod oauth;
mod pace;
mod pipeline;
mod protection;
mod server;
mod settings;
mod survey_front;
mod survey_pages;
mod survey_report;
mod survey_visitor;

use std::sync::Arc;

use axum::Router;
use services::App;

pub use bounds::{Bounds, PageBounds};
pub use connection::Connection;
pub use pace::Pace;
pub use pipeline::route::{Route, route};
pub use protection::limits::Limits;
pub use protection::per_address::network;
pub use protection::proxies::TrustedProxies;
pub use settings::{Hsts, MetricsFor, Settings};

/// Everything the server serves. The program puts a [`Connection`] into the extensions of every request.
pub fn router(app: App, settings: Settings) -> Router {
    router_of(app, settings, &Bounds::default(), routes::routes())
}

/// As [`router`], within these bounds and with these operations of the API: a test chooses smaller ones, and puts an
/// operation of its own beside the others.
pub fn router_of(app: App, settings: Settings, bounds: &Bounds, routes: Vec<Route>) -> Router {
    let server = server::Server::new(app, settings, bounds, routes);
    Router::new().fallback(dispatch::serve).with_state(Arc::new(server))
}

/// The OpenAPI 3.1 document of everything that is served, in JSON, for a server at `origin`.
#[must_use]
pub fn openapi(origin: &str) -> String {
    let site = portal::Site::at(origin);
    let answer = portal::respond("/openapi.json", None, &site).unwrap_or_else(|| portal::missing(&site));
    String::from_utf8_lossy(&answer.body).into_owned()
}
