//! How a survey runs: a respondent's way through it, page by page.
//!
//! Everything is a value. A [`RunState`] is what is kept between two pages; [`start`] makes one, [`page`] gives the page
//! the respondent is on, [`submit`] takes what was sent and moves on, [`recorded`] gives what is to be stored. Time and
//! the seed of all chance come in as arguments, so a run can be had again.

mod chance;
mod check;
mod content;
mod decode;
mod end;
mod levels;
mod logic;
mod order;
mod pipe;
mod present;
mod program;
mod record;
mod scope;
#[cfg(test)]
mod tests;
pub mod view;
mod walk;

use indexmap::IndexMap;
use model::survey::Survey;
use serde::{Deserialize, Serialize};

pub use check::{Fault, Problem};
pub use end::End;
pub use record::{Recorded, recorded};
pub use view::{Body, Page, QuestionView};

use program::{PageStep, Step};

/// Where a respondent is and what was entered so far; kept between two pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunState {
    /// What all chance of this run follows from.
    pub seed: u64,
    /// When the run began, in milliseconds since 1970.
    pub started_ms: i64,
    /// When the page at hand was shown.
    pub page_ms: i64,
    /// Language code of the texts.
    pub language: String,
    /// Embedded data by name. What is known of an invited person lies here too, as `RecipientFirstName`,
    /// `RecipientLastName`, `RecipientEmail` and `ExternalDataReference`.
    pub embedded: IndexMap<String, String>,
    /// What was entered, by field key: the ids picked, or one text.
    pub answers: IndexMap<String, Vec<String>>,
    /// The pages on the way here; the last is the page at hand.
    pub visits: Vec<Visit>,
    /// What is wrong with what was sent for the page at hand.
    pub problems: Vec<Problem>,
    /// How it ended, once it has.
    pub end: Option<End>,
}

/// A page the respondent came by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// The step of the flow.
    pub step: usize,
    /// The place of the first question on the page; more than 0 where skip logic led into its middle.
    pub from: usize,
    /// Keys of the questions shown.
    pub shown: Vec<String>,
    /// The respondent was asked once for the answers that are only wished for.
    pub asked: bool,
}

/// Which button was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// On to the next page.
    Next,
    /// Back to the page before.
    Back,
}

/// What sending a page led to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A page is to be shown: [`page`] gives it.
    Page,
    /// The page at hand cannot be left yet; it knows its problems, [`page`] shows them.
    Invalid(Vec<Problem>),
    /// The survey has ended.
    Ended(End),
}

/// Begins a run. `embedded` is what the link and the invitation bring along; `Q_Language` among it chooses the language
/// if the survey has it.
#[must_use]
pub fn start(survey: &Survey, seed: u64, embedded: Vec<(String, String)>, now_ms: i64) -> RunState {
    let embedded: IndexMap<String, String> = embedded.into_iter().collect();
    let available = survey.options.get("AvailableLanguages");
    let wished =
        embedded.get("Q_Language").filter(|code| available.is_some_and(|codes| codes.get(code).is_some()));
    let language = wished.unwrap_or(&survey.language).clone();
    let mut state = RunState {
        seed,
        started_ms: now_ms,
        page_ms: now_ms,
        language,
        embedded,
        answers: IndexMap::new(),
        visits: Vec::new(),
        problems: Vec::new(),
        end: None,
    };
    let steps = program::steps(survey, seed);
    walk::advance(survey, &mut state, &steps, 0, 0);
    state
}

/// The page the respondent is on; `None` once the survey has ended.
#[must_use]
pub fn page(survey: &Survey, state: &RunState) -> Option<Page> {
    if state.end.is_some() {
        return None;
    }
    let steps = program::steps(survey, state.seed);
    let visit = state.visits.last()?;
    let scope = walk::scope(survey, state, page_of(&steps, visit.step));
    let questions = visit
        .shown
        .iter()
        .filter_map(|key| Some(present::question(scope, scope.question(key)?.0, key)))
        .filter(|question| question.body != Body::Hidden)
        .collect();
    let text = |name: &str| present::html(scope, survey.option(name).unwrap_or_default().as_str(), name);
    let all = steps.iter().filter(|step| matches!(step, Step::Page(_))).count().max(1);
    let passed = steps.iter().take(visit.step).filter(|step| matches!(step, Step::Page(_))).count();
    let label = |name: &str| crate::html::plain(&survey.option(name).unwrap_or_default()).trim().to_owned();
    Some(Page {
        title: title(survey),
        language: state.language.clone(),
        progress: (passed * 100 / all) as u8,
        shows_progress: survey
            .option("ProgressBarDisplay")
            .is_some_and(|way| !matches!(way.as_str(), "None" | "")),
        mark: mark(state),
        header: text("Header"),
        footer: text("Footer"),
        questions,
        back: may_go_back(survey, state),
        next_label: label("NextButton"),
        back_label: label("PreviousButton"),
    })
}

