//! The request of an operation's example, and every place in it where a value can stand: found by the schemas, so that
//! what is known of one operation is known of all.

use std::fmt::Write;

use contract::{BodyDescription, Description, Place, schema};
use http::Method;
use model::text::Rule;
use model::text::rule::UserName;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::fixtures::{Fixtures, Kind, SURVEY_FILE, SURVEY_MEDIA_TYPE, TABLE, kinds_of, number};
use crate::{Ask, Form, TestServer};

/// A request that can still be changed.
#[derive(Debug, Clone)]
pub struct Request<'d> {
    told: &'d Description,
    /// Names and values as they stand in the address: percent-encoded.
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<(&'d BodyDescription, Value)>,
}

/// A place where a value can stand.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Where it is.
    pub at: At,
    /// What may stand there.
    pub schema: Value,
}

/// Where a value stands in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// A parameter.
    Parameter(Place, String),
    /// A member of the body, from the outside in.
    Body(Vec<Step>),
}

/// A step into a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into a member of an object.
    Member(String),
    /// Into the first element of a list.
    Element,
}

impl Slot {
    /// The name under which it is refused: its own, or that of the list it stands in.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.at {
            At::Parameter(_, name) => name,
            At::Body(steps) => {
                let names = steps.iter().rev().filter_map(|step| match step {
                    Step::Member(name) => Some(name.as_str()),
                    Step::Element => None,
                });
                names.into_iter().next().unwrap_or("body")
            }
        }
    }

    /// The kinds of id that can stand there.
    #[must_use]
    pub fn kinds(&self) -> Vec<&'static Kind> {
        kinds_of(&self.schema)
    }
}

impl<'d> Request<'d> {
    /// The example as it is printed, with the body in its first form.
    #[must_use]
    pub fn example(told: &'d Description) -> Self {
        Self::with(told, told.bodies.first())
    }

    /// The same with the body in JSON; `None` where the operation takes none.
    #[must_use]
    pub fn json(told: &'d Description) -> Option<Self> {
        let body = told.bodies.iter().find(|body| body.media_type == "application/json")?;
        Some(Self::with(told, Some(body)))
    }

    fn with(told: &'d Description, body: Option<&'d BodyDescription>) -> Self {
        let pairs = |place| {
            let given = told.placed(place).filter_map(|one| Some((one.name.clone(), one.example.clone()?)));
            given.collect::<Vec<_>>()
        };
        let encoded = |pairs: Vec<(String, String)>| {
            pairs.into_iter().map(|(name, value)| (name, encode(&value))).collect()
        };
        let body = body.map(|body| (body, example_of(body)));
        let (path, query) = (encoded(pairs(Place::Path)), encoded(pairs(Place::Query)));
        Self { told, path, query, headers: pairs(Place::Header), body }
    }

