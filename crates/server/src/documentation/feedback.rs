//! "Was this helpful?": takes readers' answers, and shows them to administrators.

use axum::body::Body;
use axum::response::Response;
use contract::Part;
use contract::errors::codes;
use http::StatusCode;
use http::request::Parts;
use model::FeedbackId;
use portal::{Acknowledged, AdminShown, Answers};
use serde_json::{Value, json};
use services::{Access, Error, feedback};

use crate::documentation::form;
use crate::monitoring::health::plain;
use crate::protection::credential::{self, unavailable};
use crate::server::Server;

/// Answers `POST /docs/feedback`: a Yes or a No, or the comment that follows a No.
pub(crate) async fn give(server: &Server, head: &Parts, body: Body) -> Response {
    let parts = match form::read(&server.origin(head), &server.bodies, head, body).await {
        Ok(parts) => parts,
        Err(refusal) => return *refusal,
    };
    let page = form::field(&parts, "page");
    // Nothing that is no page of ours is repeated in an answer.
    let page = if portal::is_page(page) { page } else { "" };
    let (status, told) = match take(server, head, page, &parts).await {
        Ok(told) => (StatusCode::OK, told),
        Err((status, why)) => (status, Acknowledged::Refused(why)),
    };
    let page = if page.is_empty() { "/docs" } else { page };
    // The portal's module shows what it is told as it is.
    if let (Acknowledged::Refused(why), true) = (&told, form::wants_json(&head.headers)) {
        return plain(status, format!("{why}\n"));
    }
    let json = || portal::feedback_json(page, &told);
    form::answer(&head.headers, status, json, || portal::feedback_page(&server.site(head), page, &told))
}

/// Answers `POST /docs/admin`: what readers answered, for a brand administrator.
pub(crate) async fn list(server: &Server, head: &Parts, body: Body) -> Response {
    let parts = match form::read(&server.origin(head), &server.bodies, head, body).await {
        Ok(parts) => parts,
        Err(refusal) => return *refusal,
    };
    let typed = form::field(&parts, "token");
    let token = if typed.is_empty() { credential::token(&head.headers).unwrap_or_default() } else { typed };
    let asked = head.uri.query().into_iter().flat_map(|query| query.split('&'));
    let asked = asked.filter_map(|pair| pair.strip_prefix("offset=")).next_back();
    let offset = asked.unwrap_or_else(|| form::field(&parts, "offset"));
    let (status, shown) = match answers(server, head, token, offset).await {
        Ok(answers) => (StatusCode::OK, AdminShown::Answers(answers)),
        Err((status, why)) => (status, AdminShown::Problem(why)),
    };
    let json = || admin_json(&server.origin(head), status, &shown).to_string();
    form::answer(&head.headers, status, json, || portal::admin_page(&server.site(head), &shown))
}

type Refusal = (StatusCode, &'static str);

const NO_PAGE: Refusal = (StatusCode::BAD_REQUEST, "The feedback is about no page of this documentation.");
const NO_ANSWER: Refusal = (StatusCode::BAD_REQUEST, "Say Yes or No.");
const TOO_LATE: Refusal =
    (StatusCode::BAD_REQUEST, "There is no such answer any more, or it has its words already.");
const NO_COMMENT: Refusal = (StatusCode::BAD_REQUEST, "Between 1 and 2,000 characters are accepted.");
const TOO_MANY: Refusal =
    (StatusCode::TOO_MANY_REQUESTS, "Your address has sent much feedback within an hour. Try again later.");
const NO_OFFSET: Refusal = (StatusCode::BAD_REQUEST, "The offset must be an integer of at least 0.");
const NO_ADMINISTRATOR: Refusal =
    (StatusCode::FORBIDDEN, "Only brand administrators may read feedback, and this token's user is none.");

async fn take(server: &Server, head: &Parts, page: &str, parts: &[Part]) -> Result<Acknowledged, Refusal> {
    if page.is_empty() {
        return Err(NO_PAGE);
    }
    if !server.feedback.take(head, server.app.now()) {
        return Err(TOO_MANY);
    }
    let answer = form::field(parts, "answer");
    // A program that fills in everything is told the same as everybody, and nothing is kept.
    let trapped = !form::field(parts, portal::TRAP).is_empty();
    if !answer.is_empty() {
        if trapped {
            return Ok(Acknowledged::Commented);
        }
        let id = FeedbackId::parse(answer).map_err(|_| TOO_LATE)?;
        return match feedback::comment(&server.app, &id, form::field(parts, "comment")).await {
            Ok(true) => Ok(Acknowledged::Commented),
            Ok(false) => Err(TOO_LATE),
            Err(error) if error.is(codes::BAD_PARAMETER) => Err(NO_COMMENT),
            Err(error) => Err(unavailable(&error)),
        };
    }
    let helpful = match form::field(parts, "helpful") {
        "yes" => true,
        "no" => false,
        _ => return Err(NO_ANSWER),
    };
    let id = if trapped {
        server.app.ids().id(server.app.now())
    } else {
        feedback::record(&server.app, page, helpful).await.map_err(|error| match error {
            error if error.is(codes::BAD_PARAMETER) => NO_PAGE,
            error => unavailable(&error),
        })?
    };
    Ok(if helpful { Acknowledged::Helped } else { Acknowledged::DidNotHelp(id.as_str().to_owned()) })
}

async fn answers(server: &Server, head: &Parts, token: &str, offset: &str) -> Result<Answers, Refusal> {
    let caller = credential::holder(&server.app, head, token).await?;
    let offset: u32 = if offset.is_empty() { 0 } else { offset.parse().map_err(|_| NO_OFFSET)? };
    let told = |error: Error| match error {
        error if error.is(codes::FORBIDDEN) => NO_ADMINISTRATOR,
        error => unavailable(&error),
    };
    let mut cx = server.app.begin(caller, Access::Read).await.map_err(told)?;
    let (list, more) = feedback::list(&mut cx, offset).await.map_err(told)?;
    let counts = feedback::counts(&mut cx).await.map_err(told)?;
    Ok(Answers {
        list: list.into_iter().map(|one| (one.page, one.helpful, one.comment, one.created.iso())).collect(),
        counts: counts.into_iter().map(|one| (one.page, one.helpful, one.answers)).collect(),
        next: more.then(|| offset.saturating_add(feedback::PAGE)),
    })
}

/// The same for programs, in the shape of the API's lists.
fn admin_json(origin: &str, status: StatusCode, shown: &AdminShown) -> Value {
    let http_status = contract::description::status_text(status.as_u16());
    match shown {
        AdminShown::Answers(answers) => {
            let element = |(page, helpful, comment, time): &(String, bool, String, String)| json!({ "page": page, "helpful": helpful, "comment": comment, "time": time });
            let count = |(page, helpful, answers): &(String, i64, i64)| json!({ "page": page, "helpful": helpful, "answers": answers });
            json!({
                "result": {
                    "elements": answers.list.iter().map(element).collect::<Vec<_>>(),
                    "pages": answers.counts.iter().map(count).collect::<Vec<_>>(),
                    "nextPage": answers.next.map(|next| format!("{origin}/docs/admin?offset={next}")),
                },
                "meta": { "httpStatus": http_status },
            })
        }
        AdminShown::Problem(why) => json!({
            "meta": { "httpStatus": http_status, "error": { "errorMessage": why } },
        }),
        AdminShown::Form => json!({ "meta": { "httpStatus": http_status } }),
    }
}
