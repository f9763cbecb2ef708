//! Every survey of the corpus is walked to its end by robots that answer as their seed says, and every page on the way
//! is drawn.

#![allow(clippy::unwrap_used)] // A test program from top to bottom; clippy looks into test functions only.

use std::collections::HashSet;

use engine::run::view::{CellInput, EntryLook, EntryView, Input};
use engine::run::{
    Direction, Fault, Known, PageView, PreparedSurvey, RunState, SubmitOutcome, answered, page, recorded,
    start, submit,
};
use model::field::{Field, FieldKind, FieldList};
use model::response::{BodyReader, Response, encode};
use model::{Moment, ResponseId};
use pages::{PageChrome, end_page, survey_page};

/// No survey of the corpus has as many pages; a robot that needs more is going round in circles.
const MOST_PAGES: usize = 3_000;

#[test]
fn every_survey_of_the_corpus_can_be_walked_to_an_end() {
    let Some(files) = needs::corpus::survey_files() else { return };
    assert!(files.len() >= 15, "only {} surveys found", files.len());
    let mut drawn = 0;
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let survey = PreparedSurvey::new(formats::qsf::survey(&formats::qsf::read(&bytes).unwrap()));
        for seed in 0..4 {
            drawn += walk(&survey, seed, &file.display().to_string());
        }
    }
    println!("{drawn} pages drawn");
}

/// A robot; gives how many pages it saw.
fn walk(survey: &PreparedSurvey, seed: u64, name: &str) -> usize {
    let mut known = Known::default();
    let mut state = loop {
        let state = start(survey, seed, Vec::new(), known.clone(), 0);
        match &state.ask {
            Some(ask) => ask.answer_alone(&mut known),
            None => break state,
        }
    };
    let mut robot = Robot { seed: seed.wrapping_mul(0x9e37_79b9) + 1 };
    for count in 0..MOST_PAGES {
        let Some(shown) = page(survey, &state) else {
            finish(survey, &state, name);
            return count;
        };
        check(&survey_page(&shown, &PageChrome::default()), name);
        // Now and then nothing is filled in, and whatever must be is said; then the robot answers.
        let empty = robot.below(4) == 0;
        let mut form = if empty { Vec::new() } else { robot.answer(&shown) };
        form.push(("~page".to_owned(), shown.mark.clone()));
        if let SubmitOutcome::Invalid(problems) = send(survey, &mut state, &form) {
            let hard = problems.iter().find(|problem| !matches!(problem.fault, Fault::Requested));
            assert!(empty || hard.is_none(), "{name}, seed {seed}: {hard:?} for {form:?}");
            check(&survey_page(&page(survey, &state).unwrap(), &PageChrome::default()), name);
        }
    }
    panic!("{name}, seed {seed}: no end after {MOST_PAGES} pages");
}

/// Sends a page, as often as something is asked.
fn send(survey: &PreparedSurvey, state: &mut RunState, form: &[(String, String)]) -> SubmitOutcome {
    loop {
        let mut next = state.clone();
        match submit(survey, &mut next, form, Direction::Next, 1_000) {
            SubmitOutcome::Asks(ask) => ask.answer_alone(&mut state.known),
            outcome => {
                *state = next;
                return outcome;
            }
        }
    }
}

fn finish(survey: &PreparedSurvey, state: &RunState, name: &str) {
    let end = state.end.as_ref().unwrap();
    check(&end_page(end, &[], &state.language), name);
    check(&end_page(end, &answered(survey, state), &state.language), name);
    let recorded = recorded(survey, state, 5_000);
    assert!(recorded.meta.finished);
    let mut fields = engine::fields::of(survey);
    let known: HashSet<String> = fields.iter().map(|field| field.key.clone()).collect();
    // The mark of an end is recorded whether the flow declares it or not.
    let undeclared = recorded.answers.keys().filter(|key| !known.contains(*key));
    let undeclared: Vec<&str> = undeclared.map(String::as_str).collect();
    assert!(undeclared.iter().all(|key| *key == "Q_TerminateFlag"), "{name}: no field for {undeclared:?}");
    fields.extend(undeclared.into_iter().map(|key| Field { key: key.to_owned(), kind: FieldKind::Text }));
    let list = FieldList { version: 1, fields };
    let response = Response {
        id: ResponseId::generate(1_795_000_000_000, 1, 2),
        recorded: Moment(0),
        modified: Moment(0),
        meta: recorded.meta.clone(),
        answers: recorded.answers.clone(),
        displayed: Some(recorded.displayed.clone()),
    };
    let body = encode(&response, &list).unwrap();
    let mut reader = BodyReader::new();
    reader.read(&body, &list).unwrap();
    let read = reader.to_response(&list, response.id.clone(), Moment(0), Moment(0));
    assert_eq!(read.answers.len(), response.answers.len(), "{name}: stored and read again");
    // Whatever was entered on a page that counts is recorded.
    let lost: Vec<&String> = state
        .answers
        .iter()
        .filter(|(key, _)| !recorded.answers.contains_key(*key) && recorded.displayed.contains(key))
        .map(|(key, _)| key)
        .collect();
    assert!(lost.is_empty(), "{name}: not recorded: {lost:?}");
}

