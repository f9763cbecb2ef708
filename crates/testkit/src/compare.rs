//! Comparing JSON in meaning: the order of members aside, told by path where it differs.

use serde_json::Value;

/// Where two values differ: `/Blocks/BL_1/Type: "Trash" for "Default"`, ours before theirs.
#[must_use]
pub fn differences(ours: &Value, theirs: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk("", ours, theirs, &mut found);
    found
}

fn walk(path: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            for (name, theirs) in theirs {
                match ours.get(name) {
                    Some(ours) => walk(&format!("{path}/{name}"), ours, theirs, found),
                    None => found.push(format!("{path}/{name}: missing, {}", short(theirs))),
                }
            }
            let more = ours.iter().filter(|(name, _)| !theirs.contains_key(*name));
            found.extend(more.map(|(name, value)| format!("{path}/{name}: only ours, {}", short(value))));
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            for (place, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
                walk(&format!("{path}/{place}"), ours, theirs, found);
            }
        }
        _ if ours == theirs => {}
        _ => found.push(format!("{path}: {} for {}", short(ours), short(theirs))),
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::differences;

    #[test]
    fn differences_are_told_by_path_and_order_is_none() {
        let ours = json!({ "b": [1, { "c": 2 }], "a": null, "d": 1 });
        let theirs = json!({ "a": null, "b": [1, { "c": "2" }], "e": {} });
        assert_eq!(
            differences(&ours, &theirs),
            ["/b/1/c: 2 for \"2\"", "/e: missing, {}", "/d: only ours, 1"]
        );
        assert!(differences(&json!({ "a": 1, "b": 2 }), &json!({ "b": 2, "a": 1 })).is_empty());
        assert_eq!(differences(&json!([1]), &json!([1, 2])), [": [1] for [1,2]"]);
    }
}
