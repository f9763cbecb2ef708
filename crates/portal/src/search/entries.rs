//! What can be found: made from the catalogue.

use std::collections::BTreeSet;

use contract::description::status_text;
use contract::{Category, Description, ErrorCode, Place};

use super::entry::{Entry, Kind};
use crate::guides::{self, Guide, Heading};
use crate::reference::fields;
use crate::{Catalogue, Site, links};

/// Everything that can be found.
pub(super) fn entries(catalogue: &Catalogue) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for description in catalogue.all() {
        entries.push(request(description));
        entries.extend(parameters(description));
        entries.extend(body_fields(description));
    }
    entries.extend(Category::ALL.map(category));
    entries.extend(contract::every_error().iter().map(error));
    entries.extend(statuses(catalogue));
    entries.extend(pages());
    entries.extend(guides::ALL.iter().flat_map(guide));
    entries
}

/// The pages that belong to no request.
fn pages() -> [Entry; 4] {
    let compatibility =
        "Which operations of the original are served here, exactly or approximately, and which are to come.";
    let changelog = "What changed between versions, breaking changes marked; compare two OpenAPI documents.";
    [
        page("Compatibility", "/docs/compatibility", compatibility),
        page("Changelog", "/docs/changelog", changelog),
        page(
            "History",
            "/docs/history",
            "The calls made with a token, those of scripts included, as the server saw them.",
        ),
        page("Status", "/docs/status", "How this server is at this moment."),
    ]
}

/// A guide, and each part of it.
fn guide(guide: &'static Guide) -> Vec<Entry> {
    // What is true of this server alone is on the page; the search needs only the words.
    let text = format!("{} {}", guide.summary, guides::plain_text(guide, &Site::at("")));
    let whole = Entry { kind: Kind::Guide, ..page(guide.title, &guide.href(), &text) };
    let part = |heading: Heading| Entry {
        kind: Kind::Guide,
        place: guide.title.to_owned(),
        ..page(&heading.title, &format!("{}#{}", guide.href(), heading.id), guide.summary)
    };
    std::iter::once(whole).chain(guides::headings(guide).into_iter().map(part)).collect()
}

/// A page for people to read.
fn page(title: &str, href: &str, text: &str) -> Entry {
    Entry {
        kind: Kind::Page,
        title: title.to_owned(),
        alias: String::new(),
        verb: None,
        place: String::new(),
        href: href.to_owned(),
        text: text.to_owned(),
    }
}

fn request(description: &Description) -> Entry {
    let operation = &description.operation;
    Entry {
        kind: Kind::Request,
        title: operation.name.to_owned(),
        alias: operation.id.to_owned(),
        verb: Some(operation.verb),
        place: operation.path.to_owned(),
        href: links::of_operation(description),
        text: operation.description.to_owned(),
    }
}

fn category(category: Category) -> Entry {
    Entry {
        kind: Kind::Category,
        title: category.title().to_owned(),
        alias: String::new(),
        verb: None,
        place: String::new(),
        href: links::of_category(category),
        text: category.description().to_owned(),
    }
}

fn parameters(description: &Description) -> impl Iterator<Item = Entry> {
    description.parameters.iter().map(|parameter| {
        let place = match parameter.place {
            Place::Path => "in the path",
            Place::Query => "in the query",
            Place::Header => "header",
        };
        Entry {
            kind: Kind::Parameter,
            title: parameter.name.clone(),
            alias: apart(&parameter.name),
            verb: None,
            place: format!("{}, {place}", description.operation.name),
            href: format!(
                "{}#{}",
                links::of_operation(description),
                links::parameter_anchor(parameter.place.as_str(), &parameter.name)
            ),
            text: searched(&parameter.description, &parameter.allowed),
        }
    })
}

fn body_fields(description: &Description) -> Vec<Entry> {
    let forms = description.bodies.iter().enumerate();
    let fields = forms
        .flat_map(|(form, body)| fields::of(&body.schema).into_iter().map(move |field| (form, body, field)));
    fields
        .map(|(form, body, field)| Entry {
            kind: Kind::Field,
            title: field.path(),
            alias: apart(field.name),
            verb: None,
            place: format!("{}, body as {}", description.operation.name, body.media_type),
            href: format!(
                "{}#{}",
                links::of_operation(description),
                links::parameter_anchor(&format!("body-{form}"), &field.path())
            ),
            text: searched(&field.description, &field.allowed),
        })
        .collect()
}

/// The words of a name: `startDate` is `start Date`.
fn apart(name: &str) -> String {
    let blank = |letter: char| if letter.is_uppercase() { vec![' ', letter] } else { vec![letter] };
    name.chars().flat_map(blank).collect()
}

/// A description with the values that are allowed, which people look for as well.
fn searched(description: &str, allowed: &[String]) -> String {
    if allowed.is_empty() {
        description.to_owned()
    } else {
        format!("{description} One of {}.", allowed.join(", "))
    }
}

fn error(error: &ErrorCode) -> Entry {
    Entry {
        kind: Kind::Error,
        title: if error.code.is_empty() { "No error code".to_owned() } else { error.code.to_owned() },
        alias: String::new(),
        verb: None,
        place: status_text(error.status).to_owned(),
        href: links::of_error(error),
        text: format!("{} “{}”", error.reason, error.message),
    }
}

fn statuses(catalogue: &Catalogue) -> Vec<Entry> {
    let successes = catalogue.all().iter().map(|description| description.operation.success);
    let all: BTreeSet<u16> =
        successes.chain(contract::every_error().iter().map(|error| error.status)).collect();
    let entry = |status: u16| {
        let reasons: Vec<&str> = contract::every_error()
            .iter()
            .filter(|error| error.status == status)
            .map(|error| error.reason)
            .collect();
        Entry {
            kind: Kind::Status,
            title: status_text(status).to_owned(),
            alias: status.to_string(),
            verb: None,
            place: String::new(),
            href: links::of_status(status),
            text: if reasons.is_empty() { "A success.".to_owned() } else { reasons.join(" ") },
        }
    };
    all.into_iter().map(entry).collect()
}
