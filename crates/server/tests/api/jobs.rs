//! What becomes of jobs when things go wrong: processes that die, clocks that differ, files that nobody names, brands that
//! keep too much.

use serde_json::{Value, json};
use services::{Swept, Workers};
use testkit::{Answer, TestServer};

use crate::samples;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

async fn with_answers() -> (TestServer, String) {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let done = server.import_responses(&survey, "", "text/csv", b"Q1\r\n10\r\n20\r\n").await;
    assert_eq!(done["importedRows"], 2, "{done}");
    (server, survey)
}

async fn start(server: &TestServer, survey: &str) -> Answer {
    let options = json!({ "format": "csv", "compress": false, "allowContinuation": true });
    server.post(&format!("/surveys/{survey}/export-responses")).json(&options).send().await
}

async fn started(server: &TestServer, survey: &str) -> String {
    start(server, survey).await.result()["progressId"].as_str().unwrap().to_owned()
}

async fn progress(server: &TestServer, survey: &str, id: &str) -> Value {
    server.get(&format!("/surveys/{survey}/export-responses/{id}")).send().await.result()
}

async fn download(server: &TestServer, survey: &str, done: &Value) -> Answer {
    let file = done["fileId"].as_str().unwrap();
    server.get(&format!("/surveys/{survey}/export-responses/{file}/file")).send().await
}

async fn imported(server: &TestServer, survey: &str) -> Answer {
    let path = format!("/surveys/{survey}/import-responses");
    server.post(&path).bytes("text/csv", "Q1\r\n30\r\n").send().await
}

/// D8: a job that ends its process would be claimed for ever.
#[tokio::test]
async fn a_job_that_ends_its_process_again_and_again_fails_and_is_claimed_no_more() {
    let (server, survey) = with_answers().await;
    let id = started(&server, &survey).await;
    for _ in 0..5 {
        assert_eq!(progress(&server, &survey, &id).await["status"], "inProgress");
        assert!(server.claim_and_die().await);
    }
    server.run_jobs().await;
    assert_eq!(progress(&server, &survey, &id).await["status"], "failed");
    server.advance(HOUR_MS);
    assert!(!server.claim_and_die().await);
}

/// D10: the lease of one process was over for another whose clock is ahead.
#[tokio::test]
async fn a_clock_that_is_ahead_takes_no_job_from_another_process() {
    let (server, survey) = with_answers().await;
    let ahead = server.beside().await;
    ahead.clock().advance(20_000);
    for (holder, other) in [(&server.app, &ahead), (&ahead, &server.app)] {
        let id = started(&server, &survey).await;
        assert!(server.claim_and_hold(holder).await);
        assert!(!other.run_one_job("other").await.unwrap(), "the lease holds");
        server.end_leases().await;
        assert!(other.run_one_job("other").await.unwrap(), "it is over");
        assert_eq!(progress(&server, &survey, &id).await["status"], "complete");
    }
}

/// D9: a worker that had lost its job wrote over the file of the one that had it.
#[tokio::test]
async fn the_file_of_an_export_is_that_of_the_attempt_whose_end_was_written() {
    let (server, survey) = with_answers().await;
    let id = started(&server, &survey).await;
    let place = |attempt: u8| format!("exports/{id}/{attempt}");
    assert!(server.claim_and_die().await);
    server.put_file(&place(1), "half a file").await;
    server.run_jobs().await;
    assert_eq!(server.files().await, [place(2)], "what a lost attempt wrote is removed");
    let done = progress(&server, &survey, &id).await;
    let file = download(&server, &survey, &done).await.text();
    assert!(file.contains("QID1") && done["continuationToken"].is_string(), "{done}\n{file}");

    // One that did not hear in time that it had lost ends its file only now.
    server.put_file(&place(1), "half a file").await;
    assert_eq!(download(&server, &survey, &done).await.text(), file);
    assert_eq!(server.app.sweep().await.unwrap(), Swept::default(), "what is young may belong to somebody");
    server.advance(2 * HOUR_MS);
    assert_eq!(server.app.sweep().await.unwrap().files, 1);
    assert_eq!(server.files().await, [place(2)]);
    assert_eq!(download(&server, &survey, &done).await.text(), file);
    server.put_file(&place(3), "half a file").await;
    server.advance(7 * DAY_MS);
    server.run_jobs().await;
    assert_eq!(server.files().await, [] as [String; 0], "all go with the job");
    assert_eq!(download(&server, &survey, &done).await.status, 404);
}

#[tokio::test]
async fn an_export_of_version_0_2_0_can_still_be_fetched_and_goes_with_its_week() {
    let (server, survey) = with_answers().await;
    let id = "0aaaaaaa-1111-4222-8333-444444444444-def";
    let about = json!({ "survey": survey, "name": "Old.csv", "media_type": "text/csv" }).to_string();
    server.put_file(&format!("exports/{id}"), "old").await;
    server.put_file(&format!("exports/{id}.json"), about.leak()).await;
    let fetched = download(&server, &survey, &json!({ "fileId": id })).await;
    assert_eq!((fetched.status, fetched.text().as_str()), (200, "old"));
    server.advance(6 * DAY_MS);
    assert_eq!(server.app.sweep().await.unwrap(), Swept::default());
    server.advance(2 * DAY_MS);
    assert_eq!(server.app.sweep().await.unwrap().files, 2);
}

