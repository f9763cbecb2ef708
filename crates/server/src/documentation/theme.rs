//! The colours of the documentation: chosen by a form, kept in a cookie.

use axum::body::Body;
use axum::response::Response;
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use portal::Theme;

use crate::documentation::form;
use crate::monitoring::health::plain;
use crate::pipeline::arriving::Bodies;
use crate::pipeline::body::read_fields;
use crate::pipeline::cookies;

/// Where the form for the colours goes.
pub(crate) const THEME: &str = "/docs/theme";

/// Keeps the colours that the reader chose in a cookie, and leads back to the page.
pub(crate) async fn choose(bodies: &Bodies, head: &Parts, body: Body) -> Response {
    let parts = match read_fields(bodies, &head.headers, body, THEME_LIMIT).await {
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
    cookies::value(headers, COOKIE).map_or(Theme::System, Theme::named)
}

const COOKIE: &str = "canvass_theme";

#[cfg(test)]
mod tests {
    use super::*;

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
