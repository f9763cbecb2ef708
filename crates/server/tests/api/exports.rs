//! Start Response Export, Get Response Export Progress, Get Response Export File: what each option does to the file
//! (api/responses.md section 2.1).

use csv::StringRecord;
use serde_json::{Value, json};
use testkit::{Answer, TestServer};

use crate::recorded_truth::only_member;
use crate::samples::{self, Respondent};

const DAY_MS: i64 = 86_400_000;

/// A server with the sample survey and three responses of fixed dates, and the survey's id.
async fn answered() -> (TestServer, String) {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    for values in [
        json!({
            "startDate": "2024-03-05T10:11:12Z", "endDate": "2024-03-05T10:12:00Z",
            "recordedDate": "2024-03-05T10:12:00.123Z", "duration": 48, "status": 0, "ipAddress": "192.0.2.7",
            "locationLatitude": "40.5", "distributionChannel": "email", "userLanguage": "EN",
            "QID1": 10, "QID2": ["1", "3"], "QID3_TEXT": "one\ntwo, \"three\"", "QID4_1": 1, "QID4_2": 2,
            "QID5_1": 0.5, "QID2_DO": ["3", "1", "2"], "branch": "North"
        }),
        json!({
            "startDate": "2024-07-05T10:11:12Z", "endDate": "2024-07-05T10:12:00Z",
            "recordedDate": "2024-07-05T10:12:00Z", "duration": 48, "status": 1, "finished": 0, "progress": 40,
            "QID1": 30, "QID1_3_TEXT": "else", "QID2": ["2"], "colour": "blue"
        }),
        json!({
            "startDate": "2024-12-05T10:11:12Z", "endDate": "2024-12-05T10:12:00Z",
            "recordedDate": "2024-12-05T10:12:00Z", "QID1": 20, "QID5_1": 7
        }),
    ] {
        samples::record(&server, &survey, values).await;
    }
    (server, survey)
}

fn with(options: &Value, more: &Value) -> Value {
    let mut all = options.clone();
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    all
}

async fn table(server: &TestServer, survey: &str, options: Value) -> Vec<StringRecord> {
    let text = server.export(survey, with(&json!({ "format": "csv" }), &options)).await;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(Result::unwrap).collect()
}

/// The cells of the column of this name, below the header.
fn column(table: &[StringRecord], name: &str) -> Vec<String> {
    let places: Vec<usize> = (0..table[0].len()).filter(|place| &table[0][*place] == name).collect();
    assert_eq!(places.len(), 1, "one column {name} in {:?}", table[0]);
    table[3..].iter().map(|row| row[places[0]].to_owned()).collect()
}

fn names(table: &[StringRecord]) -> Vec<&str> {
    table[0].iter().collect()
}

async fn start(server: &TestServer, survey: &str, options: &Value) -> Answer {
    server.post(&format!("/surveys/{survey}/export-responses")).json(options).send().await
}

/// The finished export's progress.
async fn finish(server: &TestServer, survey: &str, options: &Value) -> Value {
    let started = start(server, survey, options).await.result();
    let id = started["progressId"].as_str().unwrap().to_owned();
    server.run_jobs().await;
    let done = server.get(&format!("/surveys/{survey}/export-responses/{id}")).send().await.result();
    assert_eq!(done["status"], "complete", "{done}");
    done
}

async fn file(server: &TestServer, survey: &str, done: &Value) -> Answer {
    let id = done["fileId"].as_str().unwrap();
    server.get(&format!("/surveys/{survey}/export-responses/{id}/file")).send().await
}

const HEADER: &str = "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,\
     ResponseId,RecipientLastName,RecipientFirstName,RecipientEmail,ExternalReference,LocationLatitude,\
     LocationLongitude,DistributionChannel,UserLanguage,Q1,Q1_3_TEXT,Q2_1,Q2_2,Q2_3,Q3,Q4_1,Q4_2,Q5_1,branch,colour";

