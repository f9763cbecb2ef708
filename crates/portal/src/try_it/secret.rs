//! Secrets in what is typed: which fields hold one, and the same values without them. A secret is known by its schema.
//!
//! What is typed into such a field goes into the call and nowhere else: into no link, no form that is drawn again, no
//! example and no metadata.

use bytes::Bytes;
use contract::{BodyDescription, Description, Part, schema};
use serde_json::{Map, Value};

use super::fill::Leaf;
use crate::reference::fields;

/// What stands in place of a secret. The history has it already where the secret was.
pub(crate) const MASK: &str = "••••";

/// The values without secrets: what is typed into their fields must be typed again.
pub(crate) fn withheld(description: &Description, parts: &[Part]) -> Vec<Part> {
    replaced(description, parts, &|_| None)
}

/// The values with the example's in place of each secret: what programs are written with.
pub(crate) fn exampled(description: &Description, parts: &[Part]) -> Vec<Part> {
    replaced(description, parts, &|example| example.cloned())
}

/// A body that was sent, with its secrets masked; one that cannot be read is not shown where it may hold one.
pub(crate) fn masked(description: &Description, media_type: &str, body: &Bytes) -> Bytes {
    let is_sent = |form: &&BodyDescription| media_type.starts_with(form.media_type);
    let Some(form) = description.bodies.iter().find(is_sent).filter(|form| holds_one(&form.schema)) else {
        return body.clone();
    };
    let text = std::str::from_utf8(body).unwrap_or_default();
    let shown = json(text, &form.schema, &Value::Null, &|_| Some(MASK.into()));
    shown.unwrap_or_else(|| MASK.to_owned()).into()
}

/// The paths of the members of a body that hold secrets: `mail.key`, `hooks[].key`.
pub(crate) fn paths(schema: &Value) -> Vec<String> {
    let all = fields::of(schema).into_iter();
    all.filter(|field| schema::is_secret(field.schema)).map(|field| field.path()).collect()
}

/// The same of one field, from there on.
pub(crate) fn within(leaf: &Leaf<'_>) -> Vec<String> {
    let mut inner = leaf.field.within();
    let mut found = Vec::new();
    while let Some(field) = inner.pop() {
        let path = field.path();
        let rest = path.strip_prefix(&leaf.path).unwrap_or(&path).trim_start_matches('.').to_owned();
        if schema::is_secret(field.schema) {
            found.push(rest);
        }
        inner.extend(field.within());
    }
    found
}

/// What takes the place of a secret, given the example's value; `None` leaves the member out.
type Instead<'a> = &'a dyn Fn(Option<&Value>) -> Option<Value>;

fn replaced(description: &Description, parts: &[Part], instead: Instead<'_>) -> Vec<Part> {
    parts.iter().filter_map(|part| kept(description, part, instead)).collect()
}

/// A part as it may be shown; `None` where nothing of it may.
fn kept(description: &Description, part: &Part, instead: Instead<'_>) -> Option<Part> {
    let text = |text: String| Some(Part { data: text.into(), ..part.clone() });
    let (kind, rest) = part.name.split_once('.').unwrap_or((&part.name, ""));
    if ["path", "query", "header"].contains(&kind) {
        let mut known = description.parameters.iter();
        let known = known.find(|known| known.place.as_str() == kind && known.name == rest);
        return match known.filter(|known| schema::is_secret(&known.schema)) {
            Some(known) => {
                let example = known.example.as_deref().map(Value::from);
                text(plain(&instead(example.as_ref())?))
            }
            None => Some(part.clone()),
        };
    }
    let (number, path) = rest.split_once('.').unwrap_or((rest, ""));
    let form = number.parse().ok().and_then(|number: usize| description.bodies.get(number));
    let Some(form) = form.filter(|form| holds_one(&form.schema)) else { return Some(part.clone()) };
    let example: Value = serde_json::from_str(&form.example).unwrap_or(Value::Null);
    let typed = std::str::from_utf8(&part.data).unwrap_or_default();
    match kind {
        "body" if typed.trim().is_empty() => Some(part.clone()),
        "body" => text(json(typed, &form.schema, &example, instead)?),
        "field" | "part" => {
            let place =
                path.split('.').try_fold(&form.schema, |schema, name| schema::property(object(schema), name));
            let example = path.split('.').try_fold(&example, |value, name| value.get(name));
            match place {
                Some(schema) if schema::is_secret(schema) => text(plain(&instead(example)?)),
                Some(schema) if holds_one(schema) => {
                    text(json(typed, schema, example.unwrap_or(&Value::Null), instead)?)
                }
                _ => Some(part.clone()),
            }
        }
        _ => Some(part.clone()),
    }
}

