//! The definition of a survey changes by versions, each of which stays as it was.

use model::SurveyId;
use model::account::Caller;
use serde_json::{Value, json};
use services::{Error, edits};
use testkit::TestServer;
use testkit::server::{ADMINISTRATOR, STRANGER};

use crate::samples::{self, Respondent};

async fn caller(server: &TestServer, token: &str) -> Caller {
    server.app.caller_by_token(token).await.unwrap().unwrap()
}

async fn definition(server: &TestServer, survey: &str) -> Value {
    server.get(&format!("/survey-definitions/{survey}")).send().await.result()
}

/// Adds a word to the text of QID3.
async fn add_word(server: &TestServer, caller: &Caller, survey: &SurveyId, word: &str) -> Result<(), Error> {
    let word = word.to_owned();
    edits::edit(&server.app, caller, survey, move |file| {
        let questions = file.elements.iter_mut().filter(|element| element["Element"] == "SQ");
        for question in questions.filter(|question| question["PrimaryAttribute"] == "QID3") {
            let text = question["Payload"]["QuestionText"].as_str().unwrap_or_default();
            question["Payload"]["QuestionText"] = json!(format!("{text} {word}"));
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_edit_changes_its_part_and_nothing_else() {
    let server = TestServer::start().await;
    let id = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let survey: SurveyId = id.parse().unwrap();
    let ada = caller(&server, ADMINISTRATOR).await;
    let before = definition(&server, &id).await;
    server.advance(60_000);
    add_word(&server, &ada, &survey, "Really?").await.unwrap();
    let after = definition(&server, &id).await;
    assert_ne!(after["LastModified"], before["LastModified"]);
    let mut expected = before;
    expected["LastModified"] = after["LastModified"].clone();
    for member in ["QuestionText", "QuestionText_Unsafe"] {
        expected["Questions"]["QID3"][member] = json!("Why? Really?");
    }
    assert_eq!(after, expected);
    // What changes nothing makes no version.
    edits::edit(&server.app, &ada, &survey, |_| Ok(())).await.unwrap();
    assert_eq!(definition(&server, &id).await, expected);
}

#[tokio::test]
async fn edits_at_once_are_all_kept() {
    let server = TestServer::start().await;
    let id = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let survey: SurveyId = id.parse().unwrap();
    let ada = caller(&server, ADMINISTRATOR).await;
    let edit = async |word: &'static str| add_word(&server, &ada, &survey, word).await;
    let (one, two, three) = tokio::join!(edit("One"), edit("two"), edit("three"));
    for edited in [one, two, three] {
        edited.unwrap();
    }
    let text = definition(&server, &id).await["Questions"]["QID3"]["QuestionText"].clone();
    let mut words: Vec<_> = text.as_str().unwrap().split(' ').collect();
    words.sort_unstable();
    assert_eq!(words, ["One", "Why?", "three", "two"]);
}

#[tokio::test]
async fn an_edit_that_breaks_the_file_or_is_a_strangers_is_refused() {
    let server = TestServer::start().await;
    let id = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let survey: SurveyId = id.parse().unwrap();
    let before = definition(&server, &id).await;
    let ada = caller(&server, ADMINISTRATOR).await;
    let broken = edits::edit(&server.app, &ada, &survey, |file| {
        file.elements.retain(|element| element["Element"] != "BL");
        Ok(())
    });
    assert!(broken.await.unwrap_err().is(model::error::codes::BAD_SURVEY_FILE));
    let eve = caller(&server, STRANGER).await;
    let refused = add_word(&server, &eve, &survey, "!").await.unwrap_err();
    assert!(refused.is(model::error::codes::SURVEY_NOT_FOUND));
    assert_eq!(definition(&server, &id).await, before);
}

/// Whoever was shown the first page goes by that version to the end; whoever comes later, by the new one.
#[tokio::test]
async fn a_respondent_stays_on_the_version_they_began_with() {
    let server = TestServer::start().await;
    let id = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let survey: SurveyId = id.parse().unwrap();
    let ada = caller(&server, ADMINISTRATOR).await;
    let first = [("QID1", "1")];
    let mut answering = Respondent::open(&server, &id, "").await;
    answering.next(&first).await;
    let mut looking = Respondent::open(&server, &id, "").await;
    add_word(&server, &ada, &survey, "Really?").await.unwrap();
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
