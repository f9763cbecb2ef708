//! How inputs are named for those who do not see the page: the id of the question's text, and texts of choices.

use engine::run::view::QuestionView;
use maud::{Markup, html};

use crate::html::{is_silent, line, safe};
use crate::problems::{id, is_wrong};
use crate::spoken::Spoken;

/// The id of the question's text, which names its inputs.
pub(crate) fn text_id(view: &QuestionView) -> String {
    format!("{}-text", id(&view.key))
}

/// A text that names something; where nothing of it is said, its number is for those who do not see the page.
pub(crate) fn named(html: &str, number: usize) -> Markup {
    html! {
        (safe(html))
        @if is_silent(html) { span .unseen { (number) } }
    }
}

/// [`named`], as one line of plain text.
pub(crate) fn named_line(html: &str, number: usize) -> String {
    let text = line(html);
    if text.is_empty() { number.to_string() } else { text }
}

/// The text field of a choice or a statement; `label` is the id of what it belongs to.
pub(crate) fn text_of_choice(
    view: &QuestionView,
    name: &str,
    value: &str,
    label: &str,
    words: &Spoken,
) -> Markup {
    html! {
        span .unseen id=(format!("{}-for", id(name))) lang=[words.lang] { (words.text_for) }
        input .entry type="text" name=(name) id=(id(name)) value=(value)
            aria-labelledby=(format!("{}-for {label}", id(name)))
            aria-invalid=[is_wrong(view, name).then_some("true")];
    }
}
