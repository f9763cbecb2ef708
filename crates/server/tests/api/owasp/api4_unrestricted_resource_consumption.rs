//! API4:2023 Unrestricted Resource Consumption.
//!
//! Elsewhere: bodies beyond the limit and long addresses (`bad_input.rs`), survey files of 100 MB and their memory
//! (`uploads.rs`), one bomb that is packed and bodies that find no room (`protection.rs`), slow work (`slow_work.rs`), what
//! survey files and answers may cost (`model::limits::surveys`, tests of `engine`), connections (`canvass`).
//! Here: that every operation has these bounds, by walking all of them.

use std::io::Write;

use bytes::Bytes;
use contract::{Place, catalogue};
use flate2::Compression;
use flate2::write::GzEncoder;
use model::limits;
use testkit::server::ADMINISTRATOR;
use testkit::{Fixtures, Form};

use super::*;
use crate::every_operation::method;

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_operation_says_what_it_may_cost_and_none_may_cost_anything() {
    for told in catalogue() {
        let operation = &told.operation;
        assert!((1..=3_000).contains(&operation.calls_per_minute), "{}", operation.id);
        let is_stream = told.kinds.iter().any(|kind| matches!(kind, contract::BodyKind::Stream(_)));
        // A stream takes as long as its sender, who is watched instead.
        let is_short = (1..=120).contains(&operation.seconds);
        assert!(is_short || is_stream, "{}: {} s", operation.id, operation.seconds);
        assert!(is_stream || operation.body_limit <= limits::BUFFERED_BODY, "{}", operation.id);
        for parameter in told.placed(Place::Query).filter(|one| one.name == "pageSize") {
            assert_eq!(parameter.schema["maximum"], limits::PAGE, "{}", operation.id);
        }
    }
}

/// A body whose length nobody tells is counted as it comes; one that is packed, as it comes out.
#[tokio::test]
async fn a_body_is_bounded_for_every_operation_however_it_comes() {
    let server = TestServer::start().await;
    let piece = Bytes::from(vec![b' '; 1 << 20]);
    for told in catalogue() {
        let limit = told.operation.body_limit;
        let takes_json = told.bodies.iter().any(|body| body.media_type == "application/json");
        if !takes_json || limit > 20 << 20 {
            continue;
        }
        let ask = || {
            let ask = server.ask(method(told.operation.verb), &told.example_path());
            ask.token(ADMINISTRATOR)
        };
        let pieces = vec![piece.clone(); usize::try_from(limit >> 20).unwrap() + 1];
        let untold = ask().pieces("application/json", pieces).send().await;
        assert_eq!(untold.status, 413, "{}: {}", told.operation.id, untold.text());
        let bomb = packed(&vec![b' '; usize::try_from(limit).unwrap() + 1]);
        assert!(bomb.len() < 100_000);
        let bomb = ask().bytes("application/json", bomb).header("Content-Encoding", "gzip").send().await;
        assert_eq!(bomb.status, 413, "{}: {}", told.operation.id, bomb.text());
        // Packed twice is not unpacked twice.
        let twice = packed(&packed(b"{}"));
        let twice =
            ask().bytes("application/json", twice).header("Content-Encoding", "gzip, gzip").send().await;
        assert!((400..500).contains(&twice.status), "{}: {}", told.operation.id, twice.text());
    }
}

