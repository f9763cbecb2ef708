//! Try It: makes the call that a form of the documentation asks for, through the same pipeline and without the
//! network, and shows what came of it. The token travels in the form's body and in one header: in no address, no log.

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use contract::Problem;
use data_encoding::HEXLOWER;
use futures_util::StreamExt;
use http::header::{self, HeaderName, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, Request, StatusCode};
use portal::{TryCall, TryOutcome};
use ring::digest;

use crate::documentation::exchanges::NotRecorded;
use crate::documentation::form;
use crate::monitoring::health::plain;
use crate::pipeline::body::read_form;
use crate::pipeline::normalise::normalise;
use crate::pipeline::run::Answered;
use crate::pipeline::{compression, run};
use crate::protection::proxies::Remote;
use crate::server::Server;

/// Answers `POST /docs/try/{operationId}`: with the operation's page, with JSON for the page's own module, or, when the
/// form asks to save it, with the answer itself.
pub(crate) async fn respond(server: &Server, head: &Parts, operation: &str, body: Body) -> Response {
    if let Some(refusal) = form::foreign(&server.origin(head), head) {
        return refusal;
    }
    let Some(description) = portal::try_operation(operation) else {
        return plain(StatusCode::NOT_FOUND, "There is nothing to try here.\n".into());
    };
    let answered = async {
        let parts = read_form(&server.bodies, &head.headers, body, FORM_LIMIT).await?;
        let asked = portal::try_form(description, &parts);
        if parts.iter().any(|part| part.name == "download") {
            return Ok(saved(call(server, head, asked).await?.1.response));
        }
        let outcome = outcome(server, head, asked).await?;
        let json = || portal::try_json(description, &parts, &outcome);
        let page = || portal::try_result(description, &server.site(head), &parts, &outcome);
        Ok::<_, Problem>(form::answer(&head.headers, StatusCode::OK, json, page))
    };
    answered.await.unwrap_or_else(form::refused)
}

/// Answers `GET /docs/offers/{parameter}` with ids of the caller's own, as JSON; empty where nothing lists them or the
/// token is not good.
pub(crate) async fn offers(server: &Server, head: &Parts, parameter: &str) -> Response {
    let mut offered = "[]".to_owned();
    let token = head.headers.get("x-api-token").and_then(|token| token.to_str().ok());
    if let (Some((description, member)), Some(token)) = (portal::offers(parameter), token) {
        let asked = TryCall {
            method: "GET",
            path_and_query: description.operation.path.to_owned(),
            headers: vec![portal::credential(token)],
            body: Bytes::new(),
        };
        if let Ok((mut asked, body)) = request(head, asked) {
            // The page asks it by itself: nobody would look for it among the calls that were made.
            asked.extensions.insert(NotRecorded);
            let answered = run::respond(server, &asked, &normalise(asked.uri.path()), body).await;
            offered = portal::offered(member, &read(answered.response.into_body()).await.start);
        }
    }
    own_json(head, offered)
}

/// Answers `POST /docs/examples/{operationId}`: the examples of an operation with the values of the form.
pub(crate) async fn examples(server: &Server, head: &Parts, operation: &str, body: Body) -> Response {
    if let Some(refusal) = form::foreign(&server.origin(head), head) {
        return refusal;
    }
    let Some(description) = contract::catalogue::operation(operation) else {
        return plain(StatusCode::NOT_FOUND, "There are no examples here.\n".into());
    };
    match read_form(&server.bodies, &head.headers, body, FORM_LIMIT).await {
        Ok(parts) => own_json(head, portal::examples(description, &server.site(head), &parts)),
        Err(problem) => form::refused(problem),
    }
}

/// The largest form. Larger files are for the cURL example.
const FORM_LIMIT: u64 = 16 << 20;
/// How much of an answer is shown.
const OUTPUT_LIMIT: usize = 4 << 20;
/// How much of the end of a larger one is read for the list of a zip's entries.
const TAIL_LIMIT: usize = 64 << 10;

