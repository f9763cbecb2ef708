//! Languages, translations and fields of embedded data through the API.

use http::Method;
use serde_json::{Value, json};
use testkit::TestServer;

use crate::samples::server_with;

async fn get(server: &TestServer, path: &str) -> Value {
    server.get(path).send().await.result()
}

#[tokio::test]
async fn a_survey_is_translated_and_taken_in_its_language() {
    let (server, survey) = server_with(json!({})).await;
    let languages = format!("/surveys/{survey}/languages");
    assert_eq!(get(&server, &languages).await, json!({ "AvailableLanguages": ["EN"] }));
    let two = json!({ "AvailableLanguages": ["EN", "DE"] });
    server.put(&languages).json(&two).send().await.result();
    assert_eq!(get(&server, &languages).await, two);
    let options = get(&server, &format!("/survey-definitions/{survey}/options")).await;
    assert_eq!(options["AvailableLanguages"], json!({ "EN": [], "DE": [] }));

    let (base, german) =
        (format!("/surveys/{survey}/translations/EN"), format!("/surveys/{survey}/translations/DE"));
    let texts = get(&server, &base).await;
    assert_eq!(
        (&texts["QID1_QuestionText"], &texts["QID4_Answer2"]),
        (&json!("How was it?"), &json!("High"))
    );
    assert_eq!(get(&server, &german).await, json!({}));
    let translated =
        json!({ "QID1_QuestionText": "Wie war es?", "QID1_Choice1": "Gut", "QID4_Answer2": "Hoch" });
    server.put(&german).json(&translated).send().await.result();
    assert_eq!(get(&server, &german).await, translated);
    // What is not named stays, an empty text goes.
    server
        .put(&german)
        .json(&json!({ "QID1_Choice1": "", "QID1_Choice2": "Schlecht" }))
        .send()
        .await
        .result();
    let expected =
        json!({ "QID1_QuestionText": "Wie war es?", "QID1_Choice2": "Schlecht", "QID4_Answer2": "Hoch" });
    assert_eq!(get(&server, &german).await, expected);
    let question = get(&server, &format!("/survey-definitions/{survey}/questions/QID1")).await;
    assert_eq!(question["Language"]["DE"]["QuestionText"], "Wie war es?");

    let open = json!({ "isActive": true });
    server.put(&format!("/surveys/{survey}")).json(&open).send().await.result();
    let page = server.ask(Method::GET, &format!("/jfe/form/{survey}?Q_Language=DE")).send().await.text();
    assert!(page.contains("Wie war es?") && page.contains("Schlecht") && page.contains("Good"), "{page}");
}

