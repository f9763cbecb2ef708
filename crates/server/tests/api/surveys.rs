//! Surveys: Import Survey, List Surveys, Get Survey, Update Survey, Delete Survey, Get Survey Definition; and whose they
//! are counted to: Get Organization.

use serde_json::{Value, json};
use testkit::server::STRANGER;
use testkit::{Form, TestServer, compare};

use crate::every_operation::survey_file;
use crate::samples::record;

const QSF: &str = "application/vnd.qualtrics.survey.qsf";

#[tokio::test]
async fn a_survey_is_read_back_as_the_file_it_came_from() {
    let server = TestServer::start().await;
    let id = server.import_survey("Library visit", &survey_file()).await;
    assert!(id.starts_with("SV_") && id.len() == 18, "{id}");
    let file = server.get(&format!("/survey-definitions/{id}?format=qsf")).send().await.result();
    let given: Value = serde_json::from_slice(&survey_file()).unwrap();
    let elements = |file: &Value| {
        let mut elements = file["SurveyElements"].as_array().unwrap().clone();
        elements.iter_mut().for_each(|element| element["SurveyID"] = json!("SV"));
        Value::Array(elements)
    };
    let found = compare::differences(&elements(&file), &elements(&given));
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(file["SurveyEntry"]["SurveyID"], id.as_str());

    // And what was read can be imported again, to the same.
    let again = server.import_survey("Library visit", file.to_string().as_bytes()).await;
    assert_ne!(again, id);
    let second = server.get(&format!("/survey-definitions/{again}?format=qsf")).send().await.result();
    let found = compare::differences(&elements(&second), &elements(&file));
    assert!(found.is_empty(), "{found:?}");
}

#[tokio::test]
async fn the_two_read_models_tell_of_the_same_survey() {
    let server = TestServer::start().await;
    let id = server.import_survey("Library visit", &survey_file()).await;
    let overview = server.get(&format!("/surveys/{id}")).send().await.result();
    let definition = server.get(&format!("/survey-definitions/{id}")).send().await.result();
    assert_eq!((&overview["id"], &definition["SurveyID"]), (&json!(id), &json!(id)));
    assert_eq!(
        (&overview["name"], &definition["SurveyName"]),
        (&json!("Library visit"), &json!("Library visit"))
    );
    let mut questions: Vec<_> = overview["questions"].as_object().unwrap().keys().collect();
    let mut defined: Vec<_> = definition["Questions"].as_object().unwrap().keys().collect();
    questions.sort();
    defined.sort();
    assert_eq!(questions, defined);
    assert!(overview["exportColumnMap"]["Q1"]["question"].is_string(), "{}", overview["exportColumnMap"]);
    assert_eq!(overview["organizationId"], "acme");
}