#[tokio::test]
async fn a_csv_has_three_header_rows_and_codes() {
    let (server, survey) = answered().await;
    let text = server.export(&survey, json!({ "format": "csv" })).await;
    assert!(text.starts_with(&format!("{HEADER}\r\nStart Date,")), "{text}");
    assert!(text.ends_with("\r\n"));
    assert!(text.contains(
        "\r\n\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"Z\"\"}\",\"{\"\"ImportId\"\":\"\"endDate"
    ));
    assert!(text.contains(",\"{\"\"ImportId\"\":\"\"QID2\"\",\"\"choiceId\"\":\"\"3\"\"}\","));
    let rows = table(&server, &survey, json!({})).await;
    assert_eq!(
        column(&rows, "StartDate"),
        ["2024-03-05 10:11:12", "2024-07-05 10:11:12", "2024-12-05 10:11:12"]
    );
    assert_eq!(column(&rows, "Status"), ["0", "1", "0"]);
    assert_eq!(column(&rows, "Finished"), ["1", "0", "1"]);
    assert_eq!(column(&rows, "Progress"), ["100", "40", "100"]);
    assert_eq!(column(&rows, "IPAddress"), ["192.0.2.7", "", ""]);
    assert_eq!(column(&rows, "Q1"), ["10", "30", "20"]);
    assert_eq!(column(&rows, "Q1_3_TEXT"), ["", "else", ""]);
    assert_eq!(column(&rows, "Q2_1"), ["1", "", ""]);
    assert_eq!(column(&rows, "Q2_3"), ["1", "", ""]);
    assert_eq!(column(&rows, "Q3"), ["one\ntwo, \"three\"", "", ""]);
    assert_eq!(column(&rows, "Q5_1"), ["0.5", "", "7"]);
    assert_eq!(column(&rows, "branch"), ["North", "", ""]);
    assert_eq!(column(&rows, "colour"), ["", "blue", ""], "a field that nobody declared is not lost");
}

#[tokio::test]
async fn labels_take_the_place_of_codes_or_stand_beside_them() {
    let (server, survey) = answered().await;
    let rows = table(&server, &survey, json!({ "useLabels": true })).await;
    assert_eq!(column(&rows, "Status"), ["IP Address", "Survey Preview", "IP Address"]);
    assert_eq!(column(&rows, "Finished"), ["True", "False", "True"]);
    assert_eq!(column(&rows, "Q1"), ["Good", "Other", "Bad"]);
    assert_eq!(column(&rows, "Q2_3"), ["Blue", "", ""]);
    assert_eq!(column(&rows, "Q4_2"), ["High", "", ""]);

    let rows = table(&server, &survey, json!({ "includeLabelColumns": true })).await;
    let places: Vec<usize> = (0..rows[0].len()).filter(|place| &rows[0][*place] == "Q1").collect();
    assert_eq!(places.len(), 2);
    assert_eq!(
        (&rows[2][places[0]], &rows[2][places[1]]),
        (r#"{"ImportId":"QID1"}"#, r#"{"ImportId":"QID1","isLabelsColumn":true}"#)
    );
    assert_eq!((&rows[4][places[0]], &rows[4][places[1]]), ("30", "Other"));
    assert_eq!(names(&rows).iter().filter(|name| **name == "Q3").count(), 1, "a text has no label");
}

#[tokio::test]
async fn a_tsv_is_the_same_with_tabs() {
    let (server, survey) = answered().await;
    let done = finish(&server, &survey, &json!({ "format": "tsv", "compress": "false" })).await;
    let answer = file(&server, &survey, &done).await;
    assert_eq!(answer.header("content-type"), "text/tab-separated-values");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=Sample.tsv");
    let text = answer.text();
    assert!(text.starts_with(&HEADER.replace(',', "\t")), "{text}");
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).delimiter(b'\t').from_reader(text.as_bytes());
    let tabs: Vec<StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(tabs, table(&server, &survey, json!({})).await);
}