/// JSON with its secrets replaced; `None` when it is not JSON.
fn json(text: &str, schema: &Value, example: &Value, instead: Instead<'_>) -> Option<String> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    replace(&mut value, schema, example, instead);
    serde_json::to_string_pretty(&value).ok()
}

fn replace(value: &mut Value, schema: &Value, example: &Value, instead: Instead<'_>) {
    match value {
        Value::Object(members) => {
            let mut kept = Map::new();
            for (name, mut value) in std::mem::take(members) {
                match schema::property(object(schema), &name) {
                    Some(known) if schema::is_secret(known) => {
                        kept.extend(instead(example.get(&name)).map(|value| (name, value)));
                        continue;
                    }
                    Some(known) => replace(&mut value, known, &example[&name], instead),
                    None => {}
                }
                kept.insert(name, value);
            }
            *members = kept;
        }
        Value::Array(values) => {
            if let Some(items) = object(schema).get("items") {
                values.iter_mut().for_each(|value| replace(value, items, &Value::Null, instead));
            }
        }
        _ => {}
    }
}

/// The branch of a choice that has members or elements, or the schema itself.
fn object(schema: &Value) -> &Value {
    let choice = ["anyOf", "oneOf"].iter().find_map(|choice| schema.get(*choice)?.as_array());
    let mut branches = choice.into_iter().flatten();
    branches.find(|one| one.get("properties").is_some() || one.get("items").is_some()).unwrap_or(schema)
}

