//! What respondents share: quotas, and randomizers that present their parts evenly. Exact however many come at once.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::TestServer;

use crate::samples::{Respondent, survey};

/// The sample survey with its flow changed and elements added.
fn changed(flow: impl FnOnce(&mut Vec<Value>), more: Vec<Value>) -> Vec<u8> {
    let mut file: Value = serde_json::from_slice(&survey(&json!({}))).unwrap();
    let elements = file["SurveyElements"].as_array_mut().unwrap();
    let place = elements.iter().position(|element| element["Element"] == "FL").unwrap();
    flow(elements[place]["Payload"]["Flow"].as_array_mut().unwrap());
    elements.extend(more);
    file.to_string().into_bytes()
}

fn sets(flow: &str, value: &str) -> Value {
    let field = json!({ "Description": "group", "Type": "Custom", "Field": "group", "Value": value });
    json!({ "Type": "EmbeddedData", "FlowID": flow, "EmbeddedData": [field] })
}

fn even(place: &str) -> Value {
    let parts: Vec<Value> = ["a", "b", "c"]
        .iter()
        .map(|part| sets(&format!("FL_{place}{part}"), &format!("{place}{part}")))
        .collect();
    json!({ "Type": "BlockRandomizer", "FlowID": format!("FL_{place}"), "SubSet": "1", "EvenPresentation": true,
        "Flow": parts })
}

/// How many responses have each value of a field.
async fn counted(server: &TestServer, survey: &str, field: &str) -> BTreeMap<String, usize> {
    let text = server.export(survey, json!({ "format": "ndjson" })).await;
    let mut counts = BTreeMap::new();
    for line in text.lines() {
        let response: Value = serde_json::from_str(line).unwrap();
        let value = response["values"][field].clone();
        *counts.entry(value.as_str().map_or_else(|| value.to_string(), str::to_owned)).or_default() += 1;
    }
    counts
}

const FIRST: &[(&str, &str)] = &[("QID1", "1")];

#[tokio::test]
async fn evenly_presented_parts_differ_by_one_at_most() {
    let server = TestServer::start().await;
    for (place, file) in [
        ("before", changed(|flow| flow.insert(0, even("before")), Vec::new())),
        ("behind", changed(|flow| flow.push(even("behind")), Vec::new())),
    ] {
        let id = server.import_survey(place, &file).await;
        join_all((0..64).map(async |_| {
            let mut respondent = Respondent::open(&server, &id, "").await;
            respondent.next(FIRST).await;
            // Twice at once, as an impatient click does it: it is one respondent.
            let twice = respondent.clone();
            tokio::join!(respondent.post("next", &[]), twice.post("next", &[]));
        }))
        .await;
        let counts = counted(&server, &id, "group").await;
        let expected = ["a", "b", "c"].map(|part| format!("{place}{part}"));
        assert_eq!(counts.keys().cloned().collect::<Vec<_>>(), expected);
        assert_eq!(counts.values().sum::<usize>(), 64);
        assert!(counts.values().all(|count| (21..=22).contains(count)), "{counts:?}");
    }
}

