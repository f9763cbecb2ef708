//! Files that nobody would write: reading them comes to an end, and soon, whatever is in them.
//!
//! `kept` holds files by the name of their test; each is read as it is, and then with changes made at random: bytes replaced, put
//! in, taken out and doubled, and words of the format put in. `cargo test` tries that for about a second each, `cargo xtask soak
//! fuzz` for ten minutes; what it finds becomes a file of `kept`.

// The lint knows test functions, not the functions that help them.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;

use engine::run::{Direction, PreparedSurvey, SubmitOutcome};
use formats::survey_files::{Kind, read};
use formats::{difference, qsf, scrubbing};

/// The files that are kept for a test.
fn kept(name: &str) -> Vec<Vec<u8>> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "fuzz", "kept", name].iter().collect();
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// A change: what is done, where (of 65,536 parts of the file), and with which byte or word.
type Edit = (u8, u16, u8);

/// A file with changes, all of them near enough to what it was that much of it is still understood.
fn changed(file: &[u8], edits: &[Edit], words: &[&str]) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for (what, place, with) in edits.iter().take(40) {
        let at = bytes.len() * usize::from(*place) / (usize::from(u16::MAX) + 1);
        let behind = (at + usize::from(*with)).min(bytes.len());
        match what % 5 {
            0 if at < bytes.len() => bytes[at] = *with,
            1 => bytes.insert(at, *with),
            2 => drop(bytes.drain(at..behind)),
            3 => {
                let again = bytes[at..behind].to_vec();
                bytes.splice(at..at, again);
            }
            _ => {
                let word = words[usize::from(*with) % words.len()];
                bytes.splice(at..at, word.bytes());
            }
        }
    }
    bytes
}

/// Reads every kept file, and then files made of one of them by changes at random.
fn tried(name: &str, words: &[&str], try_it: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    let files = kept(name);
    assert!(!files.is_empty());
    files.iter().for_each(|file| try_it(file));
    bolero::check!().with_type::<(u8, Vec<Edit>)>().for_each(|(which, edits)| {
        try_it(&changed(&files[usize::from(*which) % files.len()], edits, words));
    });
}

#[test]
fn survey_files_qsf() {
    const WORDS: &[&str] = &[
        "\"QID1\"",
        "null",
        "{}",
        "[]",
        "\"${q://QID1/QuestionText}\"",
        "1e999",
        "-0",
        "\"x@y.z\"",
        "\"SV_1a2B3c4D5e6F7g8\"",
        "[[[[[[[[[[",
        "\"Flow\":",
        "\"https://a:b@c.d/?e=f\"",
        "\"999999999999999999999\"",
        "\\ud800",
    ];
    tried("qsf", WORDS, |bytes| {
        let Ok(file) = read(Kind::Qsf, bytes) else { return };
        // What is read comes back whole, and can be compared, scrubbed, reported and answered.
        let text = file.to_value().to_string();
        let again = qsf::read(text.as_bytes()).unwrap();
        assert_eq!(again.to_value(), file.to_value());
        assert!(difference::differences(&file, &again).is_empty());
        let _ = qsf::read(scrubbing::scrubbed(&file).to_value().to_string().as_bytes());
        let survey = PreparedSurvey::new(qsf::survey(&file));
        let _ = engine::run::report(&survey, &file, engine::run::findings(&survey));
        let mut state = engine::run::start(&survey, 7, Vec::new(), engine::run::Known::default(), 0);
        let form = [("QID1_1".to_owned(), "1".to_owned()), ("1_QID1_1".to_owned(), "1".to_owned())];
        for _ in 0..10 {
            if engine::run::page(&survey, &state).is_none() {
                break;
            }
            let mut known = state.known.clone();
            match engine::run::submit(&survey, &mut state, &form, Direction::Next, 1_000) {
                SubmitOutcome::Page => {}
                SubmitOutcome::Asks(ask) => {
                    ask.answer_alone(&mut known);
                    state.known = known;
                    state.ask = None;
                }
                SubmitOutcome::Invalid(_) | SubmitOutcome::Ended(_) => break,
            }
        }
        let _ = engine::run::recorded(&survey, &state, 2_000);
    });
}

#[test]
fn survey_texts_txt() {
    const WORDS: &[&str] = &[
        "[[AdvancedFormat]]\n",
        "\n[[Question:MC]]\n",
        "\n[[Choices]]\n",
        "\n[[Choice:1]]\n",
        "\n[[Answers]]\n",
        "\n\n",
        "\n1. ",
        "[[",
        "]]",
        "\n[[Block:",
        "\n[[ED:a:b]]\n",
        "\n[[PageBreak]]\n",
        "\n[[ID:x]]\n",
        "\n[[MultipleAnswer]]\n",
        "\u{feff}",
    ];
    tried("txt", WORDS, |bytes| {
        let Ok(file) = read(Kind::Text, bytes) else { return };
        // What a text becomes is a survey file that reads back.
        assert_eq!(qsf::read(file.to_value().to_string().as_bytes()).unwrap(), file);
        assert!(!qsf::survey(&file).questions.is_empty());
    });
}

#[test]
fn documents_docx() {
    const WORDS: &[&str] = &[
        "<w:p>",
        "</w:p>",
        "<w:t>",
        "</w:t>",
        "&amp;",
        "&#x10ffff;",
        "&#0;",
        "&b;",
        "<!DOCTYPE a>",
        "<![CDATA[",
        "<!--",
        "PK\u{3}\u{4}",
        "word/document.xml",
        "1. ",
    ];
    tried("docx", WORDS, |bytes| {
        if let Ok(file) = read(Kind::Word, bytes) {
            assert!(qsf::read(file.to_value().to_string().as_bytes()).is_ok());
        }
    });
}
