//! What surrounds survey pages and previews: who is let in, how a sent page is read, what is told where something is short, and what is
//! logged and counted. What a page does is in [`survey_pages`].

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use contract::Problem;
use contract::errors::codes;
use http::request::Parts;
use http::{Method, StatusCode, header};
use model::SurveyId;
use model::limits::surveys::FORM_PAIRS;
use pages::{Busy, Reason};

use crate::monitoring::log;
use crate::monitoring::metrics::Counted;
use crate::pipeline::body::{drain, read_text};
use crate::pipeline::failure::Failure;
use crate::pipeline::random::RequestId;
use crate::pipeline::urlencoded::form as fields_of;
use crate::protection::memory::Room;
use crate::protection::proxies::Remote;
use crate::protection::respondents::Full;
use crate::server::Server;
use crate::survey_pages::{self, FORM, SurveyRequest, html, parts_of, plain};
use crate::survey_visitor::visitor;

/// Answers a request below a surface, [`FORM`] or [`PREVIEW`]; `id` is what follows.
pub(crate) async fn respond(
    server: &Server,
    head: &Parts,
    surface: &'static str,
    id: &str,
    body: Body,
) -> Response {
    let started = Instant::now();
    let reference = RequestId::new();
    let running = server.metrics.enter();
    let mut sent = None;
    let mut body = Some(body);
    let (mut response, cause) = match run(server, head, (surface, id), &mut body, &mut sent).await {
        Ok(response) => (response, None),
        Err(failure) => (told(head, (surface, id), &failure, text(&sent), &reference), failure.cause),
    };
    survey_pages::say_policy(response.headers_mut(), surface);
    drain(&head.headers, body).await;
    drop(running);
    let took = started.elapsed();
    let counted = if head.method == Method::POST { Counted::SendPage } else { Counted::ViewPage };
    server.metrics.count(counted, response.status().as_u16(), took);
    let route = Some(if surface == FORM { FORM_ROUTE } else { PREVIEW_ROUTE });
    let line = log::Line { id: &reference, method: &head.method, route, caller: None, address: None, took };
    log::write(&line, &response, cause.as_deref());
    response
}

/// How the log names the pages.
const FORM_ROUTE: &str = "/jfe/form/{surveyId}";
/// See [`FORM_ROUTE`].
const PREVIEW_ROUTE: &str = "/jfe/preview/{surveyId}";
/// The largest page that may be sent.
const LIMIT: u64 = 2 << 20;

/// A page that was sent, and its room in memory for as long as it is there.
type SentPage = Option<(Bytes, Arc<Room>)>;

fn text(sent: &SentPage) -> &[u8] {
    sent.as_ref().map_or(&[], |(text, _)| text)
}

