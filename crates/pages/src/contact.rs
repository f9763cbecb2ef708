//! The page of an authenticator: who the respondent is.

use engine::run::view::{ContactView, QuestionView};
use maud::{Markup, html};
use model::contact::{EMAIL, EXTERNAL_REFERENCE, FIRST_NAME, LAST_NAME};

use crate::entry::entry;
use crate::heading::of_contact;
use crate::html::safe;
use crate::labels::text_id;
use crate::problems::{self, id};
use crate::spoken::Spoken;

/// What it asks for, or that there were too many tries.
pub(crate) fn question(view: &QuestionView, asked: &ContactView, words: &Spoken) -> Markup {
    html! {
        div .question.wrong[!view.problems.is_empty()] {
            div .text id=(text_id(view)) { p lang=[words.lang] { (of_contact(asked, words)) } }
            (problems::at(view, words))
            @if !asked.fields.is_empty() {
                div .form role="group" aria-labelledby=(text_id(view)) {
                    @for (field, name) in &asked.fields {
                        @let label = format!("{}-label", id(&field.name));
                        div .field {
                            label for=(id(&field.name)) id=(label) {
                                @if field.label.is_empty() { (usual(name, words)) } @else { (safe(&field.label)) }
                            }
                            (entry(view, field, &label))
                        }
                    }
                }
            }
        }
    }
}

/// The usual word for a field of a contact; that of its embedded data is their name.
fn usual(name: &str, words: &Spoken) -> Markup {
    let word = match name {
        FIRST_NAME => words.contact.first_name,
        LAST_NAME => words.contact.last_name,
        EMAIL => words.contact.email,
        EXTERNAL_REFERENCE => words.contact.reference,
        _ => return html! { (name) },
    };
    html! { span lang=[words.lang] { (word) } }
}
