//! Response files of real surveys: read, kept as bodies, written again, compared with the recording.

#![allow(clippy::unwrap_used)] // The helpers of tests are not tests by themselves for the lint.

use csv::StringRecord;
use engine::columns::{self, ColumnOptions};
use formats::export::{ExportOptions, Format, Plan, StoredResponse};
use formats::import::{ImportOptions, Importer};
use formats::qsf;
use model::column::{Column, Source};
use model::field::{Field, FieldKind, FieldList};
use model::response::{Response, encode};
use model::survey::Survey;
use model::{Moment, ResponseId};
use needs::corpus;

struct Moved {
    columns: Vec<Column>,
    list: FieldList,
    responses: Vec<Response>,
    skipped: Vec<String>,
    unmatched: Vec<(String, u64)>,
}

/// Imports a file as one who moves in does: everything as the file has it.
fn import(survey: &Survey, file: &[u8]) -> Moved {
    let columns = columns::of(survey, &ColumnOptions::default());
    let options = ImportOptions { keep_unknown: true, keep_unmatched: true, ..ImportOptions::default() };
    let mut importer = Importer::open(file, &columns, &options).unwrap();
    let mut fields = engine::fields::of(survey);
    let new = importer.new_fields().iter();
    fields.extend(new.map(|key| Field { key: key.clone(), kind: FieldKind::Text }));
    let mut responses = Vec::new();
    for given in importer.by_ref() {
        let given = given.unwrap();
        let number = responses.len() as u64;
        let id = given.id.as_deref().map_or_else(
            || ResponseId::generate(1_795_000_000_000, number, number),
            |id| ResponseId::parse(id).unwrap(),
        );
        let recorded = Moment(given.recorded_ms.or(given.ended_ms).unwrap());
        responses.push(given.into_response(id, recorded, recorded));
    }
    let unmatched = importer.unmatched().columns.clone();
    let extra_embedded = importer.new_fields().to_vec();
    let columns = columns::of(survey, &ColumnOptions { extra_embedded, ..ColumnOptions::default() });
    let skipped = importer.skipped().to_vec();
    Moved { columns, list: FieldList { version: 1, fields }, responses, skipped, unmatched }
}

fn export(moved: &Moved, options: &ExportOptions) -> Vec<u8> {
    let plan = Plan::new(&moved.columns, options).unwrap();
    let bound = plan.bind(&moved.list);
    let mut writer = plan.writer();
    let mut out = Vec::new();
    plan.header(&mut out);
    for response in &moved.responses {
        let body = encode(response, &moved.list).unwrap();
        let row = StoredResponse {
            id: response.id.as_str(),
            recorded_ms: response.recorded.0,
            modified_ms: response.modified.0,
            body: &body,
        };
        writer.row(&bound, &row, &mut out).unwrap();
    }
    plan.footer(&mut out);
    out
}

fn survey(path: &str) -> Option<Survey> {
    corpus::read(path).map(|bytes| qsf::survey(&qsf::read(&bytes).unwrap()))
}

fn table(bytes: &[u8]) -> Vec<StringRecord> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    reader.records().map(Result::unwrap).collect()
}

#[test]
fn the_recorded_export_comes_back_byte_for_byte() {
    let Some(survey) = survey("api-recordings/beskar-armor.qsf") else { return };
    let Some(recorded) = corpus::read("api-recordings/beskar-armor-export.csv") else { return };
    let moved = import(&survey, &recorded);
    let options = ExportOptions {
        use_labels: true,
        time_zone: Some("America/Denver".into()),
        ..ExportOptions::new(Format::Csv)
    };
    let written = export(&moved, &options);
    let (written, recorded) = (String::from_utf8(written).unwrap(), String::from_utf8(recorded).unwrap());
    for (place, (ours, theirs)) in written.split("\r\n").zip(recorded.split("\r\n")).enumerate() {
        assert_eq!(ours, theirs, "row {place}");
    }
    assert_eq!(written, recorded);
    assert_eq!((moved.skipped.len(), moved.responses.len()), (0, 44));
    println!("beskar-armor: {} bytes equal", recorded.len());
}

/// Compares every column of a recorded file with the one of the same name and import id that we write.
fn compare_columns(pair: &str, labels: bool, zone: &str, known_differences: &[&str]) {
    let Some(survey) = survey(&format!("pairs/{pair}/survey.qsf")) else { return };
    let Some(file) = corpus::read(&format!("pairs/{pair}/responses.csv")) else { return };
    let moved = import(&survey, &file);
    assert!(moved.skipped.is_empty(), "{pair}: {:?} not understood", moved.skipped);
    let options =
        ExportOptions { use_labels: labels, time_zone: Some(zone.into()), ..ExportOptions::new(Format::Csv) };
    let (ours, theirs) = (table(&export(&moved, &options)), table(&file));
    assert_eq!(ours.len(), theirs.len());
    let (mut compared, mut differences) = (0, Vec::new());
    for (column, name) in theirs[0].iter().enumerate() {
        let same = |place: &usize| ours[0][*place] == *name && ours[2][*place] == theirs[2][column];
        let found = (0..ours[0].len()).find(same);
        let Some(found) = found else {
            differences.push(format!("{name}: no such column"));
            continue;
        };
        for row in 3..theirs.len() {
            compared += 1;
            // Rows end with CRLF and breaks inside cells are LF, whatever a spreadsheet made of them.
            if ours[row][found] != theirs[row][column].replace("\r\n", "\n") {
                differences.push(format!("{name}: '{}' for '{}'", &ours[row][found], &theirs[row][column]));
            }
        }
    }
    println!(
        "{pair}: {compared} cells compared; {} differ; unmatched {:?}",
        differences.len(),
        moved.unmatched
    );
    assert_eq!(differences, known_differences);
    assert!(compared > 100);
}

