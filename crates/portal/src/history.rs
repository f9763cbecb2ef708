//! The history: the last calls of a token, whoever made them, each as this server saw it.

use bytes::Bytes;
use contract::description::status_text;
use contract::{Description, Part, catalogue};
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::try_it::answer;
use crate::try_it::form::plain_token;
use crate::try_it::metadata::{self, Facts};
use crate::try_it::secret;
use crate::{Site, links, shell};

/// A call as the server keeps it. Secrets are masked in it already.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The id of the request, as the answer and the log tell it.
    pub request_id: String,
    /// When it came in, ISO 8601 with milliseconds.
    pub time: String,
    /// The verb.
    pub method: String,
    /// The absolute address.
    pub url: String,
    /// The id of the operation.
    pub operation: &'static str,
    /// What fills the operation's Try It form so that it asks the same again, by the names of its fields. The token is
    /// not among them.
    pub values: Vec<(String, String)>,
    /// The headers as the server received them.
    pub request_headers: Vec<(String, String)>,
    /// The body that was sent.
    pub request_data: Data,
    /// The HTTP status.
    pub status: u16,
    /// The headers of the answer.
    pub response_headers: Vec<(String, String)>,
    /// The body of the answer, not compressed.
    pub output: Data,
    /// The time in the server.
    pub microseconds: u64,
}

/// A body, as far as it is kept.
#[derive(Debug, Clone, Default)]
pub struct Data {
    /// Its beginning.
    pub bytes: Bytes,
    /// The length of the whole.
    pub length: usize,
    /// Why it is not kept, if it is not.
    pub note: Option<&'static str>,
}

