//! Each sort of change, and whether it breaks a client.

use bytes::Bytes;
use contract::Part;
use serde_json::{Value, json};

use super::change::Change;
use super::{compared, markdown, page};
use crate::Site;

fn compare(old: &Value, new: &Value) -> Vec<Change> {
    super::compare::compare(old, new).unwrap()
}

fn here() -> Site {
    Site::at("http://localhost")
}

fn document(operation: &Value) -> Value {
    json!({ "openapi": "3.1.0", "info": { "version": "9" }, "paths": { "/API/v3/things/{id}": { "post": operation } } })
}

fn operation() -> Value {
    json!({
        "summary": "Change Thing",
        "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "offset", "in": "query", "required": false, "schema": { "type": "integer" } },
            { "name": "format", "in": "query", "required": false, "schema": { "enum": ["csv", "json"] } },
        ],
        "requestBody": { "content": { "application/json": { "schema": {
            "type": "object",
            "properties": { "name": { "type": "string" }, "kind": { "enum": ["a", "b"] },
                "inner": { "type": "object", "properties": { "deep": { "type": "boolean" } } } },
            "required": ["kind"],
        } } } },
        "responses": {
            "200": { "content": { "application/json": { "schema": { "type": "object", "properties": {
                "result": { "type": "object", "properties": { "id": { "type": "string" }, "state": { "enum": ["on", "off"] } },
                    "required": ["id"] },
            } } } } },
            "404": {},
        },
    })
}

/// What the changelog says when the operation is changed so: `!` marks what breaks.
fn changes(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut changed = operation();
    change(&mut changed);
    let changes = compare(&document(&operation()), &document(&changed));
    assert!(changes.iter().all(|change| change.operation == "Change Thing"));
    changes
        .iter()
        .map(|change| format!("{}{}", if change.breaking { "! " } else { "" }, change.text))
        .collect()
}

fn body(operation: &mut Value) -> &mut Value {
    &mut operation["requestBody"]["content"]["application/json"]["schema"]
}

fn result(operation: &mut Value) -> &mut Value {
    &mut operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["result"]
}

#[test]
fn the_same_document_has_no_changes() {
    assert!(changes(|_| {}).is_empty());
    assert!(changes(|operation| operation["description"] = json!("Other words.")).is_empty());
}

#[test]
fn operations_come_and_go() {
    let empty = json!({ "paths": {} });
    let new = compare(&empty, &document(&operation()));
    assert_eq!((new.len(), new[0].text.as_str(), new[0].breaking), (1, "New.", false));
    assert_eq!(new[0].address, "POST /API/v3/things/{id}");
    let gone = compare(&document(&operation()), &empty);
    assert_eq!((gone.len(), gone[0].text.as_str(), gone[0].breaking), (1, "Removed.", true));
    let renamed = json!({ "paths": { "/API/v3/things/{thingId}": { "post": operation() } } });
    assert!(compare(&document(&operation()), &renamed).is_empty(), "the name of an id is not sent");
}

#[test]
fn parameters_come_go_and_change() {
    let parameter = |required: bool| json!({ "name": "limit", "in": "query", "required": required, "schema": { "type": "integer" } });
    let add = |required| {
        move |operation: &mut Value| {
            operation["parameters"].as_array_mut().unwrap().push(parameter(required));
        }
    };
    assert_eq!(changes(add(false)), ["New query parameter `limit`."]);
    assert_eq!(changes(add(true)), ["! New query parameter `limit`. It is required."]);
    let removed = changes(|operation| drop(operation["parameters"].as_array_mut().unwrap().remove(1)));
    assert_eq!(removed, ["! The query parameter `offset` is gone."]);
    let required = changes(|operation| operation["parameters"][1]["required"] = json!(true));
    assert_eq!(required, ["! The query parameter `offset` is required now."]);
    let text = changes(|operation| operation["parameters"][1]["schema"] = json!({ "type": "string" }));
    assert_eq!(text, ["! The query parameter `offset` is text now; it was an integer."]);
    let values =
        changes(|operation| operation["parameters"][2]["schema"] = json!({ "enum": ["csv", "xml"] }));
    assert_eq!(
        values,
        [
            "The query parameter `format` may be `xml`, too.",
            "! The query parameter `format` is no longer `json`."
        ]
    );
}

#[test]
fn body_fields_come_go_and_change() {
    let added = changes(|operation| body(operation)["properties"]["more"] = json!({ "type": "string" }));
    assert_eq!(added, ["New body field `more`."]);
    let must = changes(|operation| body(operation)["required"] = json!(["kind", "name"]));
    assert_eq!(must, ["! The body field `name` is required now."]);
    let may = changes(|operation| body(operation)["required"] = json!([]));
    assert_eq!(may, ["The body field `kind` may be left out now."]);
    let gone =
        changes(|operation| drop(body(operation)["properties"].as_object_mut().unwrap().remove("inner")));
    assert_eq!(gone, ["! The body field `inner` is gone."], "what lies within is not said again");
    let deep = changes(|operation| {
        body(operation)["properties"]["inner"]["properties"]["deep"] = json!({ "type": "string" })
    });
    assert_eq!(deep, ["! The body field `inner.deep` is text now; it was true or false."]);
    let form = changes(|operation| {
        let schema = body(operation).clone();
        operation["requestBody"]["content"] = json!({ "multipart/form-data": { "schema": schema } });
    });
    assert_eq!(
        form,
        [
            "The body comes as `multipart/form-data`, too.",
            "! The body is no longer taken as `application/json`."
        ]
    );
}

