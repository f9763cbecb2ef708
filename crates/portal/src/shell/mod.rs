//! What every page has around its content.

use contract::{Category, Description, Verb};
use maud::{DOCTYPE, Markup, html};

use crate::{assets, links};

/// Where a page stands, for the navigation.
#[derive(Clone, Copy)]
pub(crate) enum Here {
    /// The first page.
    Index,
    /// The page of a category.
    Category(Category),
    /// The page of an operation.
    Operation(&'static str, Category),
    /// The errors page.
    Errors,
    /// None of them.
    Nowhere,
}

/// Draws a page: skip link, header, navigation, content.
pub(crate) fn page(title: &str, here: Here, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Canvass API" }
                link rel="icon" type="image/svg+xml" href=(assets::icon());
                link rel="stylesheet" href=(assets::style());
                script type="module" src=(assets::script()) {}
            }
            body {
                a.skip href="#main" { "Skip to main content" }
                header.top {
                    a.brand href="/docs" aria-current=[matches!(here, Here::Index).then_some("page")] {
                        span.mark aria-hidden="true" {} "Canvass " span.light { "API" }
                    }
                    nav.sections aria-label="Sections" {
                        a href="/docs#reference" { "Reference" }
                        a href="/docs/errors" aria-current=[matches!(here, Here::Errors).then_some("page")] { "Errors" }
                        a href="/openapi.json" { "OpenAPI" }
                        a.to-requests href="#requests" { "All requests" }
                    }
                }
                div.frame {
                    (navigation(here))
                    main #main tabindex="-1" { (content) }
                }
            }
        }
    }
}

/// The verb as a small badge; the word tells it, the colour only helps.
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

/// A block of code with a name; the script adds a button that copies it.
pub(crate) fn code(label: &str, text: &str) -> Markup {
    html! { div.code data-copy { pre role="region" aria-label=(label) tabindex="0" { code { (text) } } } }
}

fn navigation(here: Here) -> Markup {
    let open = match here {
        Here::Category(category) | Here::Operation(_, category) => Some(category),
        _ => None,
    };
    html! {
        nav.side #requests aria-label="Requests" {
            a.close href="#main" { "Close" }
            @for category in Category::ALL {
                @let operations: Vec<&Description> = links::operations(category).collect();
                @if operations.is_empty() {
                    a.later href=(links::of_category(category))
                        aria-current=[matches!(here, Here::Category(shown) if shown == category).then_some("page")] {
                        span { (category.title()) } span.count { "soon" }
                    }
                } @else {
                    details open[open == Some(category)] {
                        summary { span { (category.title()) } span.count { (operations.len()) } }
                        ul {
                            li {
                                a href=(links::of_category(category))
                                    aria-current=[matches!(here, Here::Category(shown) if shown == category).then_some("page")] {
                                    span { "Overview" }
                                }
                            }
                            @for description in operations { li { (entry(description, here)) } }
                        }
                    }
                }
            }
        }
    }
}

fn entry(description: &Description, here: Here) -> Markup {
    let operation = &description.operation;
    let current = matches!(here, Here::Operation(id, _) if id == operation.id);
    html! {
        a href=(links::of_operation(description)) aria-current=[current.then_some("page")] {
            span { (operation.name) } (verb(operation.verb))
        }
    }
}
