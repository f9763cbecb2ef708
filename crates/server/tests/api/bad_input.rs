//! Whatever is sent, the answer is a 4xx that names what is wrong, or a success: never a 5xx, never a panic.

use contract::{Description, Place, catalogue, schema};
use serde_json::{Value, json};
use testkit::example::{At, Slot};
use testkit::server::ADMINISTRATOR;
use testkit::{Answer, Ask, Request, TestServer};

use crate::every_operation::{Installed, example, method};

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

/// What is wrong where a value was not refused by the name of its place.
fn not_named(answer: &Answer, slot: &Slot, told: &Description, why: &str) -> Option<String> {
    let named = (400..500).contains(&answer.status) && answer.error_message().contains(slot.name());
    (!named).then(|| format!("{}, {why}: {} {}", told.operation.id, answer.status, answer.text()))
}

/// Values that do not fit the schema: of other types, and at the edge of what it allows, where it says so. What its own
/// validator takes is left out.
fn unfit(schema: &Value) -> Vec<Value> {
    let number = |name: &str| schema[name].as_i64();
    let mut values = vec![
        json!({ "a": [1] }),
        json!([[]]),
        json!(1e300),
        json!(-7.5),
        json!(true),
        json!("\u{0}"),
        json!("no such word"),
        json!("2024-13-45T00:00:00Z"),
        json!("SV_"),
    ];
    values.extend(number("minimum").map(|least| json!(least - 1)));
    values.extend(number("maximum").map(|most| json!(most + 1)));
    let text = |length: i64| json!("x".repeat(usize::try_from(length).unwrap_or(0)));
    values.extend(number("minLength").filter(|least| *least > 0).map(|least| text(least - 1)));
    values.extend(number("maxLength").map(|most| text(most + 1)));
    let list = |length: i64| vec![Value::Null; usize::try_from(length).unwrap_or(0)].into();
    values.extend(number("maxItems").map(|most| list(most + 1)));
    for choice in ["anyOf", "oneOf"] {
        values.extend(schema[choice].as_array().into_iter().flatten().flat_map(unfit));
    }
    let validator = jsonschema::options().should_validate_formats(true).build(schema).unwrap();
    // A text with a rule of its own holds no control characters, which its schema does not say.
    let has_rule = schema.get("x-words").is_some();
    values.retain(|value| !validator.is_valid(value) || (has_rule && *value == json!("\u{0}")));
    values
}

/// Values that ask for something, where whatever does is refused.
fn asking() -> Vec<Value> {
    vec![json!(true), json!("x"), json!(7), json!([1]), json!({ "a": true })]
}

#[tokio::test]
async fn a_value_that_does_not_fit_its_schema_is_refused_by_the_members_name() {
    let Installed { server, token } = Installed::start().await;
    let mut wrongly = Vec::new();
    for request in catalogue().iter().filter_map(Request::json) {
        let (told, mut tried) = (request.told(), 0);
        for slot in request.slots().iter().filter(|slot| matches!(slot.at, At::Body(_))) {
            let wrong =
                if schema::unsupported(&slot.schema).is_some() { asking() } else { unfit(&slot.schema) };
            for wrong in wrong {
                let sent = request.clone().set(&slot.at, wrong.clone());
                let answer = sent.ask(&server).token(&token).send().await;
                wrongly.extend(not_named(&answer, slot, told, &format!("{} = {wrong}", slot.name())));
                tried += 1;
            }
        }
        assert!(tried > 0, "{}: every value fits its body", told.operation.id);
    }
    assert!(wrongly.is_empty(), "taken, or refused without a name: {wrongly:#?}");
}

#[tokio::test]
async fn an_empty_text_is_taken_where_its_schema_takes_it() {
    let Installed { server, token } = Installed::start().await;
    let (mut wrongly, mut tried) = (Vec::new(), 0);
    for request in catalogue().iter().filter_map(Request::json) {
        for slot in request.slots().iter().filter(|slot| matches!(slot.at, At::Body(_))) {
            // Not every reader of a schema looks at its formats.
            let validator = jsonschema::options().should_validate_formats(false).build(&slot.schema).unwrap();
            if schema::unsupported(&slot.schema).is_some() || !validator.is_valid(&json!("")) {
                continue;
            }
            let answer = request.clone().set(&slot.at, json!("")).ask(&server).token(&token).send().await;
            if answer.status == 400 && answer.error_message().contains(slot.name()) {
                let told = request.told();
                wrongly.push(format!("{}, {}: {}", told.operation.id, slot.name(), answer.text()));
            }
            tried += 1;
        }
    }
    assert!(tried > 0 && wrongly.is_empty(), "taken by the schema, refused by the server: {wrongly:#?}");
}

