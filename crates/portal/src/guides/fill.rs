//! What a guide leaves open, filled in from the server and the contract.

use contract::limits;

use super::list::Guide;
use super::{ids, responses, tables, workflows};
use crate::Site;
use crate::reference::words;

/// A guide's text with nothing left open.
pub(crate) struct Filled {
    /// The text.
    pub(crate) text: String,
    /// Placeholders that mean nothing; they stay in the text as they are.
    pub(crate) unknown: Vec<String>,
}

/// What the guides with programs have in common.
const RUNNING: &str = include_str!("../../guides/parts/running.md");

/// Fills the placeholders of a guide: a name in doubled braces, alone on a line or within one.
pub(crate) fn fill(guide: &Guide, site: &Site) -> Filled {
    let mut filled = Filled { text: String::with_capacity(guide.text.len()), unknown: Vec::new() };
    let text = guide.text.replace("{{running}}", RUNNING);
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((name, after)) = behind.split_once("}}") else { break };
        filled.text.push_str(before);
        match value(name, guide, site) {
            Some(value) => filled.text.push_str(&value),
            None => {
                filled.unknown.push(name.to_owned());
                filled.text.push_str(&format!("{{{{{name}}}}}"));
            }
        }
        rest = after;
    }
    filled.text.push_str(rest);
    filled
}

fn value(name: &str, guide: &Guide, site: &Site) -> Option<String> {
    Some(match name {
        "origin" => site.origin.clone(),
        "base_url" => format!("{}/API/v3", site.origin),
        "host" => site.origin.split("://").last().unwrap_or_default().to_owned(),
        "datacenter" => site.datacenter.clone(),
        "page_size" => limits::PAGE.to_string(),
        "export_days" => limits::EXPORT_DAYS.to_string(),
        "fetch_seconds" => limits::FETCH_SECONDS.to_string(),
        "held_body" => words::size(limits::BUFFERED_BODY),
        "uri" => words::size(limits::URI as u64),
        "lists" => tables::lists(site),
        "status_overview" => responses::overview(site),
        "status_codes" => responses::sections(site),
        "error_example" => responses::error_example(&contract::errors::codes::SURVEY_NOT_FOUND),
        "rates_now" => tables::rates_now(site),
        "request_rates" => tables::request_rates(site),
        "request_sizes" => tables::request_sizes(site),
        "permissions" => tables::permissions(),
        "scopes" => tables::scopes(site),
        "ids" => ids::table(site),
        "other_limits" => tables::other_limits(),
        "programs" => workflows::programs(guide.slug)?,
        _ => return None,
    })
}
