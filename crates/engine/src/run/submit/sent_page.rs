//! A page that was sent.

use model::contact::Contact;

use super::answers;
use super::form::SentForm;
use super::skip::{self, Skip};
use crate::run::flow::{self, Entered, FlowStep, Steps};
use crate::run::known::Ask;
use crate::run::prepared::PreparedSurvey;
use crate::run::problem::AnswerProblem;
use crate::run::quotas;
use crate::run::state::{End, RunState};
use crate::run::work::Work;

/// Which button was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// On to the next page.
    Next,
    /// Back to the page before.
    Back,
    /// Nowhere: what was entered is kept, and the page shown again, in another language maybe.
    Stay,
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
    /// Something must be known first: what the run became of this is to be let go, and the page sent again to the run before it
    /// with what is known then.
    Asks(Ask),
}

/// Takes what was sent with the page at hand: `form` holds names and values of the inputs in their order, `~page` among
/// them the page's mark. What was entered is kept even where it is wrong.
pub fn submit(
    survey: &PreparedSurvey,
    state: &mut RunState,
    form: &[(String, String)],
    direction: Direction,
    now_ms: i64,
) -> SubmitOutcome {
    let work = Work::of_a_page();
    let outcome = take(survey, state, &work, &SentForm::new(form), direction, now_ms);
    survey.settle(&work, "a page that was sent");
    outcome
}

fn take(
    survey: &PreparedSurvey,
    state: &mut RunState,
    work: &Work,
    form: &SentForm<'_>,
    direction: Direction,
    now_ms: i64,
) -> SubmitOutcome {
    if let Some(end) = &state.end {
        return SubmitOutcome::Ended(end.clone());
    }
    // A form of a page that is not on the way here counts for nothing.
    if form.first("~page").is_some_and(|mark| !state.go_back_to(mark)) {
        return SubmitOutcome::Page;
    }
    let steps = flow::steps(survey, state);
    let Some((step, confirms)) = state.visits.last().map(|visit| (visit.step, visit.confirms)) else {
        return SubmitOutcome::Page;
    };
    let page = steps.page(step);
    let page = page.as_ref();
    let too_long = answers::keep(survey, state, work, page, form, now_ms);
    if direction == Direction::Stay {
        return SubmitOutcome::Page;
    }
    state.problems.clear();
    if direction == Direction::Back {
        if state.may_go_back(survey) {
            state.cut_to(state.visits.len() - 1);
            state.page_ms = now_ms;
        }
        return SubmitOutcome::Page;
    }
    let go_on = |state: &mut RunState, step| go_on(survey, state, work, &steps, step, now_ms, None);
    if let Some(FlowStep::Authenticate(flow, authenticator, behind)) = steps.at(step) {
        let of = |name: &str| form.first(name).unwrap_or_default().to_owned();
        return match flow::entered(state, (flow, authenticator), of) {
            Entered::Asks(ask) => SubmitOutcome::Asks(state.ask.insert(ask).clone()),
            Entered::Over => SubmitOutcome::Page,
            Entered::Passed => go_on(state, (behind, 0)),
            Entered::LetIn(contact) => {
                self::go_on(survey, state, work, &steps, (step + 1, 0), now_ms, Some(&contact))
            }
            Entered::Wrong(problems) => {
                state.problems.clone_from(&problems);
                SubmitOutcome::Invalid(problems)
            }
        };
    }
    if confirms {
        return go_on(state, (step, flow::CONFIRMED));
    }
    let Some(page) = page else { return go_on(state, (step + 1, 0)) };
    if answers::shows_more(survey, state, work, page) {
        let here = flow::scope(survey, state, work, Some(page));
        let keys = state.visits.last().map_or(&[][..], |visit| visit.shown.as_slice());
        let shown: Vec<_> =
            keys.iter().filter_map(|key| Some((here.question(key)?.0, key.clone()))).collect();
        state.ask = flow::undrawn(here, &shown);
        if let Some(ask) = &state.ask {
            return SubmitOutcome::Asks(ask.clone());
        }
        state.known.settle();
        return SubmitOutcome::Page;
    }
    let problems = answers::problems(survey, state, work, page, too_long);
    if !problems.is_empty() {
        state.problems.clone_from(&problems);
        return SubmitOutcome::Invalid(problems);
    }
    if let Some(call) = quotas::calls(flow::scope(survey, state, work, Some(page))) {
        return SubmitOutcome::Asks(state.ask.insert(Ask::Call(call)).clone());
    }
    if let Some(end) = quotas::ends(flow::scope(survey, state, work, Some(page))) {
        state.end = Some(end.clone());
        return SubmitOutcome::Ended(end);
    }
    match skip::skip(survey, state, work, page) {
        Some(Skip::ToEnd) => {
            let end = flow::end_of_survey(flow::scope(survey, state, work, Some(page)));
            state.end = Some(end.clone());
            SubmitOutcome::Ended(end)
        }
        Some(Skip::PastBlock) => go_on(state, (page.block_end, 0)),
        Some(Skip::To(id)) => go_on(state, skip::find(&steps, step, page, &id).unwrap_or((step + 1, 0))),
        None => go_on(state, (step + 1, 0)),
    }
}

/// Walks on, as who was met where somebody was, and says what came of it.
fn go_on(
    survey: &PreparedSurvey,
    state: &mut RunState,
    work: &Work,
    steps: &Steps<'_>,
    step: (usize, usize),
    now_ms: i64,
    met: Option<&Contact>,
) -> SubmitOutcome {
    state.page_ms = now_ms;
    flow::advance(survey, state, work, steps, step, met);
    match (&state.ask, &state.end) {
        (Some(ask), _) => SubmitOutcome::Asks(ask.clone()),
        (None, Some(end)) => SubmitOutcome::Ended(end.clone()),
        (None, None) => SubmitOutcome::Page,
    }
}
