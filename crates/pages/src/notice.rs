//! Pages that ask nothing: the end, a survey that takes no answers, something that went wrong.

use engine::run::End;
use maud::{Markup, html};

use crate::frame::document;
use crate::words;

/// Why a survey cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// There is no survey under this address.
    Unknown,
    /// It is closed, or not open yet.
    Closed,
    /// The answers so far were let go, because nothing came for too long.
    Expired,
    /// More was sent with a page than any page asks for.
    TooMuch,
}

/// The page after the last one. Where the author sends respondents elsewhere, the browser goes there by itself, and a
/// link stands by.
#[must_use]
pub fn end_page(end: &End, language: &str) -> String {
    let words = words::of(language);
    let text = if end.flag == "Screened" { words.screened_text } else { words.end_text };
    let more = html! {
        @if let Some(address) = &end.redirect {
            p { a .next href=(address) rel="noreferrer" { (words.go_on) } }
        }
    };
    notice(language, words.end_heading, &[text], "done", end.redirect.as_deref(), &more)
}

/// The page for a survey that cannot be taken, saying what to do.
#[must_use]
pub fn not_available_page(reason: Reason) -> String {
    let (heading, text, help) = match reason {
        Reason::Unknown => (
            "There is no survey here",
            "The address may be incomplete, or the survey may have been removed.",
            "Please check the link you were given, or ask whoever sent it for a new one.",
        ),
        Reason::Closed => (
            "This survey is closed",
            "It takes no answers at the moment.",
            "If you were asked to take part, please write to whoever invited you.",
        ),
        Reason::Expired => (
            "This page has been open for too long",
            "Your place in the survey is no longer kept.",
            "Please open the link you were given once more to begin again.",
        ),
        Reason::TooMuch => (
            "That was too much for one page",
            "What was sent is larger than a page may be. Your answers on the pages before are kept.",
            "Please go back in your browser, shorten the longest texts, and send the page again.",
        ),
    };
    notice("EN", heading, &[text, help], "closed", None, &html! {})
}

/// A request that could not be taken just now.
#[derive(Debug, Clone, Default)]
pub struct Busy {
    /// Where it was sent to.
    pub action: String,
    /// The names and values of a sent page, where they were read.
    pub sent: Vec<(String, String)>,
    /// Whether a page was sent, and not only asked for.
    pub posted: bool,
    /// The language to tell it in.
    pub language: String,
}

/// The page for a request that could not be taken just now. What was sent with it is not lost: the page brings it along, and
/// its button sends it again.
#[must_use]
pub fn busy_page(busy: &Busy) -> String {
    let words = words::of(&busy.language);
    let more = html! {
        @if busy.posted && !busy.sent.is_empty() {
            form method="post" action=(busy.action) {
                // A hidden input keeps its lines, unlike a visible one.
                @for (name, value) in &busy.sent { input type="hidden" name=(name) value=(value); }
                p { button .next type="submit" { (words.again) } }
            }
        } @else if !busy.posted {
            p { a .next href=(busy.action) { (words.again) } }
        }
    };
    let text = if !busy.posted {
        words.busy_view
    } else if busy.sent.is_empty() {
        words.busy_reload
    } else {
        words.busy_send
    };
    // Words are ours or, for other languages, English.
    notice(words.code, words.busy_heading, &[text], "closed", None, &more)
}

/// The page for a failure of ours. `reference` finds it in the server's log.
#[must_use]
pub fn error_page(reference: &str) -> String {
    let more = html! { p .reference { "Reference: " code { (reference) } } };
    let texts =
        ["Something went wrong on our side.", "Please go back and send the page once more in a moment."];
    notice("EN", "That did not work", &texts, "failed", None, &more)
}

fn notice(
    language: &str,
    heading: &str,
    texts: &[&str],
    kind: &str,
    goes_to: Option<&str>,
    more: &Markup,
) -> String {
    let body = html! {
        main .page.notice {
            div class=(format!("sign {kind}")) aria-hidden="true" {}
            h1 { (heading) }
            @for text in texts { p { (text) } }
            (more)
        }
    };
    document(language, heading, goes_to, &body)
}
