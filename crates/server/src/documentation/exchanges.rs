//! The last exchanges of each token, in memory: what was asked and answered, as this server saw it.
//!
//! No token is kept: exchanges lie under its hash, and where it stood in a header or an address stands a mask. Of bodies
//! the beginning is kept; what their schemas mark as secret is masked before that. Recording copies little: an answer's bytes
//! are shared, and a lock is held only to put the finished record into its list.

use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::response::Response;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, header};
use model::Moment;
use services::tokens::TokenHash;

use crate::pipeline::body::IncomingBody;
use crate::pipeline::random::RequestId;
use crate::pipeline::route::Route;
use crate::protection::secrets::{Secrets, without};

/// One exchange.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) id: RequestId,
    /// When it came in.
    pub(crate) at: Moment,
    pub(crate) method: Method,
    /// Scheme and host as the caller reached this server.
    pub(crate) origin: Box<str>,
    /// Path and query as they were sent.
    pub(crate) target: Box<str>,
    /// Which route it was for.
    pub(crate) route: usize,
    /// One `name: value` to a line.
    pub(crate) request_headers: Box<str>,
    pub(crate) sent: RecordedBody,
    pub(crate) status: u16,
    /// One `name: value` to a line.
    pub(crate) answer_headers: Box<str>,
    pub(crate) answered: RecordedBody,
    /// The time in the server.
    pub(crate) took: Duration,
}

/// A body, as far as it is kept.
#[derive(Debug, Clone, Default)]
pub(crate) enum RecordedBody {
    /// There was none.
    #[default]
    Nothing,
    /// Its beginning, which is all of it when it is as long as the whole.
    Start { bytes: Bytes, length: usize },
    /// The parts of a form: name and text, or what is told of a file in place of its text.
    Form(Vec<RecordedPart>),
    /// It is not kept, and why.
    Omitted(&'static str),
}

/// A part of a form.
#[derive(Debug, Clone)]
pub(crate) struct RecordedPart {
    pub(crate) name: Box<str>,
    /// The text; of a file its name and length.
    pub(crate) text: Box<str>,
    pub(crate) is_file: bool,
}

/// The bytes of an answer before they were compressed: an extension of a response, taken out before it is sent.
#[derive(Clone)]
pub(crate) struct Uncompressed(pub(crate) Bytes);

/// A body that was sent, as far as it is kept.
#[derive(Default)]
pub(crate) struct Sent {
    body: RecordedBody,
    /// The secrets that were masked in it: an answer that tells what is wrong may repeat them.
    hidden: Vec<String>,
}

/// Marks a request, by an extension, of which the history tells nothing.
#[derive(Clone)]
pub(crate) struct NotRecorded;

/// What is known once a request is answered.
pub(crate) struct Finished<'a> {
    pub(crate) id: RequestId,
    pub(crate) now: Moment,
    pub(crate) head: &'a Parts,
    pub(crate) origin: String,
    pub(crate) token: &'a str,
    pub(crate) route: usize,
    /// What was sent; `None` when the body was never taken in.
    pub(crate) sent: Option<Sent>,
    pub(crate) took: Duration,
}

/// The exchanges of all tokens, within bounds.
pub(crate) struct Exchanges {
    /// How many are kept of a token.
    each: usize,
    hasher: RandomState,
    shards: [Mutex<Shard>; SHARDS],
    /// By route: what is secret in it.
    secrets: Box<[Secrets]>,
}

impl Exchanges {
    /// Keeps the last `each` exchanges of a token; `None` when that is none, and then nothing is done at all.
    pub(crate) fn keeping(each: usize, routes: &[Route]) -> Option<Self> {
        let secrets = routes.iter().map(|route| Secrets::of(route.description)).collect();
        let shards = std::array::from_fn(|_| Mutex::default());
        (each > 0).then(|| Self { each, hasher: RandomState::new(), shards, secrets })
    }

