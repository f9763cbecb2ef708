//! Web services that the flow and quotas call: what is sent.

use model::limits::surveys::WEB_CALLS;
use model::survey::WebService;
use serde_json::{Map, Value};

use super::end::is_web_address;
use crate::run::call::Call;
use crate::run::logic::{self, Usage, encoded};
use crate::run::scope::RunScope;

/// What is sent to a web service here, for the element of the flow or the quota with this id; `None` where it cannot be called: no address (files have `http://` alone), no room for piped
/// values, or one call too many.
pub(crate) fn call(here: RunScope<'_>, flow: &str, service: &WebService) -> Option<Call> {
    let text = |text: &String| logic::text(here, text, Usage::Text, flow);
    let filled = |pairs: &[(String, String)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| (text(name), text(value))).collect()
    };
    let address = logic::text(here, &service.url, Usage::Address, flow);
    let address = with_parameters(&address, &filled(&service.parameters));
    let mut headers = filled(&service.headers);
    let has_body = service.method != "GET" && !service.body.is_empty();
    let body = if has_body { body(service, filled(&service.body)) } else { String::new() };
    if has_body && !headers.iter().any(|(name, _)| name.trim().eq_ignore_ascii_case("content-type")) {
        let kind = if service.is_json { "application/json" } else { "application/x-www-form-urlencoded" };
        headers.push(("Content-Type".to_owned(), kind.to_owned()));
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

fn body(service: &WebService, pairs: Vec<(String, String)>) -> String {
    if !service.is_json {
        return form(&pairs);
    }
    let typed = |text: String| match serde_json::from_str(&text) {
        Ok(value) if service.keeps_types => value,
        _ => Value::String(text),
    };
    let members: Map<String, Value> = pairs.into_iter().map(|(name, value)| (name, typed(value))).collect();
    Value::Object(members).to_string()
}
