//! The page of a guide, and the list of guides.

use maud::{Markup, PreEscaped, html};

use super::list::{Guide, Section, of_section};
use super::{draw, fill};
use crate::Site;
use crate::shell;

pub(crate) fn page(guide: &Guide, site: &Site) -> Markup {
    let drawn = draw::draw(&fill::fill(guide, site).text);
    let parts = drawn.headings.iter().filter(|heading| heading.level == 2);
    let parts: Vec<(&str, &str)> = parts.map(|part| (part.id.as_str(), part.title.as_str())).collect();
    let content = html! {
        article.guide {
            header.intro {
                nav.crumbs aria-label="Breadcrumb" {
                    a href="/docs" { "Documentation" } " / "
                    a href=(guide.section.folder()) { (guide.section.title()) }
                }
                h1 { (guide.title) }
                p.lead { (guide.summary) }
            }
            @if !parts.is_empty() { (shell::contents(&parts)) }
            div.prose { (PreEscaped(drawn.html)) }
            (neighbours(guide))
        }
    };
    shell::page(site, guide.title, &content)
}

/// The list of guides: all of them section by section, or those of one section.
pub(crate) fn index(site: &Site, only: Option<Section>) -> Markup {
    let sections = only.map_or(Section::ALL.to_vec(), |section| vec![section]);
    let title = only.map_or("Guides", Section::title);
    let content = html! {
        header.intro {
            nav.crumbs aria-label="Breadcrumb" { a href="/docs" { "Documentation" } }
            h1 { (title) }
        }
        @for section in &sections {
            section {
                @if sections.len() > 1 { h2 { (section.title()) } }
                ul.cards {
                    @for guide in of_section(*section) {
                        li { a href=(guide.href()) { (guide.title) } p { (guide.summary) } }
                    }
                }
            }
        }
    };
    shell::page(site, title, &content)
}

/// The guides before and behind this one in its section.
fn neighbours(guide: &Guide) -> Markup {
    let section: Vec<&Guide> = of_section(guide.section).collect();
    let place = section.iter().position(|one| one.slug == guide.slug).unwrap_or_default();
    let before = place.checked_sub(1).map(|place| section[place]);
    html! {
        nav.neighbours aria-label="Previous and next guide" {
            @if let Some(before) = before { a rel="prev" href=(before.href()) { "Previous: " (before.title) } " " }
            @if let Some(next) = section.get(place + 1) { a rel="next" href=(next.href()) { "Next: " (next.title) } }
        }
    }
}