    /// What is kept of a body that was taken in.
    pub(crate) fn sent(&self, route: usize, incoming: &IncomingBody) -> Sent {
        let secrets = &self.secrets[route];
        let mut hidden = Vec::new();
        let body = match incoming {
            IncomingBody::Nothing => RecordedBody::Nothing,
            // A piece of what hyper has read would keep all of it.
            IncomingBody::Json { text, .. } if secrets.is_empty() => {
                start_of(text, REQUEST, Bytes::copy_from_slice)
            }
            IncomingBody::Json { text, .. } if text.len() <= REQUEST => {
                masked_or_omitted(secrets.in_sent(text, &mut hidden))
            }
            IncomingBody::Json { .. } => masked_or_omitted(None),
            IncomingBody::Form { parts, .. } => {
                RecordedBody::Form(parts.iter().map(|one| part(one, secrets, &mut hidden)).collect())
            }
            IncomingBody::Stream(..) => RecordedBody::Omitted("It was read as a stream, which is not kept."),
        };
        Sent { body, hidden }
    }

    /// Keeps a finished exchange and takes [`Uncompressed`] out of the response.
    pub(crate) fn record(&self, finished: Finished<'_>, response: &mut Response) {
        let secrets = &self.secrets[finished.route];
        let head = finished.head;
        let mut sent =
            finished.sent.unwrap_or_else(|| Sent { body: unread(&head.headers), hidden: Vec::new() });
        let mut answered = match response.extensions_mut().remove() {
            Some(Uncompressed(bytes)) if secrets.is_empty() => start_of(&bytes, ANSWER, |_| bytes.clone()),
            Some(Uncompressed(bytes)) if bytes.len() <= ANSWER => {
                masked_or_omitted(secrets.in_answer(&bytes, &sent.hidden))
            }
            Some(Uncompressed(_)) => masked_or_omitted(None),
            None => RecordedBody::Omitted("It is a file, which is not kept."),
        };
        let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
        let token = finished.token;
        // Whoever sends it where it does not belong may be told of it in the answer.
        sent.body.hide(token);
        answered.hide(token);
        let milliseconds = i64::try_from(finished.took.as_millis()).unwrap_or_default();
        let exchange = Exchange {
            id: finished.id,
            at: finished.now.plus(-milliseconds),
            method: head.method.clone(),
            origin: finished.origin.into(),
            target: secrets.in_target(target, token).into(),
            route: finished.route,
            request_headers: lines(&head.headers, secrets, token),
            sent: sent.body,
            status: response.status().as_u16(),
            answer_headers: lines(response.headers(), secrets, token),
            answered,
            took: finished.took,
        };
        let hash = TokenHash::of(token);
        self.shard(&hash).add(hash, exchange, self.each);
    }

    /// A token's exchanges, the newest first.
    pub(crate) fn of(&self, token: &str) -> Vec<Arc<Exchange>> {
        let hash = TokenHash::of(token);
        let shard = self.shard(&hash);
        shard.tokens.get(&hash).map_or_else(Vec::new, |calls| calls.list.iter().rev().cloned().collect())
    }

    /// The exchange of a token with this request id.
    pub(crate) fn find(&self, token: &str, id: &str) -> Option<Arc<Exchange>> {
        self.of(token).into_iter().find(|exchange| exchange.id.as_str() == id)
    }

