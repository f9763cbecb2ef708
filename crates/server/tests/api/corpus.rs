//! Survey files and answers that others made with the original: in, and out again.

use std::path::{Path, PathBuf};

use csv::StringRecord;
use needs::corpus;
use serde_json::{Value, json};
use testkit::compare::differences;
use testkit::{Form, TestServer};

const QSF: &str = "application/vnd.qualtrics.survey.qsf";

/// Members of a survey file that the import assigns, and why.
const ASSIGNED: [&str; 12] = [
    "/SurveyEntry/SurveyID",             // The new survey's id.
    "/SurveyEntry/SurveyName",           // The name given with the import.
    "/SurveyEntry/SurveyOwnerID",        // Who imported it.
    "/SurveyEntry/SurveyBrandID",        // The brand that imported it.
    "/SurveyEntry/CreatorID",            // Who imported it.
    "/SurveyEntry/SurveyCreationDate",   // When it was imported.
    "/SurveyEntry/LastModified",         // When it was imported.
    "/SurveyEntry/LastAccessed",         // It was not yet, here.
    "/SurveyEntry/LastActivated",        // When it was imported, where the file is of an active survey.
    "/SurveyEntry/SurveyStartDate",      // Dates between which it takes answers are set anew,
    "/SurveyEntry/SurveyExpirationDate", // so that an old survey can be answered.
    "/SurveyEntry/SurveyStatus", // States besides active and inactive (such as Temporary) become inactive.
];

fn is_assigned(difference: &str) -> bool {
    let place = difference.split(':').next().unwrap();
    // The id stands in every element, and again in the project's; the name again in the options.
    let of_element = place.strip_prefix("/SurveyElements/").and_then(|rest| rest.split_once('/'));
    ASSIGNED.contains(&place)
        || of_element.is_some_and(|(_, member)| {
            ["SurveyID", "Payload/SurveyID", "Payload/SurveyName"].contains(&member)
        })
}

fn good_files() -> Vec<PathBuf> {
    let mut files = corpus::files("qsf");
    files.extend(corpus::files("pairs").into_iter().map(|pair| pair.join("survey.qsf")));
    files.extend(corpus::path("api-recordings/beskar-armor.qsf"));
    files
}

fn form(name: &str, file: &[u8]) -> Form {
    Form::new().text("name", name).file("file", "survey.qsf", QSF, file)
}

fn told(path: &Path) -> String {
    path.iter().rev().take(2).map(|part| part.to_string_lossy()).collect::<Vec<_>>().join(" of ")
}

#[tokio::test]
async fn every_survey_file_comes_in_and_goes_out_equal_in_meaning_and_comes_in_again() {
    let files = good_files();
    if files.is_empty() {
        return;
    }
    assert!(files.len() >= 16, "{files:?}");
    let server = TestServer::start().await;
    for path in &files {
        let (bytes, name) = (std::fs::read(path).unwrap(), told(path));
        let answer = server.post("/surveys").form(form("As it came", &bytes)).send().await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        let id = answer.result()["id"].as_str().unwrap().to_owned();
        assert!(id.starts_with("SV_") && id.len() == 18, "{name}: {id}");

        let ours = server.get(&format!("/survey-definitions/{id}?format=qsf")).send().await.result();
        let theirs: Value =
            serde_json::from_slice(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)).unwrap();
        let differences = differences(&ours, &theirs);
        let lost: Vec<&String> = differences.iter().filter(|line| !is_assigned(line)).collect();
        assert!(lost.is_empty(), "{name}: {lost:#?}");
        assert_eq!(ours["SurveyEntry"]["SurveyID"], id, "{name}");
        assert!(!differences.is_empty(), "{name}: at least the id is another");

        let definition = server.get(&format!("/survey-definitions/{id}")).send().await.result();
        assert_eq!(definition["SurveyID"], id, "{name}");
        let overview = server.get(&format!("/surveys/{id}")).send().await.result();
        assert_eq!(overview["name"], "As it came", "{name}");

        let again = server.post("/surveys").form(form("Again", ours.to_string().as_bytes())).send().await;
        let again = again.result()["id"].as_str().unwrap().to_owned();
        assert_ne!(again, id, "{name}");
        let twice = server.get(&format!("/survey-definitions/{again}?format=qsf")).send().await.result();
        let lost: Vec<String> = testkit::compare::differences(&twice, &ours);
        assert!(lost.iter().all(|line| is_assigned(line)), "{name}: {lost:#?}");
    }
    println!("{} survey files came in, out and in again", files.len());
}

