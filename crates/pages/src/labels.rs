//! How inputs are named for those who do not see the page: the id of the question's text, and texts of choices.

use engine::run::view::QuestionView;
use maud::{Markup, html};

use crate::problems::{id, is_wrong};
use crate::words::Words;

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
