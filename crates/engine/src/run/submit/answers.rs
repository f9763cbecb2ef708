//! What was sent for the questions of a page: kept, looked at for questions it brings up, and checked.

use std::collections::HashSet;

use model::limits::surveys::{ANSWER_LENGTH, ANSWERS_BYTES, PROBLEMS_PAGE};
use model::survey::{Question, QuestionType};

use super::decode;
use super::form::SentForm;
use crate::run::check;
use crate::run::flow::{PageStep, is_shown, scope};
use crate::run::prepared::PreparedSurvey;
use crate::run::problem::{AnswerProblem, Fault};
use crate::run::state::RunState;
use crate::run::work::Work;

/// Keeps what was sent for the questions of the page at hand. Gives what is too long to be kept whole: the page cannot be
/// left before it is shorter.
pub(crate) fn keep(
    survey: &PreparedSurvey,
    state: &mut RunState,
    work: &Work,
    page: Option<&PageStep<'_>>,
    form: &SentForm<'_>,
    now_ms: i64,
) -> Vec<AnswerProblem> {
    let mut fields = Vec::new();
    let here = scope(survey, state, work, page);
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
        fields.extend(sent.into_iter().map(|(name, values)| (key.clone(), name, values)));
    }
    let size = |name: &str, values: &[String]| name.len() + values.iter().map(String::len).sum::<usize>();
    // Answers have no order, and a respondent may have thousands on other pages.
    for (_, name, _) in &fields {
        state.answers.swap_remove(name);
    }
    let mut all: usize = state.answers.iter().map(|(name, values)| size(name, values)).sum();
    let mut too_long = Vec::new();
    for (question, name, mut values) in fields {
        if values.is_empty() {
            continue;
        }
        let room = ANSWERS_BYTES.saturating_sub(all + name.len());
        let fitting = values.first().map_or(0, |value| fitting(value, room));
        if values.len() == 1 && fitting < values[0].len() {
            values[0].truncate(fitting);
            let fault = Fault::TooLong(values[0].chars().count());
            too_long.push(AnswerProblem { question, field: name.clone(), fault });
        }
        all += size(&name, &values);
        state.answers.insert(name, values);
    }
    too_long
}

/// How many bytes of a text are kept, where there is room for so many.
fn fitting(text: &str, room: usize) -> usize {
    let by_length = text.char_indices().nth(ANSWER_LENGTH).map_or(text.len(), |(end, _)| end);
    let mut end = by_length.min(room);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// Looks again which questions the page shows, now that its own answers are known. True if a question came up that was
/// not there before: the page is then to be shown again. This is how display logic within a page works without a script.
pub(crate) fn shows_more(
    survey: &PreparedSurvey,
    state: &mut RunState,
    work: &Work,
    page: &PageStep<'_>,
) -> bool {
    let Some(visit) = state.visits.last() else { return false };
    let from = visit.from;
    let before: HashSet<&String> = visit.shown.iter().collect();
    let here = scope(survey, state, work, Some(page));
    let within = |question: &Question| question.display.as_ref().is_some_and(|display| display.in_page);
    let now: Vec<String> = page
        .items()
        .skip(from)
        .filter_map(|item| here.survey.questions.get(item.id))
        .map(|question| (question, here.key(&question.id)))
        .filter(
            |(question, key)| if within(question) { is_shown(here, question) } else { before.contains(key) },
        )
        .map(|(_, key)| key)
        .collect();
    let more = now.iter().any(|key| !before.contains(key));
    state.visits.show(now);
    more
}

/// What keeps the page at hand from being left. Answers that are only requested are asked for once.
pub(crate) fn problems(
    survey: &PreparedSurvey,
    state: &mut RunState,
    work: &Work,
    page: &PageStep<'_>,
    too_long: Vec<AnswerProblem>,
) -> Vec<AnswerProblem> {
    let Some(visit) = state.visits.last() else { return Vec::new() };
    let with_requested = !visit.asked;
    let here = scope(survey, state, work, Some(page)).in_doubt(true);
    let checked = visit
        .shown
        .iter()
        .filter_map(|key| Some(check::problems(here, here.question(key)?.0, key, with_requested)))
        .flatten();
    let found: Vec<AnswerProblem> = too_long.into_iter().chain(checked).take(PROBLEMS_PAGE).collect();
    if !found.is_empty() {
        state.visits.ask();
    }
    found
}
