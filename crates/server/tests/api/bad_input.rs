//! Whatever is sent, the answer is a 4xx that names what is wrong, or a success: never a 5xx, never a panic.

use contract::description::Description;
use contract::{Place, catalogue};
use serde_json::{Value, json};
use testkit::server::ADMINISTRATOR;
use testkit::{Answer, Ask, TestServer};

use crate::every_operation::{example, method};

/// The operation's own example path in a server where the ids exist.
async fn seeded() -> (TestServer, String) {
    let server = TestServer::start().await;
    let token = services::example::install(&server.app, None).await.unwrap().unwrap();
    server.run_jobs().await;
    (server, token)
}

fn ask<'s>(server: &'s TestServer, told: &Description, token: &str) -> Ask<'s> {
    server.ask(method(told.operation.verb), &told.example_path()).token(token)
}

fn with_json_body() -> impl Iterator<Item = (&'static Description, Value)> {
    catalogue().iter().filter_map(|told| {
        let body = told.bodies.iter().find(|body| body.media_type == "application/json")?;
        Some((told, serde_json::from_str(&body.example).unwrap()))
    })
}

fn refused(answer: &Answer, told: &Description, why: &str) {
    let id = told.operation.id;
    assert!((400..500).contains(&answer.status), "{id}, {why}: {} {}", answer.status, answer.text());
    assert!(!answer.error_message().is_empty(), "{id}, {why}: {}", answer.text());
    assert!(answer.json()["meta"]["requestId"].is_string(), "{id}, {why}");
}

#[tokio::test]
async fn a_member_of_the_wrong_type_is_named() {
    let (server, token) = seeded().await;
    for (told, example) in with_json_body() {
        for name in example.as_object().unwrap().keys() {
            for wrong in [json!({ "a": [1] }), json!([[]]), json!(1e300), json!(-7.5)] {
                let mut body = example.clone();
                body[name] = wrong.clone();
                let answer = ask(&server, told, &token).json(&body).send().await;
                // `values` is an object of anything, so a number for it is wrong and an object is read.
                if name == "values" && wrong.is_object() {
                    continue;
                }
                refused(&answer, told, &format!("{name} = {wrong}"));
                assert!(
                    answer.error_message().contains(name.as_str()),
                    "{name} = {wrong}: {}",
                    answer.text()
                );
            }
        }
    }
}

