//! The page that shows what of a survey is not run, for whoever has the address that Import Survey gave.

use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use model::SurveyId;
use pages::Reason;
pub(crate) use services::survey_files::REPORT;

use crate::protection::proxies::Remote;
use crate::server::Server;
use crate::survey_front::languages;
use crate::survey_pages::{html, plain};

/// Answers a request below [`REPORT`]. It takes its share of what its address may ask of survey pages,
/// as reading a survey takes its time.
pub(crate) async fn respond(server: &Server, head: &Parts, rest: &str) -> Response {
    let unknown =
        || html(head, StatusCode::NOT_FOUND, pages::not_available_page(&Reason::Unknown, &languages(head)));
    let Some((id, token)) = rest.split_once('/') else { return unknown() };
    let Ok(survey) = SurveyId::parse(id) else { return unknown() };
    let Ok(_pass) = server.respondents.enter(Remote::address_of(head), &survey, server.app.now()) else {
        return plain(StatusCode::TOO_MANY_REQUESTS);
    };
    match services::survey_files::report(&server.app, &survey, token).await {
        Ok(Some((name, lines))) => html(head, StatusCode::OK, pages::report_page(&name, &lines)),
        Ok(None) => unknown(),
        Err(error) => {
            tracing::error!(%survey, ?error, "the report of a survey cannot be shown");
            plain(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}
