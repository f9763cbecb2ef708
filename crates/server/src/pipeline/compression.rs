//! Answers held in memory, compressed for callers that ask for it.

use std::io::Write;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{self, HeaderValue};
use http::{HeaderMap, StatusCode};

/// The answer with these bytes: compressed when they are worth it and the caller takes gzip.
pub(crate) fn respond(request: &HeaderMap, status: u16, media_type: HeaderValue, bytes: Bytes) -> Response {
    let worth = bytes.len() > WORTH;
    let compressed = if worth && accepts(request) { compress(&bytes) } else { None };
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
    request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').any(|choice| {
            let mut parts = choice.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip") || name == "*");
            let refused = |part: &str| {
                part.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
            };
            named && !parts.any(refused)
        })
    })
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
}