    fn shard(&self, hash: &TokenHash) -> MutexGuard<'_, Shard> {
        let place = self.hasher.hash_one(hash) % SHARDS as u64;
        let shard = &self.shards[usize::try_from(place).unwrap_or_default()];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much of a request's body is kept, of an answer's, and of a text in a form.
const REQUEST: usize = 64 << 10;
const ANSWER: usize = 256 << 10;
const TEXT: usize = 2 << 10;
/// Tokens are spread over so many locks, each with its share of the bounds: 512 tokens and 32 MiB in all.
const SHARDS: usize = 8;
const TOKENS: usize = 512 / SHARDS;
const BYTES: usize = (32 << 20) / SHARDS;

/// The exchanges of some tokens.
#[derive(Default)]
struct Shard {
    tokens: HashMap<TokenHash, Calls>,
    bytes: usize,
    /// Counts what was recorded: tells which token was used last.
    recorded: u64,
}

/// The exchanges of one token, the oldest first.
#[derive(Default)]
struct Calls {
    list: VecDeque<Arc<Exchange>>,
    used: u64,
}

impl Shard {
    fn add(&mut self, hash: TokenHash, exchange: Exchange, each: usize) {
        self.recorded += 1;
        self.bytes += exchange.size();
        let calls = self.tokens.entry(hash).or_default();
        calls.used = self.recorded;
        calls.list.push_back(Arc::new(exchange));
        if calls.list.len() > each
            && let Some(gone) = calls.list.pop_front()
        {
            self.bytes -= gone.size();
        }
        while self.tokens.len() > TOKENS || self.bytes > BYTES {
            let oldest = self.tokens.iter().min_by_key(|(_, calls)| calls.used).map(|(hash, _)| *hash);
            let Some(oldest) = oldest else { break };
            if oldest != hash {
                let gone = self.tokens.remove(&oldest).unwrap_or_default();
                self.bytes -= gone.list.iter().map(|exchange| exchange.size()).sum::<usize>();
            } else if let Some(gone) = self.tokens.get_mut(&hash).and_then(|calls| calls.list.pop_front()) {
                self.bytes -= gone.size();
            } else {
                break;
            }
        }
    }
}

impl Exchange {
    fn size(&self) -> usize {
        let texts = [&self.origin, &self.target, &self.request_headers, &self.answer_headers];
        let texts: usize = texts.iter().map(|text| text.len()).sum();
        size_of::<Self>() + texts + self.sent.size() + self.answered.size()
    }
}

impl RecordedBody {
    /// Masks the token wherever it stands.
    fn hide(&mut self, token: &str) {
        match self {
            Self::Nothing | Self::Omitted(_) => {}
            Self::Start { bytes, length } => {
                let text = String::from_utf8_lossy(bytes);
                if let Cow::Owned(masked) = without(&text, token) {
                    // What was cut stays told as cut.
                    *length = *length - bytes.len() + masked.len();
                    *bytes = masked.into();
                }
            }
            Self::Form(parts) => {
                for text in parts.iter_mut().flat_map(|part| [&mut part.name, &mut part.text]) {
                    if let Cow::Owned(masked) = without(text, token) {
                        *text = masked.into();
                    }
                }
            }
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Nothing | Self::Omitted(_) => 0,
            Self::Start { bytes, .. } => bytes.len(),
            Self::Form(parts) => {
                parts.iter().map(|part| size_of::<RecordedPart>() + part.name.len() + part.text.len()).sum()
            }
        }
    }
}

/// JSON without secrets up to `most` bytes; `whole` takes over what is not cut.
fn start_of(text: &Bytes, most: usize, whole: impl FnOnce(&[u8]) -> Bytes) -> RecordedBody {
    let length = text.len();
    // What is cut is copied: a piece would keep the whole.
    let bytes = if length <= most { whole(text) } else { Bytes::copy_from_slice(&text[..most]) };
    RecordedBody::Start { bytes, length }
}

/// JSON whose secrets are masked; one that is too long to be read, or no JSON, is not kept at all.
fn masked_or_omitted(masked: Option<Vec<u8>>) -> RecordedBody {
    let omitted = RecordedBody::Omitted("It could hold a password or a token, and could not be masked.");
    masked.map_or(omitted, |bytes| RecordedBody::Start { length: bytes.len(), bytes: bytes.into() })
}

fn part(part: &contract::Part, secrets: &Secrets, hidden: &mut Vec<String>) -> RecordedPart {
    let length = part.data.len();
    let text = match &part.file_name {
        Some(name) => format!("{}, {length} bytes, not kept", start(name.as_bytes())),
        None if secrets.is_empty() => start(&part.data),
        None => start(&secrets.in_part(part, hidden)),
    };
    let name = start(part.name.as_bytes()).into();
    RecordedPart { name, text: text.into(), is_file: part.file_name.is_some() }
}

fn start(text: &[u8]) -> String {
    String::from_utf8_lossy(&text[..text.len().min(TEXT)]).into_owned()
}

fn unread(headers: &HeaderMap) -> RecordedBody {
    let length = headers.get(header::CONTENT_LENGTH).is_some_and(|length| length != "0");
    if length || headers.contains_key(header::TRANSFER_ENCODING) {
        RecordedBody::Omitted("The request was refused before its body was read.")
    } else {
        RecordedBody::Nothing
    }
}

/// Headers as text of their own: the values hyper gives are pieces of what it has read, and would keep all of it.
fn lines(headers: &HeaderMap, secrets: &Secrets, token: &str) -> Box<str> {
    let mut lines = String::with_capacity(headers.len() * 48);
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        lines.push_str(name.as_str());
        lines.push_str(": ");
        lines.push_str(&secrets.in_header(name, &value, token));
        lines.push('\n');
    }
    lines.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(answer: usize) -> Exchange {
        Exchange {
            id: RequestId::new(),
            at: Moment(0),
            method: Method::GET,
            origin: "http://h".into(),
            target: "/API/v3/whoami".into(),
            route: 0,
            request_headers: "host: h\n".into(),
            sent: RecordedBody::Nothing,
            status: 200,
            answer_headers: "".into(),
            answered: RecordedBody::Start { bytes: vec![b'a'; answer].into(), length: answer },
            took: Duration::ZERO,
        }
    }

