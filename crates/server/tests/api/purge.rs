//! What a deletion ends, and what a purge leaves: nothing.

use std::collections::BTreeSet;

use serde_json::json;
use testkit::TestServer;

use crate::samples::{self, Respondent, record};

const DAY_MS: i64 = 86_400_000;

/// What is kept of brands: not the number that the next survey gets, whose turn it is among the jobs, what processes tell each
/// other, and the removal of files that are gone by then.
async fn kept(server: &TestServer) -> BTreeSet<String> {
    const OF_THE_SERVER: [&str; 5] =
        ["sequence: ", "sqlite_sequence: ", "job_turn: ", "announcement: ", "process: "];
    let mut rows = server.dump().await;
    rows.retain(|row| {
        !OF_THE_SERVER.iter().any(|table| row.starts_with(table)) && !row.contains("expire-file")
    });
    rows
}

/// A survey with responses, a visit, an export and an import, and the names of its files.
async fn answered(server: &TestServer) -> (String, Vec<(&'static str, String)>) {
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    record(server, &survey, json!({ "QID3_TEXT": "why", "unforeseen": "x" })).await;
    let mut respondent = Respondent::open(server, &survey, "").await;
    respondent.next(&[("QID1", "1")]).await;
    let exports = format!("/surveys/{survey}/export-responses");
    let started = server.post(&exports).json(&json!({ "format": "csv" })).send().await.result();
    server.run_jobs().await;
    let progress = started["progressId"].as_str().unwrap();
    let file = server.get(&format!("{exports}/{progress}")).send().await.result()["fileId"].clone();
    assert_eq!(server.get(&format!("{exports}/{}/file", file.as_str().unwrap())).send().await.status, 200);
    // This one is not run before the survey is deleted.
    let imports = format!("/surveys/{survey}/import-responses");
    let started = server.post(&imports).bytes("text/csv", "Q3\nwhy\n").send().await.result();
    let upload = started["progressId"].as_str().unwrap().to_owned();
    assert!(server.has_file("uploads", &upload).await);
    (survey, vec![("uploads", upload), ("exports", file.as_str().unwrap().to_owned())])
}

#[tokio::test]
async fn a_purge_at_once_leaves_nothing() {
    let server = TestServer::start().await;
    let before = kept(&server).await;
    let (survey, files) = answered(&server).await;
    assert!(kept(&server).await.len() > before.len() + 10);
    assert_eq!(server.delete(&format!("/surveys/{survey}?purge=now")).send().await.status, 200);
    server.run_jobs().await;
    assert_eq!(kept(&server).await, before);
    for (folder, name) in files {
        assert!(!server.has_file(folder, &name).await, "{folder}/{name}");
    }
    let again = server.delete(&format!("/surveys/{survey}?purge=now")).send().await;
    assert_eq!((again.status, again.error_code().as_str()), (404, "GSI_2"));
}

#[tokio::test]
async fn a_purge_comes_after_its_days_or_when_it_is_asked_for() {
    let server = TestServer::start().await;
    let before = kept(&server).await;
    let (survey, _) = answered(&server).await;
    let (hurried, _) = answered(&server).await;
    for survey in [&survey, &hurried] {
        assert_eq!(server.delete(&format!("/survey-definitions/{survey}")).send().await.status, 200);
    }
    server.run_jobs().await;
    let rows = async |survey: &str| kept(&server).await.iter().filter(|row| row.contains(survey)).count();
    assert!(rows(&hurried).await > 2);
    assert_eq!(server.delete(&format!("/surveys/{hurried}?purge=now")).send().await.status, 200);
    server.run_jobs().await;
    assert_eq!(rows(&hurried).await, 1, "the purge that is planned finds nothing any more");
    server.advance(29 * DAY_MS);
    server.run_jobs().await;
    assert!(rows(&survey).await > 2);
    server.advance(2 * DAY_MS);
    server.run_jobs().await;
    assert_eq!(kept(&server).await, before);
}

#[tokio::test]
async fn who_may_not_delete_a_survey_may_not_purge_it() {
    let server = TestServer::start().await;
    let (survey, _) = answered(&server).await;
    let path = format!("/surveys/{survey}?purge=now");
    let stranger = async || server.delete(&path).token(testkit::server::STRANGER).send().await.status;
    assert_eq!(stranger().await, 404);
    assert_eq!(server.delete(&format!("/surveys/{survey}")).send().await.status, 200);
    assert_eq!(stranger().await, 404);
    let wrong = server.delete(&format!("/surveys/{survey}?purge=later")).send().await;
    assert_eq!((wrong.status, wrong.error_code().as_str()), (400, "QVAL_1"));
    assert!(wrong.error_message().contains("purge"), "{}", wrong.text());
}

#[tokio::test]
async fn a_deletion_ends_visits_and_jobs() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    respondent.next(&[("QID1", "1")]).await;
    let path = format!("/surveys/{survey}/import-responses");
    server.post(&path).bytes("text/csv", "Q3\nwhy\n").send().await.result();
    assert_eq!(server.delete(&format!("/surveys/{survey}")).send().await.status, 200);
    let recorded = async || server.dump().await.iter().filter(|row| row.starts_with("response: ")).count();
    assert_eq!(respondent.next(&[("QID3_TEXT", "late")]).await.status, 404);
    server.run_jobs().await;
    server.advance(8 * DAY_MS);
    server.run_jobs().await;
    assert_eq!(recorded().await, 0, "neither the import nor the visit is recorded");
}
