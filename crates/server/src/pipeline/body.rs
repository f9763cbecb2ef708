//! Reading a request's body: its form picked by the Content-Type, its size and its pace guarded.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use contract::errors::codes;
use contract::{BodyKind, BodyStream, Description, Part, Problem, Received};
use futures_util::TryStreamExt;
use http::{HeaderMap, header};
use http_body::Body as _;
use model::limits;
use tokio::time::timeout;

use crate::pipeline::arriving::{Bodies, arriving, collect, discard, slow, too_large};
use crate::pipeline::failure::Failure;
use crate::pipeline::{multipart, urlencoded};
use crate::protection::memory::Room;

/// A body that has been taken in, or a stream that will be. All but a stream can be handed out again.
pub(crate) enum IncomingBody {
    /// None.
    Nothing,
    /// JSON text, and its room in memory.
    Json {
        /// The text.
        text: Bytes,
        /// Taken for as long as the body is held.
        _room: Arc<Room>,
    },
    /// The parts of a form, and their room in memory.
    Form {
        /// The parts.
        parts: Vec<Part>,
        /// Taken for as long as the body is held.
        _room: Arc<Room>,
    },
    /// A stream, until it is handed out, and why it broke off, once it has.
    Stream(Option<Received>, Broken),
}

/// Why a stream broke off: an operation that reads one fails in words of its own, and the caller is told this instead.
pub(crate) type Broken = Arc<Mutex<Option<Problem>>>;

impl IncomingBody {
    /// What arrived, for one run of the answer; `None` when it was a stream and is used up.
    pub(crate) fn for_attempt(&mut self) -> Option<Received> {
        match self {
            Self::Nothing => Some(Received::Nothing),
            Self::Json { text, .. } => Some(Received::Json(text.clone())),
            Self::Form { parts, .. } => Some(Received::Form(parts.clone())),
            Self::Stream(received, _) => received.take(),
        }
    }