#[tokio::test]
async fn a_file_comes_in_a_zip_unless_it_is_not_wanted() {
    let (server, survey) = answered().await;
    let bare = server.export(&survey, json!({ "format": "csv" })).await;
    for (options, media_type, named) in [
        (json!({ "format": "csv" }), "application/zip", "Sample.zip"),
        (json!({ "format": "csv", "compress": true }), "application/zip", "Sample.zip"),
        (json!({ "format": "csv", "compress": "true" }), "application/zip", "Sample.zip"),
        (json!({ "format": "csv", "compress": false }), "text/csv", "Sample.csv"),
        (json!({ "format": "csv", "compress": "false" }), "text/csv", "Sample.csv"),
        (json!({ "format": "json", "compress": false }), "application/json", "Sample.json"),
        (json!({ "format": "ndjson", "compress": false }), "application/x-ndjson", "Sample.ndjson"),
    ] {
        let done = finish(&server, &survey, &options).await;
        let answer = file(&server, &survey, &done).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, media_type), "{options}");
        assert_eq!(
            answer.header("content-disposition"),
            format!("attachment; filename={named}"),
            "{options}"
        );
        if media_type == "application/zip" {
            let (name, bytes) = only_member(&answer.body);
            assert_eq!((name.as_str(), bytes), ("Sample.csv", bare.clone().into_bytes()));
        }
    }
    let done = finish(&server, &survey, &json!({ "format": "json" })).await;
    assert_eq!(only_member(&file(&server, &survey, &done).await.body).0, "Sample.json");
}

#[tokio::test]
async fn objects_have_the_shape_of_the_reference() {
    let (server, survey) = answered().await;
    let text = server.export(&survey, json!({ "format": "json" })).await;
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["responses"]);
    let first = &json["responses"][0];
    let id = first["responseId"].as_str().unwrap();
    let expected = json!({
        "responseId": id,
        "values": {
            "startDate": "2024-03-05T10:11:12Z", "endDate": "2024-03-05T10:12:00Z", "status": 0,
            "ipAddress": "192.0.2.7", "progress": 100, "duration": 48, "finished": 1,
            "recordedDate": "2024-03-05T10:12:00.123Z", "_recordId": id, "locationLatitude": "40.5",
            "distributionChannel": "email", "userLanguage": "EN",
            "QID1": 10, "QID2": ["1", "3"], "QID2_DO": ["3", "1", "2"], "QID3_TEXT": "one\ntwo, \"three\"",
            "QID4_1": 1, "QID4_2": 2, "QID5_1": 0.5, "branch": "North"
        },
        "labels": {
            "status": "IP Address", "finished": "True", "QID1": "Good", "QID2": ["Red", "Blue"], "QID4_1": "Low",
            "QID4_2": "High"
        },
        "displayedFields": first["displayedFields"],
        "displayedValues": first["displayedValues"],
    });
    assert_eq!(first, &expected);
    let mut single = server.get(&format!("/surveys/{survey}/responses/{id}")).send().await.result();
    let changed = single["values"].as_object_mut().unwrap().shift_remove("_lastModifiedDate");
    assert_eq!(changed, Some(json!("2024-03-05T10:12:00.123Z")), "Retrieve tells this besides");
    assert_eq!(testkit::compare::differences(first, &single), Vec::<String>::new(), "and else the same");
    let lines = server.export(&survey, json!({ "format": "ndjson" })).await;
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json!(lines), json["responses"]);
    assert_eq!(lines.len(), 3);

    let mut respondent = Respondent::open(&server, &survey, "").await;
    respondent.next(&[("QID1", "3")]).await;
    respondent.next(&[]).await;
    let text =
        server.export(&survey, json!({ "format": "ndjson", "startDate": "2025-01-01T00:00:00Z" })).await;
    let shown: Value = serde_json::from_str(text.trim_end()).unwrap();
    assert_eq!(shown["displayedValues"]["QID1"], json!([10, 20, 30]));
    assert_eq!(shown["displayedValues"]["QID2"], json!(["1", "2", "3"]));
    let displayed: Vec<&str> =
        shown["displayedFields"].as_array().unwrap().iter().map(|field| field.as_str().unwrap()).collect();
    assert!(displayed.contains(&"QID3_TEXT") && displayed.contains(&"QID4_2"), "{displayed:?}");
}

