//! Files of every layout, and files that are wrong.

use model::column::{Code, Column, ImportKey, Meta, Source};
use model::response::Answer;

use super::*;

fn column(name: &str, id: &str, choice: Option<&str>, source: Source) -> Column {
    let import = ImportKey { id: id.into(), choice: choice.map(str::to_owned) };
    Column { name: name.into(), label: name.into(), import, question: None, source }
}

fn columns() -> Vec<Column> {
    let code = |id: &str, recode: &str, label: &str| Code {
        id: id.into(),
        recode: recode.into(),
        label: label.into(),
    };
    let picked = |id: &str, label: &str| {
        let source = Source::Picked { field: "QID2".into(), code: code(id, id, label) };
        column(&format!("Q2_{id}"), "QID2", Some(id), source)
    };
    let text = |name: &str, key: &str| column(name, key, None, Source::Text { field: key.into() });
    let metas = Meta::ALL.map(|meta| column(meta.names().0, meta.names().2, None, Source::Meta(meta)));
    let answers = [
        column(
            "Q1",
            "QID1",
            None,
            Source::Choice { field: "QID1".into(), codes: vec![code("4", "1", "Yes"), code("5", "2", "No")] },
        ),
        text("Q1_4_TEXT", "QID1_4_TEXT"),
        text("Q1_5_TEXT", "QID1_5_TEXT"),
        picked("1", "Red, dark"),
        picked("2", "Blue"),
        text("2_Q3", "2_QID3_TEXT"),
        column("Q2_DO_1", "QID2_DO", Some("1"), Source::Position { field: "QID2_DO".into(), id: "1".into() }),
        column("Q2_DO_2", "QID2_DO", Some("2"), Source::Position { field: "QID2_DO".into(), id: "2".into() }),
        column("Q6", "QID6", None, Source::Number { field: "QID6".into() }),
        text("segment", "segment"),
    ];
    metas.into_iter().chain(answers).collect()
}

fn open<'f>(file: &'f [u8], options: &ImportOptions) -> Importer<&'f [u8]> {
    Importer::open(file, &columns(), options).unwrap()
}

fn first(file: &str) -> Given {
    open(file.as_bytes(), &ImportOptions::default()).next().unwrap().unwrap()
}

