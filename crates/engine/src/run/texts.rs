//! Texts of questions and choices in the respondent's language.

use model::survey::{Choice, Question};
use serde_json::Value;

/// The question's text in a language, the base text where there is no translation (api/qsf.md section 15).
pub(super) fn question_text<'a>(question: &'a Question, language: &str) -> &'a str {
    translation(question, language)
        .and_then(|texts| texts.get("QuestionText")?.as_str())
        .filter(|text| !text.trim().is_empty())
        .unwrap_or(&question.text)
}

/// The text of a choice (`list` is `Choices`) or an answer (`Answers`) in a language.
pub(super) fn choice_text<'a>(
    question: &'a Question,
    list: &str,
    choice: &'a Choice,
    language: &str,
) -> &'a str {
    translation(question, language)
        .and_then(|texts| texts.get(list)?.get(&choice.id)?.get("Display")?.as_str())
        .filter(|text| !text.trim().is_empty())
        .unwrap_or(&choice.text)
}

fn translation<'a>(question: &'a Question, language: &str) -> Option<&'a Value> {
    question.raw.get("Language")?.get(language)
}
