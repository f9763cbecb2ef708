//! One question: its text, what was wrong, and what it asks for.

use engine::run::view::{
    Body, ChoiceLook, ChoiceView, ChoicesView, EntryLook, EntryView, LevelsView, QuestionView,
};
use maud::{Markup, html};

use crate::html::{block, line, safe};
use crate::problems::{self, described_by, id, is_wrong};
use crate::words::Words;
use crate::{grid, numbers};

/// From how many characters on a text is set for reading and not as a heading.
const LONG: usize = 400;

/// One question.
pub(crate) fn question(view: &QuestionView, words: &Words) -> Markup {
    match &view.body {
        Body::Hidden => return html! {},
        Body::Timing(names) => return hidden(names, "timing"),
        Body::Browser(names) => return hidden(names, "browser"),
        _ => {}
    }
    let wide = matches!(view.body, Body::Matrix(_) | Body::SideBySide(_));
    let class = match (view.problems.is_empty(), wide) {
        (true, false) => "question",
        (true, true) => "question wide",
        (false, false) => "question wrong",
        (false, true) => "question wide wrong",
    };
    html! {
        div class=(class) {
            div .text.long[view.text.chars().count() > LONG] id=(text_id(view)) {
                (block(&view.text))
                @if view.required { span .required { " (" (words.required) ")" } }
            }
            (problems::at(view, words))
            (body(view, words))
        }
    }
}

/// The id of the question's text, which names its inputs.
pub(crate) fn text_id(view: &QuestionView) -> String {
    format!("{}-text", id(&view.key))
}

/// The text field of a choice or a statement; `label` is the id of what it belongs to.
pub(crate) fn text_of_choice(
    view: &QuestionView,
    name: &str,
    value: &str,
    label: &str,
    words: &Words,
) -> Markup {
    html! {
        span .unseen id=(format!("{}-for", id(name))) { (words.text_for) }
        input .entry type="text" name=(name) id=(id(name)) value=(value)
            aria-labelledby=(format!("{}-for {label}", id(name)))
            aria-invalid=[is_wrong(view, name).then_some("true")];
    }
}

fn body(view: &QuestionView, words: &Words) -> Markup {
    match &view.body {
        Body::Choices(choices) => match choices.look {
            ChoiceLook::DropDown | ChoiceLook::Box => select(view, choices, words),
            _ => list(view, choices, words),
        },
        Body::Entry(field) => entry(view, field, &text_id(view)),
        Body::Form(fields) => html! {
            div .form role="group" aria-labelledby=(text_id(view)) {
                @for field in fields {
                    div .field {
                        label for=(id(&field.name)) id=(format!("{}-label", id(&field.name))) { (safe(&field.label)) }
                        (entry(view, field, &format!("{}-label", id(&field.name))))
                    }
                }
            }
        },
        Body::Matrix(table) => grid::matrix(view, table, None, words),
        Body::SideBySide(tables) => html! {
            @for (place, (heading, table)) in tables.iter().enumerate() {
                @let heading_id = format!("{}-part{place}", id(&view.key));
                div .part {
                    div .part-heading id=(heading_id) { (safe(heading)) }
                    (grid::matrix(view, table, Some(&heading_id), words))
                }
            }
        },
        Body::Sliders(fields) => numbers::sliders(view, fields),
        Body::Sum(fields, total) => numbers::sum(view, fields, total.as_deref(), words),
        Body::Ranks(fields) => numbers::ranks(view, fields, words),
        Body::Levels(levels) => self::levels(view, levels, words),
        Body::Unsupported => html! { p .unsupported { (words.unsupported) } },
        Body::Nothing | Body::Hidden | Body::Timing(_) | Body::Browser(_) => html! {},
    }
}

fn list(view: &QuestionView, choices: &ChoicesView, words: &Words) -> Markup {
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
            @for (place, choice) in choices.choices.iter().enumerate() { (one(view, choices, choice, place, words)) }
        }
        @if let Some((low, high)) = &choices.ends {
            div .ends { span { (safe(low)) } span { (safe(high)) } }
        }
    }
}

fn one(
    view: &QuestionView,
    choices: &ChoicesView,
    choice: &ChoiceView,
    place: usize,
    words: &Words,
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
                span .label id=(label) { (safe(&choice.text)) }
            }
            @if let Some((name, value)) = &choice.entry { (text_of_choice(view, name, value, &label, words)) }
        }
    }
}

fn select(view: &QuestionView, choices: &ChoicesView, words: &Words) -> Markup {
    let size = (choices.look == ChoiceLook::Box).then(|| choices.choices.len().clamp(2, 10));
    html! {
        select name=(choices.name) id=(id(&choices.name)) multiple[choices.multiple] size=[size]
            aria-labelledby=(text_id(view)) aria-describedby=[described_by(view)]
            aria-required=[view.required.then_some("true")] aria-invalid=[is_wrong(view, &choices.name).then_some("true")] {
            @if size.is_none() { option value="" { (words.choose) } }
            @for choice in &choices.choices {
                option value=(choice.id) selected[choice.selected] { (line(&choice.text)) }
            }
        }
        @for choice in &choices.choices {
            @if let Some((name, value)) = &choice.entry {
                @let label = format!("{}-label", id(name));
                div .field {
                    span #(label) { (safe(&choice.text)) }
                    (text_of_choice(view, name, value, &label, words))
                }
            }
        }
    }
}

fn entry(view: &QuestionView, field: &EntryView, label: &str) -> Markup {
    let name = &field.name;
    let wrong = is_wrong(view, name).then_some("true");
    let required = view.required.then_some("true");
    let rows = match field.look {
        EntryLook::Lines => Some("3"),
        EntryLook::Essay => Some("8"),
        _ => None,
    };
    let (kind, mode) = match field.look {
        EntryLook::Password => ("password", None),
        EntryLook::Email => ("email", Some("email")),
        EntryLook::Phone => ("tel", Some("tel")),
        EntryLook::Number => ("text", Some("decimal")),
        _ => ("text", None),
    };
    html! {
        @if let Some(rows) = rows {
            textarea name=(name) id=(id(name)) rows=(rows) maxlength=[field.longest] aria-labelledby=(label)
                aria-describedby=[described_by(view)] aria-required=[required] aria-invalid=[wrong] { "\n" (field.value) }
        } @else {
            input type=(kind) inputmode=[mode] name=(name) id=(id(name)) value=(field.value) maxlength=[field.longest]
                class=[(field.look == EntryLook::Number).then_some("short")]
                aria-labelledby=(label) aria-describedby=[described_by(view)] aria-required=[required] aria-invalid=[wrong];
        }
    }
}

fn levels(view: &QuestionView, levels: &LevelsView, words: &Words) -> Markup {
    html! {
        select name=(levels.name) id=(id(&levels.name)) aria-labelledby=(text_id(view))
            aria-describedby=[described_by(view)] aria-required=[view.required.then_some("true")] {
            option value="" { (words.choose) }
            @for (answer, path) in &levels.paths {
                option value=(answer) selected[*answer == levels.selected] { (path.join(" › ")) }
            }
        }
    }
}

fn hidden(names: &[String; 4], what: &str) -> Markup {
    html! { @for (place, name) in names.iter().enumerate() {
        input type="hidden" name=(name) value="" data-measure=(format!("{what}{place}"));
    } }
}
