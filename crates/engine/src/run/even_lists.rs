//! How many lists of choices of a survey are presented evenly: each costs a count, for every round of its loop.

use std::collections::HashMap;

use model::QuestionId;
use model::limits::surveys::{EVEN_CHOICES, EVEN_PARTS};
use model::survey::{BlockElement, Question, Survey};
use serde_json::Value;

use super::finding::Finding;
use super::payload::is_even;

/// The members of a question that say how a list of it is mixed.
const MEMBERS: [&str; 2] = ["Randomization", "AnswerRandomization"];

/// Lets no more choices be presented evenly than can be counted; lists beyond that are drawn by chance, which `tell` is told of.
pub(super) fn bound(survey: &mut Survey, mut tell: impl FnMut(Finding)) {
    let any = |question: &Question| MEMBERS.iter().any(|member| is_even(question, member));
    if !survey.questions.values().any(|question| any(question) || question.columns.iter().any(any)) {
        return;
    }
    let rounds = rounds(survey);
    let mut left = EVEN_CHOICES;
    for (id, question) in &mut survey.questions {
        let rounds = rounds.get(id).copied().unwrap_or(0);
        let mut fits = true;
        lists(question, &mut |length| {
            let rest = left.checked_sub(length.saturating_mul(rounds)).filter(|_| length <= EVEN_PARTS);
            left = rest.unwrap_or(left);
            fits &= rest.is_some();
            rest.is_some()
        });
        if !fits {
            let what = format!(
                "choices are drawn by chance: {EVEN_CHOICES} choices in lists of up to {EVEN_PARTS} are presented evenly, \
                 each round of a loop counted"
            );
            tell(Finding { place: id.to_string(), what });
        }
    }
}

/// Asks of each evenly presented list of a question, by its length, whether there is room for it; without, it is one that is not.
fn lists(question: &mut Question, has_room: &mut impl FnMut(usize) -> bool) {
    for member in MEMBERS {
        let length = if member == "Randomization" { question.choices.len() } else { question.answers.len() };
        if is_even(question, member)
            && !has_room(length)
            && let Some(Value::Object(members)) = question.raw.get_mut(member)
        {
            members.insert("EvenPresentation".to_owned(), Value::Bool(false));
        }
    }
    question.columns.iter_mut().for_each(|column| lists(column, has_room));
}

/// How often each question is asked at the most, by the blocks that it stands in.
fn rounds(survey: &Survey) -> HashMap<QuestionId, usize> {
    let mut rounds: HashMap<QuestionId, usize> = HashMap::new();
    for block in survey.blocks.values() {
        for element in &block.elements {
            if let BlockElement::Question { id, .. } = element {
                *rounds.entry(id.clone()).or_default() += block.loop_rows.len().max(1);
            }
        }
    }
    rounds
}
