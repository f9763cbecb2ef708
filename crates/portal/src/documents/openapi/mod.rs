//! The OpenAPI 3.1 document of the catalogue. Types, error answers and their examples stand in it once, by name.

mod answers;
mod components;

use components::Components;

use contract::{BodyDescription, Category, Description, Parameter, Parity, Permission, schema};
use serde_json::{Map, Value, json};

use super::{ORIGIN, yaml};
use crate::{Catalogue, Site};

/// The document as JSON, with the server's address as the caller reached it.
pub(crate) fn json(site: &Site) -> String {
    let text = serde_json::to_string_pretty(document(site.catalogue)).unwrap_or_default();
    text.replace(ORIGIN, &site.origin)
}

/// The same as YAML.
pub(crate) fn yaml(site: &Site) -> String {
    yaml::write(document(site.catalogue)).replace(ORIGIN, &site.origin)
}

/// The document as data.
pub(super) fn document(catalogue: &Catalogue) -> &Value {
    catalogue.document.get_or_init(|| of(catalogue.all()))
}

fn of(catalogue: &[Description]) -> Value {
    let mut components = Components::default();
    let mut paths = Map::new();
    for description in catalogue {
        let path = paths.entry(description.operation.path).or_insert_with(|| json!({}));
        if let Some(verbs) = path.as_object_mut() {
            let verb = description.operation.verb.as_str().to_ascii_lowercase();
            verbs.insert(verb, operation(description, &mut components));
        }
    }
    let tags: Vec<Value> = Category::ALL
        .into_iter()
        .filter(|category| catalogue.iter().any(|known| known.operation.category == *category))
        .map(|category| json!({ "name": category.title(), "description": category.description() }))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Canvass API",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Surveys, responses and users over HTTP; compatible with the Qualtrics REST API v3.",
            "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
        },
        "servers": [{ "url": ORIGIN, "description": "This server." }],
        "externalDocs": { "url": format!("{ORIGIN}/docs"), "description": "The documentation for people." },
        "security": [{ "apiToken": [] }, { "bearer": [] }, { "oauth2": [] }],
        "tags": tags,
        "paths": paths,
        "components": components.written(),
    })
}

fn operation(description: &Description, components: &mut Components) -> Value {
    let facts = &description.operation;
    let mut operation = json!({
        "operationId": facts.id,
        "summary": facts.name,
        "description": facts.description,
        "tags": [facts.category.title()],
        "parameters": description.parameters.iter().map(|known| parameter(known, components)).collect::<Vec<_>>(),
    });
    if let Some(members) = operation.as_object_mut() {
        if !description.bodies.is_empty() {
            members.insert("requestBody".into(), request_body(&description.bodies, components));
        }
        members.insert("responses".into(), answers::of(description, components));
        // Of these one is enough; the scope stands where OAuth is meant.
        let scopes: Vec<String> = facts.scope().iter().map(ToString::to_string).collect();
        members
            .insert("security".into(), json!([{ "apiToken": [] }, { "bearer": [] }, { "oauth2": scopes }]));
        members.insert("x-calls-per-minute".into(), facts.calls_per_minute.into());
        let administrator = facts.permission == Permission::BrandAdministrator;
        members.insert(
            "x-permission".into(),
            if administrator { "brandAdministrator" } else { "anyUser" }.into(),
        );
        let parity = match facts.parity {
            Parity::Recorded(test) => json!({ "level": "recorded", "test": test }),
            Parity::Documented => json!({ "level": "documented" }),
            Parity::Near(differs) => json!({ "level": "near", "note": differs }),
            Parity::Ours(why) => json!({ "level": "ours", "note": why }),
        };
        members.insert("x-parity".into(), parity);
    }
    operation
}

fn parameter(parameter: &Parameter, components: &mut Components) -> Value {
    let mut object = json!({
        "name": parameter.name,
        "in": parameter.place.as_str(),
        "required": parameter.required,
        "description": parameter.description,
        "schema": components.schema(&never_null(&parameter.schema)),
    });
    if let (Some(example), Some(members)) = (&parameter.example, object.as_object_mut()) {
        let text = schema::is_type(&parameter.schema, "string");
        let value = if text { None } else { serde_json::from_str(example).ok() };
        members.insert("example".into(), value.unwrap_or_else(|| Value::from(example.as_str())));
    }
    object
}

/// A parameter that may be left out is optional, not null: nothing on the wire would say null.
fn never_null(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if schema::is_named(&schema) {
        return schema;
    }
    let Some(members) = schema.as_object_mut() else { return schema };
    members.remove("description");
    if let Some(Value::Array(types)) = members.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            members.insert("type".into(), only);
        }
    }
    for choice in ["enum", "anyOf", "oneOf"] {
        if let Some(Value::Array(branches)) = members.get_mut(choice) {
            branches.retain(|branch| {
                !branch.is_null() && branch.get("type").and_then(Value::as_str) != Some("null")
            });
        }
    }
    schema
}

fn request_body(bodies: &[BodyDescription], components: &mut Components) -> Value {
    let mut content = Map::new();
    for body in bodies {
        let example =
            serde_json::from_str(&body.example).unwrap_or_else(|_| Value::from(body.example.as_str()));
        let mut object = json!({ "schema": components.schema(&body.schema), "example": example });
        let parts = schema::properties(&body.schema);
        let encoding: Map<String, Value> = parts
            .filter(|_| body.media_type == "multipart/form-data")
            .filter_map(|(name, part)| {
                Some((name.clone(), json!({ "contentType": part.get("contentMediaType")? })))
            })
            .collect();
        if let (false, Some(members)) = (encoding.is_empty(), object.as_object_mut()) {
            members.insert("encoding".into(), Value::Object(encoding));
        }
        content.insert(body.media_type.to_owned(), object);
    }
    json!({ "required": true, "content": content })
}
