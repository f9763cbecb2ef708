//! Pages that ask nothing: the end, a survey that takes no answers, something that went wrong.

use engine::run::{AnsweredQuestion, End};
use maud::{Markup, html};
use model::{Barred, language};

use crate::answered::answers;
use crate::frame::document;
use crate::html::block;
use crate::{notices, spoken};

/// Why a survey cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// There is no survey under this address.
    Unknown,
    /// The respondent is not let in.
    Barred(Barred),
    /// The answers so far were let go, because nothing came for too long.
    Expired,
    /// More was sent with a page than any page asks for.
    TooMuch,
}

/// The page after the last one, for a survey's language code, with what the respondent `answered` where the end shows that. Where
/// the author sends respondents elsewhere, the browser goes there by itself, and a link stands by.
#[must_use]
pub fn end_page(end: &End, answered: &[AnsweredQuestion], code: &str) -> String {
    let words = spoken::of(code);
    let usual = if end.flag == "Screened" { words.screened_text } else { words.end_text };
    let body = html! {
        main .page.notice {
            div .sign.done aria-hidden="true" {}
            h1 lang=[words.lang] { (words.end_heading) }
            @if end.message.trim().is_empty() { p lang=[words.lang] { (usual) } } @else { div .author { (block(&end.message)) } }
            @if let Some(address) = &end.redirect { div lang=[words.lang] { (way_on(address, words.go_on)) } }
            @if !end.scores.is_empty() {
                dl .scores lang=[words.lang] {
                    @for (name, points) in &end.scores {
                        div { dt { (if name.is_empty() { words.points } else { name }) } dd { (points) } }
                    }
                }
            }
            @if !answered.is_empty() { (answers(answered, words.answers, &words)) }
        }
    };
    // What we have no words for is said in English, and the page with it, unless the author says something on it.
    let is_ours = end.message.is_empty() && answered.is_empty();
    let tag = language::tag(if is_ours { words.code } else { code });
    document(&tag, words.end_heading, end.redirect.as_deref(), &body)
}

/// The page for a survey that cannot be taken, saying what to do, in the best of these languages (tags) that we speak.
#[must_use]
pub fn not_available_page(reason: &Reason, languages: &[String]) -> String {
    let notices = notices::fitting(languages);
    let [heading, text, help] = match reason {
        Reason::Unknown => notices.unknown,
        Reason::Barred(Barred::Closed) => notices.closed,
        Reason::Barred(Barred::NotOpenYet) => notices.not_open_yet,
        Reason::Barred(Barred::Over) => notices.over,
        Reason::Barred(Barred::InvitationOnly) => notices.invitation_only,
        Reason::Barred(Barred::WrongReferrer) => notices.wrong_referrer,
        Reason::Barred(Barred::Done(_)) => notices.done,
        Reason::Barred(Barred::NoPreview) => notices.no_preview,
        Reason::Expired => notices.expired,
        Reason::TooMuch => notices.too_much,
    };
    let goes_to = if let Reason::Barred(Barred::Done(address)) = reason { address.as_deref() } else { None };
    let words = spoken::fitting(&[language::tag(notices.code)]);
    let more = html! { @if let Some(address) = goes_to { (way_on(address, words.go_on)) } };
    notice(&language::tag(notices.code), heading, &[text, help], "closed", goes_to, &more)
}

fn way_on(address: &str, words: &str) -> Markup {
    html! { p { a .next href=(address) rel="noreferrer" { (words) } } }
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
    /// Tags of the languages to tell it in, the best first.
    pub languages: Vec<String>,
}

/// The page for a request that could not be taken just now. What was sent with it is not lost: the page brings it along, and
/// its button sends it again.
#[must_use]
pub fn busy_page(busy: &Busy) -> String {
    let words = spoken::fitting(&busy.languages);
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
    notice(&language::tag(words.code), words.busy_heading, &[text], "closed", None, &more)
}

/// The page for a failure of ours. `reference` finds it in the server's log.
#[must_use]
pub fn error_page(reference: &str) -> String {
    let more = html! { p .reference { "Reference: " code { (reference) } } };
    let texts =
        ["Something went wrong on our side.", "Please go back and send the page once more in a moment."];
    notice("en", "That did not work", &texts, "failed", None, &more)
}

fn notice(
    tag: &str,
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
    document(tag, heading, goes_to, &body)
}