#[tokio::test]
async fn each_broken_survey_file_is_refused_with_what_is_wrong_and_where() {
    if corpus::path("qsf-invalid").is_none() {
        return;
    }
    let server = TestServer::start().await;
    let expected = [
        ("bad_json.qsf", "line 3, column 1", "not JSON"),
        ("bad_element_type.qsf", "BlockElements[", "type `Qwestion`"),
        ("bad_qualtrics_no_type.qsf", "BlockElements[", "Type is missing"),
        ("bad_qualtrics_object.qsf", "(SQ)", "without Payload"),
        ("bad_qualtrics_question.qsf", "question QID17671700", "QuestionDescription is missing"),
        ("bad_qualtrics_question_id.qsf", "Payload.QuestionID", "`QID17671696BAD` differs"),
    ];
    let files = corpus::files("qsf-invalid");
    assert_eq!(files.len(), expected.len(), "every broken file is told of: {files:?}");
    for (name, place, reason) in expected {
        let bytes = corpus::read(&format!("qsf-invalid/{name}")).unwrap();
        let answer = server.post("/surveys").form(form("Broken", &bytes)).send().await;
        assert_eq!(
            (answer.status, answer.error_code().as_str()),
            (400, "SVI_1"),
            "{name}: {}",
            answer.text()
        );
        let message = answer.error_message();
        assert!(message.contains(place) && message.contains(reason), "{name}: {message}");
    }
    let list = server.get("/surveys").send().await.result();
    assert_eq!(list["elements"], json!([]), "nothing of them is kept");
}

fn table(bytes: &[u8]) -> Vec<StringRecord> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    reader.records().map(Result::unwrap).collect()
}

/// A pair's survey with its answers, and the recorded table; `None` where the corpus is absent.
async fn with_answers(
    pair: &str,
    query: &str,
    skipped: &[&str],
) -> Option<(TestServer, String, Vec<StringRecord>)> {
    let survey = corpus::read(&format!("pairs/{pair}/survey.qsf"))?;
    let file = corpus::read(&format!("pairs/{pair}/responses.csv"))?;
    let theirs = table(&file);
    let server = TestServer::start().await;
    let id = server.import_survey(pair, &survey).await;
    let done = server.import_responses(&id, query, "text/csv", &file).await;
    assert_eq!(done["status"], "complete", "{pair}: {done}");
    assert_eq!(done["importedRows"], theirs.len() - 3, "{pair}: {done}");
    assert_eq!(done["skippedColumns"], json!(skipped), "{pair}");
    Some((server, id, theirs))
}

/// Finds every column of the recorded file under the same name and import id, and tells how many cells differ in
/// which, with one of them: `Finished: 10 times, 'True' for 'TRUE'`.
async fn modern_pair(pair: &str, query: &str, labels: bool, expected: &[&str]) {
    let Some((server, id, theirs)) = with_answers(pair, query, &[]).await else { return };
    let options = json!({ "format": "csv", "useLabels": labels, "timeZone": "America/Denver" });
    let ours = table(server.export(&id, options).await.as_bytes());
    assert_eq!(ours.len(), theirs.len(), "{pair}: rows");
    let (mut compared, mut differences) = (0, Vec::new());
    for (column, name) in theirs[0].iter().enumerate() {
        let same = |place: &usize| ours[0][*place] == *name && ours[2][*place] == theirs[2][column];
        let found = (0..ours[0].len()).find(same).unwrap_or_else(|| panic!("{pair}: no column {name}"));
        let mut differing = Vec::new();
        for row in 3..theirs.len() {
            compared += 1;
            // Breaks inside cells are LF, whatever a spreadsheet made of them.
            let (ours, theirs) = (&ours[row][found], theirs[row][column].replace("\r\n", "\n"));
            if ours != theirs {
                differing.push(format!("'{ours}' for '{theirs}'"));
            }
        }
        if let Some(first) = differing.first() {
            differences.push(format!("{name}: {} times, {first}", differing.len()));
        }
    }
    println!("{pair}{query}: {compared} cells of {} columns compared", theirs[0].len());
    let fits = |line: &String, expected: &&str| line.starts_with(expected);
    assert!(
        differences.len() == expected.len()
            && differences.iter().zip(expected).all(|(line, told)| fits(line, told)),
        "{pair}{query}: {differences:#?}"
    );
    assert!(compared > 100);
}

/// The authors' spreadsheet wrote TRUE where the original writes True: once in each of the ten rows.
const SPREADSHEET: &str = "Finished: 10 times, 'True' for 'TRUE'";

#[tokio::test]
async fn a_file_with_labels_comes_back_column_by_column() {
    modern_pair("monty-hall", "?mode=migrate", true, &[SPREADSHEET]).await;
}

