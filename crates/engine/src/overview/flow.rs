//! The flow and the embedded data of the overview (api/surveys.md section 3.3).

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
    let mut fields = Vec::new();
    collect(flow, &mut fields);
    fields
}

fn collect(flow: &[FlowElement], fields: &mut Vec<EmbeddedDataField>) {
    for element in flow {
        if let FlowElement::EmbeddedData { fields: set, .. } = element {
            for field in set {
                match fields.iter_mut().find(|known| known.name == field.name) {
                    Some(known) if known.default_value.is_none() => {
                        known.default_value.clone_from(&field.value)
                    }
                    Some(_) => {}
                    None => fields.push(EmbeddedDataField {
                        name: field.name.clone(),
                        default_value: field.value.clone(),
                    }),
                }
            }
        }
        collect(element.children(), fields);
    }
}