#[tokio::test]
async fn dates_and_a_limit_choose_the_responses() {
    let (server, survey) = answered().await;
    for (options, expected) in [
        (json!({ "startDate": "2024-07-05T10:12:00Z" }), vec!["30", "20"]),
        (json!({ "startDate": "2024-07-05T10:12:00.001Z" }), vec!["20"]),
        (json!({ "endDate": "2024-07-05T10:12:00Z" }), vec!["10"]),
        (json!({ "endDate": "2024-07-05T12:12:01+02:00" }), vec!["10", "30"]),
        (json!({ "startDate": "2024-07-01T00:00:00Z", "endDate": "2024-08-01T00:00:00Z" }), vec!["30"]),
        (json!({ "startDate": "2030-01-01T00:00:00Z" }), vec![]),
        (json!({ "limit": 2 }), vec!["10", "30"]),
        (json!({ "limit": 0 }), vec![]),
        (json!({ "limit": 1, "startDate": "2024-04-01T00:00:00Z" }), vec!["30"]),
    ] {
        let rows = table(&server, &survey, options.clone()).await;
        assert_eq!(column(&rows, "Q1"), expected, "{options}");
    }
}

#[tokio::test]
async fn lists_of_ids_choose_the_columns() {
    let (server, survey) = answered().await;
    let all: Vec<&str> = HEADER.split(',').collect();
    let (metadata, rest) = all.split_at(17);
    let (answers, data) = rest.split_at(9);
    let some = |options: Value| {
        let (server, survey) = (&server, &survey);
        async move { names(&table(server, survey, options).await).join(",") }
    };
    let joined = |parts: &[&[&str]]| parts.concat().join(",");
    assert_eq!(some(json!({})).await, joined(&[metadata, answers, data]));
    assert_eq!(some(json!({ "questionIds": [] })).await, joined(&[metadata, data]));
    assert_eq!(
        some(json!({ "questionIds": ["QID3", "QID1"] })).await,
        joined(&[metadata, &["Q1", "Q1_3_TEXT", "Q3"], data]),
        "in the survey's order"
    );
    assert_eq!(some(json!({ "embeddedDataIds": [] })).await, joined(&[metadata, answers]));
    assert_eq!(
        some(json!({ "embeddedDataIds": ["colour"] })).await,
        joined(&[metadata, answers, &["colour"]])
    );
    assert_eq!(some(json!({ "surveyMetadataIds": [] })).await, joined(&[answers, data]));
    assert_eq!(
        some(json!({ "surveyMetadataIds": ["_recordId", "startDate"] })).await,
        joined(&[&["StartDate", "ResponseId"], answers, data])
    );
    assert_eq!(
        some(json!({ "surveyMetadataIds": ["_recordId"], "questionIds": [], "embeddedDataIds": [] })).await,
        "ResponseId"
    );
    let text = server.export(&survey, json!({ "format": "ndjson", "questionIds": ["QID1"], "embeddedDataIds": [], "surveyMetadataIds": [] })).await;
    let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(first["values"], json!({ "QID1": 10 }));
}

