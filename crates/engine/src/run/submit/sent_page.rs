//! A page that was sent.

use model::survey::Survey;

use super::answers;
use super::skip::{self, Skip};
use crate::run::flow::{self, FlowStep};
use crate::run::problem::AnswerProblem;
use crate::run::state::{End, RunState};

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
pub enum SubmitOutcome {
    /// A page is to be shown: [`page`](crate::run::page()) gives it.
    Page,
    /// The page at hand cannot be left yet; it knows its problems, [`page`](crate::run::page()) shows them.
    Invalid(Vec<AnswerProblem>),
    /// The survey has ended.
    Ended(End),
}

/// Takes what was sent with the page at hand: `form` holds names and values of the inputs in their order, `~page` among
/// them the page's mark. What was entered is kept even where it is wrong.
pub fn submit(
    survey: &Survey,
    state: &mut RunState,
    form: &[(String, String)],
    direction: Direction,
    now_ms: i64,
) -> SubmitOutcome {
    if let Some(end) = &state.end {
        return SubmitOutcome::Ended(end.clone());
    }
    let mark = form.iter().find(|(name, _)| name == "~page");
    // A form of a page that is not on the way here counts for nothing.
    if mark.is_some_and(|(_, mark)| !state.go_back_to(mark)) {
        return SubmitOutcome::Page;
    }
    let steps = flow::steps(survey, state.seed);
    let Some(visit) = state.visits.last().cloned() else { return SubmitOutcome::Page };
    let page = flow::page_at(&steps, visit.step);
    state.problems.clear();
    answers::keep(survey, state, page, form, now_ms);
    if direction == Direction::Back {
        if state.may_go_back(survey) {
            state.visits.pop();
            state.page_ms = now_ms;
        }
        return SubmitOutcome::Page;
    }
    let Some(page) = page else {
        return go_on(survey, state, &steps, visit.step + 1, 0, now_ms);
    };
    if answers::shows_more(survey, state, page) {
        return SubmitOutcome::Page;
    }
    let problems = answers::problems(survey, state, page);
    if !problems.is_empty() {
        state.problems.clone_from(&problems);
        return SubmitOutcome::Invalid(problems);
    }
    match skip::skip(survey, state, page) {
        Some(Skip::ToEnd) => {
            let end = flow::end_of_survey(flow::scope(survey, state, Some(page)));
            state.end = Some(end.clone());
            SubmitOutcome::Ended(end)
        }
        Some(Skip::PastBlock) => go_on(survey, state, &steps, page.block_end, 0, now_ms),
        Some(Skip::To(id)) => {
            let (step, from) = skip::find(&steps, visit.step, page, &id).unwrap_or((visit.step + 1, 0));
            go_on(survey, state, &steps, step, from, now_ms)
        }
        None => go_on(survey, state, &steps, visit.step + 1, 0, now_ms),
    }
}

/// Walks on and says what came of it.
fn go_on(
    survey: &Survey,
    state: &mut RunState,
    steps: &[FlowStep<'_>],
    step: usize,
    from: usize,
    now_ms: i64,
) -> SubmitOutcome {
    flow::advance(survey, state, steps, step, from);
    state.page_ms = now_ms;
    match &state.end {
        Some(end) => SubmitOutcome::Ended(end.clone()),
        None => SubmitOutcome::Page,
    }
}
