//! Ids of one's own data, offered where a path asks for one: which request lists them, and what its answer offers.

use contract::{Description, ResultKind};
use serde_json::{Value, json};

use crate::Catalogue;

/// The request that lists the ids of a path parameter, and the member of an element (or of the result) that is the id.
///
/// It is the list that stands before the parameter in some path (`/surveys` before `/surveys/{surveyId}`), or a request
/// without parameters that leads to one with it (Who Am I tells the organization).
pub(crate) fn source(catalogue: &Catalogue, parameter: &str) -> Option<(&'static Description, &'static str)> {
    let braces = format!("/{{{parameter}}}");
    let list = catalogue.all().iter().find_map(|known| {
        let (collection, _) = known.operation.path.split_once(&braces)?;
        catalogue.reader(collection).filter(|list| list.is_list() && !collection.contains('{'))
    });
    if let Some(list) = list {
        return Some((list, "id"));
    }
    catalogue.all().iter().find_map(|known| {
        let plain = known.operation.verb == contract::Verb::Get && known.parameters.is_empty();
        let lead =
            known.operation.leads.iter().filter_map(|lead| lead.takes).find(|(name, _)| *name == parameter);
        lead.filter(|_| plain && known.result.kind == ResultKind::Json).map(|(_, member)| (known, member))
    })
}

/// What the answer offers: a JSON list of `id` and `label`.
pub(crate) fn read(member: &str, answer: &[u8]) -> String {
    let answer: Value = serde_json::from_slice(answer).unwrap_or(Value::Null);
    let result = &answer["result"];
    let alone = std::slice::from_ref(result);
    let elements = result["elements"].as_array().map_or(alone, Vec::as_slice);
    let offer = |element: &Value| {
        let label = ["name", "username", "userName"].iter().find_map(|name| element[name].as_str());
        Some(json!({ "id": element[member].as_str()?, "label": label }))
    };
    Value::Array(elements.iter().filter_map(offer).collect()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_the_list_before_them_or_from_who_am_i() {
        let found_for = |parameter| {
            source(Catalogue::served(), parameter).map(|(found, member)| (found.operation.id, member))
        };
        assert_eq!(found_for("surveyId"), Some(("listSurveys", "id")));
        assert_eq!(found_for("userId"), Some(("listUsers", "id")));
        assert_eq!(found_for("organizationId"), Some(("whoAmI", "brandId")));
        assert_eq!(found_for("exportProgressId"), None);
    }

    #[test]
    fn an_answer_offers_ids_with_their_names() {
        let list = br#"{"result":{"elements":[{"id":"SV_1","name":"One"},{"name":"no id"}]}}"#;
        assert_eq!(read("id", list), r#"[{"id":"SV_1","label":"One"}]"#);
        assert_eq!(read("brandId", br#"{"result":{"brandId":"acme"}}"#), r#"[{"id":"acme","label":null}]"#);
        assert_eq!(read("id", b"{}"), "[]");
    }
}
