//! The way from one page to the next.

use model::QuestionId;
use model::survey::{Question, QuestionType, Survey};

use super::defaults::defaults;
use super::end;
use super::steps::{FlowStep, PageStep, scope};
use crate::run::logic::{self, Usage};
use crate::run::scope::RunScope;
use crate::run::state::{RunState, Visit};

/// Walks the steps from `step` on until a page with something to show, or the end.
pub(crate) fn advance(
    survey: &Survey,
    state: &mut RunState,
    steps: &[FlowStep<'_>],
    mut step: usize,
    mut from: usize,
) {
    loop {
        match steps.get(step) {
            None => {
                state.end = Some(end::of_survey(scope(survey, state, None)));
                return;
            }
            Some(FlowStep::End(options)) => {
                state.end = Some(end::of_element(scope(survey, state, None), options));
                return;
            }
            Some(FlowStep::Set(flow, fields)) => {
                for field in *fields {
                    if let Some(value) = &field.value {
                        let value = logic::text(scope(survey, state, None), value, Usage::Text, flow);
                        state.embedded.insert(field.name.clone(), value);
                    }
                }
                step += 1;
            }
            Some(FlowStep::Unless(condition, otherwise)) => {
                let here = scope(survey, state, None);
                step = if condition.is_some_and(|condition| logic::holds(here, condition)) {
                    step + 1
                } else {
                    *otherwise
                };
            }
            Some(FlowStep::Page(page)) => {
                if loops_here(scope(survey, state, None), page) {
                    let shown = shown(scope(survey, state, Some(page)), page, from);
                    if shown.iter().any(|(question, _)| is_visible(question)) {
                        let keys: Vec<String> = shown.iter().map(|(_, key)| key.clone()).collect();
                        let defaults = defaults(scope(survey, state, Some(page)), &shown);
                        state.answers.extend(defaults);
                        state.visits.push(Visit { step, from, shown: keys, asked: false });
                        return;
                    }
                }
                step += 1;
            }
        }
        from = 0;
    }
}

/// Whether a page of a loop is gone through: a loop over the choices of a question has one round per choice.
fn loops_here(here: RunScope<'_>, page: &PageStep<'_>) -> bool {
    let Some(row) = page.row else { return true };
    let looping = page.block.raw.get("Options").and_then(|options| options.get("LoopingOptions"));
    let source = looping.and_then(|looping| looping.get("QID")?.as_str()).and_then(|id| here.question(id));
    let Some((question, key)) = source else { return true };
    let locator = looping.and_then(|looping| looping.get("Locator")?.as_str()).unwrap_or_default();
    let picked = here.picked(question, &key);
    if locator.contains("Numeric") {
        let rounds = here.text(&format!("{key}_TEXT")).trim().parse::<usize>().unwrap_or(0);
        return page.block.loop_rows.iter().take(rounds).any(|(known, _)| known == row);
    }
    if locator.contains("Unselected") {
        return here.was_shown(&key) && !picked.contains(&row);
    }
    if locator.contains("Selected") { picked.contains(&row) } else { true }
}

fn shown<'a>(here: RunScope<'a>, page: &PageStep<'a>, from: usize) -> Vec<(&'a Question, String)> {
    let question = |id: &QuestionId| here.survey.questions.get(id);
    page.items
        .iter()
        .skip(from)
        .filter_map(|item| question(item.id))
        .filter(|question| is_shown(here, question))
        .map(|question| (question, here.key(&question.id)))
        .collect()
}

/// Whether the display logic of a question lets it be shown.
pub(crate) fn is_shown(here: RunScope<'_>, question: &Question) -> bool {
    question.display.as_ref().is_none_or(|display| logic::holds(here, display))
}

fn is_visible(question: &Question) -> bool {
    !matches!(question.kind, QuestionType::Timing | QuestionType::BrowserMeta | QuestionType::Captcha)
}
