//! The documentation site and the documents for programs: `portal` draws them, this keeps and sends them.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use moka::sync::Cache;
use portal::{Answer, Site, Status, Theme};
use ring::digest;

use crate::documentation::form;
use crate::monitoring::health::plain;
use crate::pipeline::body::{hold_fields, hold_form};
use crate::pipeline::compression;
use crate::server::Server;

/// The page that tells how the server is; it is drawn anew each time.
pub(crate) const STATUS: &str = "/docs/status";
/// The changelog, whose form sends a document to be compared.
pub(crate) const CHANGELOG: &str = "/docs/changelog";
/// Where style sheets and modules lie.
pub(crate) const ASSETS: &str = "/docs/assets/";
/// Where the form for the colours goes.
pub(crate) const THEME: &str = "/docs/theme";

/// Pages that were drawn, compressed once. Forgotten when others need the room: the address of a page begins with the
/// Host that the caller sent, so that a caller could make any number of them.
pub(crate) struct Pages(Cache<String, Arc<Kept>>);

/// The most bytes of pages that are kept.
const ROOM: u64 = 16 << 20;

struct Kept {
    answer: Answer,
    compressed: Option<Bytes>,
    tag: HeaderValue,
}

impl Pages {
    /// No page yet.
    pub(crate) fn new() -> Self {
        let weight = |key: &String, kept: &Arc<Kept>| {
            let bytes = key.len() + kept.answer.body.len() + kept.compressed.as_ref().map_or(0, Bytes::len);
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(ROOM).weigher(weight).build())
    }
}

/// Answers a GET of a page, an asset or a document; a page as Markdown for those who ask for that.
pub(crate) fn page(server: &Server, head: &Parts, path: &str) -> Response {
    let site = server.site(head);
    if wants_markdown(&head.headers)
        && let Some(kept) = kept(server, &site, &format!("{}.md", path.trim_end_matches('/')))
    {
        return send(head, &kept);
    }
    let query = head.uri.query();
    // What a query fills in is somebody's own: not worth keeping.
    if query.is_some() {
        let answer = portal::respond(path, query, &site).unwrap_or_else(|| portal::missing(&site));
        return send(head, &Kept::once(answer));
    }
    match kept(server, &site, path) {
        Some(kept) => send(head, &kept),
        None => send(head, &Kept::once(portal::missing(&site))),
    }
}

/// The page as it is kept, drawn if nobody asked for it yet.
fn kept(server: &Server, site: &Site, path: &str) -> Option<Arc<Kept>> {
    let key = format!("{} {} {}", site.theme.name().unwrap_or_default(), site.origin, path);
    server.pages.0.get(&key).or_else(|| {
        let kept = Arc::new(Kept::new(portal::respond(path, None, site)?));
        server.pages.0.insert(key, kept.clone());
        Some(kept)
    })
}

