//! One question: its text, what was wrong, and what it asks for.

use engine::run::view::{ChoiceLook, Input, LevelsView, QuestionView};
use maud::{Markup, html};

use crate::entry::entry;
use crate::html::{block, is_silent};
use crate::labels::{named, text_id};
use crate::problems::{self, described_by, id};
use crate::spoken::Spoken;
use crate::{choices, contact, grid, numbers, side};

/// From how many characters on a text is set for reading and not as a heading.
const LONG: usize = 400;

/// The question as HTML, the `number`th of its page; only hidden inputs for a timer and for what the browser says of itself.
pub(crate) fn question(view: &QuestionView, number: usize, words: &Spoken) -> Markup {
    match &view.input {
        Input::Hidden => return html! {},
        Input::Timing(names) => return hidden(names, "timing"),
        Input::Browser(names) => return hidden(names, "browser"),
        Input::Contact(asked) => return contact::question(view, asked, words),
        _ => {}
    }
    html! {
        div .question.wrong[!view.problems.is_empty()] {
            div .text.long[view.text.chars().count() > LONG] id=(text_id(view)) {
                @if !view.tag.is_empty() { span .tag { (view.tag) } " " }
                (block(&view.text))
                @if is_silent(&view.text) { span .unseen lang=[words.lang] { (words.question) " " (number) } }
                @if view.required { span .required lang=[words.lang] { " (" (words.required) ")" } }
            }
            (problems::at(view, words))
            (inputs(view, words))
        }
    }
}

fn inputs(view: &QuestionView, words: &Spoken) -> Markup {
    match &view.input {
        Input::Choices(offered) => match offered.look {
            ChoiceLook::DropDown | ChoiceLook::Box => choices::select(view, offered, words),
            _ => choices::list(view, offered, words),
        },
        Input::Entry(field) => entry(view, field, &text_id(view)),
        Input::Form(fields) => html! {
            div .form role="group" aria-labelledby=(text_id(view)) {
                @for (place, field) in fields.iter().enumerate() {
                    div .field {
                        label for=(id(&field.name)) id=(format!("{}-label", id(&field.name))) { (named(&field.label, place + 1)) }
                        (entry(view, field, &format!("{}-label", id(&field.name))))
                    }
                }
            }
        },
        Input::Matrix(table) => grid::matrix(view, table, None, words),
        Input::SideBySide(tables) => side::side_by_side(view, tables, words),
        Input::Sliders(fields) => numbers::sliders(view, fields),
        Input::Sum(fields, total) => numbers::sum(view, fields, total.as_deref(), words),
        Input::Ranks(fields) => numbers::ranks(view, fields, words),
        Input::Levels(levels) => self::levels(view, levels, words),
        Input::Unsupported => html! { p .unsupported lang=[words.lang] { (words.unsupported) } },
        Input::Nothing | Input::Hidden | Input::Timing(_) | Input::Browser(_) | Input::Contact(_) => html! {},
    }
}

fn levels(view: &QuestionView, levels: &LevelsView, words: &Spoken) -> Markup {
    html! {
        select name=(levels.name) id=(id(&levels.name)) aria-labelledby=(text_id(view))
            aria-describedby=[described_by(view)] aria-required=[view.required.then_some("true")] {
            option value="" lang=[words.lang] { (words.choose) }
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
