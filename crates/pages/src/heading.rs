//! What a question is called in one line of plain text.

use engine::run::view::{ContactView, Input, QuestionView};

use crate::html::line;
use crate::spoken::Spoken;

/// The question's text; that of an authenticator is ours.
pub(crate) fn heading(view: &QuestionView, words: &Spoken) -> String {
    match &view.input {
        Input::Contact(asked) => of_contact(asked, words).to_owned(),
        _ => line(&view.text),
    }
}

/// What an authenticator says.
pub(crate) fn of_contact(asked: &ContactView, words: &Spoken) -> &'static str {
    if asked.is_over { words.contact.over } else { words.contact.heading }
}
