//! The options of an export, on a survey of three questions.

use model::column::{Code, Column, ImportKey, Meta, Source};
use model::field::{Field, FieldKind, FieldList};
use model::response::{Answer, BodyError, Response, ResponseMeta, encode};
use model::{Moment, ResponseId};

use super::*;

fn column(name: &str, id: &str, choice: Option<&str>, source: Source) -> Column {
    let import = ImportKey { id: id.into(), choice: choice.map(str::to_owned) };
    Column { name: name.into(), label: format!("{name}?"), import, question: None, source }
}

fn columns() -> Vec<Column> {
    let code = |id: &str, recode: &str, label: &str| Code {
        id: id.into(),
        recode: recode.into(),
        label: label.into(),
    };
    let number = |key: &str| Source::Number { field: key.into() };
    vec![
        column("StartDate", "startDate", None, Source::Meta(Meta::StartDate)),
        column("Finished", "finished", None, Source::Meta(Meta::Finished)),
        column(
            "Q1",
            "QID1",
            None,
            Source::Choice {
                field: "QID1".into(),
                codes: vec![code("4", "1", "Yes, \"sir\""), code("5", "2", "No")],
            },
        ),
        column(
            "Q2_1",
            "QID2",
            Some("1"),
            Source::Picked { field: "QID2".into(), code: code("1", "10", "Red") },
        ),
        column(
            "Q2_2",
            "QID2",
            Some("2"),
            Source::Picked { field: "QID2".into(), code: code("2", "20", "Blue") },
        ),
        column(
            "Q2",
            "QID2",
            None,
            Source::Choices {
                field: "QID2".into(),
                codes: vec![code("1", "10", "Red"), code("2", "20", "Blue")],
            },
        ),
        column("Q3_1", "QID3_1", None, number("QID3_1")),
        column("Q2_DO_2", "QID2_DO", Some("2"), Source::Position { field: "QID2_DO".into(), id: "2".into() }),
        column(
            "Q2_DO",
            "QID2_DO",
            None,
            Source::Order {
                field: "QID2_DO".into(),
                codes: vec![code("1", "1", "Red"), code("2", "2", "Blue")],
            },
        ),
        column("note", "note", None, Source::Text { field: "note".into() }),
        column("gone", "gone", None, Source::Text { field: "gone".into() }),
    ]
}

fn list() -> FieldList {
    let field = |key: &str, kind| Field { key: key.into(), kind };
    let fields = vec![
        field("QID1", FieldKind::Choice),
        field("QID2", FieldKind::Choices(vec!["1".into(), "2".into()])),
        field("QID3_1", FieldKind::Number),
        field("QID2_DO", FieldKind::Text),
        field("note", FieldKind::Text),
    ];
    FieldList { version: 1, fields }
}

fn body(answers: &[(&str, Answer)], displayed: Option<&[&str]>) -> Vec<u8> {
    let response = Response {
        id: ResponseId::parse("R_1a2B3c4D5e6F7g8").unwrap(),
        recorded: Moment(0),
        modified: Moment(0),
        meta: ResponseMeta { started_ms: 1_709_633_472_345, finished: true, ..ResponseMeta::default() },
        answers: answers.iter().map(|(key, answer)| ((*key).to_owned(), answer.clone())).collect(),
        displayed: displayed.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect()),
    };
    encode(&response, &list()).unwrap()
}

fn full() -> Vec<u8> {
    let answers = [
        ("QID1", Answer::Choice("4".into())),
        ("QID2", Answer::Choices(vec!["1".into(), "2".into()])),
        ("QID3_1", Answer::Number("1.5".into())),
        ("QID2_DO", Answer::Text("2|1".into())),
        ("note", Answer::Text("a\r\nb".into())),
    ];
    body(&answers, None)
}