#[tokio::test]
async fn what_cannot_be_translated_is_refused_by_name() {
    let (server, survey) = server_with(json!({ "AvailableLanguages": { "EN": [], "DE": [] } })).await;
    let languages = server.put(&format!("/surveys/{survey}/languages"));
    let refused = languages.json(&json!({ "AvailableLanguages": ["DE"] })).send().await;
    assert!(refused.error_message().contains("EN"), "{}", refused.error_message());
    let german = format!("/surveys/{survey}/translations/DE");
    for name in ["QID99_QuestionText", "QID1_Choice99", "QID1", "SurveyName", "QID4#1_QuestionText"] {
        let refused = server.put(&german).json(&json!({ "QID1_QuestionText": "x", name: "y" })).send().await;
        assert_eq!(refused.status, 400, "{name}");
        assert!(refused.error_message().contains(name), "{}", refused.error_message());
    }
    let long = server.put(&german).json(&json!({ "QID1_QuestionText": "x".repeat(10_001) })).send().await;
    assert_eq!(long.status, 400);
    let many: Value = (0..1_001)
        .map(|number| (format!("QID1_Choice{number}"), json!("x")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    assert_eq!(server.put(&german).json(&many).send().await.status, 400);
    assert_eq!(get(&server, &german).await, json!({}), "nothing of it was kept");
    for codes in [json!(["EN", "xx"]), json!(["EN", "de", "DE"]), json!({ "EN": [], "QQ": [] }), json!("EN")]
    {
        let languages = server.put(&format!("/surveys/{survey}/languages"));
        let refused = languages.json(&json!({ "AvailableLanguages": codes })).send().await;
        assert_eq!(refused.status, 400, "{codes}");
        assert!(
            refused.error_message().contains("AvailableLanguages"),
            "{codes}: {}",
            refused.error_message()
        );
    }
    let options = format!("/survey-definitions/{survey}/options");
    let refused = json!({ "AvailableLanguages": { "EN": [], "xx": [] } });
    let refused = server.put(&options).json(&refused).send().await;
    assert!(refused.error_message().contains("xx"), "{}", refused.error_message());
    let unknown = server.get(&format!("/surveys/{survey}/translations/FR")).send().await;
    assert_eq!((unknown.status, unknown.error_code()), (404, "LNG_4".to_owned()));
}

#[tokio::test]
async fn fields_of_embedded_data_are_declared_once() {
    let (server, survey) = server_with(json!({})).await;
    let path = format!("/surveys/{survey}/embeddeddatafields");
    let fields = json!({ "embeddedDataFields": [
        { "key": "segment", "type": "text", "value": "gold" }, { "key": "score", "type": "number" }] });
    server.post(&path).json(&fields).send().await.result();
    let flow = get(&server, &format!("/survey-definitions/{survey}/flow")).await;
    let element = &flow["Flow"][0];
    assert_eq!((&element["Type"], &element["FlowID"]), (&json!("EmbeddedData"), &json!("FL_4")));
    assert_eq!(flow["Properties"]["Count"], 4);
    assert_eq!(element["EmbeddedData"][0]["Value"], "gold");
    assert_eq!(element["EmbeddedData"][1]["VariableType"], "Scale");
    let overview = get(&server, &format!("/surveys/{survey}")).await;
    assert_eq!(overview["embeddedData"][0], json!({ "name": "segment", "defaultValue": "gold" }));
    for again in ["segment", "SEGMENT", "branch"] {
        let fields = json!({ "embeddedDataFields": [{ "key": "new" }, { "key": again }] });
        let refused = server.post(&path).json(&fields).send().await;
        assert_eq!(refused.status, 409, "{again}");
        assert!(refused.error_message().contains(again), "{}", refused.error_message());
    }
    let none = server.post(&path).json(&json!({ "embeddedDataFields": [] })).send().await;
    assert_eq!(none.status, 400);
    assert_eq!(get(&server, &format!("/survey-definitions/{survey}/flow")).await, flow);
}

#[tokio::test]
async fn a_language_that_is_withdrawn_is_offered_to_nobody() {
    let mut file: Value = serde_json::from_slice(&crate::samples::survey(&json!({}))).unwrap();
    let elements = file["SurveyElements"].as_array_mut().unwrap();
    let question = elements.iter_mut().find(|element| element["PrimaryAttribute"] == "QID1").unwrap();
    question["Payload"]["Language"] =
        json!({ "DE": { "QuestionText": "Wie war es?" }, "FR": { "QuestionText": "Comment ?" } });
    let server = TestServer::start().await;
    let survey = server.import_survey("Three", file.to_string().as_bytes()).await;
    let french = async |query: &str, language: &str| {
        let page = server.ask(Method::GET, &format!("/jfe/form/{survey}{query}"));
        page.header("Accept-Language", language).send().await.text()
    };
    // The file lists none: what is translated is offered.
    assert!(french("", "fr").await.contains("Comment ?"));
    assert!(french("?Q_Language=FR", "en").await.contains("Comment ?"));
    let two = json!({ "AvailableLanguages": ["EN", "DE"] });
    server.put(&format!("/surveys/{survey}/languages")).json(&two).send().await.result();
    let open = json!({ "isActive": true });
    server.put(&format!("/surveys/{survey}")).json(&open).send().await.result();
    for page in [french("", "fr").await, french("?Q_Language=FR", "fr").await] {
        assert!(page.contains("How was it?") && !page.contains("Français"), "{page}");
    }
    assert!(french("?Q_Language=DE", "fr").await.contains("Wie war es?"));
}

#[tokio::test]
async fn languages_are_taken_in_either_form_and_may_be_the_authors_own() {
    let own = json!({ "CustomLanguages": { "XT": { "DisplayName": "Twi" } }, "AvailableLanguages": { "EN": [], "zz": [] } });
    let (server, survey) = server_with(own).await;
    let languages = format!("/surveys/{survey}/languages");
    for codes in [json!({ "EN": [], "DE-AT": [], "XT": [] }), json!(["EN", "zz"]), json!(["EN", "EN_GB"])] {
        let answer = server.put(&languages).json(&json!({ "AvailableLanguages": codes })).send().await;
        let again = if codes == json!(["EN", "zz"]) { 400 } else { 200 };
        // One that the survey had before may stay, and is like any other once it is gone.
        assert_eq!(answer.status, again, "{codes}: {}", answer.text());
    }
}

#[tokio::test]
async fn the_texts_of_the_base_language_are_put_back_and_changed() {
    let (server, survey) = server_with(json!({})).await;
    let base = format!("/surveys/{survey}/translations/EN");
    let file =
        get(&server, &format!("/survey-definitions/{survey}?format=qsf")).await["SurveyElements"].clone();
    let mut texts = get(&server, &base).await;
    server.put(&base).json(&texts).send().await.result();
    let again =
        get(&server, &format!("/survey-definitions/{survey}?format=qsf")).await["SurveyElements"].clone();
    assert_eq!(file, again, "nothing changes");
    texts["QID1_QuestionText"] = json!("How did you like it?");
    texts["QID4_Answer2"] = json!("Highest");
    server.put(&base).json(&texts).send().await.result();
    assert_eq!(get(&server, &base).await, texts);
    let grid = get(&server, &format!("/survey-definitions/{survey}/questions/QID4")).await;
    assert_eq!(grid["Answers"]["2"]["Display"], "Highest");
    let empty = server.put(&base).json(&json!({ "QID1_QuestionText": "" })).send().await;
    assert!(empty.error_message().contains("QID1_QuestionText"), "{}", empty.error_message());
}
