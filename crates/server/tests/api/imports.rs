//! Start Response Import, Get Response Import Progress: what becomes of rows and columns, and of a run that is cut off.

use serde_json::{Value, json};
use testkit::TestServer;

use crate::samples;

async fn server_with_survey() -> (TestServer, String) {
    samples::server_with(json!({})).await
}

async fn objects(server: &TestServer, survey: &str) -> Vec<Value> {
    let text = server.export(survey, json!({ "format": "ndjson" })).await;
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The progress of an import of which there is nothing to tell.
pub(crate) fn told(status: &str, percent: f64, rows: u64) -> Value {
    json!({
        "percentComplete": percent, "status": status, "importedRows": rows, "skippedRows": 0, "blankRows": 0,
        "skippedColumns": [], "unmatched": { "cells": 0, "columns": [], "first": [] },
    })
}

/// A file as the export writes it, with what only `mode=migrate` keeps.
pub(crate) const FILE: &str = "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,\
    DistributionChannel,UserLanguage,Q1,Q1_3_TEXT,Q2_1,Q2_2,Q2_3,Q3,Q4_1,Q4_2,Q5_1,branch\r\n\
    ,,,,,,,,,,,,,,,,,,,,\r\n\
    \"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"America/Denver\"\"}\",\
    \"{\"\"ImportId\"\":\"\"endDate\"\",\"\"timeZone\"\":\"\"America/Denver\"\"}\",\
    \"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"ipAddress\"\"}\",\
    \"{\"\"ImportId\"\":\"\"progress\"\"}\",\"{\"\"ImportId\"\":\"\"duration\"\"}\",\
    \"{\"\"ImportId\"\":\"\"finished\"\"}\",\
    \"{\"\"ImportId\"\":\"\"recordedDate\"\",\"\"timeZone\"\":\"\"America/Denver\"\"}\",\
    \"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"distributionChannel\"\"}\",\
    \"{\"\"ImportId\"\":\"\"userLanguage\"\"}\",\
    \"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID1_3_TEXT\"\"}\",\
    \"{\"\"ImportId\"\":\"\"QID2\"\",\"\"choiceId\"\":\"\"1\"\"}\",\"{\"\"ImportId\"\":\"\"QID2\"\",\"\"choiceId\"\":\"\"2\"\"}\",\
    \"{\"\"ImportId\"\":\"\"QID2\"\",\"\"choiceId\"\":\"\"3\"\"}\",\"{\"\"ImportId\"\":\"\"QID3_TEXT\"\"}\",\
    \"{\"\"ImportId\"\":\"\"QID4_1\"\"}\",\"{\"\"ImportId\"\":\"\"QID4_2\"\"}\",\"{\"\"ImportId\"\":\"\"QID5_1\"\"}\",\
    \"{\"\"ImportId\"\":\"\"branch\"\"}\"\r\n\
    2024-03-05 03:11:12,2024-03-05 03:12:00,1,192.0.2.7,40,48,0,2024-03-05 03:12:01,R_3aaaaaaaaaaaaaa,email,DE,\
    30,else,1,,1,\"two\nlines, \"\"quoted\"\"\",1,,0.5,North\r\n\
    2024-07-05 03:11:12,2024-07-05 03:12:00,0,192.0.2.8,100,48,1,2024-07-05 03:12:01,R_3bbbbbbbbbbbbbb,anonymous,EN,\
    20,,,1,,,2,1,7,\r\n";

#[tokio::test]
async fn moving_in_keeps_everything_and_importing_keeps_the_answers() {
    let (server, survey) = server_with_survey().await;
    let done = server.import_responses(&survey, "?mode=migrate", "text/csv", FILE.as_bytes()).await;
    assert_eq!(done, told("complete", 100.0, 2));
    let moved = objects(&server, &survey).await;
    assert_eq!(
        moved[0]["values"],
        json!({
            "startDate": "2024-03-05T10:11:12Z", "endDate": "2024-03-05T10:12:00Z", "status": 1,
            "ipAddress": "192.0.2.7", "progress": 40, "duration": 48, "finished": 0,
            "recordedDate": "2024-03-05T10:12:01.000Z", "_recordId": "R_3aaaaaaaaaaaaaa",
            "distributionChannel": "email", "userLanguage": "DE", "QID1": 30, "QID1_3_TEXT": "else",
            "QID2": ["1", "3"], "QID3_TEXT": "two\nlines, \"quoted\"", "QID4_1": 1, "QID5_1": 0.5, "branch": "North"
        })
    );
    // In July the zone has summer time.
    assert_eq!(moved[1]["values"]["startDate"], "2024-07-05T09:11:12Z");

    let other = server.import_survey("Other", &samples::survey(&json!({}))).await;
    let done = server.import_responses(&other, "", "text/csv", FILE.as_bytes()).await;
    assert_eq!(done["importedRows"], 2, "{done}");
    for (ours, theirs) in objects(&server, &other).await.iter().zip(&moved) {
        let mut differing: Vec<String> = testkit::compare::differences(&ours["values"], &theirs["values"]);
        differing.iter_mut().for_each(|line| line.truncate(line.find(':').unwrap()));
        differing.sort_unstable();
        assert_eq!(differing, ["/_recordId", "/recordedDate", "/status"]);
        assert_eq!(ours["values"]["status"], 4);
        let id = ours["responseId"].as_str().unwrap();
        assert!(id.starts_with("R_") && id.len() == 17, "{id}");
    }
}

#[tokio::test]
async fn ids_that_are_there_already_are_passed_over_and_counted() {
    let (server, survey) = server_with_survey().await;
    let file = "ResponseId,Q1\r\nR_3aaaaaaaaaaaaaa,10\r\nR_3bbbbbbbbbbbbbb,20\r\nR_3aaaaaaaaaaaaaa,30\r\n";
    let done = server.import_responses(&survey, "?mode=migrate", "text/csv", file.as_bytes()).await;
    assert_eq!((&done["importedRows"], &done["skippedRows"]), (&json!(2), &json!(1)), "{done}");
    let more = format!("{file}R_3cccccccccccccc,10\r\n");
    let done = server.import_responses(&survey, "?mode=migrate", "text/csv", more.as_bytes()).await;
    assert_eq!((&done["importedRows"], &done["skippedRows"]), (&json!(1), &json!(3)), "{done}");
    let recorded = objects(&server, &survey).await;
    let codes: Vec<&Value> = recorded.iter().map(|one| &one["values"]["QID1"]).collect();
    assert_eq!(codes, [10, 20, 10], "the first of an id stays as it was");

    // Without migrating every row is a new response, however often the file is sent.
    for expected in [7, 11] {
        let done = server.import_responses(&survey, "", "text/csv", more.as_bytes()).await;
        assert_eq!((&done["importedRows"], &done["skippedRows"]), (&json!(4), &json!(0)), "{done}");
        assert_eq!(objects(&server, &survey).await.len(), expected);
    }
}

#[tokio::test]
async fn columns_that_belong_to_nothing_are_told_and_those_without_a_question_become_data() {
    let (server, survey) = server_with_survey().await;
    let file = "Q1,QID77,colour,Q3\r\n,,,\r\n\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID77\"\"}\",\
        \"{\"\"ImportId\"\":\"\"colour\"\"}\",\"{\"\"ImportId\"\":\"\"QID3_TEXT\"\"}\"\r\n10,5,blue,because\r\n";
    let done = server.import_responses(&survey, "", "text/csv", file.as_bytes()).await;
    assert_eq!(done["skippedColumns"], json!(["QID77"]), "{done}");
    let recorded = objects(&server, &survey).await;
    let values = &recorded[0]["values"];
    assert_eq!(
        (&values["colour"], &values["QID3_TEXT"], values.get("QID77")),
        (&json!("blue"), &json!("because"), None)
    );
    assert_eq!((&values["progress"], &values["finished"]), (&json!(100), &json!(1)));
}

#[tokio::test]
async fn what_a_question_cannot_hold_is_left_out_and_told_unless_one_moves_in() {
    let (server, survey) = server_with_survey().await;
    for (key, value) in [("QID1", json!(77)), ("QID5_1", json!("fast")), ("QID2", json!(["9"]))] {
        let answer =
            server.post(&format!("/surveys/{survey}/responses")).json(&json!({ "values": { key: value } }));
        assert_eq!(answer.send().await.status, 400, "{key}");
    }
    let file = "Q1,Q2_1,QID2,Q3,Q5_1\r\n10,,,fine,\r\n77,what,,so so,fast\r\n20,,\"1,9\",,1.5\r\n";
    let done = server.import_responses(&survey, "", "text/csv", file.as_bytes()).await;
    let cell = |line: u64, column: &str, value: &str, kept: bool| json!({ "line": line, "column": column, "value": value, "kept": kept });
    let column = |column: &str| json!({ "column": column, "cells": 1 });
    let mut expected = told("complete", 100.0, 3);
    expected["unmatched"] = json!({
        "cells": 4,
        "columns": [column("Q1"), column("Q2_1"), column("Q5_1"), column("QID2")],
        "first": [
            cell(3, "Q1", "77", false), cell(3, "Q2_1", "what", false), cell(3, "Q5_1", "fast", false),
            cell(4, "QID2", "1,9", false),
        ],
    });
    assert_eq!(done, expected);
    let answers = async |survey: &str| {
        let answers = objects(&server, survey).await.into_iter().map(|mut one| {
            one["values"].as_object_mut().unwrap().retain(|key, _| key.starts_with("QID"));
            one["values"].take()
        });
        answers.collect::<Vec<Value>>()
    };
    let left = [
        json!({ "QID1": 10, "QID3_TEXT": "fine" }),
        json!({ "QID3_TEXT": "so so" }),
        json!({ "QID1": 20, "QID5_1": 1.5 }),
    ];
    assert_eq!(answers(&survey).await, left);

    let other = server.import_survey("Other", &samples::survey(&json!({}))).await;
    let done = server.import_responses(&other, "?mode=migrate", "text/csv", file.as_bytes()).await;
    for place in [0, 2, 3] {
        expected["unmatched"]["first"][place]["kept"] = json!(true);
    }
    assert_eq!(done, expected);
    assert_eq!(answers(&other).await[1], json!({ "QID1": 77, "QID3_TEXT": "so so", "QID5_1": "fast" }));
}

#[tokio::test]
async fn rows_of_commas_only_are_passed_over_and_counted() {
    let (server, survey) = server_with_survey().await;
    let done = server
        .import_responses(&survey, "", "text/csv", b"Q1,Q3\r\n10,a\r\n,\r\n , \r\n20,\r\n,,,\r\n")
        .await;
    assert_eq!((&done["importedRows"], &done["blankRows"]), (&json!(2), &json!(3)), "{done}");
    assert_eq!(objects(&server, &survey).await.len(), 2);
}

/// A survey whose embedded data has the names of metadata, and a question with a recode value that begins with zero.
fn named_like_metadata(fields: &[&str]) -> Vec<u8> {
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    for element in file["SurveyElements"].as_array_mut().unwrap() {
        if element["PrimaryAttribute"] == "QID1" {
            element["Payload"]["RecodeValues"]["1"] = json!("01");
        }
        if element["Element"] == "FL" {
            let fields =
                fields.iter().map(|name| json!({ "Description": name, "Type": "Recipient", "Field": name }));
            element["Payload"]["Flow"][0]["EmbeddedData"] = fields.collect();
        }
    }
    file.to_string().into_bytes()
}

/// The keys of `values` that stand twice in the text of a response; a parser would keep the last in silence.
fn keys_that_stand_twice(object: &str) -> Vec<&str> {
    let values = object.split_once("\"values\":{").unwrap().1.split_once("},\"labels\"").unwrap().0;
    let mut keys: Vec<&str> = values
        .split(",\"")
        .map(|member| member.trim_start_matches('"').split_once("\":").unwrap().0)
        .collect();
    keys.sort_unstable();
    let twice = keys.windows(2).filter(|pair| pair[0] == pair[1]);
    twice.map(|pair| pair[0]).collect()
}

#[tokio::test]
async fn what_is_exported_is_imported_again_whatever_embedded_data_is_named() {
    let fields = [
        "status",
        "duration",
        "finished",
        "_recordId",
        "startDate",
        "Status",
        "embeddedData.status",
        "plain",
    ];
    let server = TestServer::start().await;
    let survey = server.import_survey("Names", &named_like_metadata(&fields)).await;
    let mut embedded = json!({ "visited": "undeclared", "ipAddress": "undeclared as well" });
    for name in fields {
        embedded[name] = json!(format!("vip of {name}"));
    }
    let values = json!({ "startDate": "2024-03-05T10:11:12Z", "status": 1, "duration": 48, "QID1": "01",
                         "recordedDate": "2024-03-05T10:12:00Z" });
    let path = format!("/surveys/{survey}/responses");
    let body = json!({ "values": values, "embeddedData": embedded });
    let made = server.post(&path).json(&body).send().await;
    assert_eq!(made.status, 200, "{}", made.text());

    let lines = server.export(&survey, json!({ "format": "ndjson" })).await;
    assert_eq!(keys_that_stand_twice(&lines), [""; 0]);
    let object: Value = serde_json::from_str(&lines).unwrap();
    let told = &object["values"];
    for (key, value) in [
        ("status", json!(1)),
        ("duration", json!(48)),
        ("QID1", json!("01")),
        ("embeddedData.status", json!("vip of status")),
        ("embeddedData._recordId", json!("vip of _recordId")),
        ("embeddedData.ipAddress", json!("undeclared as well")),
        ("embeddedData.embeddedData.status", json!("vip of embeddedData.status")),
        ("Status", json!("vip of Status")),
        ("visited", json!("undeclared")),
    ] {
        assert_eq!(told[key], value, "{key}");
    }

    // The object is sent again as it is told, and the files are imported, here and into a survey without the fields.
    let again = server.post(&path).json(&json!({ "values": told })).send().await;
    assert_eq!(again.status, 200, "{}", again.text());
    for (format, media_type) in [("csv", "text/csv"), ("tsv", "text/tsv")] {
        let file = server.export(&survey, json!({ "format": format, "limit": 1 })).await;
        let bare = server.import_survey("Bare", &named_like_metadata(&[])).await;
        for into in [&survey, &bare] {
            let done = server.import_responses(into, "?mode=migrate", media_type, file.as_bytes()).await;
            assert_eq!(
                (&done["status"], &done["unmatched"]["cells"]),
                (&json!("complete"), &json!(0)),
                "{done}"
            );
        }
        let moved = &objects(&server, &bare).await[0];
        assert_eq!(testkit::compare::differences(&moved["values"], told), [""; 0]);
    }
    // A file of version 0.2.0 tells metadata and field by one id.
    let former = "Status,Q1,status\r\nResponse Type,How?,status\r\n\"{\"\"ImportId\"\":\"\"status\"\"}\",\
        \"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\"\r\n1,01,gold\r\n";
    for names in [&fields[..], &[]] {
        let survey = server.import_survey("Former", &named_like_metadata(names)).await;
        server.import_responses(&survey, "?mode=migrate", "text/csv", former.as_bytes()).await;
        let values = &objects(&server, &survey).await[0]["values"];
        assert_eq!(
            (&values["status"], &values["embeddedData.status"]),
            (&json!(1), &json!("gold")),
            "{values}"
        );
        assert_eq!(values["QID1"], "01");
    }
}

#[tokio::test]
async fn how_far_it_is_is_told_from_the_start() {
    let (server, survey) = server_with_survey().await;
    let other = server.import_survey("Other", &samples::survey(&json!({}))).await;
    let path = format!("/surveys/{survey}/import-responses");
    let started = server.post(&path).bytes("text/csv", "Q1\r\n10\r\n").send().await;
    assert_eq!(started.status, 202);
    let started = started.result();
    assert_eq!((&started["percentComplete"], &started["status"]), (&json!(0.0), &json!("inProgress")));
    let id = started["progressId"].as_str().unwrap();
    let waiting = server.get(&format!("{path}/{id}")).send().await.result();
    assert_eq!(waiting, told("inProgress", 0.0, 0));
    for path in [format!("/surveys/{other}/import-responses/{id}"), format!("{path}/IMP_aaaaaaaaaaaaaaa")] {
        let answer = server.get(&path).send().await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.text());
    }
    server.run_jobs().await;
    assert_eq!(server.get(&format!("{path}/{id}")).send().await.result()["status"], "complete");
    // After a week the job is forgotten with its file.
    server.advance(8 * 86_400_000);
    server.run_jobs().await;
    assert_eq!(server.get(&format!("{path}/{id}")).send().await.status, 404);
    assert_eq!(objects(&server, &survey).await.len(), 1, "the responses stay");
}

