//! The head of every page: sections, search, token, colours.

use maud::{Markup, html};

use super::icons;
use crate::site::Theme;
use crate::{Site, assets};

/// The top-level sections: title and address.
const SECTIONS: &[(&str, &str)] = &[
    ("Guides", "/docs/guides"),
    ("Reference", "/docs/reference"),
    ("Snippets", "/docs/snippets"),
    ("Changelog", "/docs/changelog"),
    ("Status", "/docs/status"),
    ("Admin", "/docs/admin"),
];

pub(crate) fn header(site: &Site) -> Markup {
    html! {
        header.top {
            a.brand href="/docs" aria-current=[(site.path == "/docs").then_some("page")] {
                span.mark aria-hidden="true" {} "Canvass " span.light { "API" }
            }
            nav.sections aria-label="Sections" {
                @for (title, address) in SECTIONS {
                    a href=(address) aria-current=[current(site, address)] { (title) }
                }
            }
            form.find role="search" action="/docs/search" method="get" {
                (icons::search())
                input #find type="search" name="q" placeholder="Search" aria-label="Search the documentation"
                    autocomplete="off" spellcheck="false" maxlength="200"
                    data-module=(assets::script("search"));
                kbd aria-hidden="true" { "/" }
            }
            a.person href=(token_field(site)) { (icons::person()) span.person-state { "API token" } }
            form.theme action="/docs/theme" method="post" {
                input type="hidden" name="back" value=(site.path);
                @let next = site.theme.next();
                button name="set" value=(next.name().unwrap_or("system")) title={ "Colours: " (site.theme.title()) } {
                    (icons::theme()) span.hidden { "Colours: " (site.theme.title()) ". Change to " (next.title()) }
                }
            }
            a.to-requests href="#requests" { "All requests" }
        }
    }
}

/// Where the person icon leads: the token's field where the page has one, else the guide.
fn token_field(site: &Site) -> &'static str {
    match site.catalogue.at(&site.path) {
        Some(found) if found.operation.try_it == contract::TryIt::Offered => "#try-it",
        _ => "/docs/guides/authentication",
    }
}

fn current(site: &Site, address: &str) -> Option<&'static str> {
    let rest = site.path.strip_prefix(address)?;
    match rest {
        "" => Some("page"),
        _ if rest.starts_with('/') => Some("true"),
        _ => None,
    }
}

impl Theme {
    fn title(self) -> &'static str {
        match self {
            Self::System => "as the system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::System => Self::Dark,
            Self::Dark => Self::Light,
            Self::Light => Self::System,
        }
    }
}