#[tokio::test]
async fn a_file_with_labels_comes_back_as_imported() {
    // What the import assigns: the status of imported responses, the moment of the import, and new ids.
    let assigned = [
        "Status: 10 times, 'Imported' for ",
        SPREADSHEET,
        "RecordedDate: 10 times, ",
        "ResponseId: 10 times, 'R_",
    ];
    modern_pair("monty-hall", "", true, &assigned).await;
}

#[tokio::test]
async fn a_file_with_codes_comes_back_column_by_column() {
    modern_pair("similarity-ratings", "?mode=migrate", false, &[]).await;
}

#[tokio::test]
async fn a_file_with_codes_comes_back_as_imported() {
    // The status of imported responses and the moment of the import; the authors had removed the ids.
    modern_pair("similarity-ratings", "", false, &["Status: 5 times, '4' for ", "RecordedDate: 5 times, "])
        .await;
}

/// Every answer column of a file of 2016, found again by its import id in today's spelling.
async fn old_pair(pair: &str, descriptive: &[&str]) {
    let Some((server, id, theirs)) = with_answers(pair, "", descriptive).await else { return };
    let ours = table(server.export(&id, json!({ "format": "csv" })).await.as_bytes());
    assert_eq!(ours.len(), theirs.len());
    let today: Vec<(String, bool)> = ours[2].iter().map(import_id).collect();
    let (mut columns, mut cells, mut filled, mut left) = (0, 0, 0, 0);
    let (mut differences, mut without_column) = (Vec::new(), Vec::new());
    for (column, old) in theirs[2].iter().enumerate() {
        let old = old.split('\'').nth(3).unwrap();
        if !old.starts_with("QID") {
            continue;
        }
        let found = todays_columns(&today, old);
        if found.is_empty() {
            without_column.push(&theirs[0][column]);
            continue;
        }
        columns += 1;
        for row in 3..theirs.len() {
            let cell = &theirs[row][column];
            // The text of a picked choice lies in one of the columns that choices with text have today.
            let ours: String = found.iter().map(|place| &ours[row][*place]).collect();
            cells += 1;
            filled += u32::from(!cell.is_empty());
            if today[found[0]].1 && cell == "-99" && ours.is_empty() {
                // Files of 2016 tell by -99 that a choice was seen and left; an export writes a blank unless asked.
                left += 1;
            } else if ours != cell.replace("\r\n", "\n") {
                differences.push(format!("{old}: '{ours}' for '{cell}'"));
            }
        }
    }
    println!(
        "{pair}: {cells} cells of {columns} answer columns compared, {filled} of them filled, {left} of them -99"
    );
    // Descriptive text had a column of ones in 2016; today it has none.
    assert_eq!(without_column, descriptive);
    assert!(differences.is_empty(), "{pair}: {differences:#?}");
    assert!(filled > 100);
}

/// The id of a third-row cell in one piece, and whether the column is that of one choice of several.
fn import_id(cell: &str) -> (String, bool) {
    let json: Value = serde_json::from_str(cell).unwrap();
    let id = json["ImportId"].as_str().unwrap();
    match json["choiceId"].as_str() {
        Some(choice) => (plain(&format!("{id}_{choice}")), true),
        None => (plain(id), false),
    }
}

/// Hyphens and underscores were mixed in 2016, and an id may be negative.
fn plain(id: &str) -> String {
    id.replace('-', "_").replace("__", "_")
}

/// The places of today's columns for an import id of 2016, worked out apart from the importer.
fn todays_columns(today: &[(String, bool)], old: &str) -> Vec<usize> {
    let old = plain(old);
    let places = |wanted: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..today.len()).filter(|place| wanted(&today[*place].0)).collect()
    };
    let same = places(&|id| id == old);
    let Some(question) = old.strip_suffix("_TEXT").filter(|_| same.is_empty()) else { return same };
    let texts = places(&|id| {
        let choice = id.strip_prefix(question).and_then(|rest| rest.strip_suffix("_TEXT"));
        choice.is_some_and(|choice| choice.starts_with('_'))
    });
    if texts.is_empty() { places(&|id| id == question) } else { texts }
}

#[tokio::test]
async fn the_long_file_of_2016_comes_out_under_todays_names() {
    old_pair("long-exhaustive", &["Q1"]).await;
}

#[tokio::test]
async fn many_question_types_of_2016_come_out_under_todays_names() {
    old_pair("many-question-types", &[]).await;
}

#[tokio::test]
async fn side_by_side_questions_of_2016_come_out_under_todays_names() {
    old_pair("side-by-side", &[]).await;
}

#[tokio::test]
async fn texts_of_choices_of_2016_come_out_under_todays_names() {
    old_pair("text-entry-components", &[]).await;
}
