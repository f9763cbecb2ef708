//! The history of calls: shows a token's exchanges to whoever has the token.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use contract::{Description, Place, schema};
use http::header::{HeaderName, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use portal::{Data, HistoryShown};

use crate::documentation::exchanges::{Exchange, RecordedBody};
use crate::documentation::form;
use crate::monitoring::health::plain;
use crate::pipeline::arrive::arrive;
use crate::pipeline::normalise::normalise;
use crate::protection::credential;
use crate::server::Server;

/// Where a single exchange is told; its request id follows.
pub(crate) const ONE: &str = "/docs/exchanges/";

/// Answers `POST /docs/history`: the calls of the token in the form.
pub(crate) async fn list(server: &Server, head: &Parts, body: Body) -> Response {
    let parts = match form::read(&server.origin(head), &server.bodies, head, body).await {
        Ok(parts) => parts,
        Err(refusal) => return *refusal,
    };
    let token = form::field(&parts, "token");
    let (status, shown) = match (credential::shown(&server.app, head, token).await, &server.exchanges) {
        (Err((status, problem)), _) => (status, HistoryShown::Problem(problem)),
        (Ok(()), None) => {
            (StatusCode::NOT_FOUND, HistoryShown::Problem("The history is switched off on this server."))
        }
        (Ok(()), Some(exchanges)) => {
            let calls = exchanges.of(token).iter().map(|exchange| told(server, exchange)).collect();
            (StatusCode::OK, HistoryShown::Calls(calls))
        }
    };
    // The portal's modules show what they are told as it is.
    if let (HistoryShown::Problem(problem), true) = (&shown, form::wants_json(&head.headers)) {
        return plain(status, format!("{problem}\n"));
    }
    let json = || portal::history_json(&shown);
    form::answer(&head.headers, status, json, || portal::history_page(&server.site(head), &shown))
}

/// Answers `GET /docs/exchanges/{requestId}`, always with JSON: one exchange of the token in the header.
pub(crate) async fn one(server: &Server, head: &Parts, id: &str) -> Response {
    let token = credential::token(&head.headers).unwrap_or_default();
    let found = async {
        credential::shown(&server.app, head, token).await?;
        let found = server.exchanges.as_ref().and_then(|exchanges| exchanges.find(token, id));
        found.ok_or((StatusCode::NOT_FOUND, "No exchange of this token with this request id is kept."))
    };
    let (status, text) = match found.await {
        Ok(exchange) => (StatusCode::OK, portal::exchange_json(&told(server, &exchange))),
        Err((status, problem)) => (status, serde_json::json!({ "problem": problem }).to_string()),
    };
    let mut headers = head.headers.clone();
    headers.insert(http::header::ACCEPT, HeaderValue::from_static("application/json"));
    form::answer(&headers, status, || text, String::new)
}

/// An exchange as the portal shows it.
fn told(server: &Server, exchange: &Arc<Exchange>) -> portal::Exchange {
    let description = server.routes[exchange.route].description;
    portal::Exchange {
        request_id: exchange.id.as_str().to_owned(),
        time: exchange.at.iso_milliseconds(),
        method: exchange.method.as_str().to_owned(),
        url: format!("{}{}", exchange.origin, exchange.target),
        operation: description.operation.id,
        values: values(server, description, exchange),
        request_headers: pairs(&exchange.request_headers),
        request_data: data(&exchange.sent),
        status: exchange.status,
        response_headers: pairs(&exchange.answer_headers),
        output: data(&exchange.answered),
        microseconds: u64::try_from(exchange.took.as_micros()).unwrap_or(u64::MAX),
    }
}

/// The fields of the Try It form as they must be filled to ask the same again.
fn values(server: &Server, description: &Description, exchange: &Exchange) -> Vec<(String, String)> {
    let (path, query) = match exchange.target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (&*exchange.target, None),
    };
    let path = normalise(path);
    let captured = server.table.find(&exchange.method, &path).map(|found| found.captured).unwrap_or_default();
    let sent = pairs(&exchange.request_headers);
    let header = |(name, value): &(String, String)| {
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    };
    let headers: HeaderMap = sent.iter().filter_map(header).collect();
    let arrived = arrive(description, &captured, query, &headers).unwrap_or_default();
    let mut values = Vec::new();
    for (place, list) in
        [(Place::Path, arrived.path), (Place::Query, arrived.query), (Place::Header, arrived.headers)]
    {
        for (name, value) in list {
            let several = description
                .placed(place)
                .any(|parameter| parameter.name == name && schema::is_type(&parameter.schema, "array"));
            let field = format!("{}.{name}", place.as_str());
            match values.iter_mut().find(|(known, _): &&mut (String, String)| *known == field) {
                // The form takes several values with commas between.
                Some((_, before)) if several => *before = format!("{before},{value}"),
                Some(_) => {}
                None => values.push((field, value)),
            }
        }
    }
    values.extend(body(description, exchange, &headers));
    values
}

/// The fields of the body, and which form of body it is where there are several.
fn body(description: &Description, exchange: &Exchange, headers: &HeaderMap) -> Vec<(String, String)> {
    let media_type = crate::pipeline::body::media_type(headers);
    let number = description.bodies.iter().position(|body| body.media_type == media_type).unwrap_or(0);
    let mut values = match &exchange.sent {
        RecordedBody::Start { bytes, length } if bytes.len() == *length => {
            vec![(format!("body.{number}"), String::from_utf8_lossy(bytes).into_owned())]
        }
        RecordedBody::Form(parts) => {
            let texts = parts.iter().filter(|part| !part.is_file);
            texts.map(|part| (format!("part.{number}.{}", part.name), part.text.to_string())).collect()
        }
        _ => Vec::new(),
    };
    if description.bodies.len() > 1 {
        values.push(("form".to_owned(), number.to_string()));
    }
    values
}

fn data(kept: &RecordedBody) -> Data {
    match kept {
        RecordedBody::Nothing => Data::default(),
        RecordedBody::Start { bytes, length } => Data { bytes: bytes.clone(), length: *length, note: None },
        RecordedBody::Form(parts) => {
            let lines: Vec<String> =
                parts.iter().map(|part| format!("{}: {}", part.name, part.text)).collect();
            let text = lines.join("\n");
            Data { length: text.len(), bytes: text.into(), note: None }
        }
        RecordedBody::Omitted(note) => Data { note: Some(note), ..Data::default() },
    }
}

fn pairs(lines: &str) -> Vec<(String, String)> {
    let pair = |line: &str| {
        let (name, value) = line.split_once(": ")?;
        Some((name.to_owned(), value.to_owned()))
    };
    lines.lines().filter_map(pair).collect()
}
