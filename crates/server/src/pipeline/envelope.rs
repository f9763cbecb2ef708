//! Writing answers: the JSON envelope, put together by hand from parts that are JSON already, and files.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use contract::description::status_text;
use contract::{File, NextPage, Reply};
use http::header::{self, HeaderValue};
use http::{HeaderMap, StatusCode, Uri};
use percent_encoding::{AsciiSet, utf8_percent_encode};
use services::SlowWork;

use crate::documentation::exchanges::Uncompressed;
use crate::pipeline::compression;
use crate::pipeline::failure::Failure;
use crate::pipeline::paging::{RESERVED, next_page};
use crate::pipeline::random::RequestId;

/// What an answer is written from.
pub(crate) struct Writer<'a> {
    /// Where large answers are compressed.
    pub(crate) slow_work: &'a SlowWork,
    /// The request's headers.
    pub(crate) headers: &'a HeaderMap,
    /// The request's address, as it was sent.
    pub(crate) uri: &'a Uri,
    /// Its id.
    pub(crate) id: &'a RequestId,
    /// The id of this run of the server, told with faults of ours.
    pub(crate) instance: &'a str,
    /// Whether the response carries its bytes as [`Uncompressed`] for the history.
    pub(crate) keep: bool,
    /// What is told beside the answer.
    pub(crate) notice: Option<&'a str>,
}

impl Writer<'_> {
    /// A success. `origin` is asked for only when there is a next page.
    pub(crate) async fn success(
        &self,
        status: u16,
        reply: Reply,
        origin: impl FnOnce() -> String,
    ) -> Response {
        let json = match reply {
            Reply::File(file) => return self.file(status, file),
            Reply::Result(result) => {
                let mut json = Vec::with_capacity(result.len() + META);
                json.extend_from_slice(b"{\"result\":");
                json.extend_from_slice(result.as_bytes());
                json.extend_from_slice(b",\"meta\":{");
                json
            }
            Reply::Meta => b"{\"meta\":{".to_vec(),
            Reply::Page { elements, next } => self.page(&elements, next, origin),
        };
        self.finish(status, json).await
    }

    /// A refusal or a fault.
    pub(crate) async fn failure(&self, failure: &Failure) -> Response {
        let code = failure.problem.code;
        let mut json = b"{\"meta\":{\"error\":{\"errorMessage\":".to_vec();
        text(&mut json, &failure.problem.message);
        if !code.code.is_empty() {
            json.extend_from_slice(b",\"errorCode\":");
            text(&mut json, code.code);
        }
        if code.status >= 500 {
            json.extend_from_slice(b",\"instanceId\":");
            text(&mut json, self.instance);
        }
        json.extend_from_slice(b"},");
        let mut response = self.finish(code.status, json).await;
        if let Some(seconds) = failure.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }

    fn page(&self, elements: &str, next: Option<NextPage>, origin: impl FnOnce() -> String) -> Vec<u8> {
        let mut json = Vec::with_capacity(elements.len() + META + 256);
        json.extend_from_slice(b"{\"result\":{\"elements\":");
        json.extend_from_slice(elements.as_bytes());
        json.extend_from_slice(b",\"nextPage\":");
        match next {
            Some(next) => text(&mut json, &next_page(&origin(), self.uri, &next)),
            None => json.extend_from_slice(b"null"),
        }
        json.extend_from_slice(b"},\"meta\":{");
        json
    }

    /// Ends the `meta` that is open, and sends.
    async fn finish(&self, status: u16, mut json: Vec<u8>) -> Response {
        json.extend_from_slice(b"\"httpStatus\":\"");
        json.extend_from_slice(status_text(status).as_bytes());
        json.extend_from_slice(b"\",\"requestId\":\"");
        json.extend_from_slice(self.id.as_str().as_bytes());
        json.push(b'"');
        if let Some(notice) = self.notice {
            json.extend_from_slice(b",\"notice\":");
            text(&mut json, notice);
        }
        json.extend_from_slice(b"}}");
        let bytes = Bytes::from(json);
        let kept = self.keep.then(|| Uncompressed(bytes.clone()));
        let media_type = HeaderValue::from_static("application/json");
        let mut response =
            compression::respond_large(self.slow_work, self.headers, status, media_type, bytes).await;
        if let Some(kept) = kept {
            response.extensions_mut().insert(kept);
        }
        response
    }

    fn file(&self, status: u16, file: File) -> Response {
        let stream = futures_util::TryStreamExt::map_err(file.stream, |problem| problem.message);
        let mut response = Response::new(Body::from_stream(stream));
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
        let headers = response.headers_mut();
        let octets = HeaderValue::from_static("application/octet-stream");
        headers.insert(header::CONTENT_TYPE, HeaderValue::try_from(file.media_type).unwrap_or(octets));
        headers.insert(header::CONTENT_LENGTH, file.length.into());
        headers.insert(header::CONTENT_DISPOSITION, disposition(&file.name));
        response
    }
}

/// Room for `meta` and its names.
const META: usize = 128;

/// `attachment; filename=Beskar+Armor.zip`, as recorded: bare while the name allows it. A name beyond ASCII comes a
/// second time in the form of RFC 6266, for clients that know it.
fn disposition(name: &str) -> HeaderValue {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || "+-_.!#$&^`|~%'*".contains(c);
    let bare: String = name.chars().map(|c| if is_bare(c) { c } else { '_' }).collect();
    let mut value = format!("attachment; filename={bare}");
    if !name.is_ascii() {
        value.push_str("; filename*=UTF-8''");
        value.extend(utf8_percent_encode(name, IN_NAME));
    }
    HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("attachment"))
}