/// Choices of a question on the first page, and of each round of a loop behind it.
#[tokio::test]
async fn evenly_presented_choices_differ_by_one_at_most() {
    let server = TestServer::start().await;
    let mut file: Value = serde_json::from_slice(&survey(&json!({}))).unwrap();
    let even = json!({ "Type": "SubSet", "TotalRandSubset": "2", "EvenPresentation": true });
    let choices: Value =
        (1..=3).map(|id| (id.to_string(), json!({ "Display": format!("Choice {id}") }))).collect();
    let looping = json!({ "Looping": "Static", "LoopingOptions": { "Static": { "7": { "1": "a" }, "8": { "1": "b" } } } });
    for element in file["SurveyElements"].as_array_mut().unwrap() {
        let payload = &mut element["Payload"];
        if payload["QuestionID"] == "QID1" {
            (payload["Choices"], payload["Randomization"]) = (choices.clone(), even.clone());
            payload["ChoiceOrder"] = json!(["1", "2", "3"]);
        }
    }
    let question = json!({ "QuestionID": "QID90", "DataExportTag": "Q90", "QuestionType": "MC", "Selector": "MAVR",
        "SubSelector": "TX", "QuestionText": "Round ${lm://Field/1}", "QuestionDescription": "Round", "Choices": choices, "ChoiceOrder": ["1", "2", "3"],
        "Randomization": even, "Validation": { "Settings": { "ForceResponse": "OFF" } } });
    let block = json!({ "Type": "Standard", "ID": "BL_90", "Description": "Rounds", "Options": looping,
        "BlockElements": [{ "Type": "Question", "QuestionID": "QID90" }] });
    let elements = file["SurveyElements"].as_array_mut().unwrap();
    elements.push(json!({ "SurveyID": "SV_aaaaaaaaaaaaaaa", "Element": "SQ", "PrimaryAttribute": "QID90", "Payload": question }));
    for element in elements.iter_mut() {
        match element["Element"].as_str() {
            Some("BL") => match &mut element["Payload"] {
                Value::Array(blocks) => blocks.push(block.clone()),
                blocks => blocks["90"] = block.clone(),
            },
            Some("FL") => {
                let shown = json!({ "Type": "Standard", "ID": "BL_90", "FlowID": "FL_90" });
                element["Payload"]["Flow"].as_array_mut().unwrap().push(shown);
            }
            _ => {}
        }
    }
    let id = server.import_survey("Even choices", file.to_string().as_bytes()).await;
    let shown = join_all((0..64).map(async |_| {
        let mut respondent = Respondent::open(&server, &id, "").await;
        let mut pages = vec![respondent.page.clone()];
        let picked = (1..=3).find(|choice| respondent.page.contains(&format!("Choice {choice}"))).unwrap();
        respondent.next(&[("QID1", &picked.to_string())]).await;
        while respondent.page.contains("<form") {
            pages.push(respondent.page.clone());
            respondent.next(&[]).await;
        }
        pages
    }))
    .await;
    let of = |marker: &str| {
        let mut counts = BTreeMap::new();
        for page in shown.iter().flatten().filter(|page| page.contains(marker)) {
            for choice in (1..=3).filter(|choice| page.contains(&format!("Choice {choice}"))) {
                *counts.entry(choice).or_insert(0) += 1;
            }
        }
        counts
    };
    for marker in ["name=\"QID1\"", "Round a", "Round b"] {
        let counts = of(marker);
        assert_eq!(counts.values().sum::<i32>(), 128, "{marker}: {counts:?}");
        assert!(counts.values().all(|count| (42..=43).contains(count)), "{marker}: {counts:?}");
    }
    // The order in which they were shown is recorded.
    let orders = counted(&server, &id, "QID1_DO").await;
    let given: usize = orders.iter().filter(|(order, _)| order.contains("1")).map(|(_, count)| count).sum();
    assert!((42..=43).contains(&given), "{orders:?}");
}

fn quota(id: &str, limit: i64, choice: &str, more: &Value) -> Value {
    let locator = format!("q://QID1/SelectableChoice/{choice}");
    let condition = json!({ "LogicType": "Question", "LeftOperand": locator, "Operator": "Selected" });
    let mut payload = json!({
        "ID": id, "Name": id, "Occurrences": limit, "LogicType": "Simple",
        "Logic": { "0": { "0": condition, "Type": "If" }, "Type": "BooleanExpression" },
    });
    payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "SurveyID": "SV_aaaaaaaaaaaaaaa", "Element": "QO", "PrimaryAttribute": id, "Payload": payload })
}

