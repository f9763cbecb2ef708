//! What a survey costs without HTTP and without a database: the parts of understanding its file, and pages through the engine, on one
//! core. `cargo xtask bench surveys` runs it and reads its lines: name and figure.
//!
//! Arguments: `SECONDS FILE.qsf`.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use engine::columns::ColumnOptions;
use engine::run::{
    Direction, Input, Known, PageView, PreparedSurvey, QuestionView, SubmitOutcome, findings, page, recorded,
    report, start, submit,
};
use formats::qsf;
use formats::values::Schema;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [seconds, path] = arguments.as_slice() else { return Err("SECONDS FILE.qsf".into()) };
    let time = Duration::from_secs_f64(seconds.parse()?);
    let bytes = std::fs::read(path)?;
    let file = timed("read and checked, s", || qsf::read(&bytes))?;
    let view = timed("understood, s", || qsf::survey(&file));
    let survey = timed("made ready, s", || PreparedSurvey::new(view));
    let first = || page(&survey, &start(&survey, 1, Vec::new(), Known::default(), 0));
    let view = timed("first page, s", first).ok_or("there is no page")?;
    timed("the same as HTML, s", || pages::survey_page(&view, &pages::PageChrome::default()));
    let found = timed("looked at for patterns, s", || findings(&survey));
    timed("report, s", || report(&survey, &file, found));
    timed("fields, s", || engine::fields::of(&survey));
    let everything = ColumnOptions { include_display_order: true, ..ColumnOptions::default() };
    timed("what its values take, s", || Schema::new(&engine::columns::of(&survey, &everything)));
    timed("into pieces, s", || qsf::pieces(file))?;
    let (mut taken, mut runs, begin) = (0_u32, 0_u32, Instant::now());
    let mut longest = Duration::ZERO;
    'all: loop {
        let mut state = start(&survey, u64::from(runs), Vec::new(), Known::default(), 0);
        loop {
            if begin.elapsed() >= time && taken > 0 {
                break 'all;
            }
            let of_page = Instant::now();
            let Some(page) = page(&survey, &state) else { break };
            let form = answered(&page);
            let outcome = submit(&survey, &mut state, &form, Direction::Next, 1_000);
            longest = longest.max(of_page.elapsed());
            taken += 1;
            match outcome {
                SubmitOutcome::Page => {}
                SubmitOutcome::Ended(_) => break,
                other => return Err(format!("a page cannot be left: {other:?}").into()),
            }
        }
        black_box(recorded(&survey, &state, 2_000));
        runs += 1;
    }
    println!("pages, /s\t{}", f64::from(taken) / begin.elapsed().as_secs_f64());
    println!("slowest page, s\t{}", longest.as_secs_f64());
    Ok(())
}

/// Prints how long something took.
fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let made = work();
    println!("{what}\t{}", begin.elapsed().as_secs_f64());
    made
}

/// A form with an answer to every question of the page.
fn answered(page: &PageView) -> Vec<(String, String)> {
    let mark = ("~page".to_owned(), page.mark.clone());
    [mark].into_iter().chain(page.questions.iter().flat_map(answer)).collect()
}

fn answer(question: &QuestionView) -> Vec<(String, String)> {
    match &question.input {
        Input::Choices(choices) => {
            let first = choices.choices.first();
            first.map(|choice| (choices.name.clone(), choice.id.clone())).into_iter().collect()
        }
        Input::Entry(entry) => vec![(entry.name.clone(), "It was fine.".to_owned())],
        Input::Matrix(table) => {
            let first = table.columns.first().map_or("", |(id, _)| id);
            table.rows.iter().map(|row| (row.name.clone(), first.to_owned())).collect()
        }
        _ => Vec::new(),
    }
}