#[tokio::test]
async fn what_was_seen_and_left_can_be_told() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    respondent.next(&[("QID1", "1")]).await;
    respondent.next(&[("QID4_1", "1")]).await;
    let mut left = Respondent::open(&server, &survey, "").await;
    left.next(&[("QID1", "2"), ("QID2", "3")]).await;
    server.advance(8 * DAY_MS);
    server.run_jobs().await;

    let rows = table(&server, &survey, json!({})).await;
    assert_eq!(column(&rows, "Q3"), ["", ""]);
    let rows = table(&server, &survey, json!({ "seenUnansweredRecode": 999 })).await;
    assert_eq!(column(&rows, "Q1"), ["1", "2"].map(|code| format!("{code}0")));
    assert_eq!(column(&rows, "Q3"), ["999", "999"], "the second page was shown to both");
    assert_eq!(column(&rows, "Q4_1"), ["1", "999"]);
    assert_eq!(column(&rows, "Q4_2"), ["999", "999"]);
    assert_eq!(column(&rows, "Q2_1"), ["999", "999"]);
    assert_eq!(column(&rows, "Q2_3"), ["999", "1"]);
    assert_eq!(column(&rows, "branch"), ["", ""], "data is not shown");
    let options = json!({ "seenUnansweredRecode": 999, "multiselectSeenUnansweredRecode": 0 });
    let rows = table(&server, &survey, options).await;
    assert_eq!(
        (column(&rows, "Q2_1"), column(&rows, "Q3")),
        (vec!["0".into(), "0".into()], vec!["999".into(), "999".into()])
    );
    let rows = table(&server, &survey, json!({ "multiselectSeenUnansweredRecode": -1 })).await;
    assert_eq!(
        (column(&rows, "Q2_1"), column(&rows, "Q3")),
        (vec!["-1".into(), "-1".into()], vec![String::new(), String::new()])
    );
}

#[tokio::test]
async fn answers_never_shown_stay_blank() {
    let (server, survey) = answered().await;
    let rows = table(&server, &survey, json!({ "seenUnansweredRecode": 999 })).await;
    assert_eq!(
        column(&rows, "Q3"),
        ["one\ntwo, \"three\"", "", ""],
        "nobody knows what was shown of created ones"
    );
}