#[tokio::test]
async fn a_survey_is_renamed_closed_dated_and_given_away() {
    let server = TestServer::start().await;
    let id = server.import_survey("Library visit", &survey_file()).await;
    let path = format!("/surveys/{id}");
    let before = server.get(&path).send().await.result();
    server.advance(1_000);
    let change = json!({
        "name": "Autumn 🍂", "isActive": false,
        "expiration": { "startDate": "2024-03-01T00:00:00Z", "endDate": "2024-04-01T00:00:00Z" },
    });
    let changed = server.put(&path).json(&change).send().await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert!(changed.json().get("result").is_none(), "{}", changed.text());
    let after = server.get(&path).send().await.result();
    assert_eq!((&after["name"], &after["isActive"]), (&json!("Autumn 🍂"), &json!(false)));
    let expected = json!({ "startDate": "2024-03-01T00:00:00Z", "endDate": "2024-04-01T00:00:00Z" });
    assert_eq!(after["expiration"], expected);
    assert_ne!(after["lastModifiedDate"], before["lastModifiedDate"]);
    for same in ["questions", "blocks", "flow", "exportColumnMap", "creationDate", "ownerId"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    let definition = server.get(&format!("/survey-definitions/{id}")).send().await.result();
    assert_eq!(
        (&definition["SurveyName"], &definition["SurveyStatus"]),
        (&json!("Autumn 🍂"), &json!("Inactive"))
    );
    let listed = server.get("/surveys").send().await.result();
    assert_eq!(
        (&listed["elements"][0]["name"], &listed["elements"][0]["isActive"]),
        (&json!("Autumn 🍂"), &json!(false))
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_change_is_named_and_nothing_is_changed() {
    let server = TestServer::start().await;
    let id = server.import_survey("Library visit", &survey_file()).await;
    let path = format!("/surveys/{id}");
    let before = server.get(&path).send().await.result();
    let backwards = json!({ "startDate": "2024-04-01T00:00:00Z", "endDate": "2024-03-01T00:00:00Z" });
    let stranger = server.get("/whoami").token(STRANGER).send().await.result()["userId"].clone();
    for (name, value) in [
        ("name", json!("")),
        ("name", json!("  ")),
        ("name", json!("\u{0}")),
        ("name", json!("x".repeat(101))),
        ("isActive", json!("true")),
        ("expiration", backwards),
        ("ownerId", json!("UR_012345678901234")),
        ("ownerId", stranger),
        ("ownerId", json!("SV_012345678901234")),
    ] {
        let answer = server.put(&path).json(&json!({ name: value })).send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "QVAL_1"), "{name} = {value}");
        assert!(answer.error_message().contains(name), "{}", answer.text());
    }
    assert_eq!(server.get(&path).send().await.result(), before);
}

#[tokio::test]
async fn a_deleted_survey_is_gone_with_all_it_had() {
    let server = TestServer::start().await;
    let id = server.import_survey("Ours", &survey_file()).await;
    let other = server.import_survey("Other", &survey_file()).await;
    let response = record(&server, &id, json!({ "QID1": 1 })).await;
    let kept = record(&server, &other, json!({ "QID1": 1 })).await;
    let exports = format!("/surveys/{id}/export-responses");
    let export = server.post(&exports).json(&json!({ "format": "csv" })).send().await.result();
    let counts =
        async |what: &str| server.get("/organizations/acme").send().await.result()["stats"][what].clone();
    assert_eq!(counts("surveyCounts").await["totalSurveys"], 2);
    assert_eq!(counts("responseCounts").await["auditable"], 2);

    assert_eq!(server.delete(&format!("/surveys/{id}")).send().await.status, 200);
    // The job that was waiting for the survey finds it gone and says so by itself.
    server.run_jobs().await;
    let progress = export["progressId"].as_str().unwrap();
    for path in [
        format!("/surveys/{id}"),
        format!("/survey-definitions/{id}"),
        format!("/surveys/{id}/responses/{response}"),
        format!("{exports}/{progress}"),
    ] {
        let answer = server.get(&path).send().await;
        assert_eq!(
            (answer.status, answer.error_code().as_str()),
            (404, "GSI_2"),
            "{path}: {}",
            answer.text()
        );
    }
    for answer in [
        server.put(&format!("/surveys/{id}")).json(&json!({ "name": "Again" })).send().await,
        server.delete(&format!("/surveys/{id}")).send().await,
        server.post(&format!("/surveys/{id}/responses")).json(&json!({ "values": {} })).send().await,
        server.post(&exports).json(&json!({ "format": "csv" })).send().await,
    ] {
        assert_eq!((answer.status, answer.error_code().as_str()), (404, "GSI_2"), "{}", answer.text());
    }
    let listed = server.get("/surveys").send().await.result();
    assert_eq!(listed["elements"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(counts("surveyCounts").await["totalSurveys"], 1);
    let other = server.get(&format!("/surveys/{other}/responses/{kept}")).send().await;
    assert_eq!(other.status, 200, "{}", other.text());
}

#[tokio::test]
async fn what_is_no_survey_file_is_refused_by_name() {
    let server = TestServer::start().await;
    let file = |name: &str, media_type: &str, bytes: &[u8]| {
        server
            .post("/surveys")
            .form(Form::new().text("name", name).file("file", "s.qsf", media_type, bytes))
            .send()
    };
    for (bytes, why) in [
        (&b""[..], "empty"),
        (b"{", "cut off"),
        (b"[]", "a list"),
        (b"{}", "no survey"),
        (b"PK\x03\x04", "a zip"),
        (b"{\"SurveyEntry\":1,\"SurveyElements\":[]}", "an entry of the wrong type"),
    ] {
        let answer = file("Ours", QSF, bytes).await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "SVI_1"), "{why}: {}", answer.text());
        assert!(answer.error_message().len() > 10, "{why}: {}", answer.text());
    }
    let docx = file("Ours", "application/msword", &survey_file()).await;
    assert!(docx.status == 400 && docx.error_message().contains("file"), "{}", docx.text());
    for name in ["", " ", &"x".repeat(101)] {
        let answer = file(name, QSF, &survey_file()).await;
        assert!(answer.status == 400 && answer.error_message().contains("name"), "{}", answer.text());
    }
    let no_name =
        server.post("/surveys").form(Form::new().file("file", "s.qsf", QSF, &survey_file())).send().await;
    assert!(no_name.status == 400 && no_name.error_message().contains("name"), "{}", no_name.text());
    let no_file = server.post("/surveys").form(Form::new().text("name", "Ours")).send().await;
    assert!(no_file.status == 400 && no_file.error_message().contains("file"), "{}", no_file.text());
    assert_eq!(server.get("/surveys").send().await.result()["elements"], json!([]));
}

/// Delete Survey Definition.
#[tokio::test]
async fn a_definition_is_deleted_with_its_survey() {
    let server = TestServer::start().await;
    let id = server.import_survey("A visit", &survey_file()).await;
    let path = format!("/survey-definitions/{id}");
    let before = server.app.now();
    let deleted = server.delete(&path).send().await.result();
    let shown = model::Moment::parse(deleted["DeletedDate"].as_str().unwrap()).unwrap();
    // The wire tells whole seconds.
    assert!(before.plus(-1000) < shown && shown <= server.app.now(), "{deleted}");
    for path in [path, format!("/surveys/{id}")] {
        let answer = server.get(&path).send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (404, "GSI_2"), "{path}");
    }
}

#[tokio::test]
async fn a_date_is_cleared_by_null_or_an_empty_list_and_kept_when_left_out() {
    let server = TestServer::start().await;
    let id = server.import_survey("Library visit", &survey_file()).await;
    let path = format!("/surveys/{id}");
    let (start, end) = ("2024-03-01T00:00:00Z", "2024-04-01T00:00:00Z");
    for (change, expected) in [
        (json!({ "startDate": start, "endDate": end }), json!({ "startDate": start, "endDate": end })),
        (json!({ "endDate": null }), json!({ "startDate": start, "endDate": null })),
        // R writes NULL as an empty list.
        (json!({ "startDate": [], "endDate": [] }), json!({ "startDate": null, "endDate": null })),
    ] {
        let changed = server.put(&path).json(&json!({ "expiration": change })).send().await;
        assert_eq!(changed.status, 200, "{change}: {}", changed.text());
        assert_eq!(server.get(&path).send().await.result()["expiration"], expected, "{change}");
    }
}