/// What is encoded of a file's name: `+` stands for a blank there, as in the bare name.
const IN_NAME: &AsciiSet = &RESERVED.remove(b'+');

/// A text as JSON.
fn text(json: &mut Vec<u8>, text: &str) {
    // Writing a text into memory has no way to fail.
    let _ = serde_json::to_writer(json, text);
}

#[cfg(test)]
mod tests {
    use contract::errors::codes;
    use contract::{Problem, outcome};
    use http_body_util::BodyExt;
    use serde_json::{Value, json};

    use super::*;

    async fn read(response: Response) -> (HeaderMap, Value) {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.headers, serde_json::from_slice(&bytes).unwrap())
    }

    fn writer<'a>(
        slow_work: &'a SlowWork,
        headers: &'a HeaderMap,
        uri: &'a Uri,
        id: &'a RequestId,
    ) -> Writer<'a> {
        Writer { slow_work, headers, uri, id, instance: "i", keep: false, notice: None }
    }

    async fn success(status: u16, reply: Reply) -> (HeaderMap, Value) {
        let (headers, uri, id) = (HeaderMap::new(), "/API/v3/users".parse().unwrap(), RequestId::new());
        let slow_work = SlowWork::new();
        let writer = writer(&slow_work, &headers, &uri, &id);
        let (headers, mut told) = read(writer.success(status, reply, || "http://h".into()).await).await;
        assert_eq!(told["meta"]["requestId"].take(), id.as_str());
        (headers, told)
    }

    #[tokio::test]
    async fn a_success_is_result_and_meta() {
        let (headers, told) = success(200, Reply::Result("{\"a\":1}".into())).await;
        assert_eq!(
            told,
            json!({ "result": { "a": 1 }, "meta": { "httpStatus": "200 - OK", "requestId": null } })
        );
        assert_eq!(headers[header::CONTENT_TYPE], "application/json");
        let (_, told) = success(202, Reply::Meta).await;
        assert_eq!(told, json!({ "meta": { "httpStatus": "202 - Accepted", "requestId": null } }));
    }

    #[tokio::test]
    async fn a_page_tells_the_next_or_null() {
        let (_, told) = success(200, Reply::Page { elements: "[1]".into(), next: None }).await;
        assert_eq!(told["result"], json!({ "elements": [1], "nextPage": null }));
        let next = Some(NextPage::Offset(100));
        let (_, told) = success(200, Reply::Page { elements: "[]".into(), next }).await;
        assert_eq!(told["result"]["nextPage"], "http://h/API/v3/users?offset=100");
    }

    #[tokio::test]
    async fn a_failure_is_meta_with_its_error() {
        let (headers, uri, id) = (HeaderMap::new(), "/".parse().unwrap(), RequestId::new());
        let slow_work = SlowWork::new();
        let writer = writer(&slow_work, &headers, &uri, &id);
        let (_, told) = read(writer.failure(&codes::NO_ROUTE.into()).await).await;
        assert_eq!(
            told["meta"]["error"],
            json!({ "errorMessage": "The requested resource does not exist." })
        );
        let problem = Problem::parameter("a\"b", "text is expected");
        let (_, told) = read(writer.failure(&problem.clone().into()).await).await;
        assert_eq!(told["meta"]["error"], json!({ "errorMessage": problem.message, "errorCode": "QVAL_1" }));
        assert_eq!(told["meta"]["httpStatus"], "400 - Bad Request");
        let (_, told) = read(writer.failure(&Failure::internal("x")).await).await;
        assert_eq!(told["meta"]["error"]["instanceId"], "i");
        let (headers, _) = read(writer.failure(&Failure::too_many("slowly", 7)).await).await;
        assert_eq!(headers[header::RETRY_AFTER], "7");
    }

    #[tokio::test]
    async fn a_notice_is_told_beside_answers_and_failures() {
        let (headers, uri, id) = (HeaderMap::new(), "/".parse().unwrap(), RequestId::new());
        let slow_work = SlowWork::new();
        let writer = Writer { notice: Some("so \"it\" is"), ..writer(&slow_work, &headers, &uri, &id) };
        let (_, told) = read(writer.failure(&codes::NO_ROUTE.into()).await).await;
        assert_eq!(told["meta"]["notice"], "so \"it\" is");
        assert!(told["meta"]["error"].is_object());
        let (_, told) = read(writer.success(200, Reply::Meta, String::new).await).await;
        let meta = json!({ "httpStatus": "200 - OK", "requestId": id.as_str(), "notice": "so \"it\" is" });
        assert_eq!(told, json!({ "meta": meta }));
    }

    #[tokio::test]
    async fn a_file_comes_bare_with_its_name() {
        let (headers, uri, id) = (HeaderMap::new(), "/".parse().unwrap(), RequestId::new());
        let slow_work = SlowWork::new();
        let writer = writer(&slow_work, &headers, &uri, &id);
        let file = File {
            media_type: "application/zip".into(),
            name: "Beskar+Armor.zip".into(),
            length: 3,
            stream: outcome::stream_of("abc".into()),
        };
        let response = writer.success(200, Reply::File(file), String::new).await;
        assert_eq!(response.headers()[header::CONTENT_DISPOSITION], "attachment; filename=Beskar+Armor.zip");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/zip");
        assert_eq!(response.headers()[header::CONTENT_LENGTH], "3");
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "abc");
        assert_eq!(disposition("a\r\nb; c.zip"), "attachment; filename=a__b__c.zip");
        assert_eq!(disposition("Ä.csv"), "attachment; filename=_.csv; filename*=UTF-8''%C3%84.csv");
    }
}