/// What the page of the history shows.
#[derive(Debug, Clone)]
pub enum HistoryShown {
    /// The form alone.
    Form,
    /// The form, and why there is nothing else.
    Problem(&'static str),
    /// The calls of the token, the newest first.
    Calls(Vec<Exchange>),
}

pub(crate) fn page(site: &Site, shown: &HistoryShown) -> Markup {
    let content = html! {
        header.intro {
            nav.crumbs aria-label="Breadcrumb" { a href="/docs" { "Documentation" } }
            h1 { "History" }
            p.lead {
                "The last calls made with a token, whether by Try It, a script or another program, each with its headers "
                "and bodies as this server saw them."
            }
        }
        section.prose {
            h2 #what { "What is kept" }
            @if site.history == 0 {
                p.note { "The history is switched off on this server, so no calls are kept. " code { "--history" } " switches it on." }
            } @else {
                (kept(site.history))
            }
        }
        section {
            h2 #calls { "Calls" }
            (form())
            (result(shown))
        }
    };
    shell::page(site, "History", &content)
}

/// What there is to show below the form.
pub(crate) fn result(shown: &HistoryShown) -> Markup {
    match shown {
        HistoryShown::Form => html! {},
        HistoryShown::Problem(problem) => html! { p.problem role="alert" { (problem) } },
        HistoryShown::Calls(calls) if calls.is_empty() => html! {
            p role="status" { "No calls are kept for this token. Make one and ask again." }
        },
        HistoryShown::Calls(calls) => html! {
            p.muted role="status" {
                (calls.len()) @if calls.len() == 1 { " call" } @else { " calls, the newest first" }
            }
            ol.exchanges { @for (place, call) in calls.iter().enumerate() { li { (entry(call, place + 1)) } } }
        },
    }
}

/// The facts of one exchange.
pub(crate) fn json(exchange: &Exchange) -> Value {
    json!({
        "html": details(exchange, 1).into_string(),
        "requestId": exchange.request_id,
        "time": exchange.time,
        "method": exchange.method,
        "url": exchange.url,
        "operationId": exchange.operation,
        "requestHeaders": exchange.request_headers,
        "status": exchange.status,
        "responseHeaders": exchange.response_headers,
        "microseconds": exchange.microseconds,
        "replay": replay(exchange).map(|(address, _)| address),
    })
}

/// The longest body that a link carries, in bytes.
const LONGEST_BODY: usize = 4 << 10;

fn kept(history: usize) -> Markup {
    html! {
        p {
            "The last " (history) " calls of each token, in the memory of this server's process: a new start forgets "
            "them, and where several processes serve together, each knows its own. When memory grows short the oldest "
            "go first. Of long bodies the beginning is kept; files and streams are not."
        }
        p {
            "Tokens and passwords are masked before anything is kept. The calls of a token are shown to whoever "
            "has that token, and to nobody else."
        }
    }
}

fn form() -> Markup {
    html! {
        form.try method="post" action="/docs/history" {
            (plain_token("history", "Your API token, or an access token"))
            div.buttons { button.primary type="submit" { "Show the calls" } }
        }
    }
}

fn entry(exchange: &Exchange, place: usize) -> Markup {
    let agent = exchange.request_headers.iter().find(|(name, _)| name == "user-agent");
    let target = exchange.url.find("//").map_or(exchange.url.as_str(), |at| &exchange.url[at + 2..]);
    let target = target.find('/').map_or(target, |at| &target[at..]);
    html! {
        details.exchange {
            summary {
                time.muted datetime=(exchange.time) { (exchange.time) }
                " " span class={ "verb verb-" (exchange.method.to_ascii_lowercase()) } { (exchange.method) }
                " " code { (target) }
                " " span class={ "status " (if exchange.status < 400 { "good" } else { "bad" }) } { (status_text(exchange.status)) }
                " " span.muted { (metadata::milliseconds(exchange.microseconds)) }
                " " span.muted.agent { (agent.map_or("no user agent", |(_, value)| value)) }
            }
            (details(exchange, place))
        }
    }
}

fn details(exchange: &Exchange, place: usize) -> Markup {
    html! {
        (metadata::metadata(&Facts {
            method: &exchange.method,
            url: &exchange.url,
            request_headers: &exchange.request_headers,
            request_data: data(&exchange.request_data, &format!("Request data of call {place}")),
            status: exchange.status,
            response_headers: &exchange.response_headers,
            microseconds: exchange.microseconds,
            request_id: &exchange.request_id,
        }))
        dl.metadata { dt { "Output" } dd { (data(&exchange.output, &format!("Output of call {place}"))) } }
        @if let Some((address, whole)) = replay(exchange) {
            p {
                a.button href=(address) { "Replay or copy call " (place) }
                " " span.muted {
                    "Opens the request's page with these values, for Try It and as an example in every language."
                    @if !whole { " The body is left out: it is too long for a link, or not all of it is kept." }
                }
            }
        }
    }
}

fn data(data: &Data, label: &str) -> Markup {
    html! {
        @if let Some(note) = data.note { span.muted { (note) } }
        @else if data.length == 0 { span.muted { "empty" } }
        @else {
            (answer::plain(label, &data.bytes))
            @if data.bytes.len() < data.length {
                p.muted { "The first " (data.bytes.len()) " of " (data.length) " bytes are kept." }
            }
        }
    }
}

/// The address of the operation's page with the values of the call, and whether all of them are in it.
fn replay(exchange: &Exchange) -> Option<(String, bool)> {
    let description: &Description = catalogue::operation(exchange.operation)?;
    let fits = |name: &str, value: &str| !name.starts_with("body.") || value.len() <= LONGEST_BODY;
    let cut = exchange.request_data.bytes.len() < exchange.request_data.length;
    let whole = !cut && exchange.values.iter().all(|(name, value)| fits(name, value));
    let values = without_secrets(description, &exchange.values);
    let pairs: Vec<String> = values
        .iter()
        .filter(|(name, value)| fits(name, value))
        .map(|(name, value)| format!("{}={}", links::encode(name), links::encode(value)))
        .collect();
    let page = links::of_operation(description);
    let address = if pairs.is_empty() { page } else { format!("{page}?{}", pairs.join("&")) };
    Some((format!("{address}#try-it"), whole))
}

/// The values of a call that a link may carry.
pub(crate) fn without_secrets(
    description: &Description,
    values: &[(String, String)],
) -> Vec<(String, String)> {
    let part = |(name, value): &(String, String)| Part {
        name: name.clone(),
        file_name: None,
        media_type: None,
        data: Bytes::from(value.clone()),
    };
    let parts: Vec<Part> = values.iter().map(part).collect();
    let shown = secret::withheld(description, &parts).into_iter();
    shown.map(|part| (part.name, String::from_utf8_lossy(&part.data).into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange() -> Exchange {
        Exchange {
            request_id: "0d5f0c1e-7a51-4c55-9a0b-0f4c8f0a2f11".into(),
            time: "2026-03-05T10:11:12.345Z".into(),
            method: "GET".into(),
            url: "http://h:1/API/v3/surveys?offset=100".into(),
            operation: "listSurveys",
            values: vec![("query.offset".into(), "100".into()), ("query.x".into(), "a&b=é".into())],
            request_headers: vec![
                ("user-agent".into(), "<curl>".into()),
                ("x-api-token".into(), "••••WXYZ".into()),
            ],
            request_data: Data::default(),
            status: 200,
            response_headers: Vec::new(),
            output: Data { bytes: Bytes::from_static(b"{\"a\":\"<b>\"}"), length: 12, note: None },
            microseconds: 87,
        }
    }

    #[test]
    fn a_call_shows_its_line_its_metadata_and_the_way_back() {
        let html = result(&HistoryShown::Calls(vec![exchange()])).into_string();
        for expected in [
            "2026-03-05T10:11:12.345Z",
            "/API/v3/surveys?offset=100",
            "0.087 ms",
            "&lt;curl&gt;",
            "&lt;b&gt;",
        ] {
            assert!(html.contains(expected), "{expected}: {html}");
        }
        assert!(!html.contains("Show the whole"), "there is no whole behind a mask");
        let address =
            "/docs/reference/surveys/list-surveys?query.offset=100&amp;query.x=a%26b%3D%C3%A9#try-it";
        assert!(html.contains(&format!("href=\"{address}\"")), "{html}");
    }

    #[test]
    fn a_link_carries_no_long_body_and_says_so() {
        let mut long = exchange();
        long.operation = "createUser";
        long.values = vec![("form".into(), "0".into()), ("body.0".into(), "a".repeat(LONGEST_BODY + 1))];
        let (address, whole) = replay(&long).unwrap();
        assert!(address.ends_with("?form=0#try-it") && !whole, "{address}");
        long.values.truncate(1);
        long.request_data.length = 1;
        assert!(!replay(&long).unwrap().1, "not all of it is kept");
    }
}
