//! `canvass qsf`: check, diff and scrub.

use std::fs;
use std::path::PathBuf;

use crate::program::Place;

/// A survey file with one question, a web service and an address in it.
const FILE: &str = r#"{"SurveyEntry": {"SurveyID": "SV_1a2B3c4D5e6F7g8", "SurveyName": "Tea", "SurveyBrandID": "acme"},
    "SurveyElements": [
    {"Element": "BL", "Payload": [{"Type": "Default", "ID": "BL_1", "Description": "Main",
        "BlockElements": [{"Type": "Question", "QuestionID": "QID3"}]}]},
    {"Element": "FL", "Payload": {"Flow": [{"Type": "Block", "ID": "BL_1", "FlowID": "FL_2"},
        {"Type": "WebService", "FlowID": "FL_3", "URL": "https://ada:pw@x.example/?key=abc"}]}},
    {"Element": "SQ", "PrimaryAttribute": "QID3", "Payload": {"QuestionID": "QID3", "DataExportTag": "Q3",
        "QuestionType": "MC", "Selector": "SAVR", "QuestionText": "Tea?", "QuestionDescription": "Tea?",
        "Choices": {"1": {"Display": "No"}, "2": {"Display": "Yes"}}, "ChoiceOrder": [1, 2]}}]}"#;

/// A place with files in it.
struct Files {
    place: Place,
    folder: tempfile::TempDir,
}

impl Files {
    fn new() -> Self {
        Self { place: Place::embedded(), folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name).display().to_string()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

#[test]
fn check_tells_what_is_not_run_and_refuses_what_is_no_survey_file() {
    let files = Files::new();
    let told = files.place.run(&["qsf", "check", &files.file("a.qsf", FILE)]);
    assert_eq!(told.code, 0, "{told:?}");
    let expected = "flow element WebService: it is called where the server allows it (--survey-web-services); \
                    elsewhere its fields stay as they are\n    flow FL_3\n1 questions; one kind";
    assert!(told.out.starts_with(expected), "{told:?}");
    let text =
        files.place.run(&["qsf", "check", &files.file("a.txt", "1. Tea?\n\nYes\n[[PageBreak]]\n2. Why?")]);
    assert!(text.code == 0 && text.out.contains("2 questions; "), "{text:?}");
    for (name, bytes, words) in [
        ("cut.qsf", "{", "this is not JSON"),
        ("no.txt", "1. a\n[[Choice]]", "line 2, tag [[Choice]]"),
        ("two.qsf", &FILE.replace("\"QID3\"}]}]}", "\"QID9\"}]}]}"), "QID9"),
    ] {
        let told = files.place.run(&["qsf", "check", &files.file(name, bytes)]);
        assert!(told.code == 1 && told.out.is_empty() && told.err.contains(words), "{told:?}");
        assert!(told.err.contains(name), "{told:?}");
    }
    let none = files.place.run(&["qsf", "check", "/nowhere.qsf"]);
    assert!(none.code == 1 && none.err.contains("/nowhere.qsf"), "{none:?}");
}

#[test]
fn diff_is_quiet_where_nothing_differs_and_else_says_what_in_words() {
    let files = Files::new();
    let a = files.file("a.qsf", FILE);
    // Another id, numbers as texts, an empty list more: the same survey.
    let same = FILE.replace("SV_1a", "SV_2b").replace("[1, 2]", "[\"1\", \"2\"], \"Language\": []");
    let told = files.place.run(&["qsf", "diff", &a, &files.file("same.qsf", &same)]);
    assert!(told.code == 0 && told.out.is_empty(), "{told:?}");
    let other = FILE.replace("\"Yes\"", "\"Yes, always\"");
    let told = files.place.run(&["qsf", "diff", &a, &files.file("other.qsf", &other)]);
    let expected = "Q3 (QID3), second choice: text \"Yes\" became \"Yes, always\"\n";
    assert_eq!((told.code, told.out.as_str()), (1, expected), "{told:?}");
}

#[test]
fn scrub_writes_a_copy_that_tells_of_nobody_and_is_a_survey_file_still() {
    let files = Files::new();
    let a = files.file("a.qsf", FILE);
    let to = files.path("b.qsf");
    let told = files.place.run(&["qsf", "scrub", &a, to.to_str().unwrap()]);
    assert!(told.code == 0 && told.out.is_empty(), "{told:?}");
    let copy = fs::read_to_string(&to).unwrap();
    for gone in ["Tea", "Yes", "SV_1a2B3c4D5e6F7g8", "acme", "ada", "pw@", "abc"] {
        assert!(!copy.contains(gone), "{gone} in {copy}");
    }
    assert_eq!(files.place.run(&["qsf", "check", to.to_str().unwrap()]).code, 0);
    assert_eq!(files.place.run(&["qsf", "scrub", &a]).out.trim_end(), copy, "printed without a name");
    let again = files.place.run(&["qsf", "scrub", &a, to.to_str().unwrap()]);
    assert!(again.code == 1 && fs::read_to_string(&to).unwrap() == copy, "{again:?}");
}
