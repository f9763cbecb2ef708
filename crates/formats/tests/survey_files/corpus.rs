//! Finding and reading the corpus.

use std::path::PathBuf;

use formats::qsf;
use model::survey::{Survey, SurveyFile};
use serde_json::Value;

/// Every survey file that must be read.
pub(crate) fn good_files(folder: &std::path::Path) -> Vec<PathBuf> {
    let list = |sub: &str| std::fs::read_dir(folder.join(sub)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = list("qsf").collect();
    files.extend(list("pairs").map(|pair| pair.join("survey.qsf")));
    files.push(folder.join("api-recordings/beskar-armor.qsf"));
    files.sort();
    files
}

/// A survey file of the corpus.
pub(crate) fn file(path: &std::path::Path) -> SurveyFile {
    qsf::read(&std::fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A survey of the corpus.
pub(crate) fn survey(path: &std::path::Path) -> Survey {
    qsf::survey(&file(path))
}

/// The JSON that a recording (a YAML file) holds as a single-quoted, folded scalar.
pub(crate) fn recorded(path: &std::path::Path) -> Value {
    let yaml = std::fs::read_to_string(path).unwrap();
    let start = yaml.find("string: '").unwrap() + "string: '".len();
    let mut text = String::new();
    let mut rest = yaml[start..].chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\'' if rest.peek() == Some(&'\'') => {
                rest.next();
                text.push('\'');
            }
            '\'' => break,
            '\n' => {
                // Folding: white space around a line break is one blank.
                text.truncate(text.trim_end_matches(' ').len());
                while rest.next_if_eq(&' ').is_some() {}
                text.push(' ');
            }
            other => text.push(other),
        }
    }
    serde_json::from_str(&text).unwrap()
}

/// The header rows of a recorded export: name, label, third row.
pub(crate) fn header(path: &std::path::Path) -> Vec<(String, String, String)> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().take(3).map(Result::unwrap).collect();
    let cell = |row: usize, column: usize| rows[row].get(column).unwrap_or_default().to_owned();
    (0..rows[0].len()).map(|column| (cell(0, column), cell(1, column), cell(2, column))).collect()
}
