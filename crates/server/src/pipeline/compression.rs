//! Answers held in memory, compressed for callers that ask for it.

use std::io::Write;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use fly_accept_encoding::{Encoding, encodings_iter};
use http::header::{self, HeaderValue};
use http::{HeaderMap, StatusCode};
use services::SlowWork;

/// The answer with these bytes: compressed when they are worth it and the caller takes gzip.
pub(crate) fn respond(request: &HeaderMap, status: u16, media_type: HeaderValue, bytes: Bytes) -> Response {
    let compressed = if is_compressed(request, &bytes) { compress(&bytes) } else { None };
    assemble(status, media_type, bytes, compressed)
}

/// As [`respond`], for answers that may be of any size: a large one is compressed on a thread that may block.
pub(crate) async fn respond_large(
    slow_work: &SlowWork,
    request: &HeaderMap,
    status: u16,
    media_type: HeaderValue,
    bytes: Bytes,
) -> Response {
    let compressed = if is_compressed(request, &bytes) {
        let plain = bytes.clone();
        // What cannot be compressed goes out as it is.
        slow_work.run_if_large(bytes.len(), move || compress(&plain)).await.ok().flatten()
    } else {
        None
    };
    assemble(status, media_type, bytes, compressed)
}

fn is_compressed(request: &HeaderMap, bytes: &Bytes) -> bool {
    bytes.len() > WORTH && accepts(request)
}

fn assemble(status: u16, media_type: HeaderValue, bytes: Bytes, compressed: Option<Bytes>) -> Response {
    let worth = bytes.len() > WORTH;
    let encoded = compressed.is_some();
    let bytes = compressed.unwrap_or(bytes);
    let length = bytes.len();
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CONTENT_LENGTH, length.into());
    if worth {
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    if encoded {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Below this a compressed answer saves no packet.
pub(crate) const WORTH: usize = 1024;

/// Whether the caller takes gzip.
pub(crate) fn accepts(request: &HeaderMap) -> bool {
    let mut asked = HeaderMap::new();
    for value in request.get_all(header::ACCEPT_ENCODING) {
        // The crate knows small letters only, and no blanks within a choice.
        let tight = value.as_bytes().iter().filter(|byte| !byte.is_ascii_whitespace());
        if let Ok(value) = HeaderValue::from_bytes(&tight.map(u8::to_ascii_lowercase).collect::<Vec<_>>()) {
            asked.append(header::ACCEPT_ENCODING, value);
        }
    }
    let choices: Vec<_> = encodings_iter(&asked).filter_map(Result::ok).collect();
    let weight = |wanted| choices.iter().find(|(named, _)| *named == wanted).map(|(_, weight)| *weight);
    // What is said of gzip counts before what `*` says of all.
    weight(Some(Encoding::Gzip)).or_else(|| weight(None)).is_some_and(|weight| weight > 0.0)
}

/// Compressed as well as can be: for what is compressed once and sent often.
pub(crate) fn compress_well(bytes: &[u8]) -> Option<Bytes> {
    compress_at(bytes, Compression::best())
}

/// Compressed quickly: for what is sent once.
pub(crate) fn compress(bytes: &[u8]) -> Option<Bytes> {
    compress_at(bytes, Compression::fast())
}

fn compress_at(bytes: &[u8], level: Compression) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), level);
    encoder.write_all(bytes).ok()?;
    Some(encoder.finish().ok()?.into())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use http_body_util::BodyExt;

    use super::*;

    fn answer(accepted: &str, size: usize) -> Response {
        let mut request = HeaderMap::new();
        request.insert(header::ACCEPT_ENCODING, accepted.parse().unwrap());
        respond(&request, 200, HeaderValue::from_static("application/json"), vec![b'a'; size].into())
    }

    #[tokio::test]
    async fn large_answers_are_compressed_when_asked() {
        let response = answer("deflate, gzip;q=0.8", 5000);
        assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
        assert_eq!(response.headers()[header::VARY], "Accept-Encoding");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, vec![b'a'; 5000]);
    }

    #[test]
    fn small_ones_and_those_for_others_are_not() {
        for (accepted, size) in [("gzip", 100), ("br", 5000), ("gzip;q=0", 5000), ("gzip;q=0.0, br", 5000)] {
            let response = answer(accepted, size);
            assert!(!response.headers().contains_key(header::CONTENT_ENCODING), "{accepted}");
            assert_eq!(response.headers()[header::CONTENT_LENGTH], size.to_string());
        }
    }

    #[test]
    fn choices_are_understood_as_the_standard_writes_them() {
        let accepts = |values: &[&'static str]| {
            let headers =
                values.iter().map(|value| (header::ACCEPT_ENCODING, HeaderValue::from_static(value)));
            super::accepts(&headers.collect())
        };
        for taken in ["gzip", "GZip", "*", "br, gzip ; q=0.5", "*;q=0, gzip", "unknown;a=b, gzip;q=1.000"] {
            assert!(accepts(&[taken]), "{taken}");
        }
        for refused in ["", "identity", "gzip ; Q=0", "*, gzip;q=0", "*;q=0", "gzip;q=2", "gzip;q=x"] {
            assert!(!accepts(&[refused]), "{refused}");
        }
        assert!(accepts(&["br", "gzip"]), "the header may come in several lines");
        assert!(!accepts(&[]));
    }
}