/// Answers `POST /docs/changelog`: what lies between the document of the form and this server's.
pub(crate) async fn compare(server: &Server, head: &Parts, body: Body) -> Response {
    if let Some(refusal) = form::foreign(server, head) {
        return refusal;
    }
    let site = server.site(head);
    let answer = match hold_form(&head.headers, body, DOCUMENT_LIMIT).await {
        Ok(parts) => portal::compare_documents(&site, &parts),
        Err(problem) => portal::comparison_refused(&site, problem.code.status, &problem.message),
    };
    let mut response = send(head, &Kept::once(answer));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The largest document that is compared.
const DOCUMENT_LIMIT: u64 = 5 << 20;

/// Whether the caller names Markdown as what it takes, before HTML.
fn wants_markdown(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = accepted
        .split(',')
        .map(|choice| choice.split(';').next().unwrap_or_default().trim())
        .find(|name| name.eq_ignore_ascii_case("text/html") || name.eq_ignore_ascii_case("text/markdown"));
    first.is_some_and(|name| name.eq_ignore_ascii_case("text/markdown"))
}

/// Answers a GET of a style sheet or a module.
pub(crate) fn asset(server: &Server, head: &Parts, path: &str) -> Response {
    let mut response = page(server, head, path);
    let headers = response.headers_mut();
    for needless in [header::ETAG, header::REFERRER_POLICY] {
        headers.remove(needless);
    }
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The status page: what is true at this moment.
pub(crate) async fn status(server: &Server, head: &Parts) -> Response {
    let status = Status { ready: server.app.ready().await.is_ok(), now: server.app.now().to_string() };
    send(head, &Kept::once(portal::status(&server.site(head), &status)))
}

/// Keeps the colours that the reader chose in a cookie, and leads back to the page.
pub(crate) async fn choose_theme(head: &Parts, body: Body) -> Response {
    let parts = match hold_fields(&head.headers, body, THEME_LIMIT).await {
        Ok(parts) => parts,
        Err(problem) => return form::refused(problem),
    };
    let theme = Theme::named(form::field(&parts, "set"));
    // Only ever to a page of this site, whatever the form says.
    let back = HeaderValue::from_str(form::field(&parts, "back"));
    let back = back.ok().filter(|back| back.as_bytes().starts_with(b"/docs"));
    let mut response = plain(StatusCode::SEE_OTHER, "The colours are changed.\n".into());
    let cookie = match theme.name() {
        Some(name) => format!("{COOKIE}={name}; Path=/docs; SameSite=Lax; Max-Age=31536000"),
        None => format!("{COOKIE}=; Path=/docs; SameSite=Lax; Max-Age=0"),
    };
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, back.unwrap_or(HeaderValue::from_static("/docs")));
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The largest form for the colours.
const THEME_LIMIT: u64 = 4096;

/// The colours that the reader chose before.
pub(crate) fn theme(headers: &HeaderMap) -> Theme {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map_or(Theme::System, |(_, value)| Theme::named(value))
}

const COOKIE: &str = "canvass_theme";

/// Browsers send `Origin: null` with a form of a page that names no referrer at all; Try It looks at the origin.
pub(crate) const REFERRER_POLICY: HeaderValue = HeaderValue::from_static("same-origin");

impl Kept {
    /// An answer that will be sent often.
    fn new(answer: Answer) -> Self {
        Self::compressed(answer, compression::compress_well)
    }

    /// An answer that will be sent once.
    fn once(answer: Answer) -> Self {
        Self::compressed(answer, compression::compress)
    }

    fn compressed(answer: Answer, compress: fn(&[u8]) -> Option<Bytes>) -> Self {
        let compressed = (answer.body.len() > compression::WORTH).then(|| compress(&answer.body)).flatten();
        let hash = digest::digest(&digest::SHA256, &answer.body);
        let digits: String = hash.as_ref()[..12].iter().map(|byte| format!("{byte:02x}")).collect();
        // Weak: the compressed form and the plain one share it.
        let tag =
            HeaderValue::try_from(format!("W/\"{digits}\"")).unwrap_or(HeaderValue::from_static("W/\"\""));
        Self { answer, compressed, tag }
    }
}

fn send(head: &Parts, kept: &Kept) -> Response {
    let answer = &kept.answer;
    let known = head.headers.get(header::IF_NONE_MATCH).is_some_and(|known| {
        known
            .to_str()
            .is_ok_and(|known| known.split(',').any(|one| one.trim().as_bytes() == kept.tag.as_bytes()))
    });
    let compressed = kept.compressed.as_ref().filter(|_| compression::accepts(&head.headers));
    let body =
        if known && answer.status == 200 { Bytes::new() } else { compressed.unwrap_or(&answer.body).clone() };
    let length = body.len();
    let mut response = Response::new(Body::from(body));
    let status = if known && answer.status == 200 { 304 } else { answer.status };
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    if status != 304 {
        headers.insert(header::CONTENT_LENGTH, length.into());
        if compressed.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
    }
    let kept_for = if answer.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept_for));
    headers.insert(header::VARY, HeaderValue::from_static("Accept, Accept-Encoding, Cookie"));
    headers.insert(header::ETAG, kept.tag.clone());
    headers.insert(header::REFERRER_POLICY, REFERRER_POLICY);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_for_those_who_name_it_first() {
        let wants = |accepted: &'static str| {
            wants_markdown(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accepted))]))
        };
        assert!(wants("text/markdown"));
        assert!(wants("application/json, Text/Markdown;q=0.9, text/html;q=0.8"));
        assert!(!wants("text/html,application/xhtml+xml,text/markdown;q=0.5"));
        assert!(!wants("*/*"));
        assert!(!wants_markdown(&HeaderMap::new()));
    }

    #[test]
    fn the_cookie_tells_the_colours() {
        let theme = |cookie: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, cookie.parse().unwrap());
            super::theme(&headers)
        };
        assert_eq!(theme("a=b; canvass_theme=dark"), Theme::Dark);
        assert_eq!(theme("canvass_theme=purple"), Theme::System);
        assert_eq!(super::theme(&HeaderMap::new()), Theme::System);
    }
}