    /// The operation.
    #[must_use]
    pub fn told(&self) -> &'d Description {
        self.told
    }

    /// Every place where a value can stand: the parameters, then the members of the body, those of members and elements
    /// included.
    #[must_use]
    pub fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        for parameter in &self.told.parameters {
            let schema = parameter.schema.get("items").unwrap_or(&parameter.schema).clone();
            slots.push(Slot { at: At::Parameter(parameter.place, parameter.name.clone()), schema });
        }
        if let Some((body, _)) = &self.body {
            members(&body.schema, &mut Vec::new(), &mut slots);
        }
        slots
    }

    /// Whether something stands there.
    #[must_use]
    pub fn holds(&self, at: &At) -> bool {
        match at {
            At::Parameter(place, name) => self.pairs(*place).iter().any(|(known, _)| known == name),
            At::Body(steps) => self.member(steps).is_some(),
        }
    }

    /// The text that stands there in the body.
    #[must_use]
    pub fn text(&self, at: &At) -> Option<&str> {
        match at {
            At::Parameter(..) => None,
            At::Body(steps) => self.member(steps)?.as_str(),
        }
    }

    fn member(&self, steps: &[Step]) -> Option<&Value> {
        let body = self.body.as_ref().map(|(_, value)| value)?;
        steps.iter().try_fold(body, |value, step| match step {
            Step::Member(name) => value.get(name),
            Step::Element => value.get(0),
        })
    }

    /// Puts a value there; what it stands in is made.
    #[must_use]
    pub fn set(mut self, at: &At, value: Value) -> Self {
        match at {
            At::Parameter(place, _) if *place != Place::Header => self.set_raw(at, &encode(&plain(&value))),
            At::Parameter(..) => self.set_raw(at, &plain(&value)),
            At::Body(steps) => {
                let Some((_, body)) = &mut self.body else { return self };
                let mut place = body;
                for step in steps {
                    place = match step {
                        Step::Member(name) => {
                            if !place.is_object() {
                                *place = Map::new().into();
                            }
                            &mut place[name]
                        }
                        Step::Element => {
                            if place.get(0).is_none() {
                                *place = vec![Value::Null].into();
                            }
                            &mut place[0]
                        }
                    };
                }
                *place = value;
                self
            }
        }
    }

    /// Puts a parameter there as it stands on the wire.
    #[must_use]
    pub fn set_raw(mut self, at: &At, value: &str) -> Self {
        if let At::Parameter(place, name) = at {
            let pairs = match place {
                Place::Path => &mut self.path,
                Place::Query => &mut self.query,
                Place::Header => &mut self.headers,
            };
            pairs.retain(|(known, _)| known != name);
            pairs.push((name.clone(), value.to_owned()));
        }
        self
    }

    /// The same about things of a set, of the kinds that the example names, and with user names that nobody has.
    pub async fn about(mut self, fixtures: &mut Fixtures<'_>) -> Self {
        for slot in self.slots() {
            if !self.holds(&slot.at) {
                continue;
            }
            if let Some(kind) = slot.kinds().first() {
                let id = fixtures.id(kind).await;
                self = self.set(&slot.at, id.into());
            } else if slot.schema.get("x-words").is_some_and(|words| words == UserName::WORDS) {
                self = self.set(&slot.at, format!("new{}@example.org", number()).into());
            }
        }
        self
    }

    /// The path and the query.
    #[must_use]
    pub fn address(&self) -> String {
        let mut address = self.told.operation.path.to_owned();
        for (name, value) in &self.path {
            address = address.replace(&format!("{{{name}}}"), value);
        }
        for (number, (name, value)) in self.query.iter().enumerate() {
            let between = if number == 0 { '?' } else { '&' };
            let _ = write!(address, "{between}{name}={value}");
        }
        address
    }

    /// The request to send, without a token.
    #[must_use]
    pub fn ask<'s>(&self, server: &'s TestServer) -> Ask<'s> {
        let method: Method = self.told.operation.verb.as_str().parse().unwrap_or_default();
        let mut ask = server.ask(method, &self.address());
        for (name, value) in &self.headers {
            ask = ask.header(name, value);
        }
        match &self.body {
            None => ask,
            Some((body, value)) if body.media_type == "application/json" => ask.json(value),
            Some((body, value)) if body.media_type == "multipart/form-data" => ask.form(form(body, value)),
            Some((body, value)) => ask.bytes(body.media_type, plain(value)),
        }
    }

    fn pairs(&self, place: Place) -> &[(String, String)] {
        match place {
            Place::Path => &self.path,
            Place::Query => &self.query,
            Place::Header => &self.headers,
        }
    }
}

fn example_of(body: &BodyDescription) -> Value {
    let is_text = body.schema.get("type").is_some_and(|kind| kind == "string");
    if is_text {
        return body.example.clone().into();
    }
    serde_json::from_str(&body.example).unwrap_or_else(|why| panic!("{why}: {}", body.example))
}

