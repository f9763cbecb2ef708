//! The status page: how this server is, and what it was started with.

use maud::{Markup, html};

use crate::{Site, shell};

/// What is true of the server at this moment.
#[derive(Debug, Clone)]
pub struct Status {
    /// Whether its storage answers.
    pub ready: bool,
    /// Its clock, in ISO 8601.
    pub now: String,
}

pub(crate) fn page(site: &Site, status: &Status) -> Markup {
    let content = html! {
        header.intro {
            h1 { "Status" }
            @if status.ready {
                p.lead { span.status.good { "Serving" } " Requests are answered, and the storage can be reached." }
            } @else {
                p.lead { span.status.bad { "Not ready" } " The storage cannot be reached: requests are answered with 503." }
            }
        }
        section.prose {
            dl.facts {
                dt { "Version" } dd { (env!("CARGO_PKG_VERSION")) }
                dt { "Base URL" } dd { code { (site.origin) "/API/v3" } }
                dt { "Datacenter" } dd { code { (site.datacenter) } }
                dt { "Server time" } dd { (status.now) }
                dt { "Requests served" } dd { (site.catalogue.all().len()) " kinds; " a href="/docs/compatibility" { "compatibility ledger" } }
                dt { "Request limits" }
                dd {
                    a href="/docs/guides/request-limits" {
                        @if site.rates.is_some() { "switched on" } @else { "switched off" }
                    }
                }
                dt { "History of calls" }
                dd {
                    @if site.history > 0 { "the last " (site.history) " of each token; " a href="/docs/history" { "see yours" } }
                    @else { "switched off" }
                }
                dt { "For monitors" } dd { code { "/health/live" } ", " code { "/health/ready" } ", " code { "/metrics" } }
            }
        }
    };
    shell::page(site, "Status", &content)
}
