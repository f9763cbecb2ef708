//! Survey pages: what a respondent's browser asks for and sends.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use model::{Barred, SurveyId, language};
use pages::{PageChrome, PasswordPage, Reason};
use services::Error;
use services::respond::{self, Direction, Link, Sent, SessionName, Shown, ShownPage, Visitor};

use crate::pipeline::compression;
use crate::pipeline::urlencoded::form as fields_of;
use crate::server::Server;
use crate::survey_visitor::{self as visitor, visitor};

/// Where surveys are taken; the survey's id follows, then, of a session's page, its name.
pub(crate) const FORM: &str = "/jfe/form/";
/// Where surveys are tried; the same follows.
pub(crate) const PREVIEW: &str = "/jfe/preview/";
/// Where the style and script of the pages are.
pub(crate) const ASSETS: &str = "/jfe/assets/";

/// What a link says of ours, besides what becomes embedded data: to begin anew, that the browser came back to a session it
/// kept, and the key of a preview.
const AGAIN: &str = "~again";
const CAME_BACK: &str = "~resumed";
const KEY: &str = "~key";
const LANGUAGE: &str = "Q_Language";

/// A request for a survey: below [`FORM`] or [`PREVIEW`].
pub(crate) struct SurveyRequest<'r> {
    pub(crate) head: &'r Parts,
    /// [`FORM`] or [`PREVIEW`].
    pub(crate) surface: &'static str,
    pub(crate) survey: &'r SurveyId,
    /// What follows the survey's id and a slash, where something does.
    pub(crate) session: Option<&'r str>,
    /// The page that was sent.
    pub(crate) body: &'r [u8],
}

impl SurveyRequest<'_> {
    /// Where the survey's forms go.
    fn action(&self) -> String {
        format!("{}{}", self.surface, self.survey)
    }

    fn query(&self) -> &str {
        self.head.uri.query().unwrap_or_default()
    }
}

/// Answers a request.
///
/// # Errors
/// When the survey, or the respondent's place in it, cannot be read or written.
pub(crate) async fn respond(server: &Server, request: &SurveyRequest<'_>) -> Result<Response, Error> {
    let (app, survey) = (&server.app, request.survey);
    let visitor = visitor(request.head);
    let session = request.session.map(SessionName::parse);
    let query = fields_of(request.query());
    let shown = match (&request.head.method, session) {
        (&Method::GET, Some(Some(session))) => {
            let language = value(&query, LANGUAGE);
            let shown = respond::show(app, survey, &session, language).await?;
            return Ok(at_session(request, &visitor, &session, shown));
        }
        (&Method::GET, Some(None)) => Shown::Expired,
        (&Method::GET, None) if request.surface == PREVIEW => {
            let key = value(&query, KEY).unwrap_or_default().to_owned();
            let link = Link { brought: query, address: opened(server, request), again: false };
            respond::open_preview(app, survey, &key, link, &visitor).await?
        }
        (&Method::GET, None) => {
            let again = value(&query, AGAIN).is_some();
            let link = Link { brought: query, address: opened(server, request), again };
            respond::open(app, survey, link, &visitor).await?
        }
        (&Method::POST, None) => {
            let form = fields_of(&String::from_utf8_lossy(request.body));
            match value(&form, "~password") {
                Some(password) => return unlock(server, request, &visitor, &form, password).await,
                None => respond::send(app, survey, sent(form, &visitor)).await?,
            }
        }
        _ => return Ok(plain(StatusCode::METHOD_NOT_ALLOWED)),
    };
    Ok(show(request, &visitor, shown))
}

