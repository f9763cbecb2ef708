//! Status codes and the reasons behind each, from the table of errors and the successes of the catalogue.

use contract::description::{ResultKind, status_text};
use contract::{Description, ErrorCode};
use serde_json::Value;

use crate::{Site, links};

/// All status codes in one table, each leading to its part of the page.
pub(crate) fn overview(site: &Site) -> String {
    let mut table = String::from("| Status | What it means | Ask again? |\n|---|---|---|\n");
    for status in statuses(site) {
        let (meaning, again) = meaning(status);
        table.push_str(&format!("| [{}](#status-{status}) | {meaning} | {again} |\n", status_text(status)));
    }
    table
}

/// One part for each status code: what it means, an example, and the possible reasons.
pub(crate) fn sections(site: &Site) -> String {
    statuses(site).into_iter().map(|status| section(status, site)).collect()
}

/// An error as it is answered, as fenced code.
pub(crate) fn error_example(error: &ErrorCode) -> String {
    fenced(&error.example_envelope())
}

/// Every status that the server answers with, in order.
pub(crate) fn statuses(site: &Site) -> Vec<u16> {
    let successes = site.catalogue.all().iter().map(|known| known.operation.success);
    let mut statuses: Vec<u16> =
        successes.chain(contract::every_error().iter().map(|error| error.status)).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

/// What a status means, and whether the same request may be sent again.
pub(crate) fn meaning(status: u16) -> (&'static str, &'static str) {
    match status {
        200 => ("The request is done.", "no need"),
        202 => ("The request is accepted and the work goes on.", "ask for its progress"),
        400 => ("The request itself is wrong.", "after it is corrected"),
        401 => ("The credential is not good.", "with another token"),
        403 => ("The caller is known and may not do this.", "no"),
        404 => ("There is no such thing, or no such path.", "no"),
        409 => ("The request goes against the state of things.", "after that has changed"),
        413 => ("The body is too large.", "with a smaller body"),
        414 => ("Path and query are too long.", "with a shorter address"),
        415 => ("The body's form is not one that is read.", "with another Content-Type"),
        429 => ("Too many calls within a minute, or at once.", "after the seconds in `Retry-After`"),
        500 => ("The server is at fault.", "perhaps; report it if it stays"),
        503 => ("The server cannot answer for the moment.", "yes, a little later"),
        504 => ("The answer took too long.", "reading yes; changing only after a look at what came of it"),
        _ => ("", ""),
    }
}

fn section(status: u16, site: &Site) -> String {
    let (meaning, _) = meaning(status);
    let mut text = format!("## {} {{#status-{status}}}\n\n{meaning}\n\n", status_text(status));
    if status < 400 {
        text.push_str(&successes(status, site));
        return text;
    }
    let every = contract::every_error();
    let errors: Vec<&ErrorCode> = every.iter().filter(|error| error.status == status).collect();
    text.push_str(&error_example(errors[0]));
    text.push_str("\nPossible reasons:\n\n| Code | When it happens | Message |\n|---|---|---|\n");
    for error in errors {
        let code = if error.code.is_empty() { "no code".to_owned() } else { format!("`{}`", error.code) };
        text.push_str(&format!(
            "| [{code}](anchor:{}) | {} | {} |\n",
            links::error_anchor(error),
            error.reason,
            error.message
        ));
    }
    text + "\n"
}

/// An example for each sort of answer that comes with this status: with a result, without one, a file.
fn successes(status: u16, site: &Site) -> String {
    let of_status = || site.catalogue.all().iter().filter(|known| known.operation.success == status);
    let mut text = String::new();
    // The shortest example is enough to show the shape.
    let json = of_status().filter(|known| known.result.kind == ResultKind::Json);
    if let Some(known) = json.min_by_key(|known| known.example_envelope().to_string().len()) {
        text.push_str(&format!("With a result, as {} answers:\n\n", link(known)));
        text.push_str(&fenced(&known.example_envelope()));
    }
    if let Some(known) = of_status().find(|known| known.result.kind == ResultKind::Meta) {
        text.push_str(&format!("\nWithout one, as {} answers:\n\n", link(known)));
        text.push_str(&fenced(&known.example_envelope()));
    }
    if let Some(known) = of_status().find(|known| matches!(known.result.kind, ResultKind::File { .. })) {
        text.push_str(&format!("\nAs a file without an envelope, as {} answers.\n\n", link(known)));
    }
    text + "\n"
}

fn link(known: &Description) -> String {
    format!("[{}]({})", known.operation.name, links::of_operation(known))
}

fn fenced(value: &Value) -> String {
    format!("```json\n{}\n```\n", serde_json::to_string_pretty(value).unwrap_or_default())
}
