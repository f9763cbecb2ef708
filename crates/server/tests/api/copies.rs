//! Import Survey from texts and documents, and as a copy of another survey.

use std::io::Write;

use serde_json::{Value, json};
use testkit::{Ask, Form, TestServer, compare};

use crate::every_operation::survey_file;
use crate::samples::record;

const TXT: &str = "application/vnd.qualtrics.survey.txt";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A survey with a quota that has counted, and with a randomizer that has.
fn counted() -> Vec<u8> {
    let mut file: Value = serde_json::from_slice(&survey_file()).unwrap();
    let quota = json!({
        "ID": "QO_012345678901234", "Name": "Ten", "Occurrences": 10, "Count": 7, "CountForUndo": 1,
        "Logic": [], "LogicType": "Cross", "QuotaAction": "ForBranching", "QuotaRealm": "Survey",
        "QuotaSchedule": { "QuotaStart": "2024-01-01", "QuotaCounts": [3, 4] },
        "CrossLogicDef": [{ "ID": 1, "Occurrences": 5, "Count": 2 }],
    });
    for (code, primary, payload) in
        [("QO", "QO_012345678901234", quota), ("BR", "FL_7", json!({ "FL_7": 3 }))]
    {
        let element = json!({ "Element": code, "PrimaryAttribute": primary, "Payload": payload });
        file["SurveyElements"].as_array_mut().unwrap().push(element);
    }
    file.to_string().into_bytes()
}

fn copy<'s>(server: &'s TestServer, source: &str) -> Ask<'s> {
    server.post("/surveys").header("X-COPY-SOURCE", source)
}

async fn qsf(server: &TestServer, id: &str) -> Value {
    server.get(&format!("/survey-definitions/{id}?format=qsf")).send().await.result()
}

/// The payload of the last element with a code: the example has quotas of its own.
fn payload<'f>(file: &'f Value, code: &str) -> &'f Value {
    let elements = file["SurveyElements"].as_array().unwrap();
    &elements.iter().rfind(|element| element["Element"] == code).unwrap()["Payload"]
}

#[tokio::test]
async fn a_copy_is_a_survey_of_its_own_that_nobody_has_answered() {
    let server = TestServer::start().await;
    let source = server.import_survey("Library visit", &counted()).await;
    record(&server, &source, json!({ "QID1": 1 })).await;
    let before = qsf(&server, &source).await;
    let id = copy(&server, &source).json(&json!({ "projectName": "Second wave" })).send().await.result();
    let id = id["id"].as_str().unwrap();
    assert_ne!(id, source);

    let overview = server.get(&format!("/surveys/{id}")).send().await.result();
    assert_eq!((&overview["name"], &overview["isActive"]), (&json!("Second wave"), &json!(false)));
    assert_eq!(overview["responseCounts"], json!({ "auditable": 0, "generated": 0, "deleted": 0 }));
    let file = qsf(&server, id).await;
    assert_eq!(payload(&file, "BR"), &json!({ "FL_7": 0 }));
    // The sample has a quota of its own.
    let quotas = file["SurveyElements"].as_array().unwrap().iter().map(|element| &element["Payload"]);
    let quota = quotas.into_iter().find(|payload| payload["ID"] == "QO_012345678901234").unwrap();
    assert_eq!(
        (&quota["Count"], &quota["CountForUndo"], &quota["Occurrences"]),
        (&json!(0), &json!(0), &json!(10))
    );
    assert_eq!(quota["CrossLogicDef"], json!([{ "ID": 1, "Occurrences": 5, "Count": 0 }]));
    assert_eq!(quota["QuotaSchedule"], json!({ "QuotaStart": "2024-01-01", "QuotaCounts": [] }));
    // All else is as it was.
    for code in ["SQ", "BL", "FL", "SCO"] {
        let found = compare::differences(payload(&file, code), payload(&before, code));
        assert!(found.is_empty(), "{code}: {found:?}");
    }

    // What is done with the one leaves the other as it is.
    assert_eq!(server.delete(&format!("/surveys/{source}?purge=now")).send().await.status, 200);
    server.run_jobs().await;
    assert_eq!(qsf(&server, id).await, file);
}

