//! What is wrong, in words: at the top of the page and at the question.

use engine::run::{AnswerProblem, Fault, PageView, QuestionView};
use maud::{Markup, html};

use crate::heading::heading;
use crate::spoken::Spoken;

/// The list at the top of the page; each entry leads to its input.
pub(crate) fn summary(page: &PageView, words: &Spoken) -> Markup {
    let problems: Vec<(&QuestionView, &AnswerProblem)> = page
        .questions
        .iter()
        .flat_map(|question| first_of_each(question).map(move |problem| (question, problem)))
        .collect();
    html! {
        @if !problems.is_empty() {
            div .summary role="alert" aria-labelledby="problems" tabindex="-1" {
                h2 #problems lang=[words.lang] { (words.problem_heading) }
                ul {
                    @for (question, problem) in problems {
                        li { a href=(format!("#{}", id(&target(question, problem)))) {
                            (shortened(&heading(question, words), words)) " – " span lang=[words.lang] { (sentence(&problem.fault, words)) }
                        } }
                    }
                }
            }
        }
    }
}

/// The messages at a question.
pub(crate) fn at(question: &QuestionView, words: &Spoken) -> Markup {
    html! {
        @if !question.problems.is_empty() {
            div .error id=(error_id(question)) {
                @for problem in first_of_each(question) { p lang=[words.lang] { (sentence(&problem.fault, words)) } }
            }
        }
    }
}

/// The id of the messages at a question, for `aria-describedby`; `None` if there are none.
pub(crate) fn described_by(question: &QuestionView) -> Option<String> {
    (!question.problems.is_empty()).then(|| error_id(question))
}

/// Whether something is wrong with this input.
pub(crate) fn is_wrong(question: &QuestionView, name: &str) -> bool {
    question.problems.iter().any(|problem| problem.field == name)
}

/// The id of an input: its name, without what would be read as something else in an address.
pub(crate) fn id(name: &str) -> String {
    name.replace('#', ".").replace('~', "-")
}

/// A question with ten empty rows says so once.
fn first_of_each(question: &QuestionView) -> impl Iterator<Item = &AnswerProblem> {
    let problems = &question.problems;
    problems
        .iter()
        .enumerate()
        .filter(|(place, problem)| !problems[..*place].iter().any(|earlier| earlier.fault == problem.fault))
        .map(|(_, problem)| problem)
}

/// The input to lead to: choices and rows are entered in the first input of their name.
fn target(question: &QuestionView, problem: &AnswerProblem) -> String {
    if problem.field.is_empty() { question.key.clone() } else { problem.field.clone() }
}

fn error_id(question: &QuestionView) -> String {
    format!("{}-error", id(&question.key))
}

fn shortened(text: &str, words: &Spoken) -> String {
    match text.chars().count() {
        0 => words.question.to_owned(),
        1..=70 => text.to_owned(),
        _ => {
            let cut: String = text.chars().take(66).collect();
            let end = cut.rfind(' ').filter(|end| *end > 30).unwrap_or(cut.len());
            format!("{}…", &cut[..end])
        }
    }
}

fn sentence(fault: &Fault, words: &Spoken) -> String {
    let texts = &words.faults;
    let with = |text: &str, value: &dyn std::fmt::Display| text.replacen("{}", &value.to_string(), 1);
    match fault {
        Fault::Required => texts.required.to_owned(),
        Fault::Requested => texts.requested.to_owned(),
        Fault::TextWanted => texts.text_wanted.to_owned(),
        Fault::NotANumber => texts.number.to_owned(),
        Fault::UnclearNumber => texts.unclear_number.to_owned(),
        Fault::Below(least) => with(texts.below, least),
        Fault::Above(most) => with(texts.above, most),
        Fault::Decimals(0) => texts.whole.to_owned(),
        Fault::Decimals(most) => with(texts.decimals, most),
        Fault::NotAnEmail => texts.email.to_owned(),
        Fault::NotADate => texts.date.to_owned(),
        Fault::NotAPhone => texts.phone.to_owned(),
        Fault::NotAPostalCode => texts.postal_code.to_owned(),
        Fault::NotAState => texts.state.to_owned(),
        Fault::NotLetters => texts.letters.to_owned(),
        Fault::TooShort(least) => with(texts.too_short, least),
        Fault::TooLong(most) => with(texts.too_long, most),
        Fault::TooFew(least) => with(texts.too_few, least),
        Fault::TooMany(most) => with(texts.too_many, most),
        Fault::NotAlone => texts.alone.to_owned(),
        Fault::Total(wanted, found) => with(&with(texts.total, wanted), found),
        Fault::SameRank => texts.same_rank.to_owned(),
        Fault::NotOnTheList => words.contact.wrong.to_owned(),
        Fault::Wait(minutes) => with(words.password_wait, minutes),
        Fault::Refused => texts.refused.to_owned(),
    }
}