#[test]
fn a_file_with_labels_comes_back_column_by_column() {
    // The authors' spreadsheet wrote TRUE where the original writes True: once in each of the ten rows.
    compare_columns("monty-hall", true, "America/Denver", &["Finished: 'True' for 'TRUE'"; 10]);
}

#[test]
fn a_file_with_codes_comes_back_column_by_column() {
    compare_columns("similarity-ratings", false, "America/Denver", &[]);
}

#[test]
fn the_long_file_of_2016_comes_out_under_todays_names() {
    old_pair("long-exhaustive", &["Q1"]);
}

#[test]
fn many_question_types_of_2016_come_out_under_todays_names() {
    old_pair("many-question-types", &[]);
}

#[test]
fn side_by_side_questions_of_2016_come_out_under_todays_names() {
    old_pair("side-by-side", &[]);
}

#[test]
fn texts_of_choices_of_2016_come_out_under_todays_names() {
    old_pair("text-entry-components", &[]);
}

/// Every answer column of the old file, found again by its import id in today's spelling.
fn old_pair(pair: &str, descriptive: &[&str]) {
    let Some(survey) = survey(&format!("pairs/{pair}/survey.qsf")) else { return };
    let Some(file) = corpus::read(&format!("pairs/{pair}/responses.csv")) else { return };
    let moved = import(&survey, &file);
    let (ours, theirs) = (table(&export(&moved, &ExportOptions::new(Format::Csv))), table(&file));
    let (mut cells, mut filled, mut left) = (0, 0, 0);
    let (mut differences, mut without_column) = (Vec::new(), Vec::new());
    for (column, old) in theirs[2].iter().enumerate() {
        let old = old.split('\'').nth(3).unwrap();
        if !old.starts_with("QID") {
            continue;
        }
        let found = todays_columns(&moved.columns, old);
        if found.is_empty() {
            without_column.push(&theirs[0][column]);
            continue;
        }
        for row in 3..theirs.len() {
            let cell = &theirs[row][column];
            // The text of a picked choice lies in one of the columns that choices with text have today.
            let ours: String = found.iter().map(|place| &ours[row][*place]).collect();
            cells += 1;
            filled += u32::from(!cell.is_empty());
            let picks = matches!(moved.columns[found[0]].source, Source::Picked { .. });
            if picks && cell == "-99" && ours.is_empty() {
                // Files of 2016 tell by -99 that a choice was seen and left; an export writes a blank unless asked.
                left += 1;
            } else if ours != cell.replace("\r\n", "\n") {
                differences.push(format!("{old}: '{ours}' for '{cell}'"));
            }
        }
    }
    println!(
        "{pair}: {cells} answer cells compared, {filled} of them filled, {left} of them -99 for a choice left; \
         {} differ; unmatched {:?}",
        differences.len(),
        moved.unmatched
    );
    // Descriptive text had a column of ones in 2016; today it has none.
    assert_eq!(
        (without_column, moved.skipped),
        (descriptive.to_vec(), descriptive.iter().map(|s| (*s).into()).collect())
    );
    assert!(differences.is_empty(), "{pair}: {differences:#?}");
    assert!(filled > 100);
}

/// The places of today's columns for an import id of 2016, worked out apart from the importer.
fn todays_columns(columns: &[Column], old: &str) -> Vec<usize> {
    let plain = |text: &str| text.replace('-', "_").replace("__", "_");
    let old = plain(old);
    let id = |column: &Column| match &column.import.choice {
        Some(choice) => plain(&format!("{}_{choice}", column.import.id)),
        None => plain(&column.import.id),
    };
    let places = |wanted: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..columns.len()).filter(|place| wanted(&id(&columns[*place]))).collect()
    };
    let same = places(&|id| id == old);
    let Some(question) = old.strip_suffix("_TEXT").filter(|_| same.is_empty()) else { return same };
    let bare = places(&|id| id == question);
    let texts = places(&|id| {
        let choice = id.strip_prefix(question).and_then(|rest| rest.strip_suffix("_TEXT"));
        choice.is_some_and(|choice| choice.starts_with('_'))
    });
    if texts.is_empty() { bare } else { texts }
}

#[test]
fn a_file_with_two_header_rows_holds_the_same_answers_as_the_later_one() {
    let Some(survey) = survey("pairs/many-question-types/survey.qsf") else { return };
    let Some(file) = corpus::read("pairs/many-question-types/responses-legacy.csv") else { return };
    let Some(later) = corpus::read("pairs/many-question-types/responses.csv") else { return };
    let columns = columns::of(&survey, &ColumnOptions::default());
    let mut importer = Importer::open(&file[..], &columns, &ImportOptions::default()).unwrap();
    // The first two and the last exist in no file of today; the tag of orange-ish was spelled otherwise.
    assert_eq!(importer.skipped(), ["ResponseSet", "Name", "orange_ish", "LocationAccuracy"]);
    let later = import(&survey, &later);
    let mut compared = 0;
    for given in importer.by_ref().map(Result::unwrap) {
        let same = |response: &&Response| Some(response.id.as_str()) == given.id.as_deref();
        let response = later.responses.iter().find(same).unwrap();
        let orange = later.columns.iter().find(|column| column.name.contains("orange")).unwrap();
        for (key, answer) in response.answers.iter().filter(|(key, _)| **key != orange.import.id) {
            // What the later file took over from the head of the row and not from the answers.
            if key.contains("QID") {
                assert_eq!(given.answers.get(key), Some(answer), "{key}");
                compared += 1;
            }
        }
    }
    println!("many-question-types, two header rows: {compared} answers equal");
    assert!(compared > 300);
}