/// D35: the file came before the job, and stayed where the process ended in between.
#[tokio::test]
async fn an_upload_without_a_job_is_swept_and_one_that_waits_is_not() {
    let (server, survey) = with_answers().await;
    server.put_file("uploads/IMP_aaaaaaaaaaaaaaa", "Q1\r\n10\r\n").await;
    let waiting = imported(&server, &survey).await.result()["progressId"].as_str().unwrap().to_owned();
    server.advance(2 * HOUR_MS);
    assert_eq!(server.app.sweep().await.unwrap().files, 1);
    assert_eq!(server.files().await, [format!("uploads/{waiting}")]);
    server.run_jobs().await;
    let done = server.get(&format!("/surveys/{survey}/import-responses/{waiting}")).send().await.result();
    assert_eq!(done["status"], "complete", "{done}");
    assert_eq!(server.files().await, [] as [String; 0]);
}

#[tokio::test]
async fn an_upload_whose_survey_went_meanwhile_leaves_no_file() {
    let (server, survey) = with_answers().await;
    server.delete(&format!("/surveys/{survey}")).send().await.result();
    assert_eq!(imported(&server, &survey).await.status, 404);
    assert_eq!(server.files().await, [] as [String; 0]);
}

#[tokio::test]
async fn a_brand_keeps_no_more_bytes_of_uploads_than_it_may() {
    let (server, survey) = with_answers().await;
    assert_eq!(imported(&server, &survey).await.status, 202);
    assert_eq!(
        server
            .write("UPDATE job SET bytes = 17179869184 WHERE kind = 'import-responses' AND bytes = 8")
            .await,
        1
    );
    let refused = imported(&server, &survey).await;
    assert_eq!((refused.status, refused.error_code().as_str()), (429, "GEN_29"));
    assert!(refused.error_message().contains("uploads"), "{}", refused.text());
    server.write("UPDATE job SET bytes = 17179869180 WHERE kind = 'import-responses' AND bytes > 0").await;
    assert_eq!(imported(&server, &survey).await.status, 429, "8 bytes do not fit into 4");
    assert_eq!(server.files().await.len(), 1, "what was refused is not kept");
    server.run_jobs().await;
    assert_eq!(imported(&server, &survey).await.status, 202);
}

#[tokio::test]
async fn a_brand_keeps_no_more_bytes_of_exports_than_it_may() {
    let (server, survey) = with_answers().await;
    let first = started(&server, &survey).await;
    server.run_jobs().await;
    let second = started(&server, &survey).await;
    let full = "UPDATE job SET bytes = 68719476736 WHERE kind = 'export-responses' AND bytes > 0";
    assert_eq!(server.write(full).await, 1);
    let refused = start(&server, &survey).await;
    assert_eq!((refused.status, refused.error_code().as_str()), (429, "GEN_29"));
    assert!(refused.error_message().contains("exports"), "{}", refused.text());
    // The one that waited finds no room, and leaves nothing.
    server.run_jobs().await;
    assert_eq!(progress(&server, &survey, &second).await["status"], "failed");
    assert_eq!(server.files().await, [format!("exports/{first}/1")]);
    server.advance(7 * DAY_MS + 1);
    server.run_jobs().await;
    assert_eq!(start(&server, &survey).await.status, 200);
}

#[tokio::test]
async fn the_metrics_tell_of_each_queue() {
    let (server, survey) = with_answers().await;
    started(&server, &survey).await;
    server.advance(1_000);
    let told = async || server.ask(http::Method::GET, "/metrics").from("127.0.0.1").send().await.text();
    let has = |text: &str, line: &str| assert!(text.lines().any(|told| told == line), "{line} in\n{text}");
    let text = told().await;
    has(&text, "canvass_jobs_due{queue=\"exports\"} 1");
    has(&text, "canvass_jobs_due{queue=\"housekeeping\"} 0");
    has(&text, "canvass_jobs_claimed_total{queue=\"imports\"} 1");
    let oldest =
        text.lines().find(|line| line.starts_with("canvass_jobs_oldest_due_seconds{queue=\"exports\"}"));
    assert!(oldest.unwrap().rsplit(' ').next().unwrap().parse::<f64>().unwrap() >= 1.0, "{text}");
    assert!(server.claim_and_die().await);
    server.advance(6_000);
    let text = told().await;
    has(&text, "canvass_jobs_due{queue=\"exports\"} 0");
    has(&text, "canvass_jobs_running{queue=\"exports\"} 1");
}

#[tokio::test]
async fn a_server_whose_workers_are_dead_is_not_ready_and_says_why() {
    let server = TestServer::start().await;
    let ready = async || server.ask(http::Method::GET, "/health/ready").send().await;
    assert_eq!(ready().await.status, 200, "a process without workers of its own is");
    let workers = Workers::start(&server.app);
    assert_eq!(ready().await.status, 200);
    workers.stop(std::time::Duration::from_secs(5)).await;
    server.advance(HOUR_MS);
    let answer = ready().await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.text(), "no worker of the queue exports has been alive for 15 seconds\n");
}
