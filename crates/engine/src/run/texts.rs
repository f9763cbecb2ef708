//! Texts of questions and choices in the respondent's language.

use model::survey::{Choice, Question};
use serde_json::Value;

/// The question's text in a language, the base text where there is no translation (api/qsf.md section 15).
pub(super) fn question_text<'a>(question: &'a Question, language: &str) -> &'a str {
    translated_question(question, language).unwrap_or(&question.text)
}

/// The translation of the question's text, where there is one.
pub(super) fn translated_question<'a>(question: &'a Question, language: &str) -> Option<&'a str> {
    let text = translation(question, language)?.get("QuestionText")?.as_str()?;
    Some(text).filter(|text| !text.trim().is_empty())
}

/// The text of a choice (`list` is `Choices`) or an answer (`Answers`) in a language.
pub(super) fn choice_text<'a>(
    question: &'a Question,
    list: &str,
    choice: &'a Choice,
    language: &str,
) -> &'a str {
    translated_choice(question, list, choice, language).unwrap_or(&choice.text)
}

/// The translation of the text of a choice or an answer, where there is one.
pub(super) fn translated_choice<'a>(
    question: &'a Question,
    list: &str,
    choice: &Choice,
    language: &str,
) -> Option<&'a str> {
    let text = translation(question, language)?.get(list)?.get(&choice.id)?.get("Display")?.as_str()?;
    Some(text).filter(|text| !text.trim().is_empty())
}

/// What the translation of a question says for one of its members, such as `ColumnLabels`.
pub(super) fn translation<'a>(question: &'a Question, language: &str) -> Option<&'a Value> {
    question.raw.get("Language")?.get(language)
}
