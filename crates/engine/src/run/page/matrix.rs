//! Tables of statements and scale points.

use model::survey::{Choice, Question, QuestionType};

use crate::run::language::base_text;
use crate::run::logic::{self, html};
use crate::run::rules::is_cells;
use crate::run::scope::RunScope;
use crate::run::texts::translated_choice;
use crate::run::view::{CellInput, EntryLook, MatrixView, RowView};

/// The table of `part`: a matrix, or one column of the side-by-side question `whole`.
pub(crate) fn matrix(
    scope: RunScope<'_>,
    whole: &Question,
    part: &Question,
    key: &str,
    part_key: &str,
) -> MatrixView {
    let cell = match (part.kind, part.selector.as_str(), part.sub_selector.as_str()) {
        (QuestionType::TextEntry, ..) => CellInput::Text(EntryLook::Line),
        (_, "TE", "Long" | "Essay") => CellInput::Text(EntryLook::Lines),
        (_, "TE", _) => CellInput::Text(EntryLook::Line),
        (_, "CS" | "RO", _) => CellInput::Text(EntryLook::Number),
        (_, "DL", _) | (_, _, "DL") => CellInput::DropDown,
        _ if part.is_multiple() => CellInput::Several,
        _ => CellInput::One,
    };
    let columns: Vec<(String, String)> = logic::answers(scope, part, part_key)
        .iter()
        .map(|answer| (answer.id.clone(), choice_html(scope, part, "Answers", answer, key)))
        .collect();
    let row = |choice: &&Choice| {
        let name = format!("{part_key}_{}", choice.id);
        let owner = if part.choices.is_empty() { whole } else { part };
        let translated = translated_choice(owner, "Choices", choice, &scope.state.language);
        // A two-ended text is parted before it says its language: each end says it.
        let (is_translated, text) =
            (translated.is_some(), html(scope, translated.unwrap_or(&choice.text), key));
        let base = |text| base_text(scope.survey, scope.state, text);
        let (label, other_end) = match two_ends(&text) {
            Some((left, right)) if part.selector == "Bipolar" => (left.to_owned(), right.to_owned()),
            _ => (text, String::new()),
        };
        let (label, other_end) =
            if is_translated { (label, other_end) } else { (base(label), base(other_end)) };
        let values = if is_cells(part) {
            columns.iter().map(|(id, _)| scope.text(&format!("{name}_{id}")).to_owned()).collect()
        } else {
            scope.entered(&name).to_vec()
        };
        let entry = format!("{name}_TEXT");
        let entry = choice.text_entry.then(|| (entry.clone(), scope.text(&entry).to_owned()));
        RowView { name, label, other_end, values, entry }
    };
    let rows = logic::choices(scope, part, part_key).iter().map(row).collect();
    MatrixView { columns, rows, cell }
}

/// The two ends of a row's text, parted at the first colon that is not within a tag (an address, a style).
fn two_ends(text: &str) -> Option<(&str, &str)> {
    let mut in_tag = false;
    let colon = text.char_indices().find(|(place, character)| {
        match character {
            '<' => {
                in_tag = text[place + 1..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '/')
            }
            '>' => in_tag = false,
            _ => {}
        }
        *character == ':' && !in_tag
    });
    colon.map(|(place, _)| (&text[..place], &text[place + 1..]))
}

/// The text of a choice (`list` is `Choices`) or a scale point (`Answers`) as HTML.
pub(crate) fn choice_html(
    scope: RunScope<'_>,
    question: &Question,
    list: &str,
    choice: &Choice,
    place: &str,
) -> String {
    if let Some(typed) = logic::typed_text(scope, question, choice) {
        return logic::escaped(typed);
    }
    match translated_choice(question, list, choice, &scope.state.language) {
        Some(text) => html(scope, text, place),
        None => base_text(scope.survey, scope.state, html(scope, &choice.text, place)),
    }
}

#[cfg(test)]
mod tests {
    use super::two_ends;

    #[test]
    fn a_row_with_two_ends_is_parted_outside_of_its_markup() {
        for (text, ends) in [
            ("Cold:Warm", Some(("Cold", "Warm"))),
            (
                "<b style=\"color: red\">Cold</b>:Warm: very",
                Some(("<b style=\"color: red\">Cold</b>", "Warm: very")),
            ),
            ("<img src=\"https://example.org/a.png\">", None),
            ("a < b : c", Some(("a < b ", " c"))),
            ("Cold", None),
        ] {
            assert_eq!(two_ends(text), ends, "{text}");
        }
    }
}
