//! Survey pages: what a respondent's browser asks for and sends.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};
use model::SurveyId;
use pages::{PageChrome, Reason};
use services::Error;
use services::respond::{self, Sent, SessionName, Shown};

use crate::pipeline::compression;
use crate::pipeline::urlencoded::fields;
use crate::protection::proxies::Remote;
use crate::server::Server;

/// Where surveys are taken; the survey's id follows, then, of a session's page, its name.
pub(crate) const FORM: &str = "/jfe/form/";
/// Where the style and script of the pages are.
pub(crate) const ASSETS: &str = "/jfe/assets/";

/// Answers a request below [`FORM`] for this survey; `body` is the page that was sent.
///
/// # Errors
/// When the survey, or the respondent's place in it, cannot be read or written.
pub(crate) async fn respond(
    server: &Server,
    head: &Parts,
    survey: &SurveyId,
    id: &str,
    body: &[u8],
) -> Result<Response, Error> {
    let session = id.split_once('/').map(|(_, session)| SessionName::parse(session));
    let action = format!("{FORM}{}", survey.as_str());
    let shown = match (&head.method, session) {
        (&Method::GET, Some(Some(session))) => respond::show(&server.app, survey, &session).await?,
        (&Method::GET, Some(None)) => Shown::Expired,
        (&Method::GET, None) => {
            let address = Remote::address_of(head);
            let address = address.map(|address| address.to_string()).unwrap_or_default();
            let brought = fields(head.uri.query().unwrap_or_default());
            respond::open(&server.app, survey, brought, address).await?
        }
        (&Method::POST, None) => {
            respond::send(&server.app, survey, sent(fields(&String::from_utf8_lossy(body)))).await?
        }
        _ => return Ok(plain(StatusCode::METHOD_NOT_ALLOWED)),
    };
    Ok(show(head, &action, shown))
}

/// What stands for the survey in a path below [`FORM`].
pub(crate) fn survey_of(id: &str) -> &str {
    id.split('/').next().unwrap_or_default()
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

/// The page that a form brings.
fn sent(form: Vec<(String, String)>) -> Sent {
    let field = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let token = field("~token").unwrap_or_default().to_owned();
    let back = field("direction") == Some("back");
    Sent { token, back, form }
}

fn show(head: &Parts, action: &str, shown: Shown) -> Response {
    match shown {
        Shown::Page { page, token } => {
            let chrome = PageChrome { action: action.to_owned(), token, preview: false };
            html(head, StatusCode::OK, pages::survey_page(&page, &chrome))
        }
        // The browser asks for the page that comes next: going back to it or loading it again sends nothing twice. The
        // pages' policy (form-action) lets it, the address being our own.
        Shown::Session(session) => see(&format!("{action}/{}", session.as_str())),
        Shown::End(end, language) => {
            // A redirect elsewhere straight after the form was sent would be stopped by the page's own policy
            // (form-action), so the page itself leads on.
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

fn see(address: &str) -> Response {
    // An address of ours is of characters that a header may hold.
    let Ok(address) = HeaderValue::from_str(address) else { return plain(StatusCode::NOT_FOUND) };
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, address);
    response
}

/// A status and its words.
pub(crate) fn plain(status: StatusCode) -> Response {
    (status, status.canonical_reason().unwrap_or_default()).into_response()
}
