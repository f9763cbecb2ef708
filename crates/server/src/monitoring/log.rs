//! One line in the log for every request of the API and of respondents. It names the route, never the query, and never a header: nothing
//! that could carry a token reaches it.

use std::net::IpAddr;
use std::time::Duration;

use axum::response::Response;
use http::{Method, header};
use model::account::Caller;

use crate::pipeline::random::RequestId;

/// What is told of a request.
pub(crate) struct Line<'a> {
    pub(crate) id: &'a RequestId,
    pub(crate) method: &'a Method,
    /// The path as the operation declares it, with names in braces; `None` when no operation was found.
    pub(crate) route: Option<&'static str>,
    pub(crate) caller: Option<&'a Caller>,
    /// Where the caller is. Never told of respondents: a survey may be anonymous.
    pub(crate) address: Option<IpAddr>,
    pub(crate) took: Duration,
}

/// Writes the line; and, for a fault of ours, one more with its cause.
pub(crate) fn write(line: &Line<'_>, response: &Response, cause: Option<&str>) {
    let id = line.id.as_str();
    if let Some(cause) = cause {
        tracing::error!(request = id, cause, "an internal error");
    }
    let length = response.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let bytes = length.and_then(|length| length.parse::<u64>().ok()).unwrap_or_default();
    tracing::info!(
        request = id,
        method = line.method.as_str(),
        route = line.route.unwrap_or("none"),
        status = response.status().as_u16(),
        ms = u64::try_from(line.took.as_millis()).unwrap_or(u64::MAX),
        brand = line.caller.map_or("", |caller| caller.brand.as_str()),
        user = line.caller.map_or("", |caller| caller.user.as_str()),
        address = line.address.map(tracing::field::display),
        bytes,
        "request"
    );
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use http::HeaderValue;
    use model::account::Role;
    use model::permissions::Leaves;
    use model::{BrandId, UserId, example};
    use serde_json::Value;

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_tells_the_route_and_a_fault_its_cause() {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
        let id = RequestId::new();
        let caller = Caller {
            user: UserId::parse(example::ADMINISTRATOR).unwrap(),
            brand: BrandId::parse(example::BRAND).unwrap(),
            role: Role::User,
            permissions: Leaves::ALL,
            scopes: None,
            needs_certificate: false,
        };
        let took = Duration::from_millis(12);
        let route = Some("/API/v3/users/{userId}");
        let address = Some([192, 0, 2, 1].into());
        let line = Line { id: &id, method: &Method::GET, route, caller: Some(&caller), address, took };
        let mut response = Response::default();
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("34"));
        tracing::subscriber::with_default(subscriber, || write(&line, &response, Some("the disk is full")));
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["fields"]["cause"], "the disk is full");
        assert_eq!(
            lines[1]["fields"],
            serde_json::json!({
                "message": "request", "request": id.as_str(), "method": "GET", "route": "/API/v3/users/{userId}",
                "status": 200, "ms": 12, "brand": example::BRAND, "user": example::ADMINISTRATOR,
                "address": "192.0.2.1", "bytes": 34,
            })
        );
    }
}
