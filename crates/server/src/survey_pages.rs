//! Survey pages: what a respondent's browser asks for and sends.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};
use model::SurveyId;
use pages::{PageChrome, Reason};
use services::Error;
use services::respond::{self, Sent, Shown};

use crate::pipeline::compression;
use crate::pipeline::urlencoded::fields;
use crate::protection::proxies::Remote;
use crate::server::Server;

/// Where surveys are taken; the survey's id follows.
pub(crate) const FORM: &str = "/jfe/form/";
/// Where the style and script of the pages are.
pub(crate) const ASSETS: &str = "/jfe/assets/";

/// Answers a request below [`FORM`]; `body` is the page that was sent.
///
/// # Errors
/// When the survey, or the respondent's place in it, cannot be read or written.
pub(crate) async fn respond(server: &Server, head: &Parts, id: &str, body: &[u8]) -> Result<Response, Error> {
    let Ok(survey) = SurveyId::parse(id) else { return Ok(show(head, &survey_path(id), Shown::Unknown)) };
    let address = head.extensions.get::<Remote>().and_then(|remote| remote.address);
    let address = address.map(|address| address.to_string()).unwrap_or_default();
    let shown = if head.method == Method::POST {
        let form = fields(&String::from_utf8_lossy(body));
        let field =
            |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let token = field("~token").unwrap_or_default();
        let back = field("direction") == Some("back");
        respond::send(&server.app, &survey, Sent { token, back, form: &form, address }).await
    } else if head.method == Method::HEAD {
        // Link checkers only look whether somebody is there: no session begins.
        return Ok(html(head, StatusCode::OK, String::new()));
    } else if head.method == Method::GET {
        let brought = fields(head.uri.query().unwrap_or_default());
        respond::open(&server.app, &survey, brought, address).await
    } else {
        return Ok(plain(StatusCode::METHOD_NOT_ALLOWED));
    };
    Ok(show(head, &survey_path(id), shown?))
}

/// Answers a request for a file of the pages.
pub(crate) fn asset(head: &Parts, path: &str) -> Response {
    let Some(asset) = pages::assets().iter().find(|asset| asset.path == path) else {
        return plain(StatusCode::NOT_FOUND);
    };
    let media_type = HeaderValue::from_static(asset.content_type);
    let mut response = compression::respond(&head.headers, 200, media_type, Bytes::from_static(asset.bytes));
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    response
}

fn survey_path(id: &str) -> String {
    format!("{FORM}{id}")
}

fn show(head: &Parts, action: &str, shown: Shown) -> Response {
    match shown {
        Shown::Page { page, token } => {
            let chrome = PageChrome { action: action.to_owned(), token, preview: false };
            html(head, StatusCode::OK, pages::survey_page(&page, &chrome))
        }
        Shown::End(end, language) => {
            // A redirect straight after the form was sent would be stopped by the page's own policy (form-action), so
            // the page itself leads on.
            html(head, StatusCode::OK, pages::end_page(&end, &language))
        }
        Shown::Unknown => html(head, StatusCode::NOT_FOUND, pages::not_available_page(Reason::Unknown)),
        Shown::Closed => html(head, StatusCode::OK, pages::not_available_page(Reason::Closed)),
        Shown::Expired => html(head, StatusCode::GONE, pages::not_available_page(Reason::Expired)),
    }
}

/// A page of ours.
pub(crate) fn html(head: &Parts, status: StatusCode, page: String) -> Response {
    let media_type = HeaderValue::from_static("text/html; charset=utf-8");
    let mut response = compression::respond(&head.headers, status.as_u16(), media_type, page.into());
    let headers = response.headers_mut();
    let policy = HeaderValue::from_static(pages::CONTENT_SECURITY_POLICY);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    // A page holds one respondent's answers.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

/// A status and its words.
pub(crate) fn plain(status: StatusCode) -> Response {
    (status, status.canonical_reason().unwrap_or_default()).into_response()
}