#[tokio::test]
async fn an_unknown_mode_is_refused_and_a_deleted_survey_fails() {
    let (server, survey) = server_with_survey().await;
    let path = format!("/surveys/{survey}/import-responses");
    let refused = server.post(&format!("{path}?mode=move")).bytes("text/csv", "Q1\r\n10\r\n").send().await;
    assert_eq!(refused.status, 400);
    assert!(
        refused.error_message().contains("mode") && refused.error_message().contains("migrate"),
        "{}",
        refused.text()
    );
    let started = server.post(&path).bytes("text/csv", "Q1\r\n10\r\n").send().await;
    assert_eq!(started.status, 202);
    server.delete(&format!("/surveys/{survey}")).send().await.result();
    server.run_jobs().await;
    assert_eq!(server.post(&path).bytes("text/csv", "Q1\r\n10\r\n").send().await.status, 404);
}

/// A worker dies in the middle of an import: the next one, once the lease has run out, adds what is missing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_cut_off_is_run_again_and_every_row_is_there_once() {
    const ROWS: usize = 20_000;
    let (server, survey) = server_with_survey().await;
    let mut file = String::from("Q1,Q3\r\n");
    for row in 0..ROWS {
        file.push_str(&format!("{}0,row {row}\r\n", row % 3 + 1));
    }
    let path = format!("/surveys/{survey}/import-responses");
    let started = server.post(&path).bytes("text/csv", file).send().await.result();
    let id = started["progressId"].as_str().unwrap();

    let app = server.app.clone();
    let dying = tokio::spawn(async move { app.run_one_job("dying").await });
    let recorded = async || {
        let overview = server.get(&format!("/surveys/{survey}")).send().await.result();
        let counts = &overview["responseCounts"];
        counts["auditable"].as_u64().unwrap() + counts["generated"].as_u64().unwrap()
    };
    let mut met = 0;
    while met == 0 && !dying.is_finished() {
        met = recorded().await;
    }
    dying.abort();
    assert!(dying.await.is_err_and(|why| why.is_cancelled()), "it was cut off before its end, at {met} rows");

    // Its lease holds the job: nobody else may run it yet.
    assert!(!server.app.run_one_job("early").await.unwrap());
    server.end_leases().await;
    server.run_jobs().await;
    let done = server.get(&format!("{path}/{id}")).send().await.result();
    assert_eq!(done["status"], "complete", "{done}");
    assert_eq!((&done["importedRows"], &done["skippedRows"]), (&json!(ROWS), &json!(0)), "{done}");

    let mut texts: Vec<String> = objects(&server, &survey)
        .await
        .iter()
        .map(|one| one["values"]["QID3_TEXT"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(texts.len(), ROWS);
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), ROWS, "every row once");
    assert_eq!(recorded().await, ROWS as u64);
    println!("cut off at {met} of {ROWS} rows");
}