/// Whether a schema has a secret anywhere.
fn holds_one(schema: &Value) -> bool {
    schema::is_secret(schema)
        || match schema {
            Value::Object(members) => members.values().any(holds_one),
            Value::Array(values) => values.iter().any(holds_one),
            _ => false,
        }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::try_it::{outcome, typed};
    use crate::{Exchange, HistoryShown, Site, history};
    use serde_json::json;

    const TYPED: &str = "my own secret";

    /// Create User as if its password were of a type for secrets, with another one deep within and one in the query.
    fn description() -> Description {
        let mut known = contract::catalogue::operation("createUser").unwrap().clone();
        let schema = json!({ "type": "object", "required": ["username", "password"], "properties": {
            "username": { "type": "string" },
            "password": { "type": "string", "format": "password", "writeOnly": true },
            "mail": { "anyOf": [{ "type": "object", "properties": {
                "key": { "type": ["string", "null"], "format": "password" }, "host": { "type": "string" },
            } }, { "type": "null" }] },
            "hooks": { "type": "array", "items": { "type": "object", "properties": {
                "key": { "type": "string", "writeOnly": true },
            } } },
            "old": { "type": "string", "x-unsupported": "nothing reads it." },
        } });
        known.bodies[0].schema = schema;
        known.bodies[0].example = json!({ "username": "ada", "password": "example word" }).to_string();
        known
    }

    fn part(name: &str, text: &str) -> Part {
        Part { name: name.into(), file_name: None, media_type: None, data: Bytes::from(text.to_owned()) }
    }

    fn texts(parts: &[Part]) -> Vec<(String, String)> {
        let text = |part: &Part| String::from_utf8(part.data.to_vec()).unwrap();
        parts.iter().map(|part| (part.name.clone(), text(part))).collect()
    }

    fn typed_parts() -> Vec<Part> {
        let body = json!({ "username": "bea", "password": TYPED, "mail": { "key": TYPED, "host": "h" }, "hooks": [{ "key": TYPED }] });
        vec![
            part("as.0", "form"),
            part("field.0.username", "bea"),
            part("field.0.password", TYPED),
            part("field.0.mail.key", TYPED),
            part("field.0.hooks", &json!([{ "key": TYPED }]).to_string()),
            part("body.0", &body.to_string()),
        ]
    }

    #[test]
    fn what_is_withheld_is_nowhere_and_all_else_stays() {
        let kept = texts(&withheld(&description(), &typed_parts()));
        assert!(!format!("{kept:?}").contains(TYPED), "{kept:?}");
        assert!(kept.contains(&("field.0.username".into(), "bea".into())));
        let body = kept.iter().find(|(name, _)| name == "body.0").unwrap();
        let body: Value = serde_json::from_str(&body.1).unwrap();
        assert_eq!(body, json!({ "username": "bea", "mail": { "host": "h" }, "hooks": [{}] }));
        let cut = texts(&withheld(&description(), &[part("body.0", "{\"password\": \"my own")]));
        assert_eq!(cut, [], "what cannot be read cannot be cleaned");
    }

    #[test]
    fn a_program_has_the_examples_secret() {
        let kept = texts(&exampled(&description(), &typed_parts()));
        assert!(kept.contains(&("field.0.password".into(), "example word".into())), "{kept:?}");
        assert!(!format!("{kept:?}").contains(TYPED));
        let site = Site::at("http://localhost");
        assert!(!crate::examples(&description(), &site, &typed_parts()).contains(TYPED));
    }

    #[test]
    fn a_secret_has_a_field_of_its_own_and_no_address_fills_it() {
        let description = description();
        let query = format!(
            "field.0.username=bea&field.0.password={0}&body.0=%7B%22password%22%3A%22{0}%22%7D",
            TYPED.replace(' ', "+")
        );
        let parts = typed::from_query(&description, Some(&query));
        let page =
            crate::reference::operation::page(&description, &Site::at("http://localhost"), &parts, None);
        let page = page.into_string();
        assert!(!page.contains(TYPED) && page.contains("value=\"bea\""));
        let field = page.split("<input").find(|input| input.contains("name=\"field.0.password\"")).unwrap();
        assert!(field.contains("type=\"password\"") && field.contains("autocomplete=\"off\""), "{field}");
        assert!(page.contains("data-secrets=\"password mail.key hooks[].key\""));
        assert!(page.contains("data-secrets=\"[].key\""), "the field of hooks");
    }

    #[test]
    fn a_page_that_is_drawn_again_asks_for_the_secret_again() {
        let description = description();
        let outcome = outcome::TryOutcome {
            method: "POST".into(),
            url: "http://localhost/API/v3/users".into(),
            request_headers: vec![("content-type".into(), "application/json".into())],
            request_data: json!({ "username": "bea", "password": TYPED }).to_string().into(),
            status: 200,
            response_headers: Vec::new(),
            output: Bytes::from_static(b"{}"),
            tail: Bytes::new(),
            length: 2,
            sha256: String::new(),
            microseconds: 1,
            request_id: String::new(),
        };
        let page = crate::try_result(&description, &Site::at("http://localhost"), &typed_parts(), &outcome);
        assert!(!page.contains(TYPED));
        assert!(page.contains(MASK), "the metadata says that something stood there");
        assert!(!crate::try_json(&description, &typed_parts(), &outcome).contains(TYPED));
        let field = page.split("<input").find(|input| input.contains("name=\"field.0.password\"")).unwrap();
        assert!(!field.contains("value="), "{field}");
    }

    #[test]
    fn a_member_that_is_not_supported_is_told_and_not_offered() {
        let description = description();
        let site = Site::at("http://localhost");
        let page = crate::reference::operation::page(&description, &site, &[], None).into_string();
        assert!(page.contains("Known, not supported: nothing reads it."));
        assert!(!page.contains("name=\"field.0.old\""));
    }

    #[test]
    fn the_history_leads_back_without_secrets() {
        let exchange = Exchange {
            request_id: String::new(),
            time: String::new(),
            method: "GET".into(),
            url: "http://h:1/API/v3/surveys".into(),
            operation: "listSurveys",
            values: vec![("query.offset".into(), "100".into())],
            request_headers: Vec::new(),
            request_data: crate::Data::default(),
            status: 200,
            response_headers: Vec::new(),
            output: crate::Data::default(),
            microseconds: 0,
        };
        assert!(crate::history_json(&HistoryShown::Calls(vec![exchange])).contains("query.offset=100"));
        let values = [("field.0.password".to_owned(), TYPED.to_owned()), ("form".to_owned(), "0".to_owned())];
        let values = history::without_secrets(&description(), &values);
        assert_eq!(values, [("form".to_owned(), "0".to_owned())]);
    }
}