/// Takes what was sent with the page at hand: `form` holds names and values of the inputs in their order, `~page` among
/// them the page's mark. What was entered is kept even where it is wrong.
pub fn submit(
    survey: &Survey,
    state: &mut RunState,
    form: &[(String, String)],
    direction: Direction,
    now_ms: i64,
) -> Outcome {
    if let Some(end) = &state.end {
        return Outcome::Ended(end.clone());
    }
    if !resume(state, form) {
        return Outcome::Page;
    }
    let steps = program::steps(survey, state.seed);
    let Some(visit) = state.visits.last().cloned() else { return Outcome::Page };
    let page = page_of(&steps, visit.step);
    state.problems.clear();
    walk::keep(survey, state, page, form, now_ms);
    if direction == Direction::Back {
        if may_go_back(survey, state) {
            state.visits.pop();
            state.page_ms = now_ms;
        }
        return Outcome::Page;
    }
    let Some(page) = page else {
        return walk::go_on(survey, state, &steps, visit.step + 1, 0, now_ms);
    };
    if walk::shows_more(survey, state, page) {
        return Outcome::Page;
    }
    let problems = walk::problems(survey, state, page);
    if !problems.is_empty() {
        state.problems.clone_from(&problems);
        return Outcome::Invalid(problems);
    }
    match walk::skip(survey, state, page) {
        Some(walk::Skip::ToEnd) => {
            let end = end::of_survey(walk::scope(survey, state, Some(page)));
            state.end = Some(end.clone());
            Outcome::Ended(end)
        }
        Some(walk::Skip::PastBlock) => walk::go_on(survey, state, &steps, page.block_end, 0, now_ms),
        Some(walk::Skip::To(id)) => {
            let (step, from) = walk::find(&steps, visit.step, page, &id).unwrap_or((visit.step + 1, 0));
            walk::go_on(survey, state, &steps, step, from, now_ms)
        }
        None => walk::go_on(survey, state, &steps, visit.step + 1, 0, now_ms),
    }
}

/// Goes back in the state to the page that the form belongs to, if it is an earlier one (the browser's own way back);
/// false if the form belongs to a page that is not on the way here.
fn resume(state: &mut RunState, form: &[(String, String)]) -> bool {
    let Some((_, sent)) = form.iter().find(|(name, _)| name == "~page") else { return true };
    let marks = |(place, visit): (usize, &Visit)| mark_of(place, visit) == *sent;
    match state.visits.iter().enumerate().position(marks) {
        Some(place) => {
            state.visits.truncate(place + 1);
            true
        }
        None => false,
    }
}

fn mark(state: &RunState) -> String {
    state.visits.last().map(|visit| mark_of(state.visits.len() - 1, visit)).unwrap_or_default()
}

fn mark_of(place: usize, visit: &Visit) -> String {
    format!("{place}.{}.{}", visit.step, visit.from)
}

fn may_go_back(survey: &Survey, state: &RunState) -> bool {
    survey.is_on("BackButton") && state.visits.len() > 1
}

fn page_of<'s, 'a>(steps: &'s [Step<'a>], step: usize) -> Option<&'s PageStep<'a>> {
    match steps.get(step) {
        Some(Step::Page(page)) => Some(page),
        _ => None,
    }
}

/// The title for respondents. The survey's own name is not for their eyes: it often tells what a study is about. Nor
/// are the titles that files carry when the author set none.
fn title(survey: &Survey) -> String {
    let title = crate::html::plain(&survey.option("SurveyTitle").unwrap_or_default());
    if DEFAULT_TITLES.contains(&title.trim()) { String::new() } else { title }
}

/// What the original's editor writes as the title where the author sets none: of today, and of some years ago.
const DEFAULT_TITLES: [&str; 2] = [
    "Qualtrics Survey | Qualtrics Experience Management",
    "Online Survey Software | Qualtrics Survey Solutions",
];
