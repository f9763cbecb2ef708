//! An operation as data: what the router, the reference, OpenAPI and the catalogue tests read.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::endpoint::{BodyOf, HeadersOf, PathOf, QueryOf};
use crate::errors::codes;
use crate::{Body, BodyKind, Endpoint, ErrorCode, Operation, Outcome, Path, Permission, schema};
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

/// One parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Where it travels.
    pub place: Place,
    /// Its name, as it is sent.
    pub name: String,
    /// Whether it must be given.
    pub required: bool,
    /// Its schema.
    pub schema: Value,
    /// Its description.
    pub description: String,
    /// What it accepts, in words.
    pub accepts: String,
    /// The values it allows, where they are a closed list.
    pub allowed: Vec<String>,
    /// The value of the example; `None` where the example leaves it out.
    pub example: Option<String>,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // Their names say it.
pub enum Place {
    Path,
    Query,
    Header,
}

impl Place {
    /// The word OpenAPI uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// One form of a body.
#[derive(Debug, Clone)]
pub struct BodyDescription {
    /// The media type to send.
    pub media_type: &'static str,
    /// Its schema; for a form an object with one property per part, files as `format: binary`.
    pub schema: Value,
    /// An example as it is sent; for a form a JSON object with `@name` for a file.
    pub example: String,
}

/// What a success answers.
#[derive(Debug, Clone)]
pub struct ResultDescription {
    /// What sort of answer.
    pub kind: ResultKind,
    /// The schema of `result`.
    pub schema: Value,
    /// An example of `result`.
    pub example: Value,
}

/// The sorts of answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultKind {
    /// The envelope with a result.
    Json,
    /// The envelope without.
    Meta,
    /// A file.
    File {
        /// Its media type.
        media_type: &'static str,
    },
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
        Permission::BrandAdministrator => errors.push(codes::FORBIDDEN),
        Permission::Thing(_) => errors.extend(answers.first().map(|(_, forbidden)| *forbidden)),
    }
    if BodyOf::<E>::KINDS.iter().any(|kind| *kind != BodyKind::Nothing) {
        errors.extend([codes::TOO_LARGE, codes::BAD_CONTENT_TYPE]);
    }
    errors.extend(E::OPERATION.errors);
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