/// The answer as it came, to be saved.
fn saved(mut response: Response) -> Response {
    let attachment = HeaderValue::from_static("attachment; filename=answer.json");
    response.headers_mut().entry(header::CONTENT_DISPOSITION).or_insert(attachment);
    // It was saved, whatever it tells: a browser that is shown an error instead would leave the page.
    *response.status_mut() = StatusCode::OK;
    form::own(response)
}

/// JSON that holds what was typed, or what the caller alone may see.
fn own_json(head: &Parts, text: String) -> Response {
    let media_type = HeaderValue::from_static("application/json");
    form::own(compression::respond(&head.headers, 200, media_type, text.into()))
}

/// Makes the call through the same pipeline as any other, without the network.
async fn call(server: &Server, outer: &Parts, call: TryCall) -> Result<(Parts, Answered), Problem> {
    let (head, body) = request(outer, call)?;
    let answered = run::respond(server, &head, &normalise(head.uri.path()), body).await;
    Ok((head, answered))
}

async fn outcome(server: &Server, outer: &Parts, asked: TryCall) -> Result<TryOutcome, Problem> {
    let request_data = asked.body.clone();
    let (head, answered) = call(server, outer, asked).await?;
    let (answer, body) = answered.response.into_parts();
    let read = read(body).await;
    Ok(TryOutcome {
        method: head.method.as_str().to_owned(),
        url: format!("{}{}", server.origin(outer), head.uri),
        request_headers: pairs(&head.headers),
        request_data,
        status: answer.status.as_u16(),
        response_headers: pairs(&answer.headers),
        output: read.start.freeze(),
        tail: read.tail.into(),
        length: read.length,
        sha256: HEXLOWER.encode(read.hash.finish().as_ref()),
        microseconds: u64::try_from(answered.took.as_micros()).unwrap_or(u64::MAX),
        request_id: answered.id.as_str().to_owned(),
    })
}

/// The request as if it had come in on the connection of the form.
fn request(outer: &Parts, call: TryCall) -> Result<(Parts, Body), Problem> {
    let wrong =
        |_| Problem::parameter("body", "fields that can stand in an address and in headers are expected");
    let length = call.body.len();
    let mut request = Request::builder()
        .method(call.method)
        .uri(call.path_and_query)
        .body(Body::from(call.body))
        .map_err(wrong)?;
    let headers = request.headers_mut();
    for (name, value) in call.headers {
        let name = HeaderName::try_from(name).map_err(|error| wrong(error.into()))?;
        let mut value = HeaderValue::try_from(value.trim()).map_err(|error| wrong(error.into()))?;
        // One of them is the token: nothing that prints headers for debugging may show it.
        value.set_sensitive(true);
        headers.append(name, value);
    }
    if length > 0 {
        headers.insert(header::CONTENT_LENGTH, length.into());
    }
    // Who calls is whoever sent the form.
    for name in [header::HOST, header::USER_AGENT] {
        if let Some(value) = outer.headers.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    if let Some(remote) = outer.extensions.get::<Remote>() {
        request.extensions_mut().insert(*remote);
    }
    Ok(request.into_parts())
}

fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

/// A body that was read to its end, of which no more is held than its beginning and its end.
struct Read {
    start: BytesMut,
    tail: Vec<u8>,
    length: u64,
    hash: digest::Context,
}

async fn read(body: Body) -> Read {
    let mut pieces = body.into_data_stream();
    let hash = digest::Context::new(&digest::SHA256);
    let mut read = Read { start: BytesMut::new(), tail: Vec::new(), length: 0, hash };
    while let Some(Ok(piece)) = pieces.next().await {
        read.hash.update(&piece);
        read.length += piece.len() as u64;
        let room = OUTPUT_LIMIT - read.start.len();
        read.start.extend_from_slice(&piece[..piece.len().min(room)]);
        if read.length > OUTPUT_LIMIT as u64 {
            read.tail.extend_from_slice(&piece[piece.len().saturating_sub(TAIL_LIMIT)..]);
            let over = read.tail.len().saturating_sub(TAIL_LIMIT);
            read.tail.drain(..over);
        }
    }
    read
}