/// Depth costs stack, and members cost memory many times their bytes.
#[tokio::test]
async fn deep_and_wide_bodies_do_no_harm_to_any_operation() {
    let server = TestServer::start().await;
    for request in json_requests() {
        let told = request.told();
        let ask = || server.ask(method(told.operation.verb), &told.example_path()).token(ADMINISTRATOR);
        let deep = 400_000;
        let wide: String = (0..60_000).map(|number| format!("\"k{number}\":{number},")).collect();
        for (what, body) in [
            ("lists in lists", "[".repeat(deep)),
            ("objects in objects", "{\"a\":".repeat(deep)),
            ("closed lists in lists", format!("{{\"a\":{}{}}}", "[".repeat(deep), "]".repeat(deep))),
            ("members", format!("{{{wide}\"a\":1}}")),
            ("elements", format!("[{}1]", "1,".repeat(400_000))),
            ("a long number", format!("{{\"a\":1{}}}", "0".repeat(400_000))),
            ("a long name", format!("{{\"{}\":1}}", "n".repeat(400_000))),
        ] {
            let answer = ask().bytes("application/json", body).send().await;
            assert!(answer.status < 500, "{}, {what}: {}", told.operation.id, answer.text());
            assert!(answer.body.len() < 10_000, "{}, {what}: the answer repeats it", told.operation.id);
        }
    }
}

#[tokio::test]
async fn a_form_has_few_parts() {
    let server = TestServer::start().await;
    let forms = catalogue()
        .iter()
        .filter(|told| told.bodies.iter().any(|body| body.media_type == "multipart/form-data"));
    let mut tried = 0;
    for told in forms {
        let mut form = Form::new();
        for number in 0..=limits::FORM_PARTS {
            form = form.text(&format!("part{number}"), "x");
        }
        let request = Request::example(told).about(&mut Fixtures::ours(&server)).await;
        let ask = server.ask(method(told.operation.verb), &request.address()).token(ADMINISTRATOR);
        let answer = ask.form(form).send().await;
        tried += 1;
        assert!((400..500).contains(&answer.status), "{}: {}", told.operation.id, answer.text());
    }
    assert!(tried >= 1);
}

/// Whatever a caller asks for, a page of a list holds a hundred elements at the most.
#[tokio::test]
async fn no_list_gives_more_than_a_page() {
    let server = TestServer::start().await;
    let (mut asked, mut ours) = (0, Fixtures::ours(&server));
    for number in 0..120 {
        server.import_survey(&format!("Survey {number}"), &crate::every_operation::survey_file()).await;
    }
    for told in catalogue().iter().filter(|told| told.is_list()) {
        let request = Request::example(told).about(&mut ours).await;
        let address = request.address();
        let joint = if address.contains('?') { '&' } else { '?' };
        for query in [
            "pageSize=101",
            "pageSize=1000000",
            "pageSize=-1",
            "pageSize=0",
            "limit=1000000",
            "limit=-1",
            "count=1000000",
            "per_page=1000000",
            "size=1000000",
            "top=1000000",
            "$top=1000000",
            "offset=0&pageSize=100",
            "offset=-1",
            "offset=4294967296",
            "offset=99999999999999999999",
            "offset=4294967295",
            "skip=-1",
            "all=true",
            "",
        ] {
            let ask = server.ask(method(told.operation.verb), &format!("{address}{joint}{query}"));
            let answer = ask.token(ADMINISTRATOR).send().await;
            asked += 1;
            assert!(matches!(answer.status, 200 | 400), "{} {query}: {}", told.operation.id, answer.text());
            if answer.status == 200 {
                let elements = answer.result()["elements"].as_array().unwrap().len();
                assert!(elements <= limits::PAGE as usize, "{} {query}: {elements}", told.operation.id);
            }
        }
    }
    assert!(asked > 40, "{asked}");
}

/// A parameter or header that is long is refused before it costs anything, and not repeated.
#[tokio::test]
async fn what_is_refused_is_not_repeated_at_length() {
    let server = TestServer::start().await;
    let long = "y".repeat(7_000);
    for told in catalogue() {
        for parameter in told.placed(Place::Query) {
            let path = told.example_path();
            let path = path.split('?').next().unwrap();
            let path = format!("{path}?{}={long}", parameter.name);
            let ask = server.ask(method(told.operation.verb), &path).token(ADMINISTRATOR);
            let answer = ask.send().await;
            assert!((400..500).contains(&answer.status), "{}: {}", told.operation.id, answer.text());
            assert!(answer.body.len() < 4_000, "{}: {}", told.operation.id, answer.text());
        }
    }
}
