//! The frame of every page: head, language, direction.

use maud::{DOCTYPE, Markup, html};
use model::language;

use crate::assets;

/// What a document says of itself.
pub(crate) struct Head<'a> {
    /// The tag of its language.
    pub(crate) tag: &'a str,
    pub(crate) title: &'a str,
    /// What search engines are told of it; empty if nothing.
    pub(crate) description: &'a str,
    /// Search engines may list it.
    pub(crate) is_listed: bool,
    /// Where the browser goes from here by itself.
    pub(crate) goes_to: Option<&'a str>,
}

impl Head<'_> {
    /// The whole document.
    pub(crate) fn document(&self, body: &Markup) -> String {
        whole(self, true, body)
    }
}

/// A whole document that is listed nowhere. `tag` is its language; `goes_to` is where the browser goes from here by itself.
pub(crate) fn document(tag: &str, title: &str, goes_to: Option<&str>, body: &Markup) -> String {
    Head { tag, title, description: "", is_listed: false, goes_to }.document(body)
}

/// A whole document in English that has no script.
pub(crate) fn plain(title: &str, body: &Markup) -> String {
    whole(&Head { tag: "en", title, description: "", is_listed: false, goes_to: None }, false, body)
}

fn whole(head: &Head<'_>, script: bool, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(head.tag) dir=(direction(head.tag)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if !head.is_listed { meta name="robots" content="noindex"; }
                @if !head.description.is_empty() { meta name="description" content=(head.description); }
                @if let Some(address) = head.goes_to {
                    meta http-equiv="refresh" content=(format!("0; url={address}"));
                }
                title { (head.title) }
                // Without it browsers ask for /favicon.ico, which is nowhere.
                link rel="icon" href="data:,";
                link rel="stylesheet" href=(assets::style());
                @if script { script type="module" src=(assets::script()) {} }
            }
            body { (body) }
        }
    }
    .into_string()
}

/// How a text in a language runs, by its tag.
pub(crate) fn direction(tag: &str) -> &'static str {
    if language::is_right_to_left(tag) { "rtl" } else { "ltr" }
}
