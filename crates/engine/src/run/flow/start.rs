//! The beginning of a run.

use indexmap::IndexMap;

use super::steps::{scope, steps};
use super::walk::advance;
use crate::run::known::Known;
use crate::run::language;
use crate::run::prepared::PreparedSurvey;
use crate::run::quotas;
use crate::run::state::{RunState, Visits};
use crate::run::work::Work;

/// Begins a run. `embedded` is what the link and the invitation bring along, by names whose case does not matter; `Q_Language`
/// among it chooses the language if the survey has it. Where the run stops to ask something, it is begun again with what is known
/// then.
#[must_use]
pub fn start(
    survey: &PreparedSurvey,
    seed: u64,
    embedded: Vec<(String, String)>,
    known: Known,
    now_ms: i64,
) -> RunState {
    let named = |(name, value): (String, String)| match survey.declared(&name) {
        Some(declared) => (declared.to_owned(), value),
        None => (name, value),
    };
    let embedded: IndexMap<String, String> = embedded.into_iter().map(named).collect();
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
        known,
        ask: None,
    };
    let steps = steps(survey, &state);
    let work = Work::of_a_page();
    match quotas::prevents(scope(survey, &state, &work, None)) {
        Some(end) => state.end = Some(end),
        None => advance(survey, &mut state, &work, &steps, (0, 0), None),
    }
    survey.settle(&work, "the beginning of the survey");
    state
}
