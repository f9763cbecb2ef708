//! A call of a web service, and how its answer is read.

use model::limits::surveys::WEB_VALUES;
use serde::Serialize;
use serde_json::Value;

use super::chance::Chance;

/// A call of a web service, with everything that is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// The flow id of its element.
    pub flow: String,
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// An `http` or `https` address, with its parameters.
    pub address: String,
    /// Names and values of headers, as the author gave them; that of the body's type is among them.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: String,
    /// The paths of the values that are wanted of the answer, in order.
    pub paths: Vec<String>,
}

impl Call {
    /// What tells it from other calls of the same run. Two that differ may have the same mark by a chance of one in 2^64; it would
    /// be the run's own answer that is taken twice.
    pub(super) fn mark(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        format!("{}:{:016x}", self.flow, Chance::at(0, &text).below(u64::MAX))
    }

    /// The values of the paths in an answer, which is JSON or, as older services do it, `name=value&…`; `None` for what it does not
    /// have. Gives too whether all of them had room.
    pub(super) fn values(&self, answer: &[u8]) -> (Vec<Option<String>>, bool) {
        let (mut room, mut fits) = (WEB_VALUES, true);
        let read = read(answer);
        let values = self.paths.iter().map(|path| {
            let value = at(&read, path)?;
            let Some(left) = room.checked_sub(value.len()) else {
                fits = false;
                return None;
            };
            room = left;
            Some(value)
        });
        (values.collect(), fits)
    }
}

fn read(answer: &[u8]) -> Value {
    if let Ok(value) = serde_json::from_slice(answer) {
        return value;
    }
    let text = String::from_utf8_lossy(answer);
    let decoded = |part: &str| {
        let part = part.replace('+', " ");
        percent_encoding::percent_decode_str(&part).decode_utf8_lossy().into_owned()
    };
    let pairs = text.trim().split('&').filter_map(|pair| pair.split_once('='));
    Value::Object(pairs.map(|(name, value)| (decoded(name), Value::String(decoded(value)))).collect())
}

/// The value at a path as a text: `a.b`, `a.0.b`, `a[0].b`, with `$.` before it or not. A member that is named like the whole path
/// comes first. An object or a list is told as JSON; `null` is no value.
fn at(answer: &Value, path: &str) -> Option<String> {
    let path = path.trim();
    let mut value = answer;
    match answer.get(path) {
        Some(found) => value = found,
        None => {
            let path = path.strip_prefix('$').unwrap_or(path);
            for part in path.split(['.', '[', ']']).filter(|part| !part.is_empty()) {
                value = match value {
                    Value::Array(list) => list.get(part.parse::<usize>().ok()?)?,
                    other => other.get(part.trim_matches(['"', '\'']))?,
                };
            }
        }
    }
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(paths: &[&str], answer: &str) -> Vec<Option<String>> {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        let (flow, method, address) = ("FL_1".into(), "GET".into(), "https://x.example/".into());
        Call { flow, method, address, headers: Vec::new(), body: String::new(), paths }
            .values(answer.as_bytes())
            .0
    }

    #[test]
    fn each_path_gives_its_value_as_a_text() {
        let answer = r#"{ "a": { "b": [ { "c": "so" }, 7.50 ] }, "yes": true, "none": null, "a.b": "whole", "two words": "x" }"#;
        for (path, value) in [
            ("a.b", Some("whole")),
            ("a.b.0.c", Some("so")),
            ("a.b[0].c", Some("so")),
            ("$.a.b[0].c", Some("so")),
            ("a.b.1", Some("7.5")),
            ("yes", Some("true")),
            ("none", None),
            ("a.b.2", None),
            ("a.b.0.c.d", None),
            ("no", None),
            ("two words", Some("x")),
            ("$['two words']", Some("x")),
            ("a", Some(r#"{"b":[{"c":"so"},7.5]}"#)),
        ] {
            assert_eq!(values(&[path], answer), [value.map(str::to_owned)], "{path}");
        }
    }

    #[test]
    fn older_answers_are_read_and_what_is_neither_gives_nothing() {
        assert_eq!(values(&["random", "b"], "random=4+2&b=%C3%A4"), [Some("4 2".into()), Some("ä".into())]);
        for answer in ["", "<html>no</html>", "{\"a\": ", "[]", "\u{0}"] {
            assert_eq!(values(&["a"], answer), [None], "{answer}");
        }
    }

    #[test]
    fn values_have_a_bound_together() {
        let answer =
            format!(r#"{{ "a": "{}", "b": "{}", "c": "short" }}"#, "x".repeat(10_000), "y".repeat(10_000));
        let read = values(&["a", "b", "c"], &answer);
        assert!(read[0].is_some() && read[1].is_none() && read[2].as_deref() == Some("short"));
    }
}
