//! Authenticators: who is asked what, and who is let in (api/surveys.md section 6.5).
//!
//! Whoever fails too often is told so, and goes on behind what the authenticator holds, as the original's pages of help say.

use model::contact::Contact;
use model::limits::surveys::{AUTHENTICATOR_TEXT, AUTHENTICATOR_TRIES, AUTHENTICATOR_TRIES_MOST};
use model::survey::{Authenticator, AuthenticatorField};

use crate::run::known::Ask;
use crate::run::logic;
use crate::run::lookup::{Lookup, Met};
use crate::run::problem::{AnswerProblem, Fault};
use crate::run::scope::RunScope;
use crate::run::state::RunState;
use crate::run::view::{ContactView, EntryLook, EntryView, Input, QuestionView};

/// What the question of an authenticator is named in a page, and what the names of its inputs begin with.
const KEY: &str = "~contact";

/// What sending the page of an authenticator comes to.
pub(crate) enum Entered {
    /// Somebody must be looked up first.
    Asks(Ask),
    /// The page cannot be left yet.
    Wrong(Vec<AnswerProblem>),
    /// There was one try too many: the page is shown again, and says so.
    Over,
    /// This is who it is.
    LetIn(Box<Contact>),
    /// The respondent goes on without.
    Passed,
}

/// Takes what was entered: `of` gives what stands in an input.
pub(crate) fn entered(
    state: &mut RunState,
    (flow, authenticator): (&str, &Authenticator),
    of: impl Fn(&str) -> String,
) -> Entered {
    if is_over(state, flow, authenticator) {
        return Entered::Passed;
    }
    let places = 0..authenticator.fields.len();
    let typed: Vec<String> = places.map(|place| clean(&of(&input(place)))).collect();
    let missing = typed.iter().enumerate().filter(|(_, typed)| typed.is_empty());
    let missing: Vec<AnswerProblem> = missing.map(|(place, _)| problem(place, Fault::Required)).collect();
    if !missing.is_empty() {
        return Entered::Wrong(missing);
    }
    let lookup = lookup(state, flow, authenticator, typed);
    match state.known.take_met(&lookup) {
        None => Entered::Asks(Ask::Contact(lookup)),
        Some(Met::Somebody(contact)) => Entered::LetIn(contact),
        Some(Met::Wait(minutes)) => Entered::Wrong(vec![problem(0, Fault::Wait(minutes))]),
        Some(Met::Nobody) => {
            state.known.fail(flow);
            if is_over(state, flow, authenticator) {
                return Entered::Over;
            }
            Entered::Wrong(vec![problem(0, Fault::NotOnTheList)])
        }
    }
}

/// What an authenticator that is tried by itself looks up: the embedded data that its fields are filled with. `None` where it asks.
pub(super) fn by_itself(here: RunScope<'_>, flow: &str, authenticator: &Authenticator) -> Option<Lookup> {
    if !authenticator.is_automatic || is_over(here.state, flow, authenticator) {
        return None;
    }
    let typed: Vec<String> = authenticator.fields.iter().map(|field| clean(&filled(here, field))).collect();
    typed.iter().all(|typed| !typed.is_empty()).then(|| lookup(here.state, flow, authenticator, typed))
}

/// The question that the page of an authenticator asks. What was typed before is not shown again.
pub(crate) fn view(here: RunScope<'_>, flow: &str, authenticator: &Authenticator) -> QuestionView {
    let is_over = is_over(here.state, flow, authenticator);
    let fields = authenticator.fields.iter().enumerate().filter(|_| !is_over);
    let fields = fields.map(|(place, field)| EntryView {
        name: input(place),
        label: logic::html(here, field.label.trim(), flow),
        value: if field.is_hidden { String::new() } else { filled(here, field) },
        look: match model::contact::plain(&field.name) {
            _ if field.is_hidden => EntryLook::Password,
            model::contact::EMAIL => EntryLook::Email,
            _ => EntryLook::Line,
        },
        longest: Some(AUTHENTICATOR_TEXT),
    });
    let names = authenticator.fields.iter().map(|field| model::contact::plain(&field.name).to_owned());
    QuestionView {
        key: KEY.to_owned(),
        tag: String::new(),
        text: String::new(),
        required: !is_over,
        problems: here.state.problems.clone(),
        input: Input::Contact(ContactView { fields: fields.zip(names).collect(), is_over }),
    }
}

/// Whether nobody is let in any more: after so many tries, or because the file names no list, no field, or another service.
fn is_over(state: &RunState, flow: &str, authenticator: &Authenticator) -> bool {
    let allowed = authenticator.attempts.unwrap_or(AUTHENTICATOR_TRIES).min(AUTHENTICATOR_TRIES_MOST);
    authenticator.list.is_empty()
        || authenticator.fields.is_empty()
        || authenticator.asks_elsewhere
        || state.known.failures(flow) >= allowed
}

fn lookup(state: &RunState, flow: &str, authenticator: &Authenticator, typed: Vec<String>) -> Lookup {
    let names = authenticator.fields.iter().map(|field| field.name.clone());
    let (flow, list) = (flow.to_owned(), authenticator.list.clone());
    Lookup { flow, list, typed: names.zip(typed).collect(), seed: state.seed }
}

fn filled(here: RunScope<'_>, field: &AuthenticatorField) -> String {
    field.filled_from.as_ref().map(|name| here.embedded(name).to_owned()).unwrap_or_default()
}

fn clean(text: &str) -> String {
    text.trim().chars().filter(|character| !character.is_control()).take(AUTHENTICATOR_TEXT).collect()
}

fn input(place: usize) -> String {
    format!("{KEY}.{place}")
}

fn problem(place: usize, fault: Fault) -> AnswerProblem {
    AnswerProblem { question: KEY.to_owned(), field: input(place), fault }
}
