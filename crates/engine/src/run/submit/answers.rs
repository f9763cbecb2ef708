//! What was sent for the questions of a page: kept, looked at for questions it brings up, and checked.

use model::survey::{Question, QuestionType, Survey};

use super::decode;
use crate::run::check;
use crate::run::flow::{PageStep, is_shown, scope};
use crate::run::problem::AnswerProblem;
use crate::run::state::RunState;

/// Keeps what was sent for the questions of the page at hand.
pub(crate) fn keep(
    survey: &Survey,
    state: &mut RunState,
    page: Option<&PageStep<'_>>,
    form: &[(String, String)],
    now_ms: i64,
) {
    let mut fields = Vec::new();
    let here = scope(survey, state, page);
    let seconds = (now_ms - state.page_ms).max(0) as f64 / 1000.0;
    for key in state.visits.last().map_or(&[][..], |visit| visit.shown.as_slice()) {
        let Some((question, _)) = here.question(key) else { continue };
        let mut sent = decode::answers(here, question, key, form);
        if question.kind == QuestionType::Timing {
            // Clicks are counted by the script alone; the time between showing and sending is known here as well.
            let page_submit = |(name, values): &&mut (String, Vec<String>)| {
                name.ends_with("_PAGE_SUBMIT") && values.is_empty()
            };
            if let Some((_, values)) = sent.iter_mut().find(page_submit) {
                values.push(seconds.to_string());
            }
        }
        fields.extend(sent);
    }
    for (name, values) in fields {
        if values.is_empty() {
            state.answers.shift_remove(&name);
        } else {
            state.answers.insert(name, values);
        }
    }
}

/// Looks again which questions the page shows, now that its own answers are known. True if a question came up that was
/// not there before: the page is then to be shown again. This is how display logic within a page works without a script.
pub(crate) fn shows_more(survey: &Survey, state: &mut RunState, page: &PageStep<'_>) -> bool {
    let Some(visit) = state.visits.last() else { return false };
    let (from, before) = (visit.from, visit.shown.clone());
    let here = scope(survey, state, Some(page));
    let within = |question: &Question| question.display.as_ref().is_some_and(|display| display.in_page);
    let now: Vec<String> = page
        .items
        .iter()
        .skip(from)
        .filter_map(|item| here.survey.questions.get(item.id))
        .map(|question| (question, here.key(&question.id)))
        .filter(
            |(question, key)| if within(question) { is_shown(here, question) } else { before.contains(key) },
        )
        .map(|(_, key)| key)
        .collect();
    let more = now.iter().any(|key| !before.contains(key));
    if let Some(visit) = state.visits.last_mut() {
        visit.shown = now;
    }
    more
}

/// What keeps the page at hand from being left. Answers that are only requested are asked for once.
pub(crate) fn problems(survey: &Survey, state: &mut RunState, page: &PageStep<'_>) -> Vec<AnswerProblem> {
    let Some(visit) = state.visits.last() else { return Vec::new() };
    let with_requested = !visit.asked;
    let here = scope(survey, state, Some(page));
    let found: Vec<AnswerProblem> = visit
        .shown
        .iter()
        .filter_map(|key| Some(check::problems(here, here.question(key)?.0, key, with_requested)))
        .flatten()
        .collect();
    if let Some(visit) = state.visits.last_mut() {
        visit.asked = visit.asked || !found.is_empty();
    }
    found
}
