//! An operation as data: what the router, the reference, OpenAPI and the catalogue tests read.

use serde_json::{Map, Value};

use crate::endpoint::{BodyOf, HeadersOf, PathOf, QueryOf};
pub use crate::parts::{BodyDescription, Parameter, Place, ResultDescription, ResultKind};
use crate::{Body, BodyKind, Endpoint, Operation, Outcome, Path, Permission, schema};
use model::ErrorCode;
use model::error::codes;
pub use model::error::status_text;

/// Everything there is to tell of one operation, with its types gone.
#[derive(Debug, Clone)]
pub struct Description {
    /// The facts.
    pub operation: Operation,
    /// Path, query and header parameters, in this order.
    pub parameters: Vec<Parameter>,
    /// The forms in which the body comes; empty where there is none.
    pub bodies: Vec<BodyDescription>,
    /// Which forms of body the pipeline reads.
    pub kinds: &'static [BodyKind],
    /// What a success answers.
    pub result: ResultDescription,
    /// The errors it can answer with besides those every operation has: some follow from its right, its ids and its body,
    /// the rest is what the operation says itself.
    pub errors: Vec<ErrorCode>,
}

impl Description {
    /// Describes an operation. One with POST that does not say its effect does not compile.
    #[must_use]
    pub fn of<E: Endpoint>() -> Self {
        const { E::OPERATION.effect() };
        const { E::OPERATION.check() };
        let example = E::example();
        let names: Vec<&str> = E::OPERATION.path_parameters().collect();
        let mut parameters = example.path.describe(&names);
        let (query, headers) = (serde_json::to_value(example.query), serde_json::to_value(example.headers));
        add(&mut parameters, Place::Query, &schema::of::<QueryOf<E>>(), query);
        add(&mut parameters, Place::Header, &schema::of::<HeadersOf<E>>(), headers);
        Self {
            operation: E::OPERATION,
            parameters,
            bodies: BodyOf::<E>::describe(&example.body),
            kinds: BodyOf::<E>::KINDS,
            result: E::Result::describe(example.result),
            errors: errors::<E>(),
        }
    }

    /// The parameters that travel in one place.
    pub fn placed(&self, place: Place) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.place == place)
    }

    /// Whether it answers a page of a list, with `elements` and `nextPage`.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.result.kind == ResultKind::Json && schema::property(&self.result.schema, "nextPage").is_some()
    }

    /// Every error it can answer with: its own, then those every operation has.
    pub fn errors(&self) -> impl Iterator<Item = ErrorCode> {
        self.errors.iter().copied().chain(codes::COMMON.iter().copied())
    }

    /// The path with the example's ids in place of the braces, and its query.
    #[must_use]
    pub fn example_path(&self) -> String {
        let mut path = self.operation.path.to_owned();
        for parameter in self.placed(Place::Path) {
            let value = parameter.example.clone().unwrap_or_default();
            path = path.replace(&format!("{{{}}}", parameter.name), &value);
        }
        let query: Vec<String> = self
            .placed(Place::Query)
            .filter_map(|parameter| Some(format!("{}={}", parameter.name, parameter.example.as_ref()?)))
            .collect();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// The envelope around the example of the result, as a caller sees it.
    #[must_use]
    pub fn example_envelope(&self) -> Value {
        let mut envelope = Map::new();
        if self.result.kind == ResultKind::Json {
            envelope.insert("result".into(), self.result.example.clone());
        }
        let meta = serde_json::json!({
            "httpStatus": status_text(self.operation.success),
            "requestId": model::error::EXAMPLE_REQUEST,
        });
        envelope.insert("meta".into(), meta);
        Value::Object(envelope)
    }
}

/// The errors that follow from what is declared, and those that the operation says itself.
fn errors<E: Endpoint>() -> Vec<ErrorCode> {
    let answers = PathOf::<E>::answers();
    let mut errors: Vec<ErrorCode> = answers.iter().map(|(missing, _)| *missing).collect();
    match E::OPERATION.permission {
        Permission::AnyUser => {}
        Permission::Account(_) | Permission::BrandAdministrator => errors.push(codes::FORBIDDEN),
        Permission::Thing(_) => errors.extend(answers.first().map(|(_, forbidden)| *forbidden)),
    }
    if E::OPERATION.scope().is_some() {
        errors.push(codes::MISSING_SCOPE);
    }
    if BodyOf::<E>::KINDS.iter().any(|kind| *kind != BodyKind::Nothing) {
        errors.extend([codes::TOO_LARGE, codes::BAD_CONTENT_TYPE]);
    }
    errors.extend(E::OPERATION.errors);
    // Every operation has these.
    errors.retain(|error| !codes::COMMON.contains(error));
    errors
}

fn add(parameters: &mut Vec<Parameter>, place: Place, schema: &Value, example: serde_json::Result<Value>) {
    let example = example.unwrap_or(Value::Null);
    for (name, property) in schema::properties(schema) {
        let text = |name: &str| property.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        parameters.push(Parameter {
            place,
            name: name.clone(),
            required: schema::is_required(schema, name),
            description: text("description"),
            accepts: schema::accepts(property).replace(", or null", ""),
            allowed: schema::allowed(property),
            schema: property.clone(),
            example: example.get(name).and_then(|value| match value {
                Value::Null => None,
                Value::String(text) => Some(text.clone()),
                Value::Array(values) if values.is_empty() => None,
                other => Some(other.to_string()),
            }),
        });
    }
}
