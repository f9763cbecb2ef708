//! Quotas of survey files (api/qsf.md section 12, api/surveys.md section 6.6).

use model::limits::surveys::{QUOTA_CELLS, QUOTAS};
use model::survey::{Expression, Placing, Quota, QuotaAction, QuotaCell, QuotaGroup, SurveyFile};
use serde_json::{Map, Value};

use super::QsfError;
use super::tolerant::{entries, objects, text, text_of};

/// The quotas of a file, in the order of its groups; those of no group come last.
pub(super) fn quotas(file: &SurveyFile) -> (Vec<Quota>, Vec<QuotaGroup>) {
    let payloads = |code| file.of_code(code).filter_map(|element| element.get("Payload")?.as_object());
    let mut quotas: Vec<Quota> = payloads("QO").map(quota).filter(|quota| !quota.id.is_empty()).collect();
    let groups: Vec<QuotaGroup> = payloads("QG").map(group).collect();
    let order: Vec<&String> = groups.iter().flat_map(|group| &group.quotas).collect();
    quotas.sort_by_key(|quota| order.iter().position(|id| **id == quota.id).unwrap_or(usize::MAX));
    (quotas, groups)
}

/// How many quotas a file has, and what they hold.
#[derive(Default)]
pub(super) struct Counted {
    quotas: usize,
    groups: usize,
    cells: usize,
    /// The most quotas that a group names.
    named: usize,
}

impl Counted {
    /// One quota more.
    pub(super) fn quota(&mut self, payload: &Value) {
        self.quotas += 1;
        self.cells += payload.as_object().map_or(1, cells_of);
    }

    /// One group more.
    pub(super) fn group(&mut self, payload: &Value) {
        self.groups += 1;
        self.named = self.named.max(entries(payload.get("Quotas")).len());
    }

    /// Holds the bounds of all together.
    pub(super) fn check(&self) -> Result<(), QsfError> {
        let kinds = [
            (self.quotas, QUOTAS, "quotas"),
            (self.groups, QUOTAS, "groups of quotas"),
            (self.named, QUOTAS, "quotas in a group"),
            (self.cells, QUOTA_CELLS, "cells of quotas"),
        ];
        match kinds.into_iter().find(|(count, most, _)| count > most) {
            Some((count, most, what)) => {
                Err(QsfError::new("SurveyElements", format!("the survey has {count} {what}; {most} at most")))
            }
            None => Ok(()),
        }
    }
}

/// How many cells a quota has.
#[must_use]
pub fn cells_of(quota: &Map<String, Value>) -> usize {
    entries(quota.get("CrossLogicDef")).len().max(1)
}

fn quota(map: &Map<String, Value>) -> Quota {
    let id = text_of(map, "ID");
    Quota {
        cells: cells(map, &id),
        name: text_of(map, "Name"),
        action: action(map),
        end: map.get("EndSurveyOptions").and_then(Value::as_object).cloned().unwrap_or_default(),
        id,
    }
}

fn cells(map: &Map<String, Value>, id: &str) -> Vec<QuotaCell> {
    let limit =
        |map: &Map<String, Value>| text(map.get("Occurrences")).and_then(|text| text.trim().parse().ok());
    let own = limit(map).unwrap_or(0);
    let crossed: Vec<QuotaCell> = objects(map.get("CrossLogicDef"))
        .enumerate()
        .map(|(place, cell)| QuotaCell {
            key: self::cell(id, place, cell.get("ID")),
            limit: limit(cell).unwrap_or(own),
            logic: cell.get("Logic").and_then(Expression::read),
        })
        .collect();
    if text_of(map, "LogicType") == "Cross" && !crossed.is_empty() {
        return crossed;
    }
    vec![QuotaCell { key: id.to_owned(), limit: own, logic: map.get("Logic").and_then(Expression::read) }]
}

