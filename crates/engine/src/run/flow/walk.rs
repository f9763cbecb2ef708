//! The way from one page to the next.

use model::QuestionId;
use model::limits::surveys::EMBEDDED_BYTES;
use model::survey::{Question, QuestionType};

use super::defaults::defaults;
use super::end;
use super::steps::{FlowStep, PageStep, scope};
use crate::run::logic::{self, Usage};
use crate::run::loops;
use crate::run::prepared::PreparedSurvey;
use crate::run::scope::RunScope;
use crate::run::state::{RunState, Visit};
use crate::run::work::Work;

/// Walks the steps from `step` on until a page with something to show, or the end.
pub(crate) fn advance(
    survey: &PreparedSurvey,
    state: &mut RunState,
    work: &Work,
    steps: &[FlowStep<'_>],
    (mut step, mut from): (usize, usize),
) {
    let mut embedded: usize = state.embedded.iter().map(|(name, value)| name.len() + value.len()).sum();
    loop {
        match steps.get(step) {
            None => {
                state.end = Some(end::of_survey(scope(survey, state, work, None)));
                return;
            }
            Some(FlowStep::End(options)) => {
                state.end = Some(end::of_element(scope(survey, state, work, None), options));
                return;
            }
            Some(FlowStep::Set(flow, fields)) => {
                for field in *fields {
                    // Where nothing more is piped a field stays what it was, rather than to become empty.
                    let pipes =
                        |value: &&String| work.room() > 0 || !(value.contains("${") || value.contains("$e{"));
                    if let Some(value) = field.value.as_ref().filter(pipes) {
                        let value = logic::text(scope(survey, state, work, None), value, Usage::Text, flow);
                        let former =
                            state.embedded.get(&field.name).map(|value| field.name.len() + value.len());
                        let all = embedded - former.unwrap_or(0) + field.name.len() + value.len();
                        if all > EMBEDDED_BYTES {
                            work.is_over(
                                "the embedded data of a respondent are too long and are not all set",
                            );
                        } else {
                            embedded = all;
                            state.embedded.insert(field.name.clone(), value);
                        }
                    }
                }
                step += 1;
            }
            Some(FlowStep::Unless(condition, otherwise)) => {
                let here = scope(survey, state, work, None);
                step = if condition.is_some_and(|condition| logic::holds(here, condition)) {
                    step + 1
                } else {
                    *otherwise
                };
            }
            Some(FlowStep::Page(page)) => {
                // A round that is not gone through is left as a whole.
                if !loops_here(scope(survey, state, work, None), page) {
                    (step, from) = (page.block_end, 0);
                    continue;
                }
                let shown = shown(scope(survey, state, work, Some(page)), page, from);
                if shown.iter().any(|(question, _)| is_visible(question)) {
                    let keys: Vec<String> = shown.iter().map(|(_, key)| key.clone()).collect();
                    let defaults = defaults(scope(survey, state, work, Some(page)), &shown);
                    state.answers.extend(defaults);
                    state.visits.push(Visit { step, from, shown: keys, asked: false });
                    return;
                }
                step += 1;
            }
        }
        from = 0;
    }
}

/// Whether this run goes through the round that a page belongs to.
fn loops_here(here: RunScope<'_>, page: &PageStep<'_>) -> bool {
    let offered = |question, key: &str| logic::choices(here, question, key);
    page.row.is_none_or(|row| loops::is_gone_through(here, row, offered))
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
    logic::is_shown(here, question)
}

fn is_visible(question: &Question) -> bool {
    !matches!(question.kind, QuestionType::Timing | QuestionType::BrowserMeta | QuestionType::Captcha)
}
