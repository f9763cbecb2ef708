//! Quotas of survey files (api/qsf.md section 12, api/surveys.md section 6.6).

use jiff::tz::TimeZone;
use model::limits::surveys::{QUOTA_CELLS, QUOTAS};
use model::survey::{
    Expression, Placing, Quota, QuotaAction, QuotaCell, QuotaGroup, QuotaSchedule, SurveyFile, WebService,
};
use serde_json::{Map, Value};

use super::QsfError;
use super::flow::web_pairs;
use super::tolerant::{entries, objects, text, text_of};

/// The quotas of a file, in the order of its groups; those of no group come last.
pub(super) fn quotas(file: &SurveyFile) -> (Vec<Quota>, Vec<QuotaGroup>) {
    let payloads = |code| file.of_code(code).filter_map(|element| element.get("Payload")?.as_object());
    let mut quotas: Vec<Quota> = payloads("QO").map(quota).filter(|quota| !quota.id.is_empty()).collect();
    // The groups stand in the order of `QGO`; those that it does not name come behind, as the file has them.
    let order = file.payload("QGO").map(|list| entries(Some(list))).unwrap_or_default();
    let order: Vec<String> = order.into_iter().filter_map(|(_, id)| text(Some(id))).collect();
    let place = |map: &Map<String, Value>| {
        let id = ["ID", "Id"].map(|name| text_of(map, name)).into_iter().find(|id| !id.is_empty());
        order.iter().position(|known| Some(known) == id.as_ref()).unwrap_or(usize::MAX)
    };
    let mut groups: Vec<&Map<String, Value>> = payloads("QG").collect();
    groups.sort_by_key(|map| place(map));
    let groups: Vec<QuotaGroup> = groups.into_iter().map(group).collect();
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
    let (own, schedule) = (limit(map).unwrap_or(0), schedule(map.get("QuotaSchedule")));
    let crossed: Vec<QuotaCell> = objects(map.get("CrossLogicDef"))
        .enumerate()
        .map(|(place, cell)| QuotaCell {
            key: self::cell(id, place, cell.get("ID")),
            limit: limit(cell).unwrap_or(own),
            logic: cell.get("Logic").and_then(Expression::read),
            schedule: schedule.clone(),
        })
        .collect();
    if text_of(map, "LogicType") == "Cross" && !crossed.is_empty() {
        return crossed;
    }
    let logic = map.get("Logic").and_then(Expression::read);
    vec![QuotaCell { key: id.to_owned(), limit: own, logic, schedule }]
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
        "CallWebService" => QuotaAction::CallWebService(Box::new(service(map))),
        "ForBranching" => QuotaAction::Nothing,
        other => QuotaAction::Other(other.to_owned()),
    }
}

/// The web service of a quota (`WebServiceOptions`). The facts name an address and parameters alone: they are sent by `GET`, and the
/// answer sets nothing.
fn service(map: &Map<String, Value>) -> WebService {
    let options = map.get("WebServiceOptions").and_then(Value::as_object);
    WebService {
        url: options.map(|options| text_of(options, "url")).unwrap_or_default().trim().to_owned(),
        method: "GET".to_owned(),
        parameters: web_pairs(options.and_then(|options| options.get("params"))),
        ..WebService::default()
    }
}

/// The schedule of a quota, of its `QuotaSchedule`; `None` where it has none, or one without a day to begin on. A zone that is not
/// known is UTC.
#[must_use]
pub fn schedule(value: Option<&Value>) -> Option<QuotaSchedule> {
    let schedule = value?.as_object()?;
    let start = text_of(schedule, "QuotaStart");
    let number = |name: &str| text_of(schedule, name).trim().parse().unwrap_or(0);
    Some(QuotaSchedule {
        start: start.trim().get(..10)?.parse().ok()?,
        zone: TimeZone::get(text_of(schedule, "StartTimezone").trim()).unwrap_or(TimeZone::UTC),
        days: number("QuotaPeriodLength"),
        periods: number("QuotaNumPeriods"),
    })
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
            element("QG", json!({ "ID": "QG_2", "Quotas": ["QO_3"] })),
            element("QG", json!({ "ID": "QG_1", "Quotas": ["QO_1", "QO_2"], "MultipleMatch": "LeastFilled" })),
            element("QG", json!({ "ID": "QG_3", "Quotas": [] })),
            element("QGO", json!(["QG_1", "QG_2"])),
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
        let named: Vec<_> = groups.iter().map(|group| group.quotas.as_slice()).collect();
        assert_eq!(
            named,
            [&["QO_1".to_owned(), "QO_2".to_owned()][..], &["QO_3".to_owned()], &[]],
            "in the order of QGO"
        );
        assert_eq!((groups[0].placing, groups[1].placing), (Placing::LeastFilled, Placing::All));
    }

    #[test]
    fn a_schedule_and_a_web_service_are_read() {
        let map = json!({
            "QuotaAction": "CallWebService",
            "WebServiceOptions": { "url": " https://x.example/ ", "params": [{ "key": "a", "value": "${e://Field/a}" }, { "key": "" }] },
            "QuotaSchedule": { "QuotaStart": "2024-03-09", "QuotaPeriodLength": "7", "QuotaNumPeriods": 2,
                "StartTimezone": "America/Denver", "QuotaCounts": [] },
        });
        let QuotaAction::CallWebService(service) = action(map.as_object().unwrap()) else { panic!() };
        let sent = (service.url.as_str(), service.method.as_str(), service.parameters.as_slice());
        assert_eq!(sent, ("https://x.example/", "GET", &[("a".to_owned(), "${e://Field/a}".to_owned())][..]));
        let read = schedule(map.get("QuotaSchedule")).unwrap();
        assert_eq!((read.start.to_string().as_str(), read.days, read.periods), ("2024-03-09", 7, 2));
        assert_eq!(read.zone.iana_name(), Some("America/Denver"));
        for none in [
            json!({}),
            json!({ "QuotaSchedule": null }),
            json!({ "QuotaSchedule": { "QuotaStart": "soon" } }),
        ] {
            assert_eq!(schedule(none.get("QuotaSchedule")), None);
        }
    }
}
