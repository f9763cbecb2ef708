//! The flow and the embedded data of the overview (api/surveys.md section 3.3).

use indexmap::IndexMap;
use model::survey::FlowElement;
use model::survey::overview::EmbeddedDataField;
use serde_json::{Map, Value, json};

/// The flow elements in order, without their logic.
pub(super) fn of(flow: &[FlowElement]) -> Vec<Value> {
    flow.iter().map(element).collect()
}

fn element(element: &FlowElement) -> Value {
    let mut members = Map::new();
    match element {
        FlowElement::Block { block, .. } => {
            members.insert("id".into(), json!(block));
            members.insert("type".into(), json!("Block"));
        }
        FlowElement::EmbeddedData { .. } => drop(members.insert("type".into(), json!("EmbeddedData"))),
        FlowElement::Branch { .. } => drop(members.insert("type".into(), json!("Branch"))),
        FlowElement::Group { .. } => drop(members.insert("type".into(), json!("Group"))),
        FlowElement::EndSurvey { .. } => drop(members.insert("type".into(), json!("EndSurvey"))),
        FlowElement::WebService { .. } => drop(members.insert("type".into(), json!("WebService"))),
        FlowElement::Authenticator { .. } => drop(members.insert("type".into(), json!("Authenticator"))),
        FlowElement::Other { kind, .. } => drop(members.insert("type".into(), json!(kind))),
        FlowElement::Randomizer { subset, even, .. } => {
            members.insert("type".into(), json!("BlockRandomizer"));
            let options = json!({ "randomSubset": subset, "evenPresentation": even });
            members.insert("randomizationOptions".into(), options);
        }
    }
    // A container without children has no list of them (recorded).
    if !element.children().is_empty() {
        members.insert("flow".into(), Value::Array(of(element.children())));
    }
    Value::Object(members)
}

/// The fields in the order of the flow, each once, with the first value set.
pub(super) fn embedded_data(flow: &[FlowElement]) -> Vec<EmbeddedDataField> {
    let mut fields = IndexMap::new();
    collect(flow, &mut fields);
    let field = |(name, value): (&str, Option<&str>)| EmbeddedDataField {
        name: name.to_owned(),
        default_value: value.map(str::to_owned),
    };
    fields.into_iter().map(field).collect()
}

/// By name: a file may declare a hundred thousand of them.
fn collect<'a>(flow: &'a [FlowElement], fields: &mut IndexMap<&'a str, Option<&'a str>>) {
    for element in flow {
        if let FlowElement::EmbeddedData { fields: set, .. } = element {
            for field in set {
                let value = fields.entry(&field.name).or_default();
                *value = value.or(field.value.as_deref());
            }
        }
        collect(element.children(), fields);
    }
}