/// What names the count of a cell of a cross quota: by the id of the cell (`ID`), else by its place.
#[must_use]
pub fn cell(quota: &str, place: usize, id: Option<&Value>) -> String {
    format!("{quota}/{}", text(id).unwrap_or_else(|| place.to_string()))
}

fn action(map: &Map<String, Value>) -> QuotaAction {
    let element = || text_of(map, "ActionElement");
    match text_of(map, "QuotaAction").as_str() {
        "" | "EndCurrentSurvey" => QuotaAction::EndSurvey,
        "DontDisplaySurvey" => QuotaAction::PreventSurvey,
        "DontDisplayQuestion" => QuotaAction::HideQuestion(element()),
        "DontDisplayBlock" => QuotaAction::HideBlock(element()),
        "ForBranching" => QuotaAction::Nothing,
        other => QuotaAction::Other(other.to_owned()),
    }
}

fn group(map: &Map<String, Value>) -> QuotaGroup {
    QuotaGroup {
        quotas: entries(map.get("Quotas")).into_iter().filter_map(|(_, id)| text(Some(id))).collect(),
        placing: Placing::parse(&text_of(map, "MultipleMatch")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_file_with_very_many_quotas_is_refused() {
        let mut counted = Counted::default();
        (0..QUOTAS).for_each(|_| counted.quota(&json!({})));
        counted.group(&json!({ "Quotas": vec!["QO_1"; QUOTAS] }));
        assert!(counted.check().is_ok());
        counted.group(&json!({ "Quotas": vec!["QO_1"; QUOTAS + 1] }));
        assert!(counted.check().unwrap_err().to_string().contains("1001 quotas in a group; 1000 at most"));
        let mut counted = Counted::default();
        counted.quota(&json!({ "CrossLogicDef": vec![json!({}); QUOTA_CELLS + 1] }));
        assert!(counted.check().unwrap_err().to_string().contains("10001 cells of quotas; 10000 at most"));
    }

    #[test]
    fn simple_and_cross_quotas_are_read_in_the_order_of_their_groups() {
        let logic = json!({"0": {"0": {"LogicType": "EmbeddedField", "LeftOperand": "a", "Operator": "EqualTo",
            "RightOperand": "1"}, "Type": "If"}, "Type": "BooleanExpression"});
        let element = |code: &str, payload: Value| json!({ "Element": code, "Payload": payload });
        let file = json!({ "SurveyEntry": {}, "SurveyElements": [
            element("BL", json!([])),
            element("FL", json!({ "Flow": [] })),
            element("QO", json!({ "ID": "QO_2", "Occurrences": "7", "Logic": logic, "QuotaAction": "ForBranching" })),
            element("QO", json!({ "ID": "QO_1", "Occurrences": 2, "LogicType": "Cross", "Logic": [logic], "CrossLogicDef": [
                { "ID": 4, "Occurrences": 1, "Logic": logic }, { "Logic": logic }] })),
            element("QG", json!({ "ID": "QG_1", "Quotas": ["QO_1", "QO_2"], "MultipleMatch": "LeastFilled" })),
        ]});
        let (quotas, groups) = quotas(&crate::qsf::from_value(file).unwrap());
        let cells: Vec<_> = quotas
            .iter()
            .flat_map(|quota| &quota.cells)
            .map(|cell| (cell.key.as_str(), cell.limit))
            .collect();
        assert_eq!(cells, [("QO_1/4", 1), ("QO_1/1", 2), ("QO_2", 7)]);
        assert!(quotas.iter().flat_map(|quota| &quota.cells).all(|cell| cell.logic.is_some()));
        assert_eq!((&quotas[0].action, &quotas[1].action), (&QuotaAction::EndSurvey, &QuotaAction::Nothing));
        assert_eq!(
            groups,
            [QuotaGroup { quotas: vec!["QO_1".into(), "QO_2".into()], placing: Placing::LeastFilled }]
        );
    }
}
