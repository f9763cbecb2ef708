//! What decoding by types would let pass: a list where an object stands, which serde takes for the object's members in
//! their order. The outermost one is refused as JSON is read; those inside are found by the schema.

use serde_json::Value;

use crate::{Description, Problem, schema};

/// Holds that every object inside a JSON body is one.
///
/// # Errors
/// The path of the member that came as a list.
pub fn check_objects(description: &Description, text: &[u8]) -> Result<(), Problem> {
    let body = description.bodies.iter().find(|body| body.media_type == "application/json");
    // Most bodies have no objects inside, and are not read twice.
    let Some(body) =
        body.filter(|body| schema::properties(&body.schema).any(|(_, inner)| has_members(inner)))
    else {
        return Ok(());
    };
    let Ok(value) = serde_json::from_slice(text) else { return Ok(()) };
    match list_for_object(&body.schema, &value) {
        Some(path) => Err(Problem::parameter(path.trim_start_matches('.'), "an object is expected")),
        None => Ok(()),
    }
}

fn choice(schema: &Value) -> impl Iterator<Item = &Value> {
    ["anyOf", "oneOf", "allOf"].iter().filter_map(|name| schema.get(*name)?.as_array()).flatten()
}

/// Whether an object with members of its own stands there, or further inside.
fn has_members(schema: &Value) -> bool {
    schema.get("properties").is_some()
        || schema.get("items").is_some_and(has_members)
        || schema.get("additionalProperties").is_some_and(has_members)
        || choice(schema).any(has_members)
}

/// The path of the first list that stands for an object.
fn list_for_object(schema: &Value, value: &Value) -> Option<String> {
    let members = || {
        schema::properties(schema).find_map(|(name, inner)| {
            list_for_object(inner, value.get(name)?).map(|path| format!(".{name}{path}"))
        })
    };
    let others = || {
        let (schema, members) = (schema.get("additionalProperties")?, value.as_object()?);
        members
            .iter()
            .find_map(|(name, value)| list_for_object(schema, value).map(|path| format!(".{name}{path}")))
    };
    let elements =
        || {
            let schema = schema.get("items")?;
            value.as_array()?.iter().enumerate().find_map(|(place, value)| {
                list_for_object(schema, value).map(|path| format!("[{place}]{path}"))
            })
        };
    let is_object = schema.get("properties").is_some() && !schema::is_type(schema, "array");
    if is_object && value.is_array() {
        return Some(String::new());
    }
    let takes_list = |branch: &Value| schema::is_type(branch, "array");
    let branches = || {
        // A choice that a list is one of may mean the list.
        let open = value.is_array() && choice(schema).any(takes_list);
        choice(schema).filter(|_| !open).find_map(|branch| list_for_object(branch, value))
    };
    members().or_else(others).or_else(elements).or_else(branches)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_for_an_object_is_found_wherever_it_stands() {
        let dates = json!({ "type": ["object", "null"], "properties": { "start": { "type": "string" } } });
        let either = json!({ "anyOf": [dates, { "type": "array", "items": dates }] });
        let schema = json!({ "type": "object", "properties": {
            "dates": dates, "all": { "type": "array", "items": dates },
            "by": { "type": "object", "additionalProperties": dates },
            "maybe": { "anyOf": [dates, { "type": "null" }] }, "either": either,
        } });
        let found = |value: Value| list_for_object(&schema, &value);
        assert_eq!(found(json!({ "dates": [] })).as_deref(), Some(".dates"));
        assert_eq!(found(json!({ "all": [{}, ["2024"]] })).as_deref(), Some(".all[1]"));
        assert_eq!(found(json!({ "by": { "x": [1] } })).as_deref(), Some(".by.x"));
        assert_eq!(found(json!({ "maybe": [[]] })).as_deref(), Some(".maybe"));
        assert_eq!(found(json!({ "either": [[1]] })), None);
        for right in
            [json!({ "dates": {}, "all": [], "by": {} }), json!({ "dates": null, "maybe": { "start": "x" } })]
        {
            assert_eq!(found(right), None);
        }
    }
}
