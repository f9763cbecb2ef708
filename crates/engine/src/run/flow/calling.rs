//! Web services that the flow and quotas call: what is sent.

use model::limits::surveys::WEB_CALLS;
use model::survey::{WebBody, WebService};
use serde_json::{Map, Value};

use super::end::is_web_address;
use crate::run::call::Call;
use crate::run::logic::{self, Usage, encoded};
use crate::run::scope::RunScope;

/// What is sent to a web service here, for the element of the flow or the quota with this id; `None` where it cannot be called: no
/// address (files have `http://` alone), no room for piped values, or one call too many.
pub(crate) fn call(here: RunScope<'_>, flow: &str, service: &WebService) -> Option<Call> {
    let text = |text: &String| logic::text(here, text, Usage::Text, flow);
    let filled = |pairs: &[(String, String)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| (text(name), text(value))).collect()
    };
    let address = logic::text(here, &service.url, Usage::Address, flow);
    let address = with_parameters(&address, &filled(&service.parameters));
    let mut headers = filled(&service.headers);
    let has_body = service.method != "GET" && !service.body.is_empty();
    let (usage, usual) = kind(service);
    let body = match &service.body {
        _ if !has_body => String::new(),
        WebBody::Pairs(pairs) => body(service, filled(pairs), usage),
        WebBody::Text(written) => logic::text(here, written, usage, flow),
    };
    if has_body && !headers.iter().any(|(name, _)| name.trim().eq_ignore_ascii_case("content-type")) {
        headers.push(("Content-Type".to_owned(), usual.to_owned()));
    }
    let fields = if service.is_asked { &*service.fields } else { &[] };
    let paths = fields.iter().map(|(_, path)| text(path)).collect();
    let call = Call { flow: flow.to_owned(), method: service.method.clone(), address, headers, body, paths };
    // Without room the values would be missing in what is sent.
    if !is_web_address(&call.address) || here.work.room() == 0 {
        return None;
    }
    let known = &here.state.known;
    if known.answer(&call).is_none() && known.calls() >= WEB_CALLS {
        here.work.is_over("a respondent causes too many calls of web services and not all are made");
        return None;
    }
    Some(call)
}

/// What a piped value becomes in the body, so that nobody's answer changes what the author wrote around it, and the media type that
/// is said. Names and values are sent as a form where no other form is known for them.
fn kind(service: &WebService) -> (Usage, &str) {
    let chosen = service.content_type.as_str();
    let essence = chosen.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match (essence.as_str(), &service.body) {
        (json, _) if json == "application/json" || json.ends_with("+json") => (Usage::Json, chosen),
        (xml, WebBody::Text(_))
            if matches!(xml, "text/html" | "text/xml" | "application/xml") || xml.ends_with("+xml") =>
        {
            (Usage::Html, chosen)
        }
        (form, _) if form.is_empty() || form == FORM => (Usage::Address, FORM),
        (_, WebBody::Pairs(_)) => (Usage::Address, FORM),
        (_, WebBody::Text(_)) => (Usage::Text, chosen),
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// The address with further parameters; what stands behind `#` is never sent.
fn with_parameters(address: &str, parameters: &[(String, String)]) -> String {
    let mut out = address.split('#').next().unwrap_or_default().to_owned();
    if !parameters.is_empty() {
        out.push(if out.contains('?') { '&' } else { '?' });
        out.push_str(&form(parameters));
    }
    out
}

fn form(pairs: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

fn body(service: &WebService, pairs: Vec<(String, String)>, usage: Usage) -> String {
    if usage != Usage::Json {
        return form(&pairs);
    }
    let typed = |text: String| match serde_json::from_str(&text) {
        Ok(value) if service.keeps_types => value,
        _ => Value::String(text),
    };
    let members: Map<String, Value> = pairs.into_iter().map(|(name, value)| (name, typed(value))).collect();
    Value::Object(members).to_string()
}
