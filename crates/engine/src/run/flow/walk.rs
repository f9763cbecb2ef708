//! The way from one page to the next.

use model::QuestionId;
use model::contact::Contact;
use model::limits::surveys::AUTHENTICATORS_TRIED;
use model::survey::Question;

use super::authenticating;
use super::calling;
use super::defaults::defaults;
use super::end;
use super::setting::Setting;
use super::steps::{FlowStep, PageStep, Steps, draw, scope};
use crate::run::known::{Ask, Draw};
use crate::run::logic;
use crate::run::lookup::Met;
use crate::run::loops;
use crate::run::prepared::PreparedSurvey;
use crate::run::quotas;
use crate::run::scope::RunScope;
use crate::run::state::{End, RunState, Visit};
use crate::run::work::Work;

/// Walks the steps from `step` on until a page with something to show, the end, or something that must be known to go on. Who was
/// `met` on the page before is the respondent from here on.
pub(crate) fn advance(
    survey: &PreparedSurvey,
    state: &mut RunState,
    work: &Work,
    steps: &Steps<'_>,
    (mut step, mut from): (usize, usize),
    met: Option<&Contact>,
) {
    let mut setting = Setting::new(state);
    if let Some(contact) = met {
        setting.contact(survey, state, work, contact);
    }
    let mut tried = 0;
    loop {
        match steps.at(step) {
            None => {
                (state.end, state.ask) = ended(scope(survey, state, work, None), end::of_survey);
                return;
            }
            Some(FlowStep::End(options)) => {
                // Whoever confirmed the answers goes on from a place behind the end's own.
                if end::asks_to_confirm(options) && from != CONFIRMED && !state.visits.is_empty() {
                    state.visits.push(Visit { confirms: true, ..Visit::of(step, setting.undo) });
                    return;
                }
                let end = |here: RunScope<'_>| end::of_element(here, options);
                (state.end, state.ask) = ended(scope(survey, state, work, None), end);
                return;
            }
            Some(FlowStep::Draw(flow, children, count)) => {
                state.ask = Some(Ask::Draw(vec![draw(state.seed, flow, children, count)]));
                return;
            }
            Some(FlowStep::Set(flow, fields)) => {
                setting.set(survey, state, work, flow, fields);
                step += 1;
            }
            Some(FlowStep::Call(flow, service)) => {
                let Some(call) = calling::call(scope(survey, state, work, None), flow, service) else {
                    step += 1;
                    continue;
                };
                let Some(values) = state.known.answer(&call).map(<[_]>::to_vec) else {
                    state.ask = Some(Ask::Call(call));
                    return;
                };
                setting.answered(survey, state, work, service, values);
                step += 1;
            }
            Some(FlowStep::Authenticate(flow, authenticator, _)) => {
                let here = scope(survey, state, work, None);
                let by_itself = authenticating::by_itself(here, flow, authenticator);
                if let Some(lookup) = by_itself.filter(|_| tried < AUTHENTICATORS_TRIED) {
                    tried += 1;
                    match state.known.take_met(&lookup) {
                        None => {
                            state.ask = Some(Ask::Contact(lookup));
                            return;
                        }
                        Some(Met::Somebody(contact)) => {
                            setting.contact(survey, state, work, &contact);
                            step += 1;
                            continue;
                        }
                        Some(Met::Nobody) => state.known.fail(flow),
                        Some(Met::Wait(_)) => {}
                    }
                }
                state.visits.push(Visit::of(step, setting.undo));
                return;
            }
            Some(FlowStep::Unless(condition, otherwise)) => {
                let here = scope(survey, state, work, None);
                step = if condition.is_some_and(|condition| logic::holds(here, condition)) {
                    step + 1
                } else {
                    otherwise
                };
            }
            Some(FlowStep::Page(page)) => {
                // A round that is not gone through is left as a whole.
                if !loops_here(scope(survey, state, work, None), &page) {
                    (step, from) = (page.block_end, 0);
                    continue;
                }
                let shown = shown(scope(survey, state, work, Some(&page)), &page, from);
                if shown.iter().any(|(question, _)| !question.kind.is_unseen()) {
                    let keys: Vec<String> = shown.iter().map(|(_, key)| key.clone()).collect();
                    if let Some(ask) = undrawn(scope(survey, state, work, Some(&page)), &shown) {
                        state.ask = Some(ask);
                        return;
                    }
                    let defaults = defaults(scope(survey, state, work, Some(&page)), &shown);
                    state.known.settle();
                    state.answers.extend(defaults);
                    state.visits.push(Visit { from, shown: keys, ..Visit::of(step, setting.undo) });
                    return;
                }
                step += 1;
            }
        }
        from = 0;
    }
}

/// From where at the step of an end a run goes on once the answers were confirmed.
pub(crate) const CONFIRMED: usize = 1;

/// The end that was come to, unless a full quota ends the survey for this respondent, or calls a web service first. An end that
/// counts for no quota asks none.
fn ended(here: RunScope<'_>, end: impl FnOnce(RunScope<'_>) -> End) -> (Option<End>, Option<Ask>) {
    let end = end(here);
    if !end.counts {
        return (Some(end), None);
    }
    match quotas::calls(here) {
        Some(call) => (None, Some(Ask::Call(call))),
        None => (Some(quotas::ends(here).unwrap_or(end)), None),
    }
}

/// Whether this run goes through the round that a page belongs to.
fn loops_here(here: RunScope<'_>, page: &PageStep<'_>) -> bool {
    let offered = |question, key: &str| logic::choices(here, question, key);
    page.row.is_none_or(|row| loops::is_gone_through(here, row, offered))
}

fn shown<'a>(here: RunScope<'a>, page: &PageStep<'a>, from: usize) -> Vec<(&'a Question, String)> {
    if quotas::hides(here, &page.block.id) {
        return Vec::new();
    }
    let question = |id: &QuestionId| here.survey.questions.get(id);
    page.items()
        .skip(from)
        .filter_map(|item| question(item.id))
        .filter(|question| is_shown(here, question))
        .map(|question| (question, here.key(&question.id)))
        .collect()
}

/// What must be drawn for these questions before they are shown.
pub(crate) fn undrawn(here: RunScope<'_>, shown: &[(&Question, String)]) -> Option<Ask> {
    let draws = shown.iter().flat_map(|(question, key)| logic::draws(here, question, key));
    let mut draws: Vec<Draw> = draws.collect();
    // Whoever draws has a list for himself meanwhile: two must not wait for each other.
    draws.sort_by(|one, other| one.list.cmp(&other.list));
    (!draws.is_empty()).then_some(Ask::Draw(draws))
}

/// Whether the display logic of a question lets it be shown.
pub(crate) fn is_shown(here: RunScope<'_>, question: &Question) -> bool {
    !quotas::hides(here, question.id.as_str()) && logic::is_shown(here, question)
}
