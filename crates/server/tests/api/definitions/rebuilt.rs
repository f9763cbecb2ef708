//! Surveys of every kind of part, written once as a file and once through the API: they are answered and exported alike.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};
use testkit::TestServer;
use testkit::generate;
use testkit::walk::{self, Knowledge, Site};

use super::Survey;

const SURVEYS: u64 = 12;
const WALKS: u64 = 2;

/// The parts of a generated survey file.
struct Parts(Value);

impl Parts {
    /// The payloads of all elements with this code.
    fn of(&self, code: &str) -> Vec<Value> {
        let elements = self.0["SurveyElements"].as_array().unwrap().iter();
        elements
            .filter(|element| element["Element"] == code)
            .map(|element| element["Payload"].clone())
            .collect()
    }
}

/// A part with the ids that the server gave in place of those of the file.
fn renamed(part: &Value, ids: &BTreeMap<String, String>) -> Value {
    let mut text = part.to_string();
    for (before, after) in ids {
        text = text.replace(before, after);
    }
    serde_json::from_str(&text).unwrap()
}

/// The id of the block that a new survey has.
async fn first_block(survey: &Survey<'_>) -> Value {
    let blocks = survey.get("").await["Blocks"].clone();
    let mut blocks = blocks.as_object().unwrap().values();
    blocks.find(|block| block["Type"] == "Default").unwrap()["ID"].clone()
}

/// Writes a survey of these parts, request by request, and publishes it. The scores are left out: no request writes them.
async fn build<'s>(server: &'s TestServer, parts: &Parts) -> Survey<'s> {
    let survey = Survey::empty(server).await;
    let mut ids = BTreeMap::new();
    let blocks = parts.of("BL").remove(0);
    let blocks: Vec<&Value> =
        blocks.as_array().unwrap().iter().filter(|block| block["Type"] != "Trash").collect();
    for (place, block) in blocks.iter().enumerate() {
        let given = match place {
            0 => first_block(&survey).await,
            _ => survey
                .done(Method::POST, "/blocks", &json!({ "Type": "Standard", "Description": "Block" }))
                .await["BlockID"]
                .clone(),
        };
        ids.insert(block["ID"].as_str().unwrap().to_owned(), given.as_str().unwrap().to_owned());
    }
    for question in parts.of("SQ") {
        // Its conditions may be about what comes later.
        let mut without = question.clone();
        without.as_object_mut().unwrap().remove("DisplayLogic");
        assert_eq!(survey.add_question(&without).await, question["QuestionID"]);
    }
    for quota in parts.of("QO") {
        let given = survey.done(Method::POST, "/quotas", &quota).await["QuotaID"].clone();
        ids.insert(quota["ID"].as_str().unwrap().to_owned(), given.as_str().unwrap().to_owned());
    }
    for question in parts.of("SQ") {
        let part = format!("/questions/{}", question["QuestionID"].as_str().unwrap());
        survey.put(&part, &renamed(&question, &ids)).await;
    }
    for block in blocks {
        let part = format!("/blocks/{}", ids[block["ID"].as_str().unwrap()]);
        survey.put(&part, &renamed(block, &ids)).await;
    }
    survey.put("/flow", &renamed(&parts.of("FL").remove(0), &ids)).await;
    let mut options = survey.get("/options").await;
    options.as_object_mut().unwrap().extend(parts.of("SO").remove(0).as_object().unwrap().clone());
    survey.put("/options", &options).await;
    let languages = json!({ "AvailableLanguages": ["EN", "DE"] });
    server.put(&format!("/surveys/{}/languages", survey.id)).json(&languages).send().await.result();
    let german = json!({ "QID1_QuestionText": "Erste Frage" });
    server.put(&format!("/surveys/{}/translations/DE", survey.id)).json(&german).send().await.result();
    survey.put("/metadata", &json!({ "SurveyStatus": "Active" })).await;
    survey.done(Method::POST, "/versions", &json!({ "Description": "Built", "Published": true })).await;
    survey
}

#[tokio::test]
async fn surveys_built_request_by_request_are_taken_and_exported() {
    let server = TestServer::start().await;
    let site = Site::InProcess(&server);
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..SURVEYS {
        let file = generate::survey(seed, generate::MOST_BLOCKS).file;
        let parts = Parts(serde_json::from_slice(&file).unwrap());
        kinds.extend(parts.of("SQ").iter().map(|question| question["QuestionType"].to_string()));
        let survey = build(&server, &parts).await;
        let built = survey.get("?format=qsf").await;
        let known = Knowledge::of(&built);
        let mut walks = Vec::new();
        for walk in 0..WALKS {
            let address = walk::address(&survey.id, walk, &known);
            walks.push(
                walk::walk(&site, &address, walk, &known)
                    .await
                    .unwrap_or_else(|why| panic!("seed {seed}.{walk}: {why}")),
            );
        }
        let built = built.to_string().into_bytes();
        let cells = walk::compare(&site, &survey.id, &built, &walks)
            .await
            .unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        assert!(cells > 0);
        let german = format!("/jfe/form/{}?Q_Language=DE", survey.id);
        let german = server.ask(Method::GET, &german).send().await;
        assert!(german.text().contains("lang=\"de\""), "{}", german.text());
    }
    assert!(kinds.len() >= 10, "{kinds:?}");
}
