//! A survey, its answers and the export of them as the original gave them, once through our server and compared.

use std::io::Read;

use needs::corpus;
use serde_json::{Value, json};
use testkit::TestServer;
use testkit::compare::differences;

use crate::imports;

const SURVEY: &str = "api-recordings/beskar-armor.qsf";
const EXPORT: &str = "api-recordings/beskar-armor-export.csv";

/// The body with which the recorded export was started.
fn recorded_request() -> Value {
    json!({
        "format": "csv",
        "useLabels": true,
        "timeZone": "America/Denver",
        "includeDisplayOrder": true,
        "breakoutSets": true
    })
}

/// A server with the survey and its answers moved in, and the survey's id; `None` where the corpus is absent.
async fn moved_in() -> Option<(TestServer, String)> {
    let (survey, export) = (corpus::read(SURVEY)?, corpus::read(EXPORT)?);
    let server = TestServer::start().await;
    let id = server.import_survey("Beskar Armor", &survey).await;
    let done = server.import_responses(&id, "?mode=migrate", "text/csv", &export).await;
    assert_eq!(done, imports::told("complete", 100.0, 44));
    let change = server.put(&format!("/surveys/{id}")).json(&json!({ "isActive": true })).send().await;
    assert_eq!(change.status, 200, "{}", change.text());
    Some((server, id))
}

#[tokio::test]
async fn the_recorded_export_comes_back_byte_for_byte() {
    let Some((server, id)) = moved_in().await else { return };
    let path = format!("/surveys/{id}/export-responses");
    let started = server.post(&path).json(&recorded_request()).send().await.result();
    assert_eq!(started["status"], "inProgress");
    let progress_id = started["progressId"].as_str().unwrap();
    assert!(progress_id.starts_with("ES_") && progress_id.len() == 18, "{progress_id}");
    server.run_jobs().await;
    let done = server.get(&format!("{path}/{progress_id}")).send().await.result();
    assert_eq!((&done["status"], &done["percentComplete"]), (&json!("complete"), &json!(100.0)));
    let file_id = done["fileId"].as_str().unwrap();
    let answer = server.get(&format!("{path}/{file_id}/file")).send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=Beskar+Armor.zip");
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    let (name, ours) = only_member(&answer.body);
    assert_eq!(name, "Beskar Armor.csv");
    let theirs = corpus::read(EXPORT).unwrap();
    for (row, (ours, theirs)) in
        ours.split(|byte| *byte == b'\n').zip(theirs.split(|byte| *byte == b'\n')).enumerate()
    {
        assert_eq!(String::from_utf8_lossy(ours), String::from_utf8_lossy(theirs), "line {row}");
    }
    assert!(ours == theirs);
    println!("beskar-armor: {} bytes equal", theirs.len());
}

/// What differs from the recorded overview, and why.
const OVERVIEW_EXCEPTIONS: [&str; 5] = [
    "/id",               // The import gives a new one.
    "/ownerId",          // The one who imported.
    "/organizationId",   // The brand that imported.
    "/creationDate",     // When it was imported here.
    "/lastModifiedDate", // When it was changed here.
];

#[tokio::test]
async fn the_overview_is_the_recorded_one() {
    let Some((server, id)) = moved_in().await else { return };
    let ours = server.get(&format!("/surveys/{id}")).send().await.result();
    let theirs = recorded("api-recordings/metadata.yml")["result"].take();
    assert_eq!(theirs["responseCounts"], json!({ "auditable": 27, "generated": 17, "deleted": 0 }));
    differ_in(&ours, &theirs, &OVERVIEW_EXCEPTIONS);
    assert_eq!(ours["id"], id);
    assert_eq!(ours["organizationId"], "acme");
}

/// What differs from the recorded definition, and why.
const DEFINITION_EXCEPTIONS: [&str; 10] = [
    "/SurveyID",                         // The import gives a new one.
    "/BrandID",                          // The brand that imported.
    "/BrandBaseURL",                     // Its address.
    "/OwnerID",                          // The one who imported.
    "/CreatorID",                        // The same.
    "/LastModified",                     // When it was changed here.
    "/LastActivated",                    // When it was activated here.
    "/QuestionCount",                    // The original counted 1000, which is no property of the definition.
    "/SurveyOptions/SurveyCreationDate", // When it was imported here.
    "/ProjectInfo/SurveyID",             // The new id again.
];

#[tokio::test]
async fn the_definition_is_the_recorded_one() {
    let Some((server, id)) = moved_in().await else { return };
    let ours = server.get(&format!("/survey-definitions/{id}")).send().await.result();
    let theirs = recorded("api-recordings/fetch_description.yml")["result"].take();
    differ_in(&ours, &theirs, &DEFINITION_EXCEPTIONS);
    assert_eq!(ours["SurveyID"], id);
    assert_eq!(ours["QuestionCount"], "12");
}

/// Compares two objects of the same members in the same order: exactly the exceptions differ.
fn differ_in(ours: &Value, theirs: &Value, exceptions: &[&str]) {
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(ours), names(theirs), "the same members in the same order");
    let differences = differences(ours, theirs);
    let mut places: Vec<&str> = differences.iter().filter_map(|line| Some(line.split_once(':')?.0)).collect();
    let mut exceptions = exceptions.to_vec();
    places.sort_unstable();
    exceptions.sort_unstable();
    assert_eq!(places, exceptions, "{differences:#?}");
}

/// The JSON that a recording (YAML) holds as a single-quoted, folded scalar.
fn recorded(name: &str) -> Value {
    let yaml = String::from_utf8(corpus::read(name).unwrap()).unwrap();
    let (_, scalar) = yaml.split_once("string: '").unwrap();
    let mut text = String::new();
    let mut lines = scalar.lines();
    let mut piece = lines.next().unwrap();
    loop {
        let mut rest = piece;
        while let Some((before, after)) = rest.split_once('\'') {
            text.push_str(before);
            let Some(after) = after.strip_prefix('\'') else {
                return serde_json::from_str(&text).unwrap();
            };
            text.push('\'');
            rest = after;
        }
        text.push_str(rest);
        // Folding: a line break and the indent behind it are one blank.
        text.push(' ');
        piece = lines.next().unwrap().trim_start();
    }
}

/// Name and bytes of the only member of a zip, found by its central directory as other programs do.
pub(crate) fn only_member(zip: &[u8]) -> (String, Vec<u8>) {
    let number = |at: usize, length: usize| {
        zip[at..at + length].iter().rev().fold(0_usize, |number, byte| number << 8 | usize::from(*byte))
    };
    let end = (0..zip.len() - 21).rev().find(|at| zip[*at..].starts_with(b"PK\x05\x06")).unwrap();
    assert_eq!(number(end + 10, 2), 1, "one member");
    let entry = number(end + 16, 4);
    assert!(zip[entry..].starts_with(b"PK\x01\x02"));
    assert_eq!(number(entry + 10, 2), 8, "deflated");
    let (packed, size, name_length) = (number(entry + 20, 4), number(entry + 24, 4), number(entry + 28, 2));
    let name = String::from_utf8(zip[entry + 46..entry + 46 + name_length].to_vec()).unwrap();
    let local = number(entry + 42, 4);
    let begins = local + 30 + number(local + 26, 2) + number(local + 28, 2);
    let mut bytes = Vec::new();
    flate2::read::DeflateDecoder::new(&zip[begins..begins + packed]).read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len(), size);
    let mut checksum = flate2::Crc::new();
    checksum.update(&bytes);
    assert_eq!(checksum.sum() as usize, number(entry + 16, 4), "the checksum");
    (name, bytes)
}
