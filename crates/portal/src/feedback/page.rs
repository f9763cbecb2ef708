//! The pages on feedback.

use maud::{Markup, html};

use super::form::{AN_HOUR, Acknowledged, acknowledgement};
use crate::{Site, shell};

/// The page that says it, for browsers without JavaScript.
pub(crate) fn acknowledgement_page(site: &Site, page: &str, said: &Acknowledged) -> Markup {
    let content = html! {
        header.intro {
            h1 { "Feedback" }
            p.muted { "On " code { (page) } }
        }
        section.prose { (acknowledgement(page, said)) p { a href=(page) { "Back to the page" } } }
    };
    shell::page(site, "Feedback", &content)
}

/// The page that tells what becomes of feedback.
pub(crate) fn about(site: &Site) -> Markup {
    let content = html! {
        header.intro {
            nav.crumbs aria-label="Breadcrumb" { a href="/docs" { "Documentation" } }
            h1 { "What becomes of feedback" }
            p.lead { "At the end of every page you can say whether it was helpful. This is all that happens with your answer." }
        }
        section.prose {
            h2 #kept { "What is kept" }
            p {
                "The page's address, Yes or No, the time, and what you write. No name, no token, no network address. "
                "Answers are used only to improve the page they are about. The newest 10,000 are kept."
            }
            h2 #readers { "Who can read it" }
            p {
                "The documentation belongs to this server, not to one brand: whoever administers a brand on this "
                "server can read all answers, on " a href="/docs/admin" { "the page for administrators" } ". They leave this "
                "server in no other way."
            }
            h2 #protection { "How the form is protected" }
            p {
                "Without a third party, without tracking and without a cookie. The form is taken from this server's own "
                "pages only. A field that people do not see catches programs that fill in everything. One address may "
                "answer " (AN_HOUR) " times an hour; the count is kept in memory and forgotten."
            }
        }
    };
    shell::page(site, "What becomes of feedback", &content)
}
