//! The catalogue as a Postman collection, version 2.1: a folder for each category, the example of each request.

use contract::description::{ResultKind, status_text};
use contract::{BodyDescription, Category, Description, Place};
use serde_json::{Map, Value, json};

use super::ORIGIN;
use crate::reference::fields;
use crate::{Catalogue, Site, links};

/// The collection; its variable `baseUrl` is this server, `token` is for the user to fill in.
pub(crate) fn json(site: &Site) -> String {
    serde_json::to_string_pretty(&collection(site)).unwrap_or_default().replace(ORIGIN, &site.origin)
}

fn collection(site: &Site) -> Value {
    let folders: Vec<Value> =
        Category::ALL.into_iter().filter_map(|category| folder(site.catalogue, category)).collect();
    json!({
        "info": {
            "name": "Canvass API",
            "description": "Put your API token into the variable `token` of this collection. The ids are those of the example brand.",
            "version": env!("CARGO_PKG_VERSION"),
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "auth": {
            "type": "apikey",
            "apikey": [
                { "key": "key", "value": "X-API-TOKEN", "type": "string" },
                { "key": "value", "value": "{{token}}", "type": "string" },
                { "key": "in", "value": "header", "type": "string" },
            ],
        },
        "variable": [
            { "key": "baseUrl", "value": ORIGIN, "type": "string", "description": "This server." },
            { "key": "token", "value": "", "type": "string", "description": "Your API token." },
        ],
        "item": folders,
    })
}

fn folder(catalogue: &Catalogue, category: Category) -> Option<Value> {
    let items: Vec<Value> = catalogue.of_category(category).map(item).collect();
    (!items.is_empty())
        .then(|| json!({ "name": category.title(), "description": category.description(), "item": items }))
}

fn item(description: &Description) -> Value {
    let operation = &description.operation;
    let request = request(description);
    json!({
        "name": operation.name,
        "response": response(description, &request).into_iter().collect::<Vec<_>>(),
        "request": request,
    })
}

fn request(description: &Description) -> Value {
    let operation = &description.operation;
    let mut headers: Vec<Value> = Vec::new();
    for parameter in description.placed(Place::Header) {
        headers.push(json!({
            "key": parameter.name,
            "value": parameter.example.clone().unwrap_or_default(),
            "description": parameter.description,
            "disabled": parameter.example.is_none(),
        }));
    }
    let mut request = json!({
        "method": operation.verb.as_str(),
        "description": format!("{}\n\n{ORIGIN}{}", operation.description, links::of_operation(description)),
        "url": url(description),
    });
    if let (Some(body), Some(members)) = (description.bodies.first(), request.as_object_mut()) {
        // Postman writes the Content-Type of a form itself, with the boundary.
        if body.media_type != "multipart/form-data" {
            headers.push(json!({ "key": "Content-Type", "value": body.media_type }));
        }
        members.insert("body".into(), self::body(body));
    }
    if let Some(members) = request.as_object_mut() {
        members.insert("header".into(), Value::Array(headers));
    }
    request
}

fn url(description: &Description) -> Value {
    let parts = description.operation.path.split('/').filter(|part| !part.is_empty());
    let path: Vec<String> = parts
        .map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => format!(":{name}"),
            None => part.to_owned(),
        })
        .collect();
    let variables: Vec<Value> = description
        .placed(Place::Path)
        .map(|parameter| {
            json!({ "key": parameter.name, "value": parameter.example, "description": parameter.description })
        })
        .collect();
    let query: Vec<Value> = description
        .placed(Place::Query)
        .map(|parameter| {
            json!({
                "key": parameter.name,
                "value": parameter.example.clone().unwrap_or_default(),
                "description": format!("{} Accepted: {}.", parameter.description, parameter.accepts),
                "disabled": parameter.example.is_none(),
            })
        })
        .collect();
    let mut url = json!({ "raw": format!("{{{{baseUrl}}}}/{}", path.join("/")), "host": ["{{baseUrl}}"], "path": path });
    if let Some(members) = url.as_object_mut() {
        if !variables.is_empty() {
            members.insert("variable".into(), variables.into());
        }
        if !query.is_empty() {
            members.insert("query".into(), query.into());
        }
    }
    url
}

fn body(body: &BodyDescription) -> Value {
    match body.media_type {
        "multipart/form-data" => json!({ "mode": "formdata", "formdata": form(body) }),
        "application/json" => json!({
            "mode": "raw",
            "raw": pretty(&body.example),
            "options": { "raw": { "language": "json" } },
        }),
        _ => json!({ "mode": "raw", "raw": body.example, "options": { "raw": { "language": "text" } } }),
    }
}

/// The parts of a form; a file is to be chosen.
fn form(body: &BodyDescription) -> Vec<Value> {
    let example: Map<String, Value> = serde_json::from_str(&body.example).unwrap_or_default();
    fields::of(&body.schema)
        .into_iter()
        .filter(|field| field.parent.is_empty())
        .map(|field| {
            let given = example.get(field.name).and_then(Value::as_str);
            let mut part =
                json!({ "key": field.name, "description": field.description, "disabled": given.is_none() });
            if let Some(members) = part.as_object_mut() {
                let file = fields::is_file(field.schema);
                members.insert("type".into(), if file { "file" } else { "text" }.into());
                let media_type = given.and_then(|given| given.split_once(";type=")).map(|(_, kind)| kind);
                match (file, media_type) {
                    (true, Some(media_type)) => {
                        members.insert("src".into(), Value::Array(Vec::new()));
                        members.insert("contentType".into(), media_type.into());
                    }
                    (true, None) => {
                        members.insert("src".into(), Value::Array(Vec::new()));
                    }
                    (false, _) => {
                        members.insert("value".into(), given.unwrap_or_default().into());
                    }
                }
            }
            part
        })
        .collect()
}

/// The example of a success, where it is JSON.
fn response(description: &Description, request: &Value) -> Option<Value> {
    if matches!(description.result.kind, ResultKind::File { .. }) {
        return None;
    }
    let text = status_text(description.operation.success);
    Some(json!({
        "name": text,
        "originalRequest": request,
        "status": text.split_once(" - ").map_or(text, |(_, name)| name),
        "code": description.operation.success,
        "_postman_previewlanguage": "json",
        "header": [{ "key": "Content-Type", "value": "application/json" }],
        "body": serde_json::to_string_pretty(&description.example_envelope()).unwrap_or_default(),
    }))
}

fn pretty(text: &str) -> String {
    let value: Option<Value> = serde_json::from_str(text).ok();
    value.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| text.to_owned())
}
