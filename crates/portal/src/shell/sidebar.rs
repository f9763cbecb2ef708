//! The list of guides and requests beside every page.

use contract::{Category, Description};
use maud::{Markup, html};

use super::verb;
use crate::guides::{self, Guide, Section};
use crate::{Site, assets, ledger, links};

/// How many entries of a section show before "View All".
const SHOWN: usize = 5;

/// On narrow screens it is hidden until its link in the header is followed.
pub(crate) fn sidebar(site: &Site) -> Markup {
    html! {
        nav.side #requests aria-label="Guides and requests" data-more=(assets::script("more")) {
            a.close href="#main" { "Close" }
            input.filter type="search" placeholder="Filter" aria-label="Filter this list";
            @for of in Section::ALL { (section(site, of)) }
            p.part { "Requests" }
            @for category in Category::ALL { (of_category(site, category)) }
            ul.more {
                li { (entry(site, "/docs/compatibility", &html! { span { "Compatibility ledger" } })) }
                li { (entry(site, "/docs/history", &html! { span { "History of calls" } })) }
            }
            button.scripted.keys-button type="button" { "Keys" }
        }
    }
}

/// A section of guides: the first few, and the others behind "View All N".
fn section(site: &Site, of: Section) -> Markup {
    let guides: Vec<&Guide> = guides::of_section(of).collect();
    let (shown, rest) = guides.split_at(guides.len().min(SHOWN));
    let item =
        |guide: &Guide| html! { li { (entry(site, &guide.href(), &html! { span { (guide.title) } })) } };
    let hides_current = rest.iter().any(|guide| guide.href() == site.path);
    html! {
        p.part { (of.title()) }
        ul.guides { @for guide in shown { (item(guide)) } }
        @if !rest.is_empty() {
            details.all open[hides_current] {
                summary { span.more-word { "View All " (guides.len()) } span.fewer-word { "View Fewer" } }
                ul.guides { @for guide in rest { (item(guide)) } }
            }
        }
    }
}

/// The category of the page with its requests; of any other one the way to its page, which lists them. So a page does
/// not grow with requests that it is not about.
fn of_category(site: &Site, category: Category) -> Markup {
    let operations: Vec<&Description> = site.catalogue.of_category(category).collect();
    let address = links::of_category(category);
    let open = site.path == address || site.path.starts_with(&format!("{address}/"));
    if operations.is_empty() {
        return html! {
            (entry(site, &address, &html! { span.later { (category.title()) } span.count { (ledger::counts(category).absent) " to come" } }))
        };
    }
    if !open {
        let count = html! { span.count { (operations.len()) span.hidden { " requests" } } };
        return entry(site, &address, &html! { span { (category.title()) } (count) });
    }
    html! {
        details open {
            summary { span { (category.title()) } span.count { (operations.len()) } }
            ul {
                li { (entry(site, &address, &html! { span { "Overview" } })) }
                @for description in operations {
                    @let operation = &description.operation;
                    li {
                        (entry(site, &links::of_operation(description),
                            &html! { span { (operation.name) } (verb(operation.verb)) }))
                    }
                }
            }
        }
    }
}

fn entry(site: &Site, address: &str, content: &Markup) -> Markup {
    html! { a href=(address) aria-current=[(site.path == address).then_some("page")] { (content) } }
}
