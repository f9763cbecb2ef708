//! The page for an address that does not exist.

use maud::{Markup, html};

use crate::{Site, shell};

pub(crate) fn page(site: &Site) -> Markup {
    let content = html! {
        header.intro {
            h1 { "There is no such page" }
            p.lead {
                "The address may be mistyped, or the request is not served yet. "
                a href="/docs" { "All documentation" } " starts here."
            }
        }
    };
    shell::page(site, "Not found", &content)
}
