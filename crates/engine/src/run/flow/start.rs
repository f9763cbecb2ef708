//! The beginning of a run.

use indexmap::IndexMap;

use super::steps::steps;
use super::walk::advance;
use crate::run::language;
use crate::run::prepared::PreparedSurvey;
use crate::run::state::{RunState, Visits};
use crate::run::work::Work;

/// Begins a run. `embedded` is what the link and the invitation bring along; `Q_Language` among it chooses the language
/// if the survey has it.
#[must_use]
pub fn start(survey: &PreparedSurvey, seed: u64, embedded: Vec<(String, String)>, now_ms: i64) -> RunState {
    let embedded: IndexMap<String, String> = embedded.into_iter().collect();
    let chosen = embedded.get(language::FIELD).and_then(|code| survey.language_named(code));
    let language = chosen.unwrap_or(&survey.language).to_owned();
    let mut state = RunState {
        seed,
        started_ms: now_ms,
        page_ms: now_ms,
        language,
        embedded,
        answers: IndexMap::new(),
        visits: Visits::default(),
        problems: Vec::new(),
        end: None,
    };
    let steps = steps(survey, seed);
    let work = Work::of_a_page();
    advance(survey, &mut state, &work, &steps, (0, 0));
    survey.settle(&work, "the beginning of the survey");
    state
}