    fn totals(exchanges: &Exchanges) -> (usize, usize, usize) {
        let shards = exchanges.shards.iter().map(|shard| shard.lock().unwrap());
        shards.fold((0, 0, 0), |(tokens, bytes, counted), shard| {
            let sizes = shard.tokens.values().flat_map(|calls| &calls.list).map(|exchange| exchange.size());
            (tokens + shard.tokens.len(), bytes + shard.bytes, counted + sizes.sum::<usize>())
        })
    }

    #[test]
    fn each_token_keeps_its_last_and_all_together_stay_within_their_bounds() {
        let exchanges = Exchanges::keeping(3, &[]).unwrap();
        let add = |token: &str, size| {
            let hash = TokenHash::of(token);
            exchanges.shard(&hash).add(hash, exchange(size), 3);
        };
        for size in 1..=5 {
            add("one", size);
        }
        let kept: Vec<usize> = exchanges.of("one").iter().map(|exchange| exchange.answered.size()).collect();
        assert_eq!(kept, [5, 4, 3], "the newest first");
        assert!(exchanges.of("other").is_empty());
        for number in 0..2000 {
            add(&format!("token {number}"), 10);
        }
        let (tokens, bytes, counted) = totals(&exchanges);
        assert!(tokens <= TOKENS * SHARDS && tokens > TOKENS, "{tokens}");
        assert_eq!(bytes, counted, "what is counted is what is there");
        assert_eq!(exchanges.of("token 1999").len(), 1, "who called last is there");
        assert!(exchanges.of("one").is_empty(), "who called long ago is not");
        for number in 0..2000 {
            add(&format!("token {number}"), ANSWER);
        }
        let (_, bytes, counted) = totals(&exchanges);
        assert!(bytes <= BYTES * SHARDS, "{bytes}");
        assert_eq!(bytes, counted);
        for _ in 0..3 {
            add("large", BYTES / 2);
        }
        assert_eq!(exchanges.of("large").len(), 1, "one's own oldest go as well");
    }

    #[test]
    fn a_token_in_a_body_is_masked_and_the_rest_stays() {
        let token = "0123456789abcdefghij0123456789abcdefWXYZ";
        let start = |text: &str, length| RecordedBody::Start { bytes: text.to_owned().into(), length };
        let (mut whole, mut cut, mut other) =
            (start(&format!("[{token}]"), 42), start(&format!("{token}\u{fffd}"), 90), start("[1]", 3));
        [&mut whole, &mut cut, &mut other].into_iter().for_each(|body| body.hide(token));
        let told = |body: &RecordedBody| match body {
            RecordedBody::Start { bytes, length } => (String::from_utf8_lossy(bytes).into_owned(), *length),
            _ => panic!("it is a start"),
        };
        assert_eq!(told(&whole), ("[••••WXYZ]".to_owned(), 18));
        assert_eq!(told(&cut), ("••••WXYZ\u{fffd}".to_owned(), 66));
        assert_eq!(told(&other), ("[1]".to_owned(), 3));
        let part = |text: &str| RecordedPart { name: text.into(), text: text.into(), is_file: false };
        let mut form = RecordedBody::Form(vec![part(token), part("plain")]);
        form.hide(token);
        let RecordedBody::Form(parts) = form else { panic!("it is a form") };
        assert_eq!((&*parts[0].name, &*parts[0].text, &*parts[1].text), ("••••WXYZ", "••••WXYZ", "plain"));
    }

    #[test]
    fn nothing_is_kept_of_none() {
        assert!(Exchanges::keeping(0, &[]).is_none());
    }
}
