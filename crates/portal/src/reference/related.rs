//! Where to go from a request: what goes on with its answer, what it goes on from, and its neighbours.

use contract::Description;
use maud::{Markup, html};

use crate::{Catalogue, guides, links, shell};

/// Each request stands in it once, for its nearest reason.
pub(crate) fn section(description: &Description, catalogue: &Catalogue) -> Markup {
    html! {
        ul.related {
            @for (found, why) in requests(description, catalogue) {
                li {
                    (shell::verb(found.operation.verb)) " "
                    a href=(links::of_operation(found)) { (found.operation.name) } " "
                    span.muted { (why) }
                }
            }
            @for guide in guides::mentioning(description.operation.id) {
                li { span.verb { "Guide" } " " a href=(guide.href()) { (guide.title) } }
            }
        }
    }
}

/// The related requests, and why each is one.
pub(crate) fn requests(
    description: &Description,
    catalogue: &Catalogue,
) -> Vec<(&'static Description, &'static str)> {
    let own = &description.operation;
    let mut found: Vec<(&Description, &str)> = Vec::new();
    let mut add = |other: &'static Description, why: &'static str| {
        let known = other.operation.id == own.id
            || found.iter().any(|(known, _)| known.operation.id == other.operation.id);
        if !known {
            found.push((other, why));
        }
    };
    for lead in own.leads {
        if let Some(next) = catalogue.operation(lead.to) {
            add(next, "goes on with what this request answers");
        }
    }
    for other in catalogue.all() {
        if other.operation.leads.iter().any(|lead| lead.to == own.id) {
            add(other, "answers what this request goes on with");
        }
    }
    for other in catalogue.all().iter().filter(|other| other.operation.path == own.path) {
        add(other, "the same address, another verb");
    }
    let parent = own.path.rsplit_once('/').map_or("", |(parent, _)| parent);
    for other in catalogue.all() {
        if other.operation.path == parent {
            add(other, "one level up");
        } else if other.operation.path.rsplit_once('/').is_some_and(|(above, _)| above == own.path) {
            add(other, "one level down");
        }
    }
    found
}
