//! The survey file as it came.

use serde_json::{Map, Value};

/// A survey file (QSF): the entry and the elements, each member kept as it came and in its order.
///
/// Facts: api/qsf.md sections 1 and 2. Serialised with `serde_json`'s `preserve_order`, a file that is read and
/// written again has the same members in the same order.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyFile {
    /// `SurveyEntry`.
    pub entry: Map<String, Value>,
    /// `SurveyElements`, in order; each an object with `Element`, `PrimaryAttribute`, …, `Payload`.
    pub elements: Vec<Map<String, Value>>,
    /// The keys of `SurveyElements` where the file gave an object keyed by number instead of an array; one per element.
    pub element_keys: Option<Vec<String>>,
    /// Any other member of the top level.
    pub rest: Map<String, Value>,
}

impl SurveyFile {
    /// The elements with the given code (`SQ`, `BL`, `FL`, …), in order.
    pub fn of_code<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Map<String, Value>> {
        self.elements
            .iter()
            .filter(move |element| element.get("Element").and_then(Value::as_str) == Some(code))
    }

    /// The payload of the first element with the given code.
    #[must_use]
    pub fn payload(&self, code: &str) -> Option<&Value> {
        self.elements
            .iter()
            .find(|element| element.get("Element").and_then(Value::as_str) == Some(code))?
            .get("Payload")
    }

    /// The file as one JSON value.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut top = Map::new();
        top.insert("SurveyEntry".into(), Value::Object(self.entry.clone()));
        let elements = self.elements.iter().cloned().map(Value::Object);
        let elements = match &self.element_keys {
            Some(keys) if keys.len() == self.elements.len() => {
                Value::Object(keys.iter().cloned().zip(elements).collect())
            }
            _ => Value::Array(elements.collect()),
        };
        top.insert("SurveyElements".into(), elements);
        top.extend(self.rest.clone());
        Value::Object(top)
    }

    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let keys = self.element_keys.iter().flatten().map(|key| key.len() + 32).sum::<usize>();
        let elements = self.elements.iter().map(members).sum::<usize>();
        members(&self.entry) + elements + members(&self.rest) + keys
    }
}

/// Names and values of an object with their places in its table.
fn members(map: &Map<String, Value>) -> usize {
    map.iter().map(|(name, value)| name.len() + 96 + bytes(value)).sum()
}

fn bytes(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len() + 16,
        Value::Array(list) => list.iter().map(|item| 32 + bytes(item)).sum(),
        Value::Object(map) => members(map),
    }
}
