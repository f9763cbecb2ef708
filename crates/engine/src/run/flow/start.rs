//! The beginning of a run.

use indexmap::IndexMap;
use model::survey::Survey;

use super::steps::steps;
use super::walk::advance;
use crate::run::state::RunState;

/// Begins a run. `embedded` is what the link and the invitation bring along; `Q_Language` among it chooses the language
/// if the survey has it.
#[must_use]
pub fn start(survey: &Survey, seed: u64, embedded: Vec<(String, String)>, now_ms: i64) -> RunState {
    let embedded: IndexMap<String, String> = embedded.into_iter().collect();
    let available = survey.options.get("AvailableLanguages");
    let chosen =
        embedded.get("Q_Language").filter(|code| available.is_some_and(|codes| codes.get(code).is_some()));
    let language = chosen.unwrap_or(&survey.language).clone();
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
    let steps = steps(survey, seed);
    advance(survey, &mut state, &steps, 0, 0);
    state
}