    /// Why the stream broke off, if it did.
    pub(crate) fn broken(&self) -> Option<Problem> {
        let Self::Stream(_, broken) = self else { return None };
        broken.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Takes the body in. `body` is left empty only when reading has begun.
///
/// # Errors
/// 415 for a Content-Type the operation does not read or an encoding that nobody knows, 413 for more than it takes, 400
/// for what is malformed, 503 when there is no room.
pub(crate) async fn read_body(
    bodies: &Bodies,
    description: &Description,
    headers: &HeaderMap,
    body: &mut Option<Body>,
) -> Result<IncomingBody, Failure> {
    let kind = pick(description.kinds, headers, body.as_ref())?;
    let limit = match kind {
        BodyKind::Nothing => return Ok(IncomingBody::Nothing),
        BodyKind::Json | BodyKind::Form => description.operation.body_limit.min(limits::BUFFERED_BODY),
        BodyKind::Stream(_) => description.operation.body_limit,
    };
    if told_length(headers).is_some_and(|length| length > limit) {
        return Err(too_large(limit).into());
    }
    let room = bodies.memory.room();
    let held = (!matches!(kind, BodyKind::Stream(_))).then(|| Arc::clone(&room));
    let arriving = arriving(headers, body.take().unwrap_or_default(), limit, bodies.idle, held)?;
    let reading = Box::pin(async {
        match kind {
            BodyKind::Nothing => Ok(IncomingBody::Nothing),
            BodyKind::Json => {
                let text = collect(arriving).await;
                text.map(|text| IncomingBody::Json { text, _room: room })
            }
            BodyKind::Form => {
                let parts = multipart::parts(headers, arriving).await;
                parts.map(|parts| IncomingBody::Form { parts, _room: room })
            }
            BodyKind::Stream(_) => Ok(stream_of(headers, arriving)),
        }
    });
    let whole = Duration::from_secs(description.operation.seconds).max(bodies.time);
    Ok(timeout(whole, reading).await.map_err(|_| slow())??)
}

/// The parts of a form that belongs to no operation, with their room in memory.
pub(crate) struct Form {
    parts: Vec<Part>,
    _room: Arc<Room>,
}

impl Deref for Form {
    type Target = [Part];

    fn deref(&self) -> &[Part] {
        &self.parts
    }
}

/// Takes a form in that belongs to no operation.
///
/// # Errors
/// As for [`read_body`].
pub(crate) async fn read_form(
    bodies: &Bodies,
    headers: &HeaderMap,
    body: Body,
    limit: u64,
) -> Result<Form, Problem> {
    let room = bodies.open_memory.room();
    let arriving = arriving(headers, body, limit, bodies.idle, Some(Arc::clone(&room)))?;
    let parts = timeout(bodies.time, multipart::parts(headers, arriving)).await.map_err(|_| slow())??;
    Ok(Form { parts, _room: room })
}

/// Takes a form without files in that belongs to no operation, in either of the encodings that browsers use.
///
/// # Errors
/// As for [`read_body`].
pub(crate) async fn read_fields(
    bodies: &Bodies,
    headers: &HeaderMap,
    body: Body,
    limit: u64,
) -> Result<Form, Problem> {
    if media_type(headers) != "application/x-www-form-urlencoded" {
        return read_form(bodies, headers, body, limit).await;
    }
    let (text, room) = read_text(bodies, headers, body, limit).await?;
    let fields = urlencoded::fields(&String::from_utf8_lossy(&text));
    let part = |(name, value): (String, String)| Part {
        name,
        file_name: None,
        media_type: None,
        data: value.into(),
    };
    Ok(Form { parts: fields.into_iter().map(part).collect(), _room: room })
}

/// Takes a body in that belongs to no operation, as it stands, with its room in memory.
///
/// # Errors
/// As for [`read_body`].
pub(crate) async fn read_text(
    bodies: &Bodies,
    headers: &HeaderMap,
    body: Body,
    limit: u64,
) -> Result<(Bytes, Arc<Room>), Problem> {
    if told_length(headers).is_some_and(|length| length > limit) {
        drain(headers, Some(body)).await;
        return Err(too_large(limit));
    }
    let room = bodies.open_memory.room();
    let arriving = arriving(headers, body, limit, bodies.idle, Some(Arc::clone(&room)))?;
    let text = timeout(bodies.time, collect(arriving)).await.map_err(|_| slow())??;
    Ok((text, room))
}

/// Reads what is left of a refused body and throws it away, within reason: a caller that is still sending when the
/// connection closes would see a reset and never the answer.
pub(crate) async fn drain(headers: &HeaderMap, body: Option<Body>) {
    let Some(body) = body.filter(|body| !body.is_end_stream()) else { return };
    // Who asks before sending has sent nothing yet, and is not to be told to go on.
    if !headers.contains_key(header::EXPECT) {
        Box::pin(discard(body.into_data_stream())).await;
    }
}

/// The media type of a body without its parameters, in lower case; empty when none was sent.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn pick(kinds: &[BodyKind], headers: &HeaderMap, body: Option<&Body>) -> Result<BodyKind, Problem> {
    if kinds == [BodyKind::Nothing] {
        return Ok(BodyKind::Nothing);
    }
    let sent = media_type(headers);
    let empty = body.is_none_or(|body| body.is_end_stream());
    let fits = |kind: &BodyKind| match kind {
        BodyKind::Nothing => empty,
        // A body without a Content-Type is taken for JSON where JSON is read.
        BodyKind::Json => sent == "application/json" || sent.is_empty(),
        BodyKind::Form => sent == "multipart/form-data",
        BodyKind::Stream(types) => types.contains(&sent.as_str()),
    };
    kinds.iter().copied().find(fits).ok_or_else(|| {
        let accepted: Vec<&str> = kinds.iter().flat_map(|kind| names(*kind)).copied().collect();
        let accepted = accepted.join(", ");
        Problem::told(
            codes::BAD_CONTENT_TYPE,
            format!("The Content-Type {sent} is not supported: send {accepted}."),
        )
    })
}

fn names(kind: BodyKind) -> &'static [&'static str] {
    match kind {
        BodyKind::Nothing => &[],
        BodyKind::Json => &["application/json"],
        BodyKind::Form => &["multipart/form-data"],
        BodyKind::Stream(types) => types,
    }
}