#[tokio::test]
async fn orders_of_display_are_told_when_asked() {
    let (server, survey) = answered().await;
    let rows = table(&server, &survey, json!({ "includeDisplayOrder": true })).await;
    assert_eq!(column(&rows, "Q2_DO_1"), ["2", "", ""]);
    assert_eq!(column(&rows, "Q2_DO_3"), ["1", "", ""]);
    let place = names(&rows).iter().position(|name| *name == "Q2_DO_3").unwrap();
    assert_eq!(&rows[2][place], r#"{"ImportId":"QID2_DO","choiceId":"3"}"#);
    assert_eq!(&rows[1][place], "Which? - Display Order - Blue");
    assert_eq!(names(&rows)[place + 1], "Q3", "it follows its question");

    let rows = table(&server, &survey, json!({ "includeDisplayOrder": true, "breakoutSets": false })).await;
    assert_eq!(column(&rows, "Q2_DO"), ["3|1|2", "", ""]);
    let rows = table(
        &server,
        &survey,
        json!({ "includeDisplayOrder": true, "breakoutSets": false, "useLabels": true }),
    )
    .await;
    assert_eq!(column(&rows, "Q2_DO"), ["Blue|Red|Green", "", ""]);
}

#[tokio::test]
async fn sets_may_stay_together() {
    let (server, survey) = answered().await;
    let rows = table(&server, &survey, json!({ "breakoutSets": false })).await;
    assert_eq!(column(&rows, "Q2"), ["1,3", "2", ""]);
    assert!(!names(&rows).contains(&"Q2_1"));
    let place = names(&rows).iter().position(|name| *name == "Q2").unwrap();
    assert_eq!(&rows[2][place], r#"{"ImportId":"QID2"}"#);
    let rows = table(&server, &survey, json!({ "breakoutSets": false, "useLabels": true })).await;
    assert_eq!(column(&rows, "Q2"), ["Red,Blue", "Green", ""]);
}

#[tokio::test]
async fn numbers_line_breaks_and_dates_are_written_as_wished() {
    let (server, survey) = answered().await;
    let text = server.export(&survey, json!({ "format": "csv", "formatDecimalAsComma": true })).await;
    assert!(text.contains(",\"0,5\","), "{text}");
    let rows = table(&server, &survey, json!({ "formatDecimalAsComma": true })).await;
    assert_eq!(column(&rows, "Q5_1"), ["0,5", "", "7"]);
    let rows = table(&server, &survey, json!({ "newlineReplacement": " / " })).await;
    assert_eq!(column(&rows, "Q3")[0], "one / two, \"three\"");
    let rows = table(&server, &survey, json!({ "newlineReplacement": "" })).await;
    assert_eq!(column(&rows, "Q3")[0], "onetwo, \"three\"");

    let rows = table(&server, &survey, json!({ "timeZone": "Europe/Berlin" })).await;
    // The second is in summer.
    assert_eq!(
        column(&rows, "RecordedDate"),
        ["2024-03-05 11:12:00", "2024-07-05 12:12:00", "2024-12-05 11:12:00"]
    );
    assert_eq!(&rows[2][0], r#"{"ImportId":"startDate","timeZone":"Europe/Berlin"}"#);
}

#[tokio::test]
async fn the_date_of_the_last_change_has_a_column_when_it_is_asked_for() {
    let (server, survey) = answered().await;
    let rows = table(&server, &survey, json!({ "sortByLastModifiedDate": true })).await;
    assert_eq!(names(&rows)[17], "LastModifiedDate");
    assert_eq!(&rows[2][17], r#"{"ImportId":"_lastModifiedDate","timeZone":"Z"}"#);
    assert_eq!(column(&rows, "LastModifiedDate"), column(&rows, "RecordedDate"), "nothing was changed since");
    let options = json!({ "sortByLastModifiedDate": true, "startDate": "2024-07-01T00:00:00Z" });
    assert_eq!(column(&table(&server, &survey, options).await, "Q1"), ["30", "20"]);
}

#[tokio::test]
async fn a_later_export_goes_on_where_the_former_ended() {
    let (server, survey) = answered().await;
    let options = json!({ "format": "ndjson", "compress": false });
    assert_eq!(finish(&server, &survey, &options).await.get("continuationToken"), None, "nobody asked");
    let codes = |text: &str| -> Vec<Value> {
        text.lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["values"]["QID1"].take())
            .collect()
    };
    let go_on = |token: String| {
        let (server, survey, options) = (&server, &survey, &options);
        async move {
            let done = finish(server, survey, &with(options, &json!({ "continuationToken": token }))).await;
            let next = done["continuationToken"].as_str().expect("it implies allowContinuation").to_owned();
            (codes(&file(server, survey, &done).await.text()), next)
        }
    };
    let first =
        finish(&server, &survey, &with(&options, &json!({ "allowContinuation": true, "limit": 2 }))).await;
    assert_eq!(codes(&file(&server, &survey, &first).await.text()), [10, 30]);
    let token = first["continuationToken"].as_str().unwrap().to_owned();

    let (rows, token) = go_on(token).await;
    assert_eq!(rows, [20], "what the limit had left");
    let (rows, token) = go_on(token).await;
    assert_eq!(rows, Vec::<Value>::new());
    samples::record(&server, &survey, json!({ "QID1": 10, "recordedDate": "2020-01-01T00:00:00Z" })).await;
    samples::record(&server, &survey, json!({ "QID1": 20 })).await;
    let (rows, token) = go_on(token).await;
    assert_eq!(rows, [10, 20], "only what came since, whatever date it bears");

    let elsewhere = server.import_survey("Another", &samples::survey(&json!({}))).await;
    for (survey, token) in [(&elsewhere, token.as_str()), (&survey, "nonsense"), (&survey, "")] {
        let refused = start(&server, survey, &with(&options, &json!({ "continuationToken": token }))).await;
        assert_eq!(refused.status, 400, "{token}");
        assert!(refused.error_message().contains("continuationToken"), "{}", refused.text());
    }
    server.advance(7 * DAY_MS + 1);
    let expired = start(&server, &survey, &with(&options, &json!({ "continuationToken": token }))).await;
    assert_eq!(expired.status, 400);
    assert!(expired.error_message().contains("continuationToken"), "{}", expired.text());
}

#[tokio::test]
async fn what_does_not_go_together_is_refused_by_name() {
    let (server, survey) = answered().await;
    let mut cases = vec![
        (json!({}), "format"),
        (json!({ "format": "xlsx" }), "format"),
        (json!({ "format": "spss" }), "format"),
        (json!({ "format": "CSV" }), "format"),
        (json!({ "format": "csv", "compress": "maybe" }), "compress"),
        (json!({ "format": "csv", "limit": -1 }), "limit"),
        (json!({ "format": "csv", "limit": "2" }), "limit"),
        (json!({ "format": "csv", "startDate": "yesterday" }), "startDate"),
        (json!({ "format": "csv", "endDate": 5 }), "endDate"),
        (
            json!({ "format": "csv", "startDate": "2024-02-01T00:00:00Z", "endDate": "2024-01-01T00:00:00Z" }),
            "endDate",
        ),
        (json!({ "format": "csv", "questionIds": ["QID99"] }), "questionIds"),
        (json!({ "format": "csv", "questionIds": ["QID1_3_TEXT"] }), "questionIds"),
        (json!({ "format": "csv", "questionIds": "QID1" }), "questionIds"),
        (json!({ "format": "csv", "surveyMetadataIds": ["nonsense"] }), "surveyMetadataIds"),
        (json!({ "format": "csv", "timeZone": "Mars/Olympus" }), "timeZone"),
        (json!({ "format": "csv", "useLabels": true, "includeLabelColumns": true }), "includeLabelColumns"),
        (json!({ "format": "csv", "exportResponsesInProgress": true }), "exportResponsesInProgress"),
        (json!({ "format": "csv", "useLabels": "yes" }), "useLabels"),
        (json!({ "format": "csv", "filterId": "F1" }), "filterId"),
    ];
    for format in ["json", "ndjson"] {
        for (name, value) in [
            ("includeDisplayOrder", json!(true)),
            ("useLabels", json!(true)),
            ("formatDecimalAsComma", json!(true)),
            ("seenUnansweredRecode", json!(1)),
            ("multiselectSeenUnansweredRecode", json!(1)),
            ("timeZone", json!("Europe/Berlin")),
            ("newlineReplacement", json!(" ")),
            ("breakoutSets", json!(true)),
        ] {
            cases.push((json!({ "format": format, name: value }), name));
        }
    }
    for (options, name) in cases {
        let answer = start(&server, &survey, &options).await;
        assert_eq!(answer.status, 400, "{options}: {}", answer.text());
        assert!(answer.error_message().contains(name), "{options}: {}", answer.text());
    }
    server.run_jobs().await;
}

#[tokio::test]
async fn unknown_ids_and_other_surveys_ids_are_not_found() {
    let (server, survey) = answered().await;
    let other = server.import_survey("Another", &samples::survey(&json!({}))).await;
    let started = start(&server, &survey, &json!({ "format": "csv" })).await.result();
    let progress = started["progressId"].as_str().unwrap().to_owned();
    let waiting = server.get(&format!("/surveys/{survey}/export-responses/{progress}")).send().await.result();
    assert_eq!((&waiting["status"], waiting.get("fileId")), (&json!("inProgress"), None));
    server.run_jobs().await;
    let done = server.get(&format!("/surveys/{survey}/export-responses/{progress}")).send().await.result();
    let file = done["fileId"].as_str().unwrap();
    for path in [
        format!("/surveys/{other}/export-responses/{progress}"),
        format!("/surveys/{other}/export-responses/{file}/file"),
        format!("/surveys/{survey}/export-responses/ES_aaaaaaaaaaaaaaa"),
        format!("/surveys/{survey}/export-responses/0aaaaaaa-1111-4222-8333-444444444444-def/file"),
    ] {
        let answer = server.get(&path).send().await;
        assert_eq!(
            (answer.status, answer.error_code().as_str()),
            (404, "EXP_4"),
            "{path}: {}",
            answer.text()
        );
    }
    let gone = start(&server, "SV_aaaaaaaaaaaaaaa", &json!({ "format": "csv" })).await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn files_and_their_jobs_go_after_a_week() {
    let (server, survey) = answered().await;
    let started = start(&server, &survey, &json!({ "format": "csv" })).await.result();
    let progress = format!("/surveys/{survey}/export-responses/{}", started["progressId"].as_str().unwrap());
    server.run_jobs().await;
    let done = server.get(&progress).send().await.result();
    server.advance(6 * DAY_MS);
    server.run_jobs().await;
    assert_eq!(file(&server, &survey, &done).await.status, 200);
    server.advance(DAY_MS + 1000);
    server.run_jobs().await;
    let gone = file(&server, &survey, &done).await;
    assert_eq!((gone.status, gone.error_code().as_str()), (404, "EXP_4"));
    assert_eq!(server.get(&progress).send().await.status, 404);
}

#[tokio::test]
async fn deleted_responses_are_gone_and_an_empty_survey_is_a_header() {
    let (server, survey) = answered().await;
    let rows = table(&server, &survey, json!({})).await;
    let ids = column(&rows, "ResponseId");
    let deleted = server.delete(&format!("/surveys/{survey}/responses/{}", ids[1])).send().await;
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    let rows = table(&server, &survey, json!({})).await;
    assert_eq!(column(&rows, "Q1"), ["10", "20"]);
    for id in [&ids[0], &ids[2]] {
        server.delete(&format!("/surveys/{survey}/responses/{id}")).send().await.result();
    }
    assert_eq!(table(&server, &survey, json!({})).await.len(), 3);
    let json = server.export(&survey, json!({ "format": "json" })).await;
    assert_eq!(json, r#"{"responses":[]}"#);
    assert_eq!(server.export(&survey, json!({ "format": "ndjson" })).await, "");
}

#[tokio::test]
async fn an_export_of_a_survey_that_is_deleted_meanwhile_fails_and_is_not_found() {
    let (server, survey) = answered().await;
    let started = start(&server, &survey, &json!({ "format": "csv" })).await.result();
    let progress = format!("/surveys/{survey}/export-responses/{}", started["progressId"].as_str().unwrap());
    assert_eq!(server.delete(&format!("/surveys/{survey}")).send().await.status, 200);
    server.run_jobs().await;
    assert_eq!(server.get(&progress).send().await.status, 404);
}

#[tokio::test]
async fn many_ranges_are_joined_in_order() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let mut file = String::from("Q1,Q3,later\r\n");
    for row in 0..9_000 {
        file.push_str(&format!("{}0,row {row},{}\r\n", row % 3 + 1, if row < 10 { "x" } else { "" }));
    }
    let done = server.import_responses(&survey, "", "text/csv", file.as_bytes()).await;
    assert_eq!(done["importedRows"], 9000, "{done}");
    // The list of fields grows between two rows.
    samples::record(&server, &survey, json!({ "QID1": 10, "QID3_TEXT": "row 9000", "newer": "y" })).await;
    let rows = table(&server, &survey, json!({})).await;
    let expected: Vec<String> = (0..=9000).map(|row| format!("row {row}")).collect();
    assert_eq!(column(&rows, "Q3"), expected);
    assert_eq!(column(&rows, "later").iter().filter(|cell| *cell == "x").count(), 10);
    assert_eq!(column(&rows, "newer")[9000], "y");
    let json: Value =
        serde_json::from_str(&server.export(&survey, json!({ "format": "json" })).await).unwrap();
    let texts: Vec<&str> = json["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["values"]["QID3_TEXT"].as_str().unwrap())
        .collect();
    assert_eq!(texts, expected);
    let zipped = finish(&server, &survey, &json!({ "format": "ndjson" })).await;
    let (_, bytes) = only_member(&self::file(&server, &survey, &zipped).await.body);
    assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), 9001);
}
