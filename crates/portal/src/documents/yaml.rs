//! JSON written as YAML 1.2: blocks for what is nested, quotes wherever plain text could be read as something else.

use serde_json::Value;

/// Writes a document.
pub(crate) fn write(value: &Value) -> String {
    let mut text = String::new();
    node(value, 0, &mut text);
    text
}

/// Writes a value that stands after `key:` or `-`, or at the beginning; ends with a line break.
fn node(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (place, (name, member)) in members.iter().enumerate() {
                if place > 0 {
                    indent(depth, text);
                }
                text.push_str(&scalar(name));
                text.push(':');
                after(member, depth, text);
            }
        }
        Value::Array(values) if !values.is_empty() => {
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    indent(depth, text);
                }
                text.push_str("- ");
                node(value, depth + 1, text);
            }
        }
        Value::String(plain) => line(&scalar(plain), text),
        other => line(&other.to_string(), text),
    }
}

fn after(value: &Value, depth: usize, text: &mut String) {
    let nested = match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(values) => !values.is_empty(),
        _ => false,
    };
    if nested {
        text.push('\n');
        indent(depth + 1, text);
        node(value, depth + 1, text);
    } else {
        text.push(' ');
        node(value, depth, text);
    }
}

fn indent(depth: usize, text: &mut String) {
    text.push_str(&"  ".repeat(depth));
}

fn line(scalar: &str, text: &mut String) {
    text.push_str(scalar);
    text.push('\n');
}

/// Text as it stands when nothing in it means anything to YAML; otherwise as a JSON string, which YAML reads alike.
fn scalar(text: &str) -> String {
    let begins = text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'/');
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" _-./,()".contains(&byte));
    // Words that one version of YAML or another takes for a boolean, nothing, or a number.
    let taken = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let word = taken.iter().any(|word| text.eq_ignore_ascii_case(word));
    if begins && plain && !word && !text.ends_with(' ') {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_means_something_is_quoted() {
        let value = json!({ "a": [{ "b": "no", "c": [] }, [1, 2], "x: y"], "200": {}, "d": "# no", "e": null, "f": "1e3" });
        let text = "a:\n  - b: \"no\"\n    c: []\n  - - 1\n    - 2\n  - \"x: y\"\n\"200\": {}\nd: \"# no\"\ne: null\nf: \"1e3\"\n";
        assert_eq!(super::write(&value), text);
    }
}