fn told_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn stream_of(headers: &HeaderMap, arriving: BodyStream) -> IncomingBody {
    let broken = Broken::default();
    let slot = broken.clone();
    let noted = arriving.inspect_err(move |problem| {
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(problem.clone());
    });
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let charset = sent.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_owned())
    });
    let received = Received::Stream { media_type: media_type(headers), charset, stream: Box::pin(noted) };
    IncomingBody::Stream(Some(received), broken)
}

#[cfg(test)]
mod tests {
    use contract::importing::StartResponseImport;
    use contract::users::{CreateUser, WhoAmI};

    use super::*;
    use crate::bounds::Bounds;

    fn typed(media_type: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, media_type.parse().unwrap());
        headers
    }

    async fn incoming(
        description: &Description,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<IncomingBody, u16> {
        let bodies = Bodies::within(&Bounds::default());
        let incoming = read_body(&bodies, description, headers, &mut Some(body)).await;
        incoming.map_err(|failure| failure.problem.code.status)
    }

    #[tokio::test]
    async fn the_content_type_picks_the_form() {
        let creates = Description::of::<CreateUser>();
        for sent in ["application/json", "Application/JSON; charset=UTF-8"] {
            let mut incoming = incoming(&creates, &typed(sent), "{}".into()).await.unwrap();
            let again = (incoming.for_attempt(), incoming.for_attempt());
            assert!(matches!(again, (Some(Received::Json(_)), Some(Received::Json(text))) if text == "{}"));
        }
        assert!(matches!(
            incoming(&creates, &HeaderMap::new(), "{}".into()).await,
            Ok(IncomingBody::Json { .. })
        ));
        assert!(matches!(incoming(&creates, &typed("text/plain"), "{}".into()).await, Err(415)));
        let reads = Description::of::<WhoAmI>();
        assert!(matches!(
            incoming(&reads, &typed("text/plain"), "junk".into()).await,
            Ok(IncomingBody::Nothing)
        ));
    }

    #[tokio::test]
    async fn too_much_is_refused_by_its_length_and_while_reading() {
        let mut creates = Description::of::<CreateUser>();
        creates.operation.body_limit = 4;
        let mut told = typed("application/json");
        told.insert(header::CONTENT_LENGTH, "5".parse().unwrap());
        let mut body = Some(Body::from("12345"));
        let bodies = Bodies::within(&Bounds::default());
        let refused = read_body(&bodies, &creates, &told, &mut body).await.err().unwrap();
        assert_eq!(refused.problem.code.status, 413);
        assert!(body.is_some(), "nothing was read");
        let pieces = futures_util::stream::iter(
            ["123", "45"].map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece))),
        );
        let sent = incoming(&creates, &typed("application/json"), Body::from_stream(pieces)).await;
        assert!(matches!(sent, Err(413)));
    }

    #[tokio::test]
    async fn a_stream_is_handed_out_once_and_tells_why_it_broke() {
        let mut imports = Description::of::<StartResponseImport>();
        imports.operation.body_limit = 4;
        let mut incoming =
            incoming(&imports, &typed("text/csv; charset=\"utf-16\""), "12345".into()).await.unwrap();
        let Some(Received::Stream { media_type, charset, mut stream }) = incoming.for_attempt() else {
            panic!()
        };
        assert_eq!((media_type.as_str(), charset.as_deref()), ("text/csv", Some("utf-16")));
        assert!(incoming.for_attempt().is_none());
        assert!(incoming.broken().is_none());
        assert!(stream.try_next().await.is_err());
        assert_eq!(incoming.broken().unwrap().code.status, 413);
    }
}
