//! What every page has around its content, and the blocks that pages are built of.

mod blocks;
mod header;
pub(crate) mod icons;
mod sidebar;

use maud::{DOCTYPE, Markup, html};

pub(crate) use blocks::{code, code_of, contents, panel, scrolling, tab, verb};

use crate::{Site, assets, feedback};

/// The path of what is no page of the documentation: nobody is asked whether it was helpful.
pub(crate) const NOWHERE: &str = "/docs/missing";

/// A whole page: skip link, header, navigation, content. Which entries are current follows from the site's path.
pub(crate) fn page(site: &Site, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" data-theme=[site.theme.name()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Canvass API" }
                link rel="icon" href=(assets::icon());
                link rel="stylesheet" href=(assets::style("portal"));
                // The pages of requests need no more than that: they are opened most.
                @if site.catalogue.at(&site.path).is_none() { link rel="stylesheet" href=(assets::style("pages")); }
                script type="module" src=(assets::script("portal")) {}
            }
            body {
                a.skip href="#main" { "Skip to main content" }
                (header::header(site))
                div.frame {
                    (sidebar::sidebar(site))
                    main #main tabindex="-1" {
                        (content)
                        @if site.path != NOWHERE { (feedback::block(&site.path)) }
                    }
                }
            }
        }
    }
}
