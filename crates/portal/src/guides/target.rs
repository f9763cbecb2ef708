//! Where links of guides lead.

use contract::catalogue;

use super::list;
use crate::links;

/// The address that a link of a guide leads to: `operation:getSurvey`, `guide:responses#status-404`, or an address of
/// this server; `None` where it leads nowhere.
pub(super) fn target(link: &str) -> Option<String> {
    if let Some(id) = link.strip_prefix("operation:") {
        let found = catalogue().iter().find(|known| known.operation.id == id)?;
        return Some(links::of_operation(found));
    }
    if let Some(rest) = link.strip_prefix("guide:") {
        let (slug, part) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
        return Some(format!("{}{part}", list::named(slug)?.href()));
    }
    (link.starts_with('/') || link.starts_with('#')).then(|| link.to_owned())
}