/// A form with the values as parts; a file is one of ours, of the media type that the schema tells.
fn form(body: &BodyDescription, values: &Value) -> Form {
    let mut form = Form::new();
    for (name, value) in values.as_object().into_iter().flatten() {
        let property = schema::property(&body.schema, name);
        let media_type = property.and_then(|property| property.get("contentMediaType")?.as_str());
        form = match media_type {
            Some(SURVEY_MEDIA_TYPE) => form.file(name, "survey.qsf", SURVEY_MEDIA_TYPE, SURVEY_FILE),
            Some("text/csv") => form.file(name, "table.csv", "text/csv", TABLE),
            Some(other) => panic!("{name}: the fixtures have no file of type {other}"),
            None => form.text(name, &plain(value)),
        };
    }
    form
}

/// The members of an object, theirs, and the elements of lists.
fn members(schema: &Value, steps: &mut Vec<Step>, found: &mut Vec<Slot>) {
    let mut enter = |step: Step, inner: &Value, found: &mut Vec<Slot>| {
        steps.push(step);
        found.push(Slot { at: At::Body(steps.clone()), schema: inner.clone() });
        members(inner, steps, found);
        steps.pop();
    };
    for (name, property) in schema::properties(schema) {
        enter(Step::Member(name.clone()), property, found);
    }
    if let Some(items) = schema.get("items").filter(|items| items.is_object()) {
        enter(Step::Element, items, found);
    }
    if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
        enter(Step::Member("any".to_owned()), values, found);
    }
    for choice in ["anyOf", "oneOf", "allOf"] {
        for branch in schema.get(choice).and_then(Value::as_array).into_iter().flatten() {
            members(branch, steps, found);
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Percent-encodes all but the letters, digits and marks that mean themselves everywhere.
fn encode(text: &str) -> String {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use contract::catalogue;
    use model::SurveyId;
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_are_found_wherever_they_stand_and_can_be_put_there() {
        let mut told = catalogue().first().unwrap().clone();
        let mut parameter = told.parameters.first().unwrap().clone();
        (parameter.schema, parameter.example) = (schema::of::<SurveyId>(), None);
        for (place, name) in [(Place::Query, "of"), (Place::Header, "X-Of")] {
            let name = name.to_owned();
            told.parameters.push(contract::Parameter { place, name, ..parameter.clone() });
        }
        let id = schema::of::<SurveyId>();
        let inner =
            json!({ "type": "object", "properties": { "id": { "anyOf": [id, { "type": "null" }] } } });
        let body = json!({ "type": "object", "properties": { "all": { "type": "array", "items": inner }, "by": id } });
        let example = r#"{"by":"SV_3exampleSurvey0"}"#.to_owned();
        told.bodies = vec![BodyDescription { media_type: "application/json", schema: body, example }];

        let request = Request::example(&told);
        let slots = request.slots();
        let found: Vec<_> =
            slots.iter().filter(|slot| slot.kinds().iter().any(|kind| kind.noun == "survey")).collect();
        let names: Vec<&str> = found.iter().map(|slot| slot.name()).collect();
        assert_eq!(names, ["of", "X-Of", "id", "by"]);
        let held: Vec<bool> = found.iter().map(|slot| request.holds(&slot.at)).collect();
        assert_eq!(held, [false, false, false, true]);

        let filled = found.iter().fold(request, |request, slot| request.set(&slot.at, "SV_a/b".into()));
        assert!(found.iter().all(|slot| filled.holds(&slot.at)));
        assert!(filled.address().ends_with("?of=SV_a%2Fb"), "{}", filled.address());
        assert_eq!(filled.headers, [("X-Of".to_owned(), "SV_a/b".to_owned())]);
        let (_, body) = filled.body.unwrap();
        assert_eq!(body, json!({ "all": [{ "id": "SV_a/b" }], "by": "SV_a/b" }));
    }
}
