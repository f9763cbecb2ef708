//! Blocks that pages are built of.

use contract::Verb;
use maud::{Markup, html};

/// The verb; the word tells it, the colour only helps.
pub(crate) fn verb(verb: Verb) -> Markup {
    let name = verb.as_str();
    html! { span class={ "verb verb-" (name.to_ascii_lowercase()) } { (name) } }
}

/// The page's own headings as a line of links.
pub(crate) fn contents(sections: &[(&str, &str)]) -> Markup {
    html! {
        nav.contents aria-label="What's on this page" {
            span.label { "On this page" }
            ul { @for (id, title) in sections { li { a href={ "#" (id) } { (title) } } } }
        }
    }
}

/// A box that scrolls by itself, reachable with the keyboard and named.
pub(crate) fn scrolling(label: &str, content: &Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(label) tabindex="0" { (content) } }
}

/// A block of plain text with a name; the script adds a button that copies it.
pub(crate) fn code(label: &str, text: &str) -> Markup {
    code_of(label, &html! { (text) })
}

/// A block of coloured code with a name; the script adds a button that copies it.
pub(crate) fn code_of(label: &str, content: &Markup) -> Markup {
    html! { div.code data-copy { pre role="region" aria-label=(label) tabindex="0" { code { (content) } } } }
}

/// The head of one tab of a `fieldset.tabs`: a radio button and its label, so that it works without a script. Tabs
/// of one group share `name`; the first is the one that is open. All heads come first, then the panels.
pub(crate) fn tab(name: &str, id: &str, title: &str, open: bool) -> Markup {
    html! {
        input id=(id) type="radio" name=(name) checked[open];
        label for=(id) { (title) }
    }
}

/// The panel of the tab at `place`, counted from 1; the style sheet shows it while that tab is chosen.
pub(crate) fn panel(place: usize, content: &Markup) -> Markup {
    html! { div class={ "panel panel-" (place) } { (content) } }
}
