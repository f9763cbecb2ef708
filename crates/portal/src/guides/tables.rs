//! Tables that follow from the catalogue and from the limits in force, as Markdown.

use std::collections::BTreeMap;

use contract::{Description, Leaf, Operation, limits};

use crate::reference::words::{seconds, size};
use crate::{Site, links};

/// Every request that answers a page of a list, each as an item.
pub(crate) fn lists(site: &Site) -> String {
    let lists = site.catalogue.all().iter().filter(|known| known.is_list());
    let items = lists.map(|known| format!("- [{}]({})\n", known.operation.name, links::of_operation(known)));
    items.collect()
}

/// Whether calls are counted on this server, in a sentence or two.
pub(crate) fn rates_now(site: &Site) -> String {
    match &site.rates {
        Some(rates) => format!(
            "On this server the limits are **on**: a brand may make {} calls a minute over all requests together, and of \
             each request as many as the table says.",
            rates.brand
        ),
        None => "On this server the limits are **off**: calls are not counted. The table says what the original allows, \
                 and what is counted once the server is started with `--limits original`."
            .to_owned(),
    }
}

/// One row for each number of calls a minute, with the requests that may be called so often.
pub(crate) fn request_rates(site: &Site) -> String {
    let rows = grouped(site, |known| {
        let calls = site.calls(&known.operation);
        Some((calls, calls.to_string()))
    });
    format!("| Calls a minute | Requests |\n|---|---|\n{rows}")
}

/// The scopes that requests need, and which need each.
pub(crate) fn scopes(site: &Site) -> String {
    let rows = grouped(site, |known| {
        let scope = known.operation.scope();
        Some((scope, scope.map_or_else(|| "any".to_owned(), |scope| format!("`{scope}`"))))
    });
    format!("| Scope | Requests |\n|---|---|\n{rows}")
}

/// The permissions of accounts, in the order of the tree.
pub(crate) fn permissions() -> String {
    let row = |leaf: &Leaf| format!("| `{}` | {} |\n", leaf.path(), leaf.words());
    let rows: String = Leaf::ALL.iter().map(row).collect();
    format!("| Permission | Whoever has it may |\n|---|---|\n{rows}")
}

/// One row for each size of body and each time that differ from those of most requests.
pub(crate) fn request_sizes(site: &Site) -> String {
    let usual = Operation::documented();
    let bodies = grouped(site, |known| {
        let most = known.operation.body_limit;
        let differs = !known.bodies.is_empty() && most != usual.body_limit;
        differs.then(|| (most, format!("Largest body: {}", size(most))))
    });
    let times = grouped(site, |known| {
        let longest = known.operation.seconds;
        (longest != usual.seconds).then(|| (longest, format!("Longest time: {}", seconds(longest))))
    });
    format!(
        "A body may have {}, and an answer takes at most {}, but for these:\n\n| Limit | Requests |\n|---|---|\n{bodies}{times}",
        size(usual.body_limit),
        seconds(usual.seconds)
    )
}

/// The rows of a table: what the requests have in common, the smallest first, and links to them.
fn grouped<K: Ord>(site: &Site, of: impl Fn(&Description) -> Option<(K, String)>) -> String {
    let mut groups: BTreeMap<K, (String, Vec<String>)> = BTreeMap::new();
    for known in site.catalogue.all() {
        let Some((key, title)) = of(known) else { continue };
        let link = format!("[{}]({})", known.operation.name, links::of_operation(known));
        groups.entry(key).or_insert((title, Vec::new())).1.push(link);
    }
    groups.into_values().map(|(title, links)| format!("| {title} | {} |\n", links.join(", "))).collect()
}

/// What holds whatever the request is.
pub(crate) fn other_limits() -> String {
    let rows = [
        ("Path and query together", size(limits::URI as u64), 414),
        ("A form, or JSON, whatever the table allows", size(limits::BUFFERED_BODY), 413),
        ("Parts of a form", limits::FORM_PARTS.to_string(), 413),
        (
            "Time for the body to arrive",
            format!("{}, or the request's longest time if that is longer", seconds(limits::BODY_SECONDS)),
            504,
        ),
        ("Time between two pieces of a body", seconds(limits::IDLE_SECONDS), 504),
        ("Bodies of all callers in memory at once", size(limits::BODIES as u64), 503),
        ("Requests of one brand at once", limits::AT_ONCE.to_string(), 429),
        ("A brand's uploads that wait to be imported", size(limits::UPLOADS_WAITING), 429),
        ("A brand's exports that are kept", size(limits::EXPORTS_KEPT), 429),
        (
            "Embedded data fields in the responses of a survey that its flow does not declare",
            limits::UNDECLARED_FIELDS.to_string(),
            400,
        ),
        ("The name of such a field", format!("{} characters", limits::FIELD_NAME), 400),
    ];
    let mut table = String::from("| What | Most | Beyond it |\n|---|---|---|\n");
    for (what, most, status) in rows {
        let words = contract::description::status_text(status);
        table.push_str(&format!("| {what} | {most} | [{words}](guide:responses#status-{status}) |\n"));
    }
    table
}
