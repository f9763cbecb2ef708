//! Questions with choices: lists and boxes.

use engine::run::view::{ChoiceLook, ChoiceView, ChoicesView, QuestionView};
use maud::{Markup, html};

use crate::html::{language_of, safe};
use crate::labels::{named, named_line, text_id, text_of_choice};
use crate::problems::{described_by, id, is_wrong};
use crate::spoken::Spoken;

/// Choices to be ticked.
pub(crate) fn list(view: &QuestionView, choices: &ChoicesView, words: &Spoken) -> Markup {
    let look = match choices.look {
        ChoiceLook::Row => "choices row",
        ChoiceLook::Columns => "choices columns",
        ChoiceLook::Scale => "choices scale",
        _ => "choices",
    };
    let role = if choices.multiple { "group" } else { "radiogroup" };
    html! {
        div class=(look) role=(role) aria-labelledby=(text_id(view)) aria-describedby=[described_by(view)]
            aria-required=[(view.required && !choices.multiple).then_some("true")] {
            @for (place, one) in choices.choices.iter().enumerate() { (choice(view, choices, one, place, words)) }
        }
        @if let Some((low, high)) = &choices.ends {
            div .ends { span { (safe(low)) } span { (safe(high)) } }
        }
    }
}

/// Choices in a box that opens, or that shows several lines.
pub(crate) fn select(view: &QuestionView, choices: &ChoicesView, words: &Spoken) -> Markup {
    let size = (choices.look == ChoiceLook::Box).then(|| choices.choices.len().clamp(2, 10));
    html! {
        select name=(choices.name) id=(id(&choices.name)) multiple[choices.multiple] size=[size]
            aria-labelledby=(text_id(view)) aria-describedby=[described_by(view)]
            aria-required=[view.required.then_some("true")] aria-invalid=[is_wrong(view, &choices.name).then_some("true")] {
            @if size.is_none() { option value="" lang=[words.lang] { (words.choose) } }
            @for (place, choice) in choices.choices.iter().enumerate() {
                option value=(choice.id) selected[choice.selected] lang=[language_of(&choice.text)] {
                    (named_line(&choice.text, place + 1))
                }
            }
        }
        @for (place, choice) in choices.choices.iter().enumerate() {
            @if let Some((name, value)) = &choice.entry {
                @let label = format!("{}-label", id(name));
                div .field {
                    span #(label) { (named(&choice.text, place + 1)) }
                    (text_of_choice(view, name, value, &label, words))
                }
            }
        }
    }
}

/// A choice with its box and, where it has one, its text field.
fn choice(
    view: &QuestionView,
    choices: &ChoicesView,
    choice: &ChoiceView,
    place: usize,
    words: &Spoken,
) -> Markup {
    let kind = if choices.multiple { "checkbox" } else { "radio" };
    // The first input bears the question's own id, so that the list of problems leads to it.
    let input = if place == 0 { id(&choices.name) } else { format!("{}-{}", id(&choices.name), choice.id) };
    let label = format!("{}-{}-label", id(&choices.name), choice.id);
    html! {
        div .choice {
            label .pick for=(input) {
                input type=(kind) id=(input) name=(choices.name) value=(choice.id) checked[choice.selected]
                    data-alone[choice.exclusive];
                span .label id=(label) { (named(&choice.text, place + 1)) }
            }
            @if let Some((name, value)) = &choice.entry { (text_of_choice(view, name, value, &label, words)) }
        }
    }
}
