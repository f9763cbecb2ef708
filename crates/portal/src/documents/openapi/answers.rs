//! What an operation answers: its success, and its errors by reference.

use contract::description::{ResultKind, status_text};
use contract::{Description, ErrorCode};
use serde_json::{Map, Value, json};

use super::components::Components;

/// The answers of an operation by status.
pub(super) fn of(description: &Description, components: &mut Components) -> Value {
    let mut answers = Map::new();
    answers.insert(description.operation.success.to_string(), success(description, components));
    let mut errors: Vec<ErrorCode> = description.errors().collect();
    errors.sort_by_key(|error| error.status);
    for same in errors.chunk_by(|one, other| one.status == other.status) {
        answers.insert(same[0].status.to_string(), components.errors(same));
    }
    Value::Object(answers)
}

fn success(description: &Description, components: &mut Components) -> Value {
    let meta = json!({ "$ref": "#/components/schemas/Meta" });
    let text = status_text(description.operation.success);
    let (media_type, schema, example) = match &description.result.kind {
        ResultKind::Json => {
            let result = components.schema(&description.result.schema);
            let schema = json!({
                "type": "object",
                "properties": { "result": result, "meta": meta },
                "required": ["result", "meta"],
            });
            ("application/json", schema, description.example_envelope())
        }
        ResultKind::Meta => {
            let schema = json!({ "type": "object", "properties": { "meta": meta }, "required": ["meta"] });
            ("application/json", schema, description.example_envelope())
        }
        ResultKind::File { media_type } => {
            return json!({ "description": text, "content": { *media_type: { "schema": description.result.schema } } });
        }
    };
    json!({ "description": text, "content": { media_type: { "schema": schema, "example": example } } })
}