#[tokio::test]
async fn a_missing_member_is_named() {
    let Installed { server, token } = Installed::start().await;
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
    let Installed { server, token } = Installed::start().await;
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

/// What a parameter's text is taken for, by its schema.
fn meant(schema: &Value, text: &str) -> Value {
    if schema::is_type(schema, "string") { text.into() } else { text.parse().unwrap_or_else(|_| text.into()) }
}

#[tokio::test]
async fn a_parameter_that_does_not_fit_its_schema_is_named() {
    let Installed { server, token } = Installed::start().await;
    let mut wrongly = Vec::new();
    for told in catalogue() {
        let request = Request::example(told);
        for slot in request.slots() {
            let At::Parameter(place @ (Place::Query | Place::Header), name) = &slot.at else { continue };
            let validator = jsonschema::options().should_validate_formats(true).build(&slot.schema).unwrap();
            let mut wrong: Vec<String> =
                ["-1", "x", "99999999999999999999999", "true ", "no such word", "SV_"]
                    .map(str::to_owned)
                    .into();
            let most = slot.schema["maxLength"].as_u64().unwrap_or(0);
            wrong.push("y".repeat(usize::try_from(most).unwrap() + 1));
            wrong.extend(slot.schema["maximum"].as_i64().map(|most| (most + 1).to_string()));
            wrong.retain(|text| !validator.is_valid(&meant(&slot.schema, text)));
            if *place == Place::Query && slot.schema.get("x-words").is_some() {
                wrong.push("\u{0}".to_owned());
            }
            for text in wrong {
                let sent = request.clone().set(&slot.at, text.clone().into());
                let answer = sent.ask(&server).token(&token).send().await;
                wrongly.extend(not_named(&answer, &slot, told, &format!("{name}={text}")));
            }
            if *place == Place::Query {
                // Whatever it means, it is text, and one value where there is no list of them.
                let is_list =
                    told.parameters.iter().any(|one| one.name == *name && one.schema["items"].is_object());
                let twice = format!("1&{name}=2");
                for raw in ["%ff", twice.as_str()].into_iter().filter(|raw| *raw == "%ff" || !is_list) {
                    let answer =
                        request.clone().set_raw(&slot.at, raw).ask(&server).token(&token).send().await;
                    wrongly.extend(not_named(&answer, &slot, told, &format!("{name}={raw}")));
                }
            }
        }
    }
    assert!(wrongly.is_empty(), "taken, or refused without a name: {wrongly:#?}");
}

#[tokio::test]
async fn unknown_parameters_are_passed_over_and_empty_ones_named() {
    let Installed { server, token } = Installed::start().await;
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
    let Installed { server, token } = Installed::start().await;
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
    let Installed { server, token } = Installed::start().await;
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    for request in catalogue().iter().filter_map(Request::json) {
        // Secrets are hashed slowly, by design.
        let mut places: Vec<At> = request
            .slots()
            .into_iter()
            .filter(|slot| !schema::is_secret(&slot.schema))
            .map(|slot| slot.at)
            .collect();
        places.retain(|at| matches!(at, At::Body(_)));
        places.push(At::Body(vec![testkit::example::Step::Member("unknown".to_owned())]));
        // An address would be fetched: that is another test's.
        let addresses =
            places.iter().filter(|at| request.text(at).is_some_and(|text| text.starts_with("http")));
        let request =
            addresses.fold(request.clone(), |request, at| request.set(at, "ftp://nowhere.example".into()));
        for _ in 0..150 {
            let body = if chance.below(4) == 0 {
                request.clone().set(&At::Body(vec![]), json!({}))
            } else {
                request.clone()
            };
            let body = (0..=chance.below(3))
                .fold(body, |body, _| body.set(&places[chance.below(places.len())], chance.value(0)));
            let answer = body.ask(&server).token(&token).send().await;
            let id = request.told().operation.id;
            assert!(answer.status < 500, "{id}: {body:?} gives {}", answer.text());
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