fn answers(given: &Given) -> String {
    let shown = given.answers.iter().map(|(key, answer)| match answer {
        Answer::Choice(text) | Answer::Number(text) | Answer::Text(text) => format!("{key}={text}"),
        Answer::Choices(ids) => format!("{key}={ids:?}"),
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_header_of_one_row_may_hold_names_or_import_ids() {
    let given = first("ResponseId,Q1,Q2_1,Q2_2,2_Q3,segment\r\nR_1,2,1,,x,gold\r\n");
    assert_eq!(given.id.as_deref(), Some("R_1"));
    assert_eq!(answers(&given), "QID1=5 QID2=[\"1\"] 2_QID3_TEXT=x segment=gold");
    let given = first("_recordId,QID1,QID2,2_QID3_TEXT\n R_1,1,\"2,1\",x\n");
    assert_eq!(answers(&given), "QID1=4 QID2=[\"2\", \"1\"] 2_QID3_TEXT=x");
}

#[test]
fn rows_behind_a_short_header_are_rows() {
    let file = "Q1\r\n1\r\n2\r\n1\r\n2\r\n";
    let ids: Vec<String> =
        open(file.as_bytes(), &ImportOptions::default()).map(|row| answers(&row.unwrap())).collect();
    assert_eq!(ids, ["QID1=4", "QID1=5", "QID1=4", "QID1=5"]);
}

#[test]
fn labels_are_told_from_codes_and_lists_are_taken_apart() {
    let given = first("Finished,Q1,QID2\r\nTrue,No,\"Red, dark,Blue\"\r\n");
    assert_eq!((given.finished, answers(&given).as_str()), (Some(true), "QID1=5 QID2=[\"1\", \"2\"]"));
}

#[test]
fn orders_are_gathered_from_positions_and_read_as_lists() {
    assert_eq!(answers(&first("Q2_DO_1,Q2_DO_2\r\n2,1\r\n")), "QID2_DO=2|1");
    assert_eq!(answers(&first("QID2_DO\r\n2|1\r\n")), "QID2_DO=2|1");
}

#[test]
fn the_one_text_of_2016_goes_to_the_choice_that_was_picked() {
    let header = "Q1_TEXT,Q1\r\n?,?\r\n{'ImportId': 'QID1-TEXT'},{'ImportId': 'QID1'}\r\n";
    assert_eq!(answers(&first(&format!("{header}why,2\r\n"))), "QID1=5 QID1_5_TEXT=why");
    assert_eq!(answers(&first(&format!("{header}why,\r\n"))), "QID1_4_TEXT=why");
}

#[test]
fn two_header_rows_of_before_2017_are_understood() {
    let given = first(
        "V1,V2,V8,V10,Q1,\r\nResponseID,ResponseSet,StartDate,Finished,Sure?,\r\nR_9,x,2016-05-13 12:14:41,1,1,\r\n",
    );
    assert_eq!((given.id.as_deref(), given.started_ms), (Some("R_9"), Some(1_463_141_681_000)));
    assert_eq!(answers(&given), "QID1=4");
}

#[test]
fn tabs_in_utf_16_are_read_and_unknown_columns_told_or_kept() {
    let text = "Q1\tcolour\tQ9\r\n?\t?\t?\r\n{\"ImportId\":\"QID1\"}\t{\"ImportId\":\"colour\"}\t{\"ImportId\":\"QID9\"}\r\n1\tgrün\t3\r\n";
    let bytes: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let options = ImportOptions { tabs: true, ..ImportOptions::default() };
    let mut importer = open(&bytes, &options);
    assert_eq!(importer.skipped(), ["colour", "Q9"]);
    assert_eq!(answers(&importer.next().unwrap().unwrap()), "QID1=4");
    let mut importer = open(&bytes, &ImportOptions { keep_unknown: true, ..options });
    assert_eq!(
        (importer.skipped(), importer.new_fields()),
        (&["Q9".to_owned()][..], &["colour".to_owned()][..])
    );
    assert_eq!(answers(&importer.next().unwrap().unwrap()), "QID1=4 colour=grün");
}

fn unmatched(cells: &[(u64, &str, &str, bool)]) -> Vec<UnmatchedCell> {
    let cell = |(line, column, value, kept): &(u64, &str, &str, bool)| UnmatchedCell {
        line: *line,
        column: (*column).into(),
        value: (*value).into(),
        kept: *kept,
    };
    cells.iter().map(cell).collect()
}

#[test]
fn what_a_question_cannot_hold_is_left_out_and_told_by_row_and_column_or_kept_where_that_is_asked() {
    let file = b"Q1,Q2_1,QID2,Q2_DO_1,Q6,segment\r\n77,what,,,,x\r\n1,0,\"Blue,Green\",first,fast,\r\n,1,,1,\"1,5\",\r\n";
    let mut importer = open(file, &ImportOptions::default());
    let rows: Vec<String> = importer.by_ref().map(|row| answers(&row.unwrap())).collect();
    assert_eq!(rows, ["segment=x", "QID1=4", "QID2=[\"1\"] QID6=1,5 QID2_DO=1"]);
    let told = importer.unmatched().clone();
    let cells = [
        (2, "Q1", "77", false),
        (2, "Q2_1", "what", false),
        (3, "QID2", "Blue,Green", false),
        (3, "Q2_DO_1", "first", false),
        (3, "Q6", "fast", false),
    ];
    assert_eq!((told.cells, told.first), (5, unmatched(&cells)));
    assert_eq!(told.columns.len(), 5);

    let mut importer = open(file, &ImportOptions { keep_unmatched: true, ..ImportOptions::default() });
    let rows: Vec<String> = importer.by_ref().map(|row| answers(&row.unwrap())).collect();
    assert_eq!(rows[0], "QID1=77 segment=x");
    assert_eq!(rows[1], "QID1=4 QID2=[\"Blue\", \"Green\"] QID6=fast");
    let kept: Vec<bool> = importer.unmatched().first.iter().map(|cell| cell.kept).collect();
    assert_eq!(kept, [true, false, true, false, true]);
}

#[test]
fn what_is_told_of_a_file_has_a_bound() {
    let file = format!("Q1,segment\r\n{}", format!("{},x\r\n", "long ".repeat(100)).repeat(1000));
    let mut importer = open(file.as_bytes(), &ImportOptions::default());
    assert_eq!(importer.by_ref().filter(|row| row.is_ok()).count(), 1000);
    let told = importer.unmatched();
    assert_eq!((told.cells, told.first.len(), &told.columns), (1000, 100, &vec![("Q1".to_owned(), 1000)]));
    assert!(told.first.iter().all(|cell| cell.value.len() < 50));
}

#[test]
fn rows_without_any_value_are_passed_over_and_counted() {
    let mut importer = open(b"Q1,segment\r\n1,\r\n,\r\n, \r\n,,,\r\n2,\r\n,\r\n", &ImportOptions::default());
    let rows: Vec<String> = importer.by_ref().map(|row| answers(&row.unwrap())).collect();
    assert_eq!((rows, importer.blank_rows()), (vec!["QID1=4".to_owned(), "QID1=5".to_owned()], 4));
}

#[test]
fn wrong_rows_are_told_with_line_and_column_and_the_next_are_read() {
    let file = b"StartDate,Q1\r\n2024-03-05 10:11:12,1\r\nsoon,1\r\n\"2024-03-05\n10\",1\r\n1\r\n,1,2\r\n,\xff\r\n,2\r\n";
    let rows: Vec<_> = open(file, &ImportOptions::default()).collect();
    let messages: Vec<String> =
        rows.iter().filter_map(|row| row.as_ref().err()).map(ToString::to_string).collect();
    assert_eq!(rows.iter().filter(|row| row.is_ok()).count(), 2);
    assert!(messages[0].starts_with("line 3, column StartDate: 'soon' is not a date"), "{messages:?}");
    assert!(messages[1].starts_with("line 4, column StartDate"), "{messages:?}");
    assert_eq!(messages[2], "line 6: the row has 1 cells, the header 2");
    assert_eq!(messages[3], "line 7: the row has 3 cells, the header 2");
    assert_eq!(messages[4], "line 8: the row is not valid UTF-8");
}

#[test]
fn a_quote_that_is_never_closed_does_not_fill_the_memory() {
    let file = [b"Q1,Q2_1\r\n1,1\r\n1,1\r\n1,1\r\n\"".as_slice(), &b"1,1\r\n".repeat(100_000)].concat();
    let options = ImportOptions { row_limit: 20_000, ..ImportOptions::default() };
    let rows: Vec<_> = open(&file, &options).collect();
    let error = rows.last().unwrap().as_ref().unwrap_err();
    assert!(error.is_last && error.message.contains("longer than allowed"), "{error}");
    assert_eq!(rows.len(), 4);
}

#[test]
fn files_that_are_none_of_the_surveys_are_refused() {
    let error = |file: &[u8]| {
        Importer::open(file, &columns(), &ImportOptions::default()).err().map(|error| error.to_string())
    };
    assert!(error(b"").unwrap().contains("empty"));
    assert!(error(&b"Q1,".repeat(60_000)).unwrap().contains("more than 50000 columns"));
    assert!(error(b"a,b\r\n1,2\r\n").unwrap().contains("no column"));
    let zone =
        b"StartDate\r\nx\r\n\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"Mars\"\"}\"\r\n";
    assert!(error(zone).unwrap().contains("Mars"));
}