#[test]
fn answers_come_go_and_change() {
    assert_eq!(changes(|operation| operation["responses"]["409"] = json!({})), ["May be answered with 409."]);
    let gone = changes(|operation| drop(operation["responses"].as_object_mut().unwrap().remove("404")));
    assert_eq!(gone, ["Is no longer answered with 404."]);
    let added = changes(|operation| result(operation)["properties"]["more"] = json!({ "type": "string" }));
    assert_eq!(added, ["New field of the answer `result.more`."]);
    let removed =
        changes(|operation| drop(result(operation)["properties"].as_object_mut().unwrap().remove("id")));
    assert_eq!(removed, ["! The field of the answer `result.id` is gone."]);
    let may = changes(|operation| result(operation)["required"] = json!([]));
    assert_eq!(may, ["! The field of the answer `result.id` may be missing now."]);
    let values =
        changes(|operation| result(operation)["properties"]["state"] = json!({ "enum": ["on", "idle"] }));
    assert_eq!(
        values,
        [
            "The field of the answer `result.state` may be `idle`, too.",
            "The field of the answer `result.state` is no longer `off`."
        ]
    );
}

#[test]
fn a_document_of_ones_own_is_compared_or_refused_with_a_reason() {
    let sent = |text: &str| {
        let part = Part {
            name: "document".into(),
            file_name: None,
            media_type: None,
            data: Bytes::from(text.to_owned()),
        };
        compared(&here(), &[part]).map(|html| html.into_string())
    };
    assert!(compared(&here(), &[]).unwrap_err().contains("No document"));
    assert!(sent("").unwrap_err().contains("No document"));
    assert!(sent("openapi: 3.1.0").unwrap_err().contains("not JSON"));
    assert!(sent(&"[".repeat(100_000)).unwrap_err().contains("not JSON"));
    assert!(sent("{\"swagger\":\"2.0\"}").unwrap_err().contains("no OpenAPI 3 document"));
    let html = sent(&document(&operation()).to_string()).unwrap();
    assert!(
        html.contains("From your document (9)") && html.contains("Change Thing") && html.contains("Breaking")
    );
    let own = crate::documents::openapi::json(&here());
    assert!(sent(&own).unwrap().contains("Nothing that a client sends or reads has changed."));
    let odd = sent("{\"openapi\":\"3.1.0\",\"info\":[],\"paths\":{\"/x\":[1],\"/y\":{\"get\":7}}}").unwrap();
    assert!(odd.contains("unknown"));
    let forged =
        sent("{\"openapi\":\"3.1.0\",\"paths\":{\"/<script>x\":{\"get\":{\"summary\":\"<script>y\"}}}}")
            .unwrap();
    assert!(!forged.contains("<script>x") && !forged.contains("<script>y"));
}

#[test]
fn the_page_and_its_markdown_tell_every_version() {
    let html = page(&here()).into_string();
    assert!(
        html.contains("id=\"v0.1.0\"") && html.contains(&format!("id=\"v{}\"", env!("CARGO_PKG_VERSION")))
    );
    assert!(html.contains("enctype=\"multipart/form-data\""));
    assert!(html.contains("href=\"/docs/reference/surveys/list-surveys\""));
    assert!(markdown().contains("## 0.1.0\n\n24 new requests.\n"));
}

#[test]
fn a_part_by_reference_is_the_same_as_one_in_place() {
    let mut by_reference = operation();
    let body = std::mem::replace(body(&mut by_reference), json!({ "$ref": "#/components/schemas/Change" }));
    let answer = std::mem::replace(
        &mut by_reference["responses"]["200"],
        json!({ "$ref": "#/components/responses/Changed" }),
    );
    let mut new = document(&by_reference);
    new["components"] = json!({ "schemas": { "Change": body }, "responses": { "Changed": answer } });
    let old = document(&operation());
    assert_eq!(compare(&old, &new), []);
    assert_eq!(compare(&new, &old), []);
    new["components"]["schemas"]["Change"]["properties"]["kind"] = json!({ "enum": ["a", "b", "c"] });
    let texts: Vec<String> = compare(&old, &new).into_iter().map(|change| change.text).collect();
    assert_eq!(texts, ["The body field `kind` may be `c`, too."]);
}

#[test]
fn a_type_within_itself_is_compared_once() {
    let tree = |leaf: &str| {
        let mut changed = operation();
        *body(&mut changed) = json!({ "$ref": "#/components/schemas/Tree" });
        let mut document = document(&changed);
        document["components"]["schemas"]["Tree"] = json!({ "type": "object", "properties": {
            "leaf": { "type": leaf }, "branches": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
        } });
        document
    };
    assert_eq!(compare(&tree("string"), &tree("string")), []);
    let texts: Vec<String> =
        compare(&tree("string"), &tree("boolean")).into_iter().map(|change| change.text).collect();
    assert_eq!(texts, ["The body field `leaf` is true or false now; it was text."]);
}

#[test]
fn a_document_that_cannot_be_read_whole_is_refused() {
    let mut changed = operation();
    *body(&mut changed) = json!({ "$ref": "#/components/schemas/0" });
    let mut document = document(&changed);
    for number in 0..20 {
        let next = json!({ "$ref": format!("#/components/schemas/{}", number + 1) });
        let members: serde_json::Map<String, Value> =
            (0..10).map(|name| (name.to_string(), next.clone())).collect();
        document["components"]["schemas"][number.to_string()] = json!({ "properties": members });
    }
    assert_eq!(super::compare::compare(&document, &document), None);
}
