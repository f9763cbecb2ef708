//! What the document keeps once, by name: types, error answers and their examples.

use contract::scope::Scope;
use contract::{ErrorCode, schema};
use serde_json::{Map, Value, json};

use super::ORIGIN;

/// Where a type stands.
const SCHEMAS: &str = "#/components/schemas/";

/// Every scope of OAuth, and what it allows.
fn scopes() -> Map<String, Value> {
    Scope::all().map(|scope| (scope.to_string(), scope.words().into())).collect()
}

/// What has been referred to so far.
#[derive(Default)]
pub(super) struct Components {
    schemas: Map<String, Value>,
    responses: Map<String, Value>,
    examples: Map<String, Value>,
}

impl Components {
    /// A schema whose parts with names are references.
    pub(super) fn schema(&mut self, schema: &Value) -> Value {
        shown(schema::referring(schema, SCHEMAS, &mut self.schemas))
    }

    /// A reference to the answer with one of these errors, which are of one status. It is named after their codes.
    pub(super) fn errors(&mut self, same: &[ErrorCode]) -> Value {
        let codes: Vec<&str> = same.iter().map(|error| error.code).collect();
        let name = codes.join("_or_");
        if !self.responses.contains_key(&name) {
            let reasons: Vec<&str> = same.iter().map(|error| error.reason).collect();
            let mut examples = Map::new();
            for error in same {
                let place = format!("#/components/examples/{}", error.code);
                examples.insert(error.code.to_owned(), json!({ "$ref": place }));
                self.examples.insert(error.code.to_owned(), json!({ "value": error.example_envelope() }));
            }
            let schema = json!({ "$ref": format!("{SCHEMAS}Error") });
            let answer = json!({
                "description": reasons.join(" "),
                "content": { "application/json": { "schema": schema, "examples": examples } },
            });
            self.responses.insert(name.clone(), answer);
        }
        json!({ "$ref": format!("#/components/responses/{name}") })
    }

    /// All of them, with those that every document has.
    pub(super) fn written(self) -> Value {
        let Value::Object(mut schemas) = envelopes() else { return Value::Null };
        schemas.extend(self.schemas.into_iter().map(|(name, schema)| (name, shown(schema))));
        json!({
            "securitySchemes": {
                "apiToken": {
                    "type": "apiKey", "in": "header", "name": "X-API-TOKEN",
                    "description": "The user's API token.",
                },
                "bearer": { "type": "http", "scheme": "bearer", "description": "The token as a bearer token." },
                "oauth2": {
                    "type": "oauth2",
                    "description": "An access token, which a program gets for its own credentials or from who lets it act.",
                    "flows": {
                        "clientCredentials": { "tokenUrl": format!("{ORIGIN}/oauth2/token"), "scopes": scopes() },
                        "authorizationCode": {
                            "authorizationUrl": format!("{ORIGIN}/oauth2/auth"),
                            "tokenUrl": format!("{ORIGIN}/oauth2/token"),
                            "refreshUrl": format!("{ORIGIN}/oauth2/token"),
                            "scopes": scopes(),
                        },
                    },
                },
            },
            "schemas": schemas,
            "responses": self.responses,
            "examples": self.examples,
        })
    }
}

/// The schema as the document shows it: what is remarked on a member beside its description is part of that, and
/// words that follow from the schema are left out.
fn shown(mut schema: Value) -> Value {
    tell(&mut schema);
    schema
}

fn tell(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let remark = schema::remark(&Value::Object(members.clone()));
            if let Some(remark) = remark {
                let own = members.get("description").and_then(Value::as_str).unwrap_or_default();
                let text = format!("{own} {remark}").trim().to_owned();
                members.insert("description".into(), text.into());
            }
            members.shift_remove("x-words");
            only_branch(members);
            members.values_mut().for_each(tell);
        }
        Value::Array(branches) => branches.iter_mut().for_each(tell),
        _ => {}
    }
}

/// A choice of one is none: what stands in it stands alone, and one constant is an enumeration of one.
fn only_branch(members: &mut Map<String, Value>) {
    for choice in ["anyOf", "oneOf"] {
        let only = match members.get(choice).and_then(Value::as_array).map(Vec::as_slice) {
            Some([Value::Object(only)]) => only.clone(),
            _ => continue,
        };
        members.shift_remove(choice);
        for (name, value) in only {
            members.entry(name).or_insert(value);
        }
        if let Some(constant) = members.shift_remove("const") {
            members.insert("enum".into(), Value::Array(vec![constant]));
        }
    }
}

fn envelopes() -> Value {
    json!({
            "Meta": {
                "type": "object",
                "description": "What comes with every success.",
                "properties": {
                    "httpStatus": { "type": "string", "description": "The status and its name." },
                    "requestId": { "type": "string", "format": "uuid", "description": "The id of this request." },
                    "notice": { "type": "string", "description": "What is to be known besides, when there is something." },
                },
                "required": ["httpStatus", "requestId"],
            },
            "Error": {
                "type": "object",
                "description": "What an error is answered with.",
                "properties": {
                    "meta": {
                        "type": "object",
                        "properties": {
                            "httpStatus": { "type": "string", "description": "The status and its name." },
                            "requestId": { "type": "string", "description": "The id of this request." },
                            "notice": { "type": "string", "description": "What is to be known besides, when there is something." },
                            "error": {
                                "type": "object",
                                "properties": {
                                    "errorMessage": { "type": "string", "description": "For people." },
                                    "errorCode": { "type": "string", "description": "For programs; stable." },
                                    "instanceId": {
                                        "type": "string",
                                        "description": "Which run of the server it was; with errors of 500 and above.",
                                    },
                                },
                                "required": ["errorMessage"],
                            },
                        },
                        "required": ["error"],
                    },
                },
                "required": ["meta"],
            },
    })
}