fn rows(options: &ExportOptions, bodies: &[Vec<u8>]) -> String {
    let plan = Plan::new(&columns(), options).unwrap();
    let bound = plan.bind(&list());
    let mut writer = plan.writer();
    let mut out = Vec::new();
    for body in bodies {
        let row = StoredResponse { id: "R_1a2B3c4D5e6F7g8", recorded_ms: 0, modified_ms: 0, body };
        writer.row(&bound, &row, &mut out).unwrap();
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn codes_and_labels() {
    let codes = ExportOptions::new(Format::Csv);
    let row = "2024-03-05 10:11:12,1,1,1,1,\"10,20\",1.5,1,2|1,\"a\nb\",\r\n";
    assert_eq!(rows(&codes, &[full()]), row);
    let labels = ExportOptions { use_labels: true, time_zone: Some("America/Denver".into()), ..codes };
    let row =
        "2024-03-05 03:11:12,True,\"Yes, \"\"sir\"\"\",Red,Blue,\"Red,Blue\",1.5,1,Blue|Red,\"a\nb\",\r\n";
    assert_eq!(rows(&labels, &[full()]), row);
}

#[test]
fn tabs_commas_in_numbers_and_line_breaks_replaced() {
    let options = ExportOptions {
        format_decimal_as_comma: true,
        newline_replacement: Some(" / ".into()),
        ..ExportOptions::new(Format::Tsv)
    };
    assert_eq!(rows(&options, &[full()]), "2024-03-05 10:11:12\t1\t1\t1\t1\t10,20\t1,5\t1\t2|1\ta / b\t\r\n");
}

#[test]
fn what_was_seen_and_left_is_told_and_what_was_not_seen_stays_blank() {
    let seen = ["QID1", "QID2", "QID3_1"];
    let picked = body(&[("QID2", Answer::Choices(vec!["2".into()]))], Some(&seen));
    let options = ExportOptions { seen_unanswered_recode: Some(-99), ..ExportOptions::new(Format::Csv) };
    let date = "2024-03-05 10:11:12,1";
    assert_eq!(rows(&options, std::slice::from_ref(&picked)), format!("{date},-99,-99,1,20,-99,,,,\r\n"));
    let both = ExportOptions { multiselect_seen_unanswered_recode: Some(0), ..options.clone() };
    assert_eq!(rows(&both, std::slice::from_ref(&picked)), format!("{date},-99,0,1,20,-99,,,,\r\n"));
    assert_eq!(rows(&options, &[body(&[], None)]), format!("{date},,,,,,,,,\r\n"));
    assert_eq!(rows(&ExportOptions::new(Format::Csv), &[picked]), format!("{date},,,1,20,,,,,\r\n"));
}

#[test]
fn label_columns_stand_behind_their_codes() {
    let options = ExportOptions { include_label_columns: true, ..ExportOptions::new(Format::Csv) };
    let two = &columns()[..3];
    let plan = Plan::new(two, &options).unwrap();
    let mut out = Vec::new();
    plan.header(&mut out);
    let row = StoredResponse { id: "", recorded_ms: 0, modified_ms: 0, body: &full() };
    plan.writer().row(&plan.bind(&list()), &row, &mut out).unwrap();
    let expected = concat!(
        "StartDate,Finished,Finished,Q1,Q1\r\n",
        "StartDate?,Finished?,Finished?,Q1?,Q1?\r\n",
        "\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"Z\"\"}\",\"{\"\"ImportId\"\":\"\"finished\"\"}\",",
        "\"{\"\"ImportId\"\":\"\"finished\"\",\"\"isLabelsColumn\"\":true}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",",
        "\"{\"\"ImportId\"\":\"\"QID1\"\",\"\"isLabelsColumn\"\":true}\"\r\n",
        "2024-03-05 10:11:12,1,True,1,\"Yes, \"\"sir\"\"\"\r\n",
    );
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    let both = ExportOptions { use_labels: true, ..options };
    assert_eq!(Plan::new(two, &both).unwrap_err(), PlanError::LabelsTwice);
}

#[test]
fn a_choice_that_left_the_survey_is_written_as_it_is_kept() {
    let bodies = [
        body(&[("QID1", Answer::Choice("77".into()))], None),
        body(
            &[("QID1", Answer::Choice("other, one".into())), ("QID2", Answer::Choices(vec!["9".into()]))],
            None,
        ),
    ];
    let date = "2024-03-05 10:11:12,1";
    let expected = format!("{date},77,,,,,,,,\r\n{date},\"other, one\",,,9,,,,,\r\n");
    assert_eq!(rows(&ExportOptions::new(Format::Csv), &bodies), expected);
}

#[test]
fn buffers_of_several_threads_join_to_one_json_document() {
    let plan = Plan::new(&columns(), &ExportOptions::new(Format::Json)).unwrap();
    let bound = plan.bind(&list());
    let buffers: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let fill = |count: usize| {
            let (plan, bound) = (&plan, &bound);
            move || {
                let (mut writer, mut out) = (plan.writer(), Vec::new());
                for _ in 0..count {
                    let row = StoredResponse {
                        id: "R_1a2B3c4D5e6F7g8",
                        recorded_ms: 0,
                        modified_ms: 0,
                        body: &full(),
                    };
                    writer.row(bound, &row, &mut out).unwrap();
                }
                out
            }
        };
        let threads: Vec<_> = [2, 1, 3].into_iter().map(|count| scope.spawn(fill(count))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut out = Vec::new();
    plan.header(&mut out);
    out.extend(buffers.join(plan.separator()));
    plan.footer(&mut out);
    let document: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(document["responses"].as_array().unwrap().len(), 6);
    assert_eq!(document["responses"][5]["values"]["QID2"], serde_json::json!(["10", "20"]));
    let lines = rows(&ExportOptions::new(Format::Ndjson), &[full(), full()]);
    assert_eq!(
        lines.lines().filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()).count(),
        2
    );
}

#[test]
fn a_damaged_body_leaves_the_buffer_as_it_was() {
    let plan = Plan::new(&columns(), &ExportOptions::new(Format::Csv)).unwrap();
    let mut out = b"before".to_vec();
    let row = StoredResponse { id: "", recorded_ms: 0, modified_ms: 0, body: &full()[..20] };
    assert_eq!(plan.writer().row(&plan.bind(&list()), &row, &mut out), Err(BodyError));
    assert_eq!(out, b"before");
}

#[test]
fn a_zone_that_does_not_exist_is_refused() {
    let options = ExportOptions { time_zone: Some("Mars/Olympus".into()), ..ExportOptions::new(Format::Csv) };
    assert!(Plan::new(&[], &options).unwrap_err().to_string().contains("Mars/Olympus"));
}
