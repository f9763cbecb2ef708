//! Elements of a definition that have a place by their code and id: quotas and their groups.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Draft;
use super::draft::Object;
use crate::error::Error;

fn place(code: &str, id: &str) -> String {
    format!("element/{code}/{id}")
}

impl Draft {
    /// What an element with this code and id holds.
    pub(super) async fn payload(&mut self, code: &str, id: &str) -> Result<Option<Object>, Error> {
        let element = self.object(&place(code, id)).await?;
        Ok(element.and_then(|mut element| match element.remove("Payload") {
            Some(Value::Object(payload)) => Some(payload),
            _ => None,
        }))
    }

    /// What the elements with this code hold, by their ids.
    pub(super) async fn payloads(&mut self, code: &str) -> Result<BTreeMap<String, Object>, Error> {
        let folder = format!("element/{code}");
        let mut found = BTreeMap::new();
        for (place, body) in self.below(&folder).await? {
            let element: Value = serde_json::from_str(&body).map_err(Error::internal)?;
            let Some(payload) = element.get("Payload").and_then(Value::as_object) else { continue };
            if let Some(id) = place.strip_prefix(&format!("{folder}/")) {
                found.insert(id.to_owned(), payload.clone());
            }
        }
        Ok(found)
    }

    /// Puts an element in its place, a new one behind all others. Its second attribute is its name.
    pub(super) async fn set_payload(&mut self, code: &str, id: &str, payload: &Value) -> Result<(), Error> {
        let place = place(code, id);
        let former = self.object(&place).await?;
        let is_new = former.is_none();
        let mut element = former.unwrap_or_else(|| {
            let element = json!({
                "SurveyID": self.row().id, "Element": code, "PrimaryAttribute": id, "SecondaryAttribute": null,
                "TertiaryAttribute": null,
            });
            element.as_object().cloned().unwrap_or_default()
        });
        if let Some(name) = payload.get("Name") {
            element.insert("SecondaryAttribute".into(), name.clone());
        }
        element.insert("Payload".into(), payload.clone());
        self.put(&place, Some(&element)).await?;
        if is_new { self.order(&place, true).await } else { Ok(()) }
    }

    /// Takes an element away.
    pub(super) async fn remove_payload(&mut self, code: &str, id: &str) -> Result<(), Error> {
        let place = place(code, id);
        self.put_text(&place, None).await?;
        self.order(&place, false).await
    }
}