#[tokio::test]
async fn a_quota_takes_no_more_than_its_limit() {
    let server = TestServer::start().await;
    let end = json!({ "QuotaAction": "EndCurrentSurvey",
        "EndSurveyOptions": { "EndingType": "Advanced", "SurveyTermination": "Redirect",
            "EOSRedirectURL": "https://example.org/full", "ResponseFlag": "QuotaMet" } });
    let number = |flow: &mut Vec<Value>| flow.insert(0, sets("FL_9", "${qo://QO_1/QuotaCount}"));
    let id = server.import_survey("Quota", &changed(number, vec![quota("QO_1", 20, "1", &end)])).await;
    join_all((0..64).map(async |_| {
        let mut respondent = Respondent::open(&server, &id, "").await;
        respondent.next(FIRST).await;
        // All have begun before the first is counted.
        respondent.next(&[("QID3_TEXT", "so")]).await;
    }))
    .await;
    let text = server.export(&id, json!({ "format": "ndjson" })).await;
    let responses: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(responses.len(), 64, "who comes behind the limit is recorded as such");

    // The quota is full: whoever belongs to it is told so at once, whoever does not goes on.
    let mut late = Respondent::open(&server, &id, "").await;
    late.next(FIRST).await;
    assert!(late.page.contains("https://example.org/full"), "{}", late.page);
    let mut other = Respondent::open(&server, &id, "").await;
    other.next(&[("QID1", "2")]).await;
    other.next(&[("QID3_TEXT", "other")]).await;
    assert!(!other.page.contains("example.org/full"), "{}", other.page);
    let groups = counted(&server, &id, "group").await;
    assert_eq!(groups["20"], 2, "the texts count no further: {groups:?}");
}

/// A respondent whose quota is filled by somebody else between two pages ends as the quota says.
#[tokio::test]
async fn the_last_place_of_a_quota_is_given_once() {
    let server = TestServer::start().await;
    let end = json!({ "QuotaAction": "EndCurrentSurvey" });
    let id = server.import_survey("Last", &changed(|_| (), vec![quota("QO_1", 1, "1", &end)])).await;
    let mut both = [Respondent::open(&server, &id, "").await, Respondent::open(&server, &id, "").await];
    for respondent in &mut both {
        respondent.next(FIRST).await;
        assert!(respondent.page.contains("Why?"));
    }
    for (respondent, said) in both.iter_mut().zip(["first", "second"]) {
        respondent.next(&[("QID3_TEXT", said)]).await;
        assert!(!respondent.page.contains("<form"), "{}", respondent.page);
    }
    let counts = counted(&server, &id, "QID3_TEXT").await;
    assert_eq!(counts.len(), 2, "nothing that was said is lost: {counts:?}");
}

/// The inputs of the numbers R16, R24 and B4.
#[tokio::test]
async fn the_cases_of_quota_counts_even_presentation_and_going_back() {
    let file = |path: &str| needs::corpus::read(&format!("../cases/{path}"));
    let Some(even) = file("columns-and-runs/24-even-presentation/survey.qsf") else { return };
    let count = file("columns-and-runs/16-quota-count-in-text/survey.qsf").unwrap();
    let back = file("reports/04-embedded-of-abandoned-branch.qsf").unwrap();
    let server = TestServer::start().await;
    let import = async |name: &str, file: &[u8]| {
        let id = server.import_survey(name, file).await;
        server.put(&format!("/surveys/{id}")).json(&json!({ "isActive": true })).send().await.result();
        id
    };
    let id = import("Even", &even).await;
    let mut left = 0;
    for _ in 0..40 {
        let respondent = Respondent::open(&server, &id, "").await;
        left += usize::from(respondent.page.contains("Left"));
    }
    assert_eq!(left, 20);

    let id = import("Count", &count).await;
    for number in 0..3 {
        let mut respondent = Respondent::open(&server, &id, "").await;
        assert!(respondent.page.contains(&format!("You are number {number}.")), "{}", respondent.page);
        respondent.next(&[("QID1_TEXT", "here")]).await;
    }

    let id = import("Back", &back).await;
    let mut respondent = Respondent::open(&server, &id, "").await;
    respondent.next(&[("QID1", "1")]).await;
    respondent.back(&[]).await;
    respondent.next(&[("QID1", "2")]).await;
    while respondent.page.contains("<form") {
        respondent.next(&[]).await;
    }
    let recorded = server.export(&id, json!({ "format": "ndjson" })).await;
    assert!(!recorded.contains("car_only"), "{recorded}");
}
