//! The input for one text.

use engine::run::view::{EntryLook, EntryView, QuestionView};
use maud::{Markup, html};

use crate::problems::{described_by, id, is_wrong};

/// The input, named by what has the id `label`.
pub(crate) fn entry(view: &QuestionView, field: &EntryView, label: &str) -> Markup {
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