/// What must be true of any page: no markup that acts, no id twice, every label's and link's target there.
fn check(html: &str, name: &str) {
    let lower = html.to_ascii_lowercase();
    assert_eq!(lower.matches("<script").count(), 1, "{name}: scripts");
    assert!(!lower.contains("<style") && !lower.contains(" style=\""), "{name}: styles");
    let values = |attribute: &str| -> Vec<String> {
        let start = format!(" {attribute}=\"");
        html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let ids = values("id");
    let known: HashSet<&str> = ids.iter().map(String::as_str).collect();
    assert_eq!(known.len(), ids.len(), "{name}: an id is there twice: {ids:?}");
    for attribute in ["for", "aria-labelledby", "aria-describedby"] {
        for value in values(attribute) {
            for id in value.split(' ') {
                assert!(known.contains(id), "{name}: {attribute} names {id}, which is not there");
            }
        }
    }
    for link in values("href").iter().filter_map(|href| href.strip_prefix('#')) {
        assert!(known.contains(link), "{name}: a link leads to {link}, which is not there");
    }
}

/// Answers pages validly, as chance will have it.
struct Robot {
    seed: u64,
}

impl Robot {
    fn below(&mut self, limit: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) as usize % limit.max(1)
    }

    fn answer(&mut self, shown: &PageView) -> Vec<(String, String)> {
        let mut form = Vec::new();
        for question in &shown.questions {
            match &question.input {
                Input::Choices(choices) => {
                    let Some(choice) = choices.choices.get(self.below(choices.choices.len())) else {
                        continue;
                    };
                    form.push((choices.name.clone(), choice.id.clone()));
                    form.extend(
                        choice
                            .entry
                            .iter()
                            .map(|(name, _)| (name.clone(), "<b>some</b> \"text\"".to_owned())),
                    );
                }
                Input::Entry(entry) => form.push(self.entry(entry)),
                Input::Contact(asked) => form.extend(asked.fields.iter().map(|(entry, _)| self.entry(entry))),
                Input::Form(entries) => form.extend(entries.iter().map(|entry| self.entry(entry))),
                Input::Matrix(table) => self.table(table, &mut form),
                Input::SideBySide(tables) => {
                    tables.iter().for_each(|(_, table)| self.table(table, &mut form))
                }
                Input::Sliders(fields) | Input::Sum(fields, _) => {
                    form.extend(fields.iter().map(|field| (field.name.clone(), field.least.to_string())));
                }
                Input::Ranks(fields) => form.extend(
                    fields
                        .iter()
                        .enumerate()
                        .map(|(place, field)| (field.name.clone(), (place + 1).to_string())),
                ),
                Input::Levels(levels) => {
                    let path = levels.paths.get(self.below(levels.paths.len()));
                    form.extend(path.map(|(id, _)| (levels.name.clone(), id.clone())));
                }
                Input::Nothing
                | Input::Hidden
                | Input::Timing(_)
                | Input::Browser(_)
                | Input::Unsupported => {}
            }
        }
        form
    }

    fn table(&mut self, table: &engine::run::view::MatrixView, form: &mut Vec<(String, String)>) {
        for row in &table.rows {
            if let CellInput::Text(_) = table.cell {
                form.extend(
                    table.columns.iter().map(|(id, _)| (format!("{}_{id}", row.name), "12".to_owned())),
                );
            } else if let Some((id, _)) = table.columns.get(self.below(table.columns.len())) {
                form.push((row.name.clone(), id.clone()));
            }
        }
    }

    fn entry(&mut self, entry: &EntryView) -> (String, String) {
        let value = match entry.look {
            EntryLook::Number => (18 + self.below(80)).to_string(),
            EntryLook::Email => "someone@example.org".to_owned(),
            EntryLook::Phone => "+1 555 010 0000".to_owned(),
            _ => "An answer of more than twenty-four characters & <i>marks</i>".to_owned(),
        };
        (entry.name.clone(), value)
    }
}
