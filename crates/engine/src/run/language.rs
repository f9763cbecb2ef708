//! The languages of a survey, and texts that stand in another one than their page.

use model::language::{is_right_to_left, own_name, tag};
use model::limits::surveys::LANGUAGES;
use model::survey::Survey;
use serde_json::Value;

use super::state::RunState;

/// The name of the embedded data field that holds the respondent's language.
pub(super) const FIELD: &str = "Q_Language";

/// The codes of all languages of a survey: its own and those its options list; where they list none, those its questions have
/// translations for, because what is listed no more was withdrawn. At most [`LANGUAGES`].
pub(super) fn of(survey: &Survey) -> Vec<String> {
    let listed = survey.options.get("AvailableLanguages").and_then(Value::as_object);
    let listed = listed.filter(|codes| !codes.is_empty());
    let questions =
        survey.questions.values().flat_map(|question| std::iter::once(question).chain(&question.columns));
    let translated = questions.filter(|_| listed.is_none());
    let translated = translated.filter_map(|question| question.raw.get("Language")?.as_object());
    let mut codes = vec![survey.language.clone()];
    let known = listed.into_iter().chain(translated).flat_map(|languages| languages.keys());
    for code in known {
        if codes.len() < LANGUAGES && !code.is_empty() && !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    codes
}

/// What a language is called where respondents choose one: its own name, or what the author calls a language that the
/// author added; else its code.
pub(super) fn name(survey: &Survey, code: &str) -> String {
    let own = survey
        .options
        .get("CustomLanguages")
        .and_then(|languages| languages.get(code)?.get("DisplayName")?.as_str());
    let own = own.filter(|name| !name.trim().is_empty());
    own.or_else(|| own_name(code)).unwrap_or(code).to_owned()
}

/// A text (html) in the survey's own language on the page of this run: where the page is in another one, the text says so.
pub(super) fn base_text(survey: &Survey, state: &RunState, html: String) -> String {
    let (base, page) = (tag(&survey.language), tag(&state.language));
    if base == page || html.trim().is_empty() {
        return html;
    }
    let direction = if is_right_to_left(&base) { "rtl" } else { "ltr" };
    format!("<span lang=\"{base}\" dir=\"{direction}\">{html}</span>")
}
