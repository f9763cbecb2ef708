//! The frame of every page: head, language, direction.

use maud::{DOCTYPE, Markup, html};
use model::language;

use crate::assets;

/// A whole document. `tag` is its language; `goes_to` is where the browser goes from here by itself.
pub(crate) fn document(tag: &str, title: &str, goes_to: Option<&str>, body: &Markup) -> String {
    whole(tag, title, goes_to, true, body)
}

/// A whole document in English that has no script.
pub(crate) fn plain(title: &str, body: &Markup) -> String {
    whole("en", title, None, false, body)
}

fn whole(tag: &str, title: &str, goes_to: Option<&str>, script: bool, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(tag) dir=(direction(tag)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                @if let Some(address) = goes_to {
                    meta http-equiv="refresh" content=(format!("0; url={address}"));
                }
                title { (title) }
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
