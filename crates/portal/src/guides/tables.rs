//! Tables that follow from the catalogue and from the limits in force, as Markdown.

use contract::{catalogue, limits};

use crate::Site;
use crate::reference::words::{seconds, size};

/// Every request that answers a page of a list, each as an item.
pub(crate) fn lists() -> String {
    let lists = catalogue().iter().filter(|known| known.is_list());
    let items =
        lists.map(|known| format!("- [{}](operation:{})\n", known.operation.name, known.operation.id));
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

/// One row for each request: calls a minute, largest body, longest time.
pub(crate) fn request_limits(site: &Site) -> String {
    let mut table =
        String::from("| Request | Calls a minute | Largest body | Longest time |\n|---|---|---|---|\n");
    for known in catalogue() {
        let operation = &known.operation;
        let body = if known.bodies.is_empty() { "no body".to_owned() } else { size(operation.body_limit) };
        table.push_str(&format!(
            "| [{}](operation:{}) | {} | {body} | {} |\n",
            operation.name,
            operation.id,
            site.calls(operation),
            seconds(operation.seconds),
        ));
    }
    table
}

/// What holds whatever the request is.
pub(crate) fn other_limits() -> String {
    let rows = [
        ("Path and query together", size(limits::URI as u64), 414),
        ("A form, or JSON, whatever the table allows", size(limits::HELD_BODY), 413),
        ("Parts of a form", limits::FORM_PARTS.to_string(), 413),
        (
            "Time for the body to arrive",
            format!("{}, or the request's longest time if that is longer", seconds(limits::BODY_SECONDS)),
            504,
        ),
        ("Time between two pieces of a body", seconds(limits::IDLE_SECONDS), 504),
        ("Requests of one brand at once", limits::AT_ONCE.to_string(), 429),
    ];
    let mut table = String::from("| What | Most | Beyond it |\n|---|---|---|\n");
    for (what, most, status) in rows {
        let told = contract::description::status_text(status);
        table.push_str(&format!("| {what} | {most} | [{told}](guide:responses#status-{status}) |\n"));
    }
    table
}
