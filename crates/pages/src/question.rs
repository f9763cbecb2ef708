//! One question: its text, what was wrong, and what it asks for.

use engine::run::view::{ChoiceLook, EntryLook, EntryView, Input, LevelsView, QuestionView};
use maud::{Markup, html};

use crate::html::{block, safe};
use crate::labels::text_id;
use crate::problems::{self, described_by, id, is_wrong};
use crate::words::Words;
use crate::{choices, grid, numbers};

/// From how many characters on a text is set for reading and not as a heading.
const LONG: usize = 400;

/// The question as HTML; only hidden inputs for a timer and for what the browser says of itself.
pub(crate) fn question(view: &QuestionView, words: &Words) -> Markup {
    match &view.input {
        Input::Hidden => return html! {},
        Input::Timing(names) => return hidden(names, "timing"),
        Input::Browser(names) => return hidden(names, "browser"),
        _ => {}
    }
    let wide = matches!(view.input, Input::Matrix(_) | Input::SideBySide(_));
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
            (inputs(view, words))
        }
    }
}

fn inputs(view: &QuestionView, words: &Words) -> Markup {
    match &view.input {
        Input::Choices(offered) => match offered.look {
            ChoiceLook::DropDown | ChoiceLook::Box => choices::select(view, offered, words),
            _ => choices::list(view, offered, words),
        },
        Input::Entry(field) => entry(view, field, &text_id(view)),
        Input::Form(fields) => html! {
            div .form role="group" aria-labelledby=(text_id(view)) {
                @for field in fields {
                    div .field {
                        label for=(id(&field.name)) id=(format!("{}-label", id(&field.name))) { (safe(&field.label)) }
                        (entry(view, field, &format!("{}-label", id(&field.name))))
                    }
                }
            }
        },
        Input::Matrix(table) => grid::matrix(view, table, None, words),
        Input::SideBySide(tables) => html! {
            @for (place, (heading, table)) in tables.iter().enumerate() {
                @let heading_id = format!("{}-part{place}", id(&view.key));
                div .part {
                    div .part-heading id=(heading_id) { (safe(heading)) }
                    (grid::matrix(view, table, Some(&heading_id), words))
                }
            }
        },
        Input::Sliders(fields) => numbers::sliders(view, fields),
        Input::Sum(fields, total) => numbers::sum(view, fields, total.as_deref(), words),
        Input::Ranks(fields) => numbers::ranks(view, fields, words),
        Input::Levels(levels) => self::levels(view, levels, words),
        Input::Unsupported => html! { p .unsupported { (words.unsupported) } },
        Input::Nothing | Input::Hidden | Input::Timing(_) | Input::Browser(_) => html! {},
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
