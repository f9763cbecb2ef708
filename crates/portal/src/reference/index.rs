//! The reference's first page: the categories in their order.

use contract::Category;
use maud::{Markup, html};

use crate::{Catalogue, Site, ledger, links, shell};

pub(crate) fn page(site: &Site) -> Markup {
    let served =
        Category::ALL.into_iter().filter(|of| site.catalogue.of_category(*of).next().is_some()).count();
    let content = html! {
        header.intro {
            h1 { "Reference" }
            p.lead {
                (site.catalogue.all().len()) " requests in " (served) " categories are served. The other categories stand in their "
                "place, with the number of requests to come."
            }
            p.facts-line {
                "For programs: OpenAPI 3.1 as " a href="/openapi.json" { "JSON" } " and " a href="/openapi.yaml" { "YAML" } ", a " a href="/postman.json" { "Postman collection" } ". What of the original is served, and "
                "how exactly: " a href="/docs/compatibility" { "Compatibility" } "."
            }
        }
        (categories(site.catalogue))
    };
    shell::page(site, "Reference", &content)
}

/// A card for each category.
pub(crate) fn categories(catalogue: &Catalogue) -> Markup {
    html! {
        ul.cards {
            @for category in Category::ALL {
                @let number = catalogue.of_category(category).count();
                li class=[(number == 0).then_some("later")] {
                    a href=(links::of_category(category)) { (category.title()) }
                    p { (category.description()) }
                    span { (number_of(category, number)) }
                }
            }
        }
    }
}

/// How many requests of a category are served, and how many are to come.
fn number_of(category: Category, served: usize) -> String {
    let served = match served {
        0 => None,
        1 => Some("1 request".to_owned()),
        several => Some(format!("{several} requests")),
    };
    let absent = ledger::counts(category).absent;
    let absent = (absent > 0).then(|| format!("{absent} to come"));
    served.into_iter().chain(absent).collect::<Vec<_>>().join(", ")
}
