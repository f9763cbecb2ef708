//! The way from one page to the next.

use model::QuestionId;
use model::survey::{Question, QuestionType, Survey};
use serde_json::Value;

use super::check;
use super::decode;
use super::end;
use super::logic;
use super::pipe::{self, Into};
use super::program::{PageStep, Step};
use super::scope::Scope;
use super::{Outcome, Problem, RunState, Visit};

/// Where skip logic leads.
pub(super) enum Skip {
    /// To the end of the survey.
    ToEnd,
    /// Behind the last page of the block.
    PastBlock,
    /// To a question of the same block.
    To(String),
}

/// What logic and texts of a page look at.
pub(super) fn scope<'a>(survey: &'a Survey, state: &'a RunState, page: Option<&PageStep<'a>>) -> Scope<'a> {
    Scope { survey, state, row: page.and_then(|page| Some((page.block, page.row?))), depth: 0 }
}

/// Walks the steps from `step` on until a page with something to show, or the end.
pub(super) fn advance(
    survey: &Survey,
    state: &mut RunState,
    steps: &[Step<'_>],
    mut step: usize,
    mut from: usize,
) {
    loop {
        match steps.get(step) {
            None => {
                state.end = Some(end::of_survey(scope(survey, state, None)));
                return;
            }
            Some(Step::End(options)) => {
                state.end = Some(end::of_element(scope(survey, state, None), options));
                return;
            }
            Some(Step::Set(flow, fields)) => {
                for field in *fields {
                    if let Some(value) = &field.value {
                        let value = pipe::text(scope(survey, state, None), value, Into::Text, flow);
                        state.embedded.insert(field.name.clone(), value);
                    }
                }
                step += 1;
            }
            Some(Step::Unless(condition, otherwise)) => {
                let here = scope(survey, state, None);
                step = if condition.is_some_and(|condition| logic::holds(here, condition)) {
                    step + 1
                } else {
                    *otherwise
                };
            }
            Some(Step::Page(page)) => {
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

/// Walks on and says what came of it.
pub(super) fn go_on(
    survey: &Survey,
    state: &mut RunState,
    steps: &[Step<'_>],
    step: usize,
    from: usize,
    now_ms: i64,
) -> Outcome {
    advance(survey, state, steps, step, from);
    state.page_ms = now_ms;
    match &state.end {
        Some(end) => Outcome::Ended(end.clone()),
        None => Outcome::Page,
    }
}

/// Keeps what was sent for the questions of the page at hand.
pub(super) fn keep(
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
pub(super) fn shows_more(survey: &Survey, state: &mut RunState, page: &PageStep<'_>) -> bool {
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

/// What keeps the page at hand from being left. Answers that are only wished for are asked for once.
pub(super) fn problems(survey: &Survey, state: &mut RunState, page: &PageStep<'_>) -> Vec<Problem> {
    let Some(visit) = state.visits.last() else { return Vec::new() };
    let wished = !visit.asked;
    let here = scope(survey, state, Some(page));
    let found: Vec<Problem> = visit
        .shown
        .iter()
        .filter_map(|key| Some(check::question(here, here.question(key)?.0, key, wished)))
        .flatten()
        .collect();
    if let Some(visit) = state.visits.last_mut() {
        visit.asked = visit.asked || !found.is_empty();
    }
    found
}

/// Where the skip logic of the page at hand leads; the first item that holds wins.
pub(super) fn skip(survey: &Survey, state: &RunState, page: &PageStep<'_>) -> Option<Skip> {
    let here = scope(survey, state, Some(page));
    let shown = &state.visits.last()?.shown;
    page.items.iter().filter(|item| shown.contains(&here.key(item.id))).flat_map(|item| item.skip).find_map(
        |item| {
            let destination = item.get("SkipToDestination").and_then(Value::as_str)?;
            let holds = logic::condition_holds(here, &logic::skip_condition(item));
            holds.then(|| match destination {
                "ENDOFSURVEY" => Skip::ToEnd,
                "ENDOFBLOCK" => Skip::PastBlock,
                question => Skip::To(question.to_owned()),
            })
        },
    )
}

/// The step and the place on its page of a later question of the same block (and the same row of its loop).
pub(super) fn find(
    steps: &[Step<'_>],
    step: usize,
    page: &PageStep<'_>,
    question: &str,
) -> Option<(usize, usize)> {
    steps.get(..page.block_end)?.iter().enumerate().skip(step + 1).find_map(|(step, candidate)| {
        let Step::Page(candidate) = candidate else { return None };
        let place = candidate.items.iter().position(|item| item.id.as_str() == question)?;
        Some((step, place))
    })
}

/// Whether a page of a loop is gone through: a loop over the choices of a question has one round per choice.
fn loops_here(here: Scope<'_>, page: &PageStep<'_>) -> bool {
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

fn shown<'a>(here: Scope<'a>, page: &PageStep<'a>, from: usize) -> Vec<(&'a Question, String)> {
    let question = |id: &QuestionId| here.survey.questions.get(id);
    page.items
        .iter()
        .skip(from)
        .filter_map(|item| question(item.id))
        .filter(|question| is_shown(here, question))
        .map(|question| (question, here.key(&question.id)))
        .collect()
}

fn is_shown(here: Scope<'_>, question: &Question) -> bool {
    question.display.as_ref().is_none_or(|display| logic::holds(here, display))
}

fn is_visible(question: &Question) -> bool {
    !matches!(question.kind, QuestionType::Timing | QuestionType::BrowserMeta | QuestionType::Captcha)
}

/// What the author entered beforehand (`DefaultChoices`), for questions that are shown for the first time.
fn defaults(here: Scope<'_>, shown: &[(&Question, String)]) -> Vec<(String, Vec<String>)> {
    let mut fields = Vec::new();
    for (question, key) in shown.iter().filter(|(_, key)| !here.was_shown(key)) {
        let Some(preset) = question.raw.get("DefaultChoices").and_then(Value::as_object) else { continue };
        match question.kind {
            QuestionType::TextEntry => {
                let text = preset.get("TEXT").and_then(|text| text.get("Text")?.as_str()).unwrap_or_default();
                let value = pipe::text(here, text, Into::Text, key);
                let name = format!("{key}_TEXT");
                if !value.is_empty() && here.entered(&name).is_empty() {
                    fields.push((name, vec![value]));
                }
            }
            QuestionType::MultipleChoice if here.entered(key).is_empty() => {
                let is_on =
                    |value: &Value| value.get("Selected").is_some_and(|on| *on == true || *on == "true");
                let on = preset
                    .iter()
                    .filter(|(_, value)| is_on(value))
                    .map(|(id, _)| id.clone())
                    .collect::<Vec<_>>();
                if !on.is_empty() {
                    fields.push((key.clone(), on));
                }
            }
            _ => {}
        }
    }
    fields
}