#[tokio::test]
async fn a_copy_without_a_name_is_called_as_its_source_and_belongs_to_whom_is_named() {
    let server = TestServer::start().await;
    let source = server.import_survey("Library visit", &survey_file()).await;
    let user = json!({
        "username": "ada@acme.example", "firstName": "Ada", "lastName": "L", "email": "ada@acme.example",
        "userType": "UT_FULLUSER", "password": "long-enough",
    });
    let made = server.post("/users").json(&user).send().await;
    assert_eq!(made.status, 200, "{}", made.text());
    let ada = made.result()["id"].as_str().unwrap().to_owned();
    let copied =
        copy(&server, &source).header("X-COPY-DESTINATION-OWNER", &ada).json(&json!({})).send().await;
    assert_eq!(copied.status, 200, "{}", copied.text());
    let id = copied.result()["id"].as_str().unwrap().to_owned();
    let overview = server.get(&format!("/surveys/{id}")).send().await.result();
    assert_eq!((&overview["name"], &overview["ownerId"]), (&json!("Library visit"), &json!(ada)));
}

#[tokio::test]
async fn what_cannot_be_copied_or_made_is_named() {
    let server = TestServer::start().await;
    let source = server.import_survey("Library visit", &survey_file()).await;
    let nothing = "SV_012345678901234";
    for (ask, status, words) in [
        (copy(&server, nothing).json(&json!({})), 404, "survey"),
        (copy(&server, "nonsense").json(&json!({})), 400, "X-COPY-SOURCE"),
        (copy(&server, &source).json(&json!({ "projectName": "" })), 400, "projectName"),
        (copy(&server, &source).json(&json!([])), 400, "body"),
        (
            copy(&server, &source).header("X-COPY-DESTINATION-OWNER", "UR_012345678901234").json(&json!({})),
            400,
            "X-COPY-DESTINATION-OWNER",
        ),
        (server.post("/surveys").json(&json!({})), 400, "name"),
        (server.post("/surveys").json(&json!({ "name": "Ours" })), 400, "file"),
    ] {
        let answer = ask.send().await;
        assert_eq!(answer.status, status, "{words}: {}", answer.text());
        assert!(answer.error_message().to_lowercase().contains(&words.to_lowercase()), "{}", answer.text());
    }
    let listed = server.get("/surveys").send().await.result();
    assert_eq!(listed["elements"].as_array().unwrap().len(), 1, "{listed}");
}

/// A document of Word with these lines.
fn document(lines: &[&str]) -> Vec<u8> {
    let paragraphs: String =
        lines.iter().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(xml.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_text_and_a_document_become_the_same_survey() {
    let server = TestServer::start().await;
    let lines = [
        "[[AdvancedFormat]]",
        "[[ED:wave:2]]",
        "[[Block:Food]]",
        "[[Question:MC:SingleAnswer]]",
        "[[ID:likes]]",
        "Tea?",
        "[[AdvancedChoices]]",
        "[[Choice:7]]",
        "Yes",
        "[[Choice:0]]",
        "No",
    ];
    let text = lines.join("\r\n").into_bytes();
    let send = |media_type: &str, bytes: &[u8]| {
        let form = Form::new().text("name", "Tea").file("file", "tea", media_type, bytes);
        server.post("/surveys").form(form).send()
    };
    let mut told = Vec::new();
    for (media_type, bytes) in [
        (TXT, &text),
        ("text/plain", &text),
        ("application/octet-stream", &text),
        (DOCX, &document(&lines)),
        ("application/vnd.qualtrics.survey.doc", &document(&lines)),
        ("application/octet-stream", &document(&lines)),
    ] {
        let answer = send(media_type, bytes).await;
        assert_eq!(answer.status, 200, "{media_type}: {}", answer.text());
        let id = answer.result()["id"].as_str().unwrap().to_owned();
        // And it can be answered as any other.
        record(&server, &id, json!({ "QID1": 7 })).await;
        let mut file = qsf(&server, &id).await;
        for element in file["SurveyElements"].as_array_mut().unwrap() {
            element["SurveyID"] = json!("SV");
        }
        file["SurveyEntry"]["SurveyID"] = json!("SV");
        told.push(file);
    }
    assert!(told.windows(2).all(|pair| pair[0]["SurveyElements"] == pair[1]["SurveyElements"]), "{told:#?}");
    assert_eq!(payload(&told[0], "SQ")["RecodeValues"], json!({ "1": "7", "2": "0" }));

    let old = send("application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").await;
    assert_eq!((old.status, old.error_code().as_str()), (400, "SVI_1"), "{}", old.text());
    assert!(old.error_message().contains("save it as DOCX"), "{}", old.text());
    let wrong = send(TXT, b"1. Tea?\n[[Quota]]").await;
    assert_eq!((wrong.status, wrong.error_code().as_str()), (400, "SVI_1"), "{}", wrong.text());
    assert!(wrong.error_message().contains("line 2, tag [[Quota]]"), "{}", wrong.text());
    let other = send("image/png", b"1. Tea?").await;
    assert!(other.status == 400 && other.error_message().contains("file"), "{}", other.text());
}
