//! The definition of a survey changes by versions, each of which stays as it was.

use serde_json::{Value, json};
use testkit::server::STRANGER;
use testkit::{Answer, TestServer};

use crate::samples::{self, Respondent};

async fn definition(server: &TestServer, survey: &str) -> Value {
    server.get(&format!("/survey-definitions/{survey}")).send().await.result()
}

fn question(survey: &str) -> String {
    format!("/survey-definitions/{survey}/questions/QID3")
}

/// Gives QID3 another text.
async fn say(server: &TestServer, survey: &str, words: &str) -> Answer {
    let mut payload = server.get(&question(survey)).send().await.result();
    payload["QuestionText"] = json!(words);
    server.put(&question(survey)).json(&payload).send().await
}

#[tokio::test]
async fn an_edit_changes_its_part_and_nothing_else() {
    let server = TestServer::start().await;
    let id = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let before = definition(&server, &id).await;
    server.advance(60_000);
    assert_eq!(say(&server, &id, "Why? Really?").await.status, 200);
    let after = definition(&server, &id).await;
    assert_ne!(after["LastModified"], before["LastModified"]);
    let mut expected = before;
    expected["LastModified"] = after["LastModified"].clone();
    for member in ["QuestionText", "QuestionText_Unsafe"] {
        expected["Questions"]["QID3"][member] = json!("Why? Really?");
    }
    assert_eq!(
        server.texts("SELECT place FROM survey_piece WHERE version = 2 ORDER BY place").await,
        ["question/QID3", "sums"]
    );
    assert_eq!(after, expected);
    // What changes nothing makes no version.
    assert_eq!(say(&server, &id, "Why? Really?").await.status, 200);
    assert_eq!(definition(&server, &id).await, expected);
}

#[tokio::test]
async fn edits_at_once_are_all_kept() {
    let server = TestServer::start().await;
    let id = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let path = format!("/survey-definitions/{id}/blocks");
    let add = async |name: &'static str| {
        server.post(&path).json(&json!({ "Type": "Standard", "Description": name })).send().await
    };
    for answer in <[Answer; 3]>::from(tokio::join!(add("One"), add("two"), add("three"))) {
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let kept = definition(&server, &id).await;
    let mut names: Vec<_> = kept["Blocks"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(|block| block["Description"].as_str())
        .collect();
    names.retain(|name| ["One", "two", "three"].contains(name));
    assert_eq!(names.len(), 3, "{kept}");
    let flow = kept["SurveyFlow"].to_string();
    assert_eq!(flow.matches("Standard").count(), 3, "{flow}");
}

#[tokio::test]
async fn an_edit_of_a_strangers_is_refused() {
    let server = TestServer::start().await;
    let id = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let before = definition(&server, &id).await;
    let mine = server.get(&question(&id)).send().await.result();
    let refused = server.put(&question(&id)).token(STRANGER).json(&mine).send().await;
    assert_eq!((refused.status, refused.error_code().as_str()), (404, "GSI_2"));
    assert_eq!(definition(&server, &id).await, before);
}

/// Whoever was shown the first page goes by that version to the end; whoever comes later, by the new one.
#[tokio::test]
async fn a_respondent_stays_on_the_version_they_began_with() {
    let server = TestServer::start().await;
    let id = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let first = [("QID1", "1")];
    let mut answering = Respondent::open(&server, &id, "").await;
    answering.next(&first).await;
    let mut looking = Respondent::open(&server, &id, "").await;
    assert_eq!(say(&server, &id, "Why? Really?").await.status, 200);
    let mut later = Respondent::open(&server, &id, "").await;
    looking.next(&first).await;
    later.next(&first).await;
    answering.reload().await;
    for (respondent, is_new) in [(&mut answering, false), (&mut looking, false), (&mut later, true)] {
        assert!(respondent.page.contains("Why?"), "{}", respondent.page);
        assert_eq!(respondent.page.contains("Why? Really?"), is_new);
        respondent.next(&[("QID3_TEXT", "because")]).await;
        assert!(!respondent.page.contains("<form"), "{}", respondent.page);
    }
    assert_eq!(server.export(&id, json!({ "format": "ndjson" })).await.lines().count(), 3);
}