#[tokio::test]
async fn a_missing_member_is_named() {
    let (server, token) = seeded().await;
    for (told, example) in with_json_body() {
        let body = told.bodies.iter().find(|body| body.media_type == "application/json").unwrap();
        for name in body.schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let mut without = example.clone();
            without.as_object_mut().unwrap().remove(name);
            let answer = ask(&server, told, &token).json(&without).send().await;
            refused(&answer, told, &format!("without {name}"));
            assert!(answer.error_message().contains(name), "{name}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let (server, token) = seeded().await;
    let deep = format!("{{\"values\":{}", "[".repeat(200_000));
    for (told, example) in with_json_body() {
        let first = example.as_object().unwrap().keys().next().unwrap();
        let twice = format!("{{\"{first}\":1,\"{first}\":2}}");
        let huge = format!("{{\"{first}\":{}}}", "9".repeat(5000));
        let texts: [&[u8]; 9] = [
            b"",
            b"{",
            b"[]",
            b"null",
            b"\"text\"",
            deep.as_bytes(),
            twice.as_bytes(),
            huge.as_bytes(),
            b"{\"name\":\"\xff\xfe\"}",
        ];
        for text in texts {
            let answer = ask(&server, told, &token).bytes("application/json", text).send().await;
            refused(&answer, told, &String::from_utf8_lossy(&text[..text.len().min(40)]));
        }
        let answer = ask(&server, told, &token).bytes("application/json", twice.as_bytes()).send().await;
        assert!(answer.error_message().contains(first.as_str()), "{}", answer.text());
        let answer =
            ask(&server, told, &token).bytes("application/x-www-form-urlencoded", "a=b").send().await;
        assert_eq!(answer.status, 415, "{}: {}", told.operation.id, answer.text());
    }
}

#[tokio::test]
async fn query_parameters_are_named_and_unknown_ones_passed_over() {
    let (server, token) = seeded().await;
    for told in catalogue() {
        for parameter in told.placed(Place::Query) {
            for wrong in ["-1", "x", "99999999999999999999999", "true%20", "%ff", "1&NAME=2"] {
                let query = format!("{}={}", parameter.name, wrong.replace("NAME", &parameter.name));
                let path = format!("{}?{query}", told.operation.path);
                let path = told.placed(Place::Path).fold(path, |path, id| {
                    path.replace(&format!("{{{}}}", id.name), id.example.as_deref().unwrap())
                });
                let answer = server.ask(method(told.operation.verb), &path).token(&token).send().await;
                refused(&answer, told, &query);
                let named = answer.error_message().contains(&parameter.name) || answer.status == 415;
                assert!(named, "{query}: {}", answer.text());
            }
        }
    }
    let unknown = server
        .get("/surveys?Offset=x&limit=1&useNewPaginationScheme=true&a%5B%5D=1")
        .token(&token)
        .send()
        .await;
    assert_eq!(unknown.status, 200, "{}", unknown.text());
    let empty = server.get("/surveys?offset=").token(&token).send().await;
    assert_eq!((empty.status, empty.error_code().as_str()), (400, "QVAL_5"), "{}", empty.text());
    assert_eq!(empty.error_message(), "Parameter offset should not be empty.");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_413() {
    let (server, token) = seeded().await;
    for (told, _) in with_json_body().filter(|(told, _)| told.operation.body_limit <= 20 << 20) {
        let large = vec![b' '; usize::try_from(told.operation.body_limit).unwrap() + 1];
        let answer = ask(&server, told, &token).bytes("application/json", large).send().await;
        assert_eq!(answer.status, 413, "{}: {}", told.operation.id, answer.text());
        assert_eq!(answer.json()["meta"]["httpStatus"], "413 - Request Entity Too Large");
    }
}

/// The same numbers each time, so that a failure can be repeated.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    /// A JSON value of chance.
    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth > 3 { 7 } else { 9 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.0 as i64),
            3 => json!(self.0 as f64 / 3.0),
            4 => json!(
                ["", "csv", "QID1", "\u{0}", "🤷", "2024-13-45", "SV_", "../../x", "true"][self.below(9)]
            ),
            5 => json!(-(self.below(9) as i64)),
            6 => json!("x".repeat(self.below(3000))),
            7 => (0..self.below(5)).map(|_| self.value(depth + 1)).collect(),
            _ => (0..self.below(5))
                .map(|n| (format!("k{n}"), self.value(depth + 1)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

#[tokio::test]
async fn bodies_of_chance_never_break_it() {
    let (server, token) = seeded().await;
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    for (told, example) in with_json_body() {
        let schema = &told.bodies.iter().find(|body| body.media_type == "application/json").unwrap().schema;
        let mut names: Vec<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        names.push("unknown".to_owned());
        for _ in 0..150 {
            let mut body = if chance.below(4) == 0 { json!({}) } else { example.clone() };
            for _ in 0..=chance.below(3) {
                let name = &names[chance.below(names.len())];
                // Passwords are hashed slowly, by design.
                if name != "password" {
                    body[name] = chance.value(0);
                }
            }
            // Such a file would be fetched: that is another test's.
            if body.get("fileUrl").is_some() {
                body["fileUrl"] = json!("ftp://nowhere");
            }
            let answer = ask(&server, told, &token).json(&body).send().await;
            assert!(answer.status < 500, "{}: {body} gives {}", told.operation.id, answer.text());
        }
    }
    server.run_jobs().await;
}

#[tokio::test]
async fn broken_addresses_and_methods_are_answered() {
    let server = TestServer::start().await;
    for path in [
        "/API/v3/%",
        "/API/v3/surveys/%ff%fe",
        "/API/v3//../x",
        "/API/v3/surveys?%",
        "/api/v3/whoami",
        "/API/v4/whoami",
        "//",
    ] {
        for verb in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
            let answer = server.ask(verb.parse().unwrap(), path).token(ADMINISTRATOR).send().await;
            assert!(answer.status < 500, "{verb} {path}: {}", answer.status);
        }
    }
    let long = server.get(&format!("/surveys?x={}", "y".repeat(9000))).send().await;
    assert_eq!((long.status, long.error_code().as_str()), (414, "GEN_14"));
    for told in catalogue() {
        let answer = example(&server, told, &told.example_path()).token(ADMINISTRATOR).send().await;
        assert!(answer.status < 500, "{}: {}", told.operation.id, answer.text());
    }
}