/// `sent` becomes what was read of the page.
async fn run(
    server: &Server,
    head: &Parts,
    (surface, id): (&'static str, &str),
    body: &mut Option<Body>,
    sent: &mut SentPage,
) -> Result<Response, Failure> {
    let (survey, session) = parts_of(id);
    let Ok(survey) = SurveyId::parse(survey) else {
        // It takes nobody's share.
        let page = pages::not_available_page(&Reason::Unknown, &languages(head));
        return Ok(html(head, StatusCode::NOT_FOUND, page));
    };
    if head.method == Method::HEAD {
        // Link checkers only look whether somebody is there.
        return Ok(html(head, StatusCode::OK, String::new()));
    }
    let address = Remote::address_of(head);
    let _pass = server.respondents.enter(address, &survey, server.app.now()).map_err(full)?;
    if head.method == Method::POST
        && let Some(arriving) = body.take()
    {
        let (text, _) = sent.insert(read_text(&server.bodies, &head.headers, arriving, LIMIT).await?);
        // No page asks for as many inputs; its fields are counted before any is read.
        if text.iter().filter(|byte| **byte == b'&').count() >= FORM_PAIRS {
            return Err(codes::TOO_LARGE.into());
        }
    }
    let request = SurveyRequest { head, surface, survey: &survey, session, body: text(sent) };
    Ok(survey_pages::respond(server, &request).await?)
}

fn full(full: Full) -> Failure {
    match full {
        Full::Address => Failure::too_many("This address asks for too many pages.", 30),
        Full::Server => Problem::of(codes::UNAVAILABLE).into(),
    }
}

/// The page that tells a respondent what went wrong and how to go on. Where a sent page was read already, it brings it
/// along, so that one button sends it again.
fn told(
    head: &Parts,
    (surface, id): (&str, &str),
    failure: &Failure,
    sent: &[u8],
    reference: &RequestId,
) -> Response {
    let status =
        StatusCode::from_u16(failure.problem.code.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match failure.problem.code {
        codes::UNAVAILABLE | codes::TIMEOUT | codes::TOO_MANY => {
            let posted = head.method == Method::POST;
            // A form goes to its survey, and whoever asked for a page asks for the same again.
            let action = match head.uri.query() {
                _ if posted => format!("{surface}{}", parts_of(id).0),
                Some(query) => format!("{surface}{id}?{query}"),
                None => format!("{surface}{id}"),
            };
            let sent = fields_of(&String::from_utf8_lossy(sent));
            let busy = Busy { action, sent, posted, languages: languages(head) };
            let mut response = html(head, status, pages::busy_page(&busy));
            if let Some(seconds) = failure.retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
        codes::TOO_LARGE => html(head, status, pages::not_available_page(&Reason::TooMuch, &languages(head))),
        _ if status.is_client_error() => plain(status),
        _ => {
            let page = pages::error_page(reference.as_str());
            html(head, StatusCode::INTERNAL_SERVER_ERROR, page)
        }
    }
}

/// The languages a respondent's browser asks for: that of the survey is not known where storage is short.
pub(crate) fn languages(head: &Parts) -> Vec<String> {
    survey_pages::wanted(head, &visitor(head).languages)
}

#[cfg(test)]
mod tests {
    use http::Request;
    use http_body_util::BodyExt;
    use services::Error;

    use super::*;

    async fn page(method: Method, failure: Failure, sent: &str) -> ((u16, Option<String>), String) {
        let request = Request::builder().method(method).uri("/jfe/form/SV_1a2B3c4D5e6F7g8").body(()).unwrap();
        let (head, ()) = request.into_parts();
        let answer = told(&head, (FORM, "SV_1a2B3c4D5e6F7g8"), &failure, sent.as_bytes(), &RequestId::new());
        let status = answer.status().as_u16();
        let after = answer.headers().get(header::RETRY_AFTER).map(|after| after.to_str().unwrap().to_owned());
        let text = answer.into_body().collect().await.unwrap().to_bytes();
        ((status, after), String::from_utf8(text.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn answers_that_cannot_be_taken_come_back_with_a_button_that_sends_them_again() {
        let sent = "~token=FS_1&direction=next&QID1_TEXT=a+%3Cb%3E%0D%0Ac&QID2=1&QID2=3";
        for (error, seconds) in [(Error::Again, "1"), (Error::Unavailable, "5")] {
            let ((status, after), page) = page(Method::POST, error.into(), sent).await;
            assert_eq!((status, after.as_deref()), (503, Some(seconds)));
            assert!(page.contains("method=\"post\" action=\"/jfe/form/SV_1a2B3c4D5e6F7g8\""), "{page}");
            for (name, value) in
                [("~token", "FS_1"), ("QID1_TEXT", "a &lt;b>\r\nc"), ("QID2", "1"), ("QID2", "3")]
            {
                let input = format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\"");
                assert!(page.replace("&gt;", ">").contains(&input), "{input}: {page}");
            }
        }
        let ((status, _), page) = page(Method::GET, Error::Unavailable.into(), "").await;
        assert!(status == 503 && !page.contains("<form") && page.contains("Try again"), "{page}");
    }

    #[tokio::test]
    async fn a_fault_of_ours_is_told_with_its_reference_and_without_its_cause() {
        let ((status, after), page) =
            page(Method::POST, Error::internal("the disk is full").into(), "QID1=1").await;
        assert_eq!((status, after), (500, None));
        assert!(page.contains("Reference") && !page.contains("disk"), "{page}");
    }
}
