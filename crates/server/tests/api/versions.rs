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

/// Whoever was shown the first page goes by that version to the end; whoever comes after another was published, by that one.
#[tokio::test]
async fn a_respondent_stays_on_the_version_they_began_with() {
    let server = TestServer::start().await;
    let id = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let first = [("QID1", "1")];
    let mut answering = Respondent::open(&server, &id, "").await;
    answering.next(&first).await;
    let mut looking = Respondent::open(&server, &id, "").await;
    assert_eq!(say(&server, &id, "Why? Really?").await.status, 200);
    let mut between = Respondent::open(&server, &id, "").await;
    publish(&server, &id, "Second wave", true).await;
    let mut later = Respondent::open(&server, &id, "").await;
    between.next(&first).await;
    looking.next(&first).await;
    later.next(&first).await;
    answering.reload().await;
    let all = [(&mut answering, false), (&mut looking, false), (&mut between, false), (&mut later, true)];
    for (respondent, is_new) in all {
        assert!(respondent.page.contains("Why?"), "{}", respondent.page);
        assert_eq!(respondent.page.contains("Why? Really?"), is_new);
        respondent.next(&[("QID3_TEXT", "because")]).await;
        assert!(!respondent.page.contains("<form"), "{}", respondent.page);
    }
    assert_eq!(server.export(&id, json!({ "format": "ndjson" })).await.lines().count(), 4);
}

async fn publish(server: &TestServer, survey: &str, description: &str, published: bool) -> Value {
    let version = json!({ "Description": description, "Published": published });
    let path = format!("/survey-definitions/{survey}/versions");
    server.post(&path).json(&version).send().await.result()["metadata"].clone()
}

/// An edit is seen by respondents once it is published, by a version or by opening the survey; each version can be read as it
/// was.
#[tokio::test]
async fn versions_are_kept_published_and_described() {
    let server = TestServer::start().await;
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    file["SurveyEntry"]["SurveyStatus"] = json!("Inactive");
    let id = server.import_survey("Sample", file.to_string().as_bytes()).await;
    let versions = format!("/survey-definitions/{id}/versions");
    let list = async || server.get(&versions).send().await.result()["elements"].clone();
    assert_eq!(list().await, json!([]), "nothing was published yet");

    let draft = publish(&server, &id, "Draft", false).await;
    assert_eq!((&draft["published"], &draft["wasPublished"]), (&json!(false), &json!(false)));
    assert_eq!(draft["publishEvents"], json!([]));
    let open = json!({ "isActive": true });
    server.put(&format!("/surveys/{id}")).json(&open).send().await.result();
    assert_eq!(say(&server, &id, "Why? Really?").await.status, 200);
    server.advance(1_000);
    let second = publish(&server, &id, "Second wave", true).await;
    assert_eq!(second["versionNumber"], 3);

    let told = list().await;
    let of = |member: &str| -> Vec<Value> {
        told.as_array().unwrap().iter().map(|version| version[member].clone()).collect()
    };
    assert_eq!(of("description"), ["Draft", "", "Second wave"]);
    assert_eq!(of("published"), [false, false, true]);
    assert_eq!(of("wasPublished"), [false, true, false]);
    assert_eq!(told[2], second);
    for (place, text) in [(1, "Why?"), (2, "Why? Really?")] {
        let version = &told[place];
        let path = format!("{versions}/{}", version["versionID"].as_str().unwrap());
        let read = server.get(&path).send().await.result();
        assert_eq!(read["Questions"]["QID3"]["QuestionText"], text);
        assert_eq!(read["VersionMetadata"], *version);
        let file = server.get(&format!("{path}?format=qsf")).send().await.result();
        assert!(file["SurveyElements"].is_array(), "{file}");
    }
    // What is open and unchanged is not published again.
    server.put(&format!("/surveys/{id}")).json(&open).send().await.result();
    assert_eq!(list().await, told);
    let nothing = server.get(&format!("{versions}/7")).send().await;
    assert_eq!((nothing.status, nothing.error_code()), (404, "VER_4".to_owned()));
}