/// The address that the survey was opened with, as texts of the survey can name it: without what is for the server alone, such as
/// the key of a preview, and without its query where that makes it longer than [`ADDRESS`].
fn opened(server: &Server, request: &SurveyRequest<'_>) -> String {
    let query = request.query().split('&').filter(|pair| {
        let named = percent_encoding::percent_decode_str(pair).next();
        named.is_some_and(|first| first != b'~')
    });
    let query = query.collect::<Vec<_>>().join("&");
    let path = format!("{}{}", server.origin(request.head), request.action());
    if query.is_empty() || path.len() + query.len() >= ADDRESS { path } else { format!("{path}?{query}") }
}

/// The longest address that is told, in bytes: it comes back with each form of a first page.
const ADDRESS: usize = 2_000;

/// What stands for the survey in a path below [`FORM`] or [`PREVIEW`], and what follows it.
pub(crate) fn parts_of(id: &str) -> (&str, Option<&str>) {
    id.split_once('/').map_or((id, None), |(survey, session)| (survey, Some(session)))
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

/// Takes a survey's password, of which an address may try so many.
async fn unlock(
    server: &Server,
    request: &SurveyRequest<'_>,
    visitor: &Visitor,
    form: &[(String, String)],
    password: &str,
) -> Result<Response, Error> {
    let token = value(form, "~token").unwrap_or_default();
    // Each address has its own count at a survey, so that nobody can lock it for others.
    let account = (request.survey.as_str(), visitor.address.as_str());
    let guess = match server.app.guesses().begin(account, visitor.network, server.app.now()) {
        Ok(guess) => guess,
        Err(seconds) => {
            let page = PasswordPage {
                action: request.action(),
                token: token.to_owned(),
                wrong: false,
                wait: Some(seconds.div_ceil(60)),
                languages: wanted(request.head, &visitor.languages),
            };
            let mut response = html(request.head, StatusCode::TOO_MANY_REQUESTS, pages::password_page(&page));
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            return Ok(response);
        }
    };
    let shown = respond::unlock(&server.app, request.survey, token, password, visitor).await;
    if !matches!(shown, Ok(Shown::Password { .. })) {
        guess.undo();
    }
    Ok(show(request, visitor, shown?))
}

/// The page that a form brings.
fn sent(form: Vec<(String, String)>, visitor: &Visitor) -> Sent {
    let token = value(&form, "~token").unwrap_or_default().to_owned();
    let language = value(&form, "~language").map(str::to_owned);
    let direction = match value(&form, "direction") {
        Some("back") => Direction::Back,
        Some("language") => Direction::Stay,
        _ => Direction::Next,
    };
    Sent { token, direction, language, done: visitor.done, network: visitor.network, form }
}

/// The page of a session, and what the browser keeps of it.
fn at_session(
    request: &SurveyRequest<'_>,
    visitor: &Visitor,
    session: &SessionName,
    shown: Shown,
) -> Response {
    let (mut keeps, mut forgets, mut remembers) = (None, false, false);
    match &shown {
        Shown::Page(page) => keeps = page.kept_for,
        Shown::End { done, .. } => (forgets, remembers) = (true, *done),
        _ => forgets = true,
    }
    let mut response = show(request, visitor, shown);
    let (head, path, headers) = (request.head, request.action(), response.headers_mut());
    if let Some(seconds) = keeps {
        visitor::keep(head, headers, &path, session.as_str(), seconds);
    }
    if forgets && visitor.kept.as_ref() == Some(session) {
        visitor::forget(head, headers, &path);
    }
    if remembers {
        visitor::remember_done(head, headers, &path);
    }
    response
}

fn show(request: &SurveyRequest<'_>, visitor: &Visitor, shown: Shown) -> Response {
    let (head, action) = (request.head, request.action());
    match shown {
        Shown::Page(shown) => page(request, action, shown),
        Shown::Password { token, wrong, language } => {
            let status = if wrong { StatusCode::FORBIDDEN } else { StatusCode::OK };
            let languages = vec![language::tag(&language).into_owned()];
            let page = PasswordPage { action, token, wrong, wait: None, languages };
            html(head, status, pages::password_page(&page))
        }
        // The browser asks for the page that comes next: going back to it or loading it again sends nothing twice. The
        // pages' policy (form-action) lets it, the address being our own.
        Shown::Session(session) => see(&format!("{action}/{}", session.as_str())),
        Shown::Kept(session) => {
            let query = [request.query(), CAME_BACK].into_iter().filter(|part| !part.is_empty());
            see(&format!("{action}/{}?{}", session.as_str(), query.collect::<Vec<_>>().join("&")))
        }
        Shown::End { end, answers, language, .. } => {
            // A redirect elsewhere straight after the form was sent would be stopped by the page's own policy
            // (form-action), so the page itself leads on.
            html(head, StatusCode::OK, pages::end_page(&end, &answers, &language))
        }
        Shown::Unknown => not_available(head, visitor, StatusCode::NOT_FOUND, &Reason::Unknown),
        Shown::Expired => not_available(head, visitor, StatusCode::GONE, &Reason::Expired),
        Shown::Barred(barred) => not_available(head, visitor, status(&barred), &Reason::Barred(barred)),
    }
}

fn page(request: &SurveyRequest<'_>, action: String, shown: ShownPage) -> Response {
    let query = request.query();
    let came_back = shown.may_begin_again && query.split('&').any(|part| part == CAME_BACK);
    let again = came_back.then(|| {
        let query = query.split('&').filter(|part| ![CAME_BACK, AGAIN, ""].contains(part));
        format!("{action}?{}", query.chain([AGAIN]).collect::<Vec<_>>().join("&"))
    });
    // The first page is everybody's; those of sessions are nobody else's.
    let is_listed = shown.page.is_listed && !shown.preview && request.session.is_none();
    let chrome = PageChrome { action, token: shown.token, preview: shown.preview, again, is_listed };
    let mut response = html(request.head, StatusCode::OK, pages::survey_page(&shown.page, &chrome));
    if is_listed {
        response.headers_mut().remove("x-robots-tag");
    }
    response
}

/// A survey that takes no answers is shown as it is; whoever is kept from one that does is refused.
fn status(barred: &Barred) -> StatusCode {
    match barred {
        Barred::Closed | Barred::NotOpenYet | Barred::Over => StatusCode::OK,
        Barred::InvitationOnly | Barred::WrongReferrer | Barred::Done(_) | Barred::NoPreview => {
            StatusCode::FORBIDDEN
        }
    }
}

fn not_available(head: &Parts, visitor: &Visitor, status: StatusCode, reason: &Reason) -> Response {
    html(head, status, pages::not_available_page(reason, &wanted(head, &visitor.languages)))
}

/// Tags of the languages that somebody wants who is not in a survey yet: that of the link, and those of the browser.
pub(crate) fn wanted(head: &Parts, of_browser: &[String]) -> Vec<String> {
    let query = fields_of(head.uri.query().unwrap_or_default());
    let of_link = value(&query, LANGUAGE).map(|code| language::tag(code).into_owned());
    of_link.into_iter().chain(of_browser.iter().cloned()).collect()
}

/// A page of ours.
pub(crate) fn html(head: &Parts, status: StatusCode, page: String) -> Response {
    let media_type = HeaderValue::from_static("text/html; charset=utf-8");
    let mut response = compression::respond(&head.headers, status.as_u16(), media_type, page.into());
    let headers = response.headers_mut();
    // A page holds one respondent's answers.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

/// Says who may put these pages into one of their own, whatever is answered. Any site may have a survey in a page of its own:
/// nobody is signed in on these pages, and within another site's page browsers bring no cookie of ours, so there is nothing
/// that a click could be stolen for. A preview is for its authors, and stands alone.
pub(crate) fn say_policy(headers: &mut HeaderMap, surface: &str) {
    let who = if surface == FORM { "*" } else { "'none'" };
    let policy = format!("{}; frame-ancestors {who}", pages::CONTENT_SECURITY_POLICY);
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
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

fn value<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}
